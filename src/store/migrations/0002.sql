-- 0002: what lists and headers count, and what filters look at, is found without reading rows. Frozen as 0001 is.

-- How many: updates by state, contacts by area and status. Kept with the rows they count (store::derive), without
-- triggers: a statement with a trigger makes the search index write out what it holds back.
CREATE TABLE tally (what TEXT NOT NULL, area TEXT NOT NULL, code TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (what, area, code))
    STRICT, WITHOUT ROWID;
-- How much is due on a day, for the calendar.
CREATE TABLE due_load (area TEXT NOT NULL, day TEXT NOT NULL, class TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (area, day, class))
    STRICT, WITHOUT ROWID;
CREATE INDEX due_load_by_day ON due_load (day, class, n);

INSERT INTO tally SELECT 'update', '', coalesce(state, ''), count(*) FROM outbox_update GROUP BY coalesce(state, '');
INSERT INTO tally SELECT 'contact', area, status, count(*) FROM contact_line GROUP BY area, status;
-- The working day turns at 04:00.
INSERT INTO due_load SELECT area, CASE WHEN length(due) > 10 THEN date(due, '-4 hours') ELSE due END, class, count(*) FROM due
GROUP BY area, CASE WHEN length(due) > 10 THEN date(due, '-4 hours') ELSE due END, class;

-- Whose a due row is, so that Today reads nothing else.
ALTER TABLE due ADD COLUMN reference TEXT NOT NULL DEFAULT '';
ALTER TABLE due ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE due ADD COLUMN child INTEGER NOT NULL DEFAULT 0;
UPDATE due SET reference = l.reference, name = l.name, child = l.child FROM contact_line l WHERE l.contact = due.contact;

-- The columns that a list is filtered by stand in the index that sorts it, so that a filter reads no row it leaves out.
DROP INDEX contact_line_by_due;
DROP INDEX contact_line_by_due_all;
DROP INDEX contact_line_by_name;
DROP INDEX contact_line_by_reference;
DROP INDEX contact_line_by_last;
CREATE INDEX contact_line_by_due ON contact_line
    (area, status, child DESC, next_due, reference, settings, population_group, consent, age_status);
CREATE INDEX contact_line_by_due_all ON contact_line
    (status, child DESC, next_due, reference, settings, population_group, consent, age_status);
CREATE INDEX contact_line_by_name ON contact_line
    (area, status, name COLLATE NOCASE, reference, settings, population_group, consent, age_status, next_due);
CREATE INDEX contact_line_by_name_all ON contact_line
    (status, name COLLATE NOCASE, reference, settings, population_group, consent, age_status, next_due);
CREATE INDEX contact_line_by_reference ON contact_line
    (area, status, reference, settings, population_group, consent, age_status, next_due);
CREATE INDEX contact_line_by_reference_all ON contact_line
    (status, reference, settings, population_group, consent, age_status, next_due);
CREATE INDEX contact_line_by_last ON contact_line
    (area, status, last_on, reference, settings, population_group, consent, age_status, next_due);
CREATE INDEX contact_line_by_last_all ON contact_line
    (status, last_on, reference, settings, population_group, consent, age_status, next_due);

-- The highest number given out under a device code: K7-10000 comes after K7-9999, though not as text.
CREATE INDEX contact_by_number ON contact (substr(reference, 1, instr(reference, '-')), length(reference), reference);
