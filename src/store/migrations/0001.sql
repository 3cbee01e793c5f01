-- 0001: the first schema. Frozen: later changes are new numbered files.
--
-- Every record table: n (order of making), id (UUID version 7), contact, at (the record's own time, for lists),
-- who and when, rev, then the fields of its field table. A blank field is NULL; several values are a JSON array.

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- What the officer did: one row an act.
CREATE TABLE act (
    n INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    officer TEXT NOT NULL,
    device TEXT NOT NULL,
    what TEXT NOT NULL,
    is_final INTEGER NOT NULL,
    undoes INTEGER
) STRICT;

-- Append-only; each hash covers the entry, its act and the hash before.
CREATE TABLE journal (
    n INTEGER PRIMARY KEY,
    act INTEGER NOT NULL REFERENCES act (n),
    operation TEXT NOT NULL,
    kind TEXT NOT NULL,
    record BLOB,
    contact BLOB,
    fields TEXT NOT NULL,
    reason TEXT NOT NULL,
    recipient TEXT NOT NULL,
    basis TEXT NOT NULL,
    row_hash BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX journal_by_contact ON journal (contact, n);
CREATE INDEX journal_by_record ON journal (record, n);
CREATE INDEX journal_by_act ON journal (act);
CREATE INDEX journal_by_operation ON journal (operation, n) WHERE operation NOT IN ('collection', 'alteration');
CREATE TRIGGER journal_is_append_only_u BEFORE UPDATE ON journal BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER journal_is_append_only_d BEFORE DELETE ON journal BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER act_is_append_only_u BEFORE UPDATE ON act BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER act_is_append_only_d BEFORE DELETE ON act BEGIN SELECT raise(ABORT, 'append-only'); END;

-- Salt, before-values and reason text: committed to by the journal, deleted by disposal.
CREATE TABLE journal_payload (n INTEGER PRIMARY KEY, salt BLOB NOT NULL, before TEXT NOT NULL, reason TEXT NOT NULL) STRICT;

-- Half-typed forms; not records.
CREATE TABLE draft (n INTEGER PRIMARY KEY, form TEXT NOT NULL, contact BLOB, at TEXT NOT NULL, content TEXT NOT NULL) STRICT;
CREATE INDEX draft_by_form ON draft (form, contact);

-- Sealed packages; the bytes stay until the final receipt.
CREATE TABLE package (
    number INTEGER PRIMARY KEY,
    bundle_id TEXT NOT NULL UNIQUE,
    epoch INTEGER NOT NULL,
    file_name TEXT NOT NULL,
    written_to TEXT NOT NULL,
    manifest_hash BLOB NOT NULL,
    sealed BLOB NOT NULL,
    state TEXT NOT NULL,
    sealed_at TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    updates INTEGER NOT NULL,
    contacts INTEGER NOT NULL,
    recipient TEXT NOT NULL
) STRICT;

-- Worked out from records and made again at will: due rows, list lines, search.
CREATE TABLE due (
    n INTEGER PRIMARY KEY,
    contact BLOB,
    area TEXT NOT NULL,
    class TEXT NOT NULL,
    due TEXT NOT NULL,
    worse TEXT NOT NULL,
    since TEXT NOT NULL,
    kind TEXT NOT NULL,
    record BLOB NOT NULL,
    what TEXT NOT NULL,
    deferrals INTEGER NOT NULL
) STRICT;
CREATE INDEX due_by_area ON due (area, class, due);
CREATE INDEX due_by_class ON due (class, due);
CREATE INDEX due_by_record ON due (record);
CREATE INDEX due_by_contact ON due (contact, due);

CREATE TABLE contact_line (
    contact BLOB PRIMARY KEY,
    reference TEXT NOT NULL,
    name TEXT NOT NULL,
    area TEXT NOT NULL,
    status TEXT NOT NULL,
    child INTEGER NOT NULL,
    child_concern INTEGER NOT NULL,
    age_status TEXT NOT NULL,
    setting TEXT NOT NULL,
    settings TEXT NOT NULL,
    population_group TEXT NOT NULL,
    consent TEXT NOT NULL,
    consent_ends TEXT NOT NULL,
    named INTEGER NOT NULL,
    last_on TEXT NOT NULL,
    next_due TEXT NOT NULL,
    next_what TEXT NOT NULL,
    plan_until TEXT NOT NULL,
    interval_due TEXT NOT NULL
) STRICT;
CREATE INDEX contact_line_by_due ON contact_line (area, status, child DESC, next_due, reference);
CREATE INDEX contact_line_by_due_all ON contact_line (status, child DESC, next_due, reference);
CREATE INDEX contact_line_by_name ON contact_line (area, status, name COLLATE NOCASE, reference);
CREATE INDEX contact_line_by_reference ON contact_line (area, status, reference);
CREATE INDEX contact_line_by_last ON contact_line (area, status, last_on, reference);

CREATE TABLE search_doc (n INTEGER PRIMARY KEY, kind TEXT NOT NULL, record BLOB NOT NULL UNIQUE, contact BLOB, at TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE search USING fts5 (
    names, sounds, words, digits, content = '', prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
CREATE VIRTUAL TABLE search_terms USING fts5vocab (search, row);

-- Records.

CREATE TABLE contact (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "reference" TEXT,
    "working_names" TEXT,
    "own_words" TEXT,
    "status" TEXT,
    "closed_reason" TEXT,
    "area" TEXT,
    "locality" TEXT,
    "settings" TEXT,
    "population_group" TEXT,
    "given_names" TEXT,
    "surname" TEXT,
    "born_on" TEXT,
    "over_18" TEXT,
    "age_basis" TEXT,
    "age_status" TEXT,
    "gender" TEXT,
    "ethnicity" TEXT,
    "languages" TEXT,
    "interpreter" INTEGER,
    "communication" TEXT,
    "must_not_find_out" TEXT,
    "vulnerabilities" TEXT,
    "factors" TEXT,
    "subject_categories" TEXT,
    "is_reference" TEXT,
    "dlo" TEXT,
    "dlo_since" TEXT,
    "cover" TEXT,
    "ideal_days" INTEGER,
    "maximum_days" INTEGER,
    "known_since" TEXT,
    "review_on" TEXT,
    "answers" TEXT,
    "merged_into" TEXT
) STRICT;
CREATE INDEX contact_by_contact ON contact (contact, at);

CREATE TABLE contact_point (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "kind" TEXT,
    "value" TEXT,
    "whose" TEXT,
    "safe" TEXT,
    "note" TEXT
) STRICT;
CREATE INDEX contact_point_by_contact ON contact_point (contact, at);

CREATE TABLE plan (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "version" INTEGER,
    "superseded" INTEGER,
    "text_rule" TEXT,
    "text_words" TEXT,
    "call_rule" TEXT,
    "call_words" TEXT,
    "email_rule" TEXT,
    "visit_rule" TEXT,
    "meeting_places" TEXT,
    "windows" TEXT,
    "voicemail_rule" TEXT,
    "voicemail_words" TEXT,
    "officer_name" TEXT,
    "who_may_answer" TEXT,
    "not_safe_word" TEXT,
    "identity_question" TEXT,
    "identity_word" TEXT,
    "never" TEXT,
    "intermediary" TEXT,
    "person_unknown" INTEGER,
    "safe_number" TEXT,
    "safe_number_whose" TEXT,
    "interpreter" TEXT,
    "made_with" TEXT,
    "made_on" TEXT,
    "recheck_on" TEXT
) STRICT;
CREATE INDEX plan_by_contact ON plan (contact, at);

CREATE TABLE consent (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "purpose" TEXT,
    "service" TEXT,
    "state" TEXT,
    "asked_on" TEXT,
    "words" TEXT,
    "why_not" TEXT,
    "taken_by" TEXT,
    "expires_on" TEXT
) STRICT;
CREATE INDEX consent_by_contact ON consent (contact, at);

CREATE TABLE engagement (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "happened" TEXT,
    "channel" TEXT,
    "direction" TEXT,
    "plan_rule" TEXT,
    "outside_reason" TEXT,
    "outcome" TEXT,
    "place" TEXT,
    "with_whom" TEXT,
    "minutes" INTEGER,
    "summary" TEXT,
    "explained" TEXT,
    "raised" TEXT,
    "first_account" TEXT,
    "trust_note" TEXT,
    "next_step" TEXT,
    "next_promised" INTEGER,
    "next_due" TEXT,
    "next_follow_up" TEXT
) STRICT;
CREATE INDEX engagement_by_contact ON engagement (contact, at);

CREATE TABLE follow_up (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "what" TEXT,
    "kind" TEXT,
    "due" TEXT,
    "state" TEXT,
    "outcome" TEXT,
    "settled_on" TEXT,
    "deferrals" INTEGER,
    "deferral_reason" TEXT,
    "you_said" TEXT,
    "we_did" TEXT,
    "told" TEXT,
    "serves" TEXT
) STRICT;
CREATE INDEX follow_up_by_contact ON follow_up (contact, at);

CREATE TABLE grounds (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "statement" TEXT,
    "standing" TEXT,
    "how_known" TEXT,
    "known_on" TEXT,
    "source_protected" INTEGER
) STRICT;
CREATE INDEX grounds_by_contact ON grounds (contact, at);

CREATE TABLE marker (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "marker_type" TEXT,
    "text" TEXT,
    "grounds" TEXT,
    "necessity" TEXT,
    "told" TEXT,
    "view" TEXT,
    "why_not_told" TEXT,
    "review_on" TEXT,
    "classification" TEXT,
    "state" TEXT,
    "on_is_since" TEXT,
    "is_reference" TEXT,
    "dlo_name" TEXT,
    "dlo_phone" TEXT,
    "dlo_email" TEXT,
    "dlo_out_of_hours" TEXT,
    "renewed_on" TEXT,
    "removal_reason" TEXT
) STRICT;
CREATE INDEX marker_by_contact ON marker (contact, at);

CREATE TABLE concern (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "kind" TEXT,
    "what" TEXT,
    "noticed" TEXT,
    "indicators" TEXT,
    "views" TEXT,
    "protection_from" TEXT,
    "protection_reference" TEXT,
    "actions" TEXT,
    "state" TEXT,
    "opened_because" TEXT,
    "decision" TEXT
) STRICT;
CREATE INDEX concern_by_contact ON concern (contact, at);

CREATE TABLE confirmed (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "is_reference" TEXT,
    "confirmed_on" TEXT,
    "how" TEXT,
    "package" INTEGER,
    "fields" TEXT
) STRICT;
CREATE INDEX confirmed_by_contact ON confirmed (contact, at);

CREATE TABLE outbox_update (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "kind" TEXT,
    "about" TEXT,
    "state" TEXT,
    "held_until" TEXT,
    "decision_reason" TEXT,
    "purpose" TEXT,
    "necessity" TEXT,
    "condition" TEXT,
    "information" TEXT,
    "override_ground" TEXT,
    "override_by" TEXT,
    "content" TEXT,
    "package" INTEGER,
    "is_reference" TEXT,
    "rejection" TEXT
) STRICT;
CREATE INDEX outbox_update_by_contact ON outbox_update (contact, at);

CREATE TABLE hold (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "scope" TEXT,
    "why" TEXT,
    "reference" TEXT,
    "asked_by" TEXT,
    "until" TEXT,
    "officer_told" INTEGER,
    "lifted_on" TEXT
) STRICT;
CREATE INDEX hold_by_contact ON hold (contact, at);

CREATE TABLE disclosure (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "happened" TEXT,
    "to_whom" TEXT,
    "verified" TEXT,
    "channel" TEXT,
    "what" TEXT,
    "purpose" TEXT,
    "basis" TEXT,
    "override_ground" TEXT,
    "override_by" TEXT,
    "package" INTEGER
) STRICT;
CREATE INDEX disclosure_by_contact ON disclosure (contact, at);

CREATE UNIQUE INDEX contact_by_reference ON contact (reference);
CREATE INDEX outbox_update_by_state ON outbox_update (state);
CREATE INDEX outbox_update_by_package ON outbox_update (package) WHERE package IS NOT NULL;
