-- 0005: support, crime reports, safety plans, linked people, intelligence, dangerous people, the area picture, services
-- and the directory of DLOs; what concerns of adults, domestic abuse and modern slavery need. Frozen as 0001 is.

CREATE TABLE support_offer (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "service" TEXT,
    "service_name" TEXT,
    "offered_on" TEXT,
    "response" TEXT,
    "not_suitable_why" TEXT,
    "words" TEXT,
    "information_left" TEXT,
    "without_police" INTEGER,
    "state" TEXT,
    "sent_on" TEXT,
    "sent_to" TEXT,
    "sent_how" TEXT,
    "acknowledged_on" TEXT,
    "started_on" TEXT,
    "ended_on" TEXT,
    "chase_on" TEXT,
    "deferrals" INTEGER,
    "deferral_reason" TEXT,
    "consent" TEXT,
    "override_ground" TEXT,
    "override_by" TEXT,
    "outcome" TEXT,
    "ended_why" TEXT
) STRICT;
CREATE INDEX support_offer_by_contact ON support_offer (contact, at);

CREATE TABLE support_path (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "wish" TEXT,
    "own_words" TEXT,
    "steps" TEXT,
    "note" TEXT
) STRICT;
CREATE INDEX support_path_by_contact ON support_path (contact, at);

CREATE TABLE crime_report (
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
    "mode" TEXT,
    "through" TEXT,
    "outline" TEXT,
    "account" TEXT,
    "explained" TEXT,
    "happened" TEXT,
    "place" TEXT,
    "area" TEXT,
    "offences" TEXT,
    "hate_crime" TEXT,
    "barriers" TEXT,
    "barrier_words" TEXT,
    "told_at" TEXT,
    "choice" TEXT,
    "recording" TEXT,
    "recorded_at" TEXT,
    "recording_why" TEXT,
    "crime_number" TEXT,
    "is_reference" TEXT,
    "officer_in_case" TEXT,
    "state" TEXT,
    "changes" TEXT,
    "news" TEXT,
    "safe_now" TEXT,
    "medical_need" TEXT,
    "solo" TEXT,
    "dlo_attends" TEXT,
    "organised_crime" INTEGER,
    "support" TEXT,
    "contract" TEXT,
    "contract_on" TEXT,
    "contract_review_on" TEXT,
    "own_offence" TEXT,
    "own_advice" TEXT,
    "own_decision" TEXT,
    "own_welfare" TEXT
) STRICT;
CREATE INDEX crime_report_by_contact ON crime_report (contact, at);

CREATE TABLE safety_plan (
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
    "goal" TEXT,
    "goal_words" TEXT,
    "steps" TEXT,
    "in_danger" TEXT,
    "made_on" TEXT,
    "review_on" TEXT
) STRICT;
CREATE INDEX safety_plan_by_contact ON safety_plan (contact, at);

CREATE TABLE linked_person (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "relation" TEXT,
    "name" TEXT,
    "age_status" TEXT,
    "born_on" TEXT,
    "where_found" TEXT,
    "why_kept" TEXT,
    "note" TEXT,
    "review_on" TEXT
) STRICT;
CREATE INDEX linked_person_by_contact ON linked_person (contact, at);

CREATE TABLE intelligence (
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
    "title" TEXT,
    "area" TEXT,
    "priority" TEXT,
    "provenance" TEXT,
    "known" TEXT,
    "classification" TEXT,
    "srn" TEXT,
    "state" TEXT,
    "written_on" TEXT,
    "is_reference" TEXT,
    "kept_words" TEXT,
    "report" TEXT
) STRICT;
CREATE INDEX intelligence_by_contact ON intelligence (contact, at);

CREATE TABLE intelligence_item (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "entry" TEXT,
    "number" INTEGER,
    "text" TEXT,
    "standing" TEXT,
    "source_grade" TEXT,
    "assessment" TEXT,
    "handling" TEXT,
    "action_code" TEXT,
    "usage" TEXT,
    "sanitisation" TEXT
) STRICT;
CREATE INDEX intelligence_item_by_contact ON intelligence_item (contact, at);

CREATE TABLE intelligence_source (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "entry" TEXT,
    "person" TEXT,
    "who" TEXT,
    "known_to" TEXT,
    "can_give_more" TEXT,
    "risk" TEXT,
    "risk_why" TEXT,
    "risk_reduced" TEXT,
    "source_unit" TEXT
) STRICT;
CREATE INDEX intelligence_source_by_contact ON intelligence_source (contact, at);

