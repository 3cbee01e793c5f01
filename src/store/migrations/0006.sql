-- 0006: indexes that every save wrote and that another way of asking does without. Frozen as 0001 is.

-- Entries of an act stand one after the other, and acts in the order of their numbers (store::undo).
DROP INDEX journal_by_act;
-- What is due in all areas is asked area by area (store::due).
DROP INDEX due_by_class;
DROP INDEX due_load_by_day;

-- The rows of a contact are few and are put in order when they are read: with the day in it every new day wrote this.
DROP INDEX due_by_contact;
CREATE INDEX due_of_contact ON due (contact);
-- The calendar shows no intervals, so that they need not be counted by day.
DELETE FROM due_load WHERE class = 'interval';
