-- 0002: what lists and headers count, and what filters look at, is found without reading rows. Frozen as 0001 is.

-- How many: open updates by state, contacts by area and status. Kept by the triggers below, in the same transaction.
CREATE TABLE tally (what TEXT NOT NULL, area TEXT NOT NULL, code TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (what, area, code))
    STRICT, WITHOUT ROWID;
-- How much is due on a day, for the calendar.
CREATE TABLE due_load (area TEXT NOT NULL, day TEXT NOT NULL, class TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (area, day, class))
    STRICT, WITHOUT ROWID;
CREATE INDEX due_load_by_day ON due_load (day, class, n);

INSERT INTO tally SELECT 'update', '', coalesce(state, ''), count(*) FROM outbox_update GROUP BY coalesce(state, '');
INSERT INTO tally SELECT 'contact', area, status, count(*) FROM contact_line GROUP BY area, status;
INSERT INTO due_load SELECT area, substr(due, 1, 10), class, count(*) FROM due GROUP BY area, substr(due, 1, 10), class;

CREATE TRIGGER update_counted_i AFTER INSERT ON outbox_update BEGIN
    INSERT INTO tally VALUES ('update', '', coalesce(new.state, ''), 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER update_counted_d AFTER DELETE ON outbox_update BEGIN
    UPDATE tally SET n = n - 1 WHERE what = 'update' AND area = '' AND code = coalesce(old.state, '');
END;
CREATE TRIGGER update_counted_u AFTER UPDATE OF state ON outbox_update WHEN old.state IS NOT new.state BEGIN
    UPDATE tally SET n = n - 1 WHERE what = 'update' AND area = '' AND code = coalesce(old.state, '');
    INSERT INTO tally VALUES ('update', '', coalesce(new.state, ''), 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER line_counted_i AFTER INSERT ON contact_line BEGIN
    INSERT INTO tally VALUES ('contact', new.area, new.status, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER line_counted_d AFTER DELETE ON contact_line BEGIN
    UPDATE tally SET n = n - 1 WHERE what = 'contact' AND area = old.area AND code = old.status;
END;
CREATE TRIGGER line_counted_u AFTER UPDATE OF area, status ON contact_line
    WHEN old.area <> new.area OR old.status <> new.status BEGIN
    UPDATE tally SET n = n - 1 WHERE what = 'contact' AND area = old.area AND code = old.status;
    INSERT INTO tally VALUES ('contact', new.area, new.status, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER due_counted_i AFTER INSERT ON due BEGIN
    INSERT INTO due_load VALUES (new.area, substr(new.due, 1, 10), new.class, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER due_counted_d AFTER DELETE ON due BEGIN
    UPDATE due_load SET n = n - 1 WHERE area = old.area AND day = substr(old.due, 1, 10) AND class = old.class;
    DELETE FROM due_load WHERE area = old.area AND day = substr(old.due, 1, 10) AND class = old.class AND n <= 0;
END;
CREATE TRIGGER due_counted_u AFTER UPDATE OF area ON due WHEN old.area <> new.area BEGIN
    UPDATE due_load SET n = n - 1 WHERE area = old.area AND day = substr(old.due, 1, 10) AND class = old.class;
    DELETE FROM due_load WHERE area = old.area AND day = substr(old.due, 1, 10) AND class = old.class AND n <= 0;
    INSERT INTO due_load VALUES (new.area, substr(new.due, 1, 10), new.class, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;

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