CREATE TABLE dangerous_person (
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
    "warning" TEXT,
    "incident" TEXT,
    "happened" TEXT,
    "area" TEXT,
    "place" TEXT,
    "names_nobody" INTEGER,
    "gender" TEXT,
    "about_age" TEXT,
    "build" TEXT,
    "complexion" TEXT,
    "features" TEXT,
    "eyes" TEXT,
    "ethnicity" TEXT,
    "hair" TEXT,
    "vehicle" TEXT,
    "phone" TEXT,
    "name_used" TEXT,
    "mode" TEXT,
    "through" TEXT,
    "taken_by" TEXT,
    "taken_on" TEXT,
    "to_ugly_mugs" TEXT,
    "to_intelligence" TEXT,
    "ugly_mugs_on" TEXT,
    "entry" TEXT,
    "reporter" TEXT,
    "same_as" TEXT,
    "not_same" TEXT,
    "review_on" TEXT
) STRICT;
CREATE INDEX dangerous_person_by_contact ON dangerous_person (contact, at);

CREATE TABLE observation (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "seen" TEXT,
    "area" TEXT,
    "place" TEXT,
    "setting" TEXT,
    "numbers" INTEGER,
    "demand" TEXT,
    "harm" TEXT,
    "how_known" TEXT,
    "note" TEXT,
    "tasking" TEXT
) STRICT;
CREATE INDEX observation_by_contact ON observation (contact, at);

CREATE TABLE tasking (
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
    "what" TEXT,
    "asked_by" TEXT,
    "asked_on" TEXT,
    "due" TEXT,
    "agreed_with" TEXT,
    "area" TEXT,
    "place" TEXT,
    "proportionality" TEXT,
    "proportionality_on" TEXT,
    "state" TEXT,
    "result" TEXT,
    "strategy" TEXT
) STRICT;
CREATE INDEX tasking_by_contact ON tasking (contact, at);

CREATE TABLE strategy (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "place" TEXT,
    "area" TEXT,
    "market" TEXT,
    "proportionality" TEXT,
    "measures" TEXT,
    "review_on" TEXT
) STRICT;
CREATE INDEX strategy_by_contact ON strategy (contact, at);

CREATE TABLE service (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "code" TEXT,
    "name" TEXT,
    "kind" TEXT,
    "who_for" TEXT,
    "youngest" INTEGER,
    "oldest" INTEGER,
    "genders" TEXT,
    "areas" TEXT,
    "serves" TEXT,
    "phone" TEXT,
    "address" TEXT,
    "hours" TEXT,
    "self_referral" TEXT,
    "works_with_police" TEXT,
    "status" TEXT,
    "checked_on" TEXT,
    "checked_by" TEXT,
    "source" TEXT,
    "procedure_name" TEXT,
    "procedure_address" TEXT,
    "procedure_phone" TEXT,
    "note" TEXT
) STRICT;
CREATE INDEX service_by_contact ON service (contact, at);

CREATE TABLE liaison (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    contact BLOB,
    at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    rev INTEGER NOT NULL,
    "name" TEXT,
    "collar" TEXT,
    "role" TEXT,
    "areas" TEXT,
    "phone" TEXT,
    "email" TEXT,
    "out_of_hours" TEXT,
    "cover" TEXT,
    "cover_from" TEXT,
    "cover_to" TEXT,
    "checked_on" TEXT
) STRICT;
CREATE INDEX liaison_by_contact ON liaison (contact, at);

ALTER TABLE concern ADD COLUMN "lives" TEXT;
ALTER TABLE concern ADD COLUMN "stays" TEXT;
ALTER TABLE concern ADD COLUMN "child_notification" TEXT;
ALTER TABLE concern ADD COLUMN "needs" TEXT;
ALTER TABLE concern ADD COLUMN "adult_notification" TEXT;
ALTER TABLE concern ADD COLUMN "abuse_record" TEXT;
ALTER TABLE concern ADD COLUMN "abuse_tool" TEXT;
ALTER TABLE concern ADD COLUMN "abuse_grade" TEXT;
ALTER TABLE concern ADD COLUMN "abuse_reference" TEXT;
ALTER TABLE concern ADD COLUMN "marac_reference" TEXT;
ALTER TABLE concern ADD COLUMN "abuser" TEXT;
ALTER TABLE concern ADD COLUMN "unsafe_channels" TEXT;
ALTER TABLE concern ADD COLUMN "referral_consent" TEXT;
ALTER TABLE concern ADD COLUMN "referral_reference" TEXT;
ALTER TABLE concern ADD COLUMN "notify_reference" TEXT;
ALTER TABLE concern ADD COLUMN "about" TEXT;
ALTER TABLE concern ADD COLUMN "area" TEXT;
ALTER TABLE concern ADD COLUMN "age" INTEGER;
ALTER TABLE concern ADD COLUMN "offences" TEXT;
ALTER TABLE disclosure ADD COLUMN "about" TEXT;

