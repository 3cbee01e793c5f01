-- 0007: rows that every engagement moved and that another way of asking does without. Frozen as 0001 is.

-- Who was longest without contact in all areas is asked area by area (store::contact).
DROP INDEX contact_line_by_last_all;
-- The calendar shows no record reviews either: they move with every engagement, and none of them is a day's work.
DELETE FROM due_load WHERE class = 'records';

-- How many have a setting is counted in an index that holds little else.
CREATE INDEX contact_line_by_settings ON contact_line (area, status, settings);
