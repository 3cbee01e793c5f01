-- 0003: a follow-up may say more than its line: all of a jot that is filed. Frozen as 0001 is.
ALTER TABLE follow_up ADD COLUMN note TEXT;