ALTER TABLE contact ADD COLUMN "closed_on" TEXT;

-- Boards: by state, newest or soonest first.
CREATE INDEX support_offer_by_chase ON support_offer (chase_on) WHERE chase_on IS NOT NULL;
CREATE INDEX support_offer_by_state ON support_offer (state, chase_on);
CREATE INDEX crime_report_by_state ON crime_report (state, at);
CREATE INDEX concern_by_state ON concern (state, at);
CREATE INDEX concern_by_about ON concern (about) WHERE about IS NOT NULL;
CREATE INDEX intelligence_by_state ON intelligence (state, at);
CREATE INDEX intelligence_item_by_entry ON intelligence_item (entry, number);
CREATE INDEX intelligence_source_by_entry ON intelligence_source (entry);
CREATE INDEX intelligence_source_by_person ON intelligence_source (person) WHERE person IS NOT NULL;
CREATE INDEX dangerous_person_by_area ON dangerous_person (area, taken_on);
CREATE INDEX dangerous_person_by_at ON dangerous_person (at);

-- An update of intelligence: the source block, frozen with it and sealed apart from it.
ALTER TABLE outbox_update ADD COLUMN "source" TEXT;
CREATE INDEX outbox_update_by_about ON outbox_update (about) WHERE about IS NOT NULL;
CREATE INDEX observation_by_area ON observation (area, at);
CREATE INDEX tasking_by_state ON tasking (state, at);
CREATE INDEX service_by_code ON service (code) WHERE code IS NOT NULL;
CREATE INDEX observation_by_time ON observation (at);

-- What statistics count, by area and month; kept with the rows they count (store::statistics), as tally is.
CREATE TABLE statistic (
    family TEXT NOT NULL, area TEXT NOT NULL, month TEXT NOT NULL, code TEXT NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (family, area, month, code)
) STRICT, WITHOUT ROWID;

INSERT INTO statistic SELECT 'contact', coalesce(area, ''), coalesce(substr(known_since, 1, 7), ''),
    coalesce(population_group, '') || char(31) || CASE WHEN status = 'closed' THEN '0000-00' ELSE '' END, count(*)
FROM contact WHERE merged_into IS NULL GROUP BY 2, 3, 4;
INSERT INTO statistic SELECT 'engagement', coalesce(c.area, ''), coalesce(substr(e.happened, 1, 7), ''),
    coalesce(e.outcome, '') || char(31) || coalesce(e.channel, ''), count(*)
FROM engagement e LEFT JOIN contact c ON c.id = e.contact GROUP BY 2, 3, 4;
-- The working day turns at 04:00.
INSERT INTO statistic SELECT 'promise', coalesce(c.area, ''), coalesce(substr(f.settled_on, 1, 7), ''),
    CASE WHEN f.state != 'done' THEN f.state
         WHEN f.settled_on > CASE WHEN length(f.due) > 10 THEN date(f.due, '-4 hours') ELSE f.due END THEN 'late'
         ELSE 'on-time' END, count(*)
FROM follow_up f LEFT JOIN contact c ON c.id = f.contact
WHERE f.kind = 'promise' AND f.state IS NOT NULL AND f.state != 'open' GROUP BY 2, 3, 4;
INSERT INTO statistic SELECT 'marker', coalesce(c.area, ''), substr(m.on_is_since, 1, 7), 'placed', count(*)
FROM marker m LEFT JOIN contact c ON c.id = m.contact WHERE m.on_is_since IS NOT NULL GROUP BY 2, 3;
INSERT INTO statistic SELECT 'marker', coalesce(c.area, ''), substr(m.renewed_on, 1, 7), 'reviewed', count(*)
FROM marker m LEFT JOIN contact c ON c.id = m.contact WHERE m.renewed_on IS NOT NULL GROUP BY 2, 3;
INSERT INTO statistic SELECT 'marker', coalesce(c.area, ''), substr(m.updated_at, 1, 7), 'removed', count(*)
FROM marker m LEFT JOIN contact c ON c.id = m.contact WHERE m.state = 'removed' GROUP BY 2, 3;
