-- 0004: raising the age of a child takes a second person, who is named. Frozen as 0001 is.
ALTER TABLE contact ADD COLUMN age_second_person TEXT;
