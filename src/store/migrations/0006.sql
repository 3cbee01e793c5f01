-- 0006: indexes that every save wrote and that another way of asking does without. Frozen as 0001 is.

-- Entries of an act stand one after the other, and acts in the order of their numbers (store::undo).
DROP INDEX journal_by_act;
-- What is due in all areas is asked area by area (store::due).
DROP INDEX due_by_class;
DROP INDEX due_load_by_day;
