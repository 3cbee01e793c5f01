//! What an update says: its line for the package, worked out from the records while it is a draft.
//!
//! Only what IS needs stands here, and only what may leave: one safe way to reach the person, no working name, no
//! address that somebody must not connect with them, facts and assessments apart (domain rules 6 and 8). How the
//! update travels belongs to [`crate::casework::sealing`], how it is decided to [`crate::casework::outbox`].

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::casework::desk::Desk;
use crate::casework::facts::{Facts, IsFields};
use crate::domain::concern::{self, Concern};
use crate::domain::consent;
use crate::domain::crime_report::{self, CrimeReport};
use crate::domain::field::Code;
use crate::domain::grounds::Grounds;
use crate::domain::id::{RecordId, contact_reference};
use crate::domain::kind::Kind;
use crate::domain::linked_person::LinkedPerson;
use crate::domain::marker::{Marker, state as marker_state};
use crate::domain::officer::PointOfContact;
use crate::domain::problem::Outcome;
use crate::domain::update::{Update, kind};
use crate::domain::{contact, lists, marking, phone, radio, text, when};
use crate::exchange::line::{ConsentNote, Dlo, FieldChange, Line, Override, SCHEMA, Statement};
use crate::store::table::Stored;

/// The usual classification (domain rule 10).
pub const USUAL_CLASSIFICATION: &str = "official-sensitive";

/// What stands in a child's notification in place of a text that may not be sent.
const WITHHELD: &str = "A text is not sent because it carries a marking above OFFICIAL-SENSITIVE. Ring the DLO.";

/// A field of the person as IS has it.
pub(crate) struct Sent {
    /// Our name, as in [`crate::domain::confirmed::Confirmed::fields`].
    pub(crate) key: &'static str,
    /// Its name in the package: the NPCC POLE dictionary's where it has one.
    pub(crate) name: &'static str,
    /// What a reader calls it.
    pub(crate) label: &'static str,
}

const fn sent(key: &'static str, name: &'static str, label: &'static str) -> Sent {
    Sent { key, name, label }
}

/// The fields of a person that go to IS, in the order of the screen.
pub(crate) const SENT: [Sent; 14] = [
    sent("given_names", "GivenName", "Given name"),
    sent("surname", "Surname", "Surname"),
    sent("born_on", "DateOfBirth", "Date of birth"),
    sent("gender", "Gender", "Gender"),
    sent("phone", "TelephoneNumber", "Phone"),
    sent("email", "EmailAddress", "E-mail"),
    sent("handle", "SocialMediaTag", "Handle"),
    sent("address", "Address", "Address"),
    sent("ethnicity", "SelfDefinedEthnicity", "Ethnicity"),
    sent("grounds", "why_believed", "Why believed"),
    sent("dlo", "dlo", "DLO contact"),
    sent("dlo_phone", "dlo_phone", "DLO telephone"),
    sent("dlo_email", "dlo_email", "DLO e-mail"),
    sent("dlo_out_of_hours", "dlo_out_of_hours", "DLO out of hours"),
];

/// The keys of the ways to reach a person.
pub(crate) const REACH_KEYS: [&str; 4] = ["phone", "email", "handle", "address"];

/// Our key of a field of a line.
pub(crate) fn key_of(name: &str) -> Option<&'static str> {
    SENT.iter().find(|s| s.name == name).map(|s| s.key)
}

/// A value in the form in which it is sent and compared, whatever way it was typed or kept: days as ISO 8601,
/// telephone numbers in international form, list values by their name in the POLE dictionary.
pub(crate) fn normal(key: &str, text: &str) -> String {
    let text = text.trim();
    match key {
        "born_on" | "review_on" => {
            // IS shows days as dd/mm/yyyy.
            NaiveDate::parse_from_str(text, "%d/%m/%Y").map_or_else(|_| text.to_owned(), |d| d.to_string())
        }
        "phone" => phone::normalise(text),
        // Collar number and surname, as headers have it, however IS writes the initials.
        "dlo" => text.split_whitespace().filter(|w| !w.ends_with('.')).collect::<Vec<_>>().join(" "),
        "gender" | "ethnicity" => {
            let list = lists::get(key);
            let item = list.and_then(|l| {
                l.items.iter().find(|i| i.code == text || i.label.eq_ignore_ascii_case(text) || pole(i) == text)
            });
            item.map_or_else(|| text.to_owned(), |i| pole(i).to_owned())
        }
        _ => text.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

fn pole(item: &lists::Item) -> &str {
    item.extra.get("pole").map_or(item.label.as_str(), String::as_str)
}

/// A sent value as the officer reads it: days as dd/mm/yyyy, numbers as they are dialled.
pub(crate) fn readable(key: &str, text: &str) -> String {
    match key {
        "born_on" | "review_on" => text.parse().map_or_else(|_| text.to_owned(), when::long),
        "phone" => phone::display(text),
        _ => text.to_owned(),
    }
}

/// `2 facts, 1 assessment`; blank for none.
pub(crate) fn counted(facts: usize, assessments: usize) -> String {
    let one = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    match (facts, assessments) {
        (0, 0) => String::new(),
        (f, 0) => one(f, "fact"),
        (0, a) => one(a, "assessment"),
        (f, a) => format!("{}, {}", one(f, "fact"), one(a, "assessment")),
    }
}

/// The grounds that go: those whose source is not protected.
pub(crate) fn sendable(grounds: &[Stored<Grounds>]) -> impl Iterator<Item = &Grounds> {
    grounds.iter().map(|g| &g.it).filter(|g| !g.source_protected)
}

pub(crate) fn statements(grounds: &[Stored<Grounds>]) -> Vec<Statement> {
    let mut all: Vec<Statement> = sendable(grounds)
        .map(|g| Statement {
            text: g.statement.trim().to_owned(),
            standing: g.standing.as_str().to_owned(),
            grounds: g.how_known.as_str().to_owned(),
            on: g.known_on.map(|d| d.to_string()).unwrap_or_default(),
        })
        .collect();
    // Facts first, then by day: the same grounds always make the same line.
    all.sort_by(|a, b| {
        (a.standing != "fact", &a.on, &a.text, &a.grounds).cmp(&(b.standing != "fact", &b.on, &b.text, &b.grounds))
    });
    all
}

/// What is known here, in the form in which it is sent. What may not go, or is not known, is not in it.
pub(crate) fn here(facts: &Facts, dlo: &PointOfContact) -> IsFields {
    let c = &facts.contact.it;
    let mut out = IsFields::new();
    let mut put = |key: &str, text: String| {
        if !text.is_empty() {
            out.insert(key.to_owned(), normal(key, &text));
        }
    };
    put("given_names", c.given_names.clone());
    put("surname", c.surname.clone());
    put("born_on", c.born_on.map(|d| d.to_string()).unwrap_or_default());
    for (key, code) in [("gender", &c.gender), ("ethnicity", &c.ethnicity)] {
        // Declined, unsafe to ask and the like are answers, not values for IS.
        if lists::item("answers", code.as_str()).is_none() {
            put(key, code.as_str().to_owned());
        }
    }
    if let Some(reach) = facts.reach() {
        put(reach.key, reach.text);
    }
    let count = |standing: &str| sendable(&facts.grounds).filter(|g| g.standing.is(standing)).count();
    put("grounds", counted(count("fact"), count("assessment")));
    put("dlo", dlo.short());
    put("dlo_phone", dlo.phone.clone());
    put("dlo_email", dlo.email.clone());
    put("dlo_out_of_hours", dlo.out_of_hours.clone());
    out
}

/// Whether IS has a way to reach the person that is known here and not safe.
pub(crate) fn unsafe_on_is(facts: &Facts, key: &str, on_is: &str) -> Option<&'static str> {
    let same = normal(key, on_is);
    if same.is_empty() {
        return None;
    }
    let point = facts.points.iter().find(|p| normal(key, &p.value) == same)?;
    match point.safe.as_str() {
        "shared" => Some("IS has the shared one"),
        "never" if point.whose.to_lowercase().contains("shared") => Some("IS has the shared one"),
        "never" => Some("IS has one never to be used"),
        _ => None,
    }
}

/// What changes on IS by a person update: before and after, what is the same left out. A blank here never
/// overwrites, except that an unsafe way to reach the person is taken off.
pub(crate) fn person_changes(facts: &Facts, dlo: &PointOfContact) -> Vec<FieldChange> {
    let here = here(facts, dlo);
    let on_is = facts.on_is();
    let told = facts.last_accepted(&[kind::PERSON, kind::RECTIFICATION], None);
    let new = on_is.is_empty();
    SENT.iter()
        .filter_map(|s| {
            let before = on_is.get(s.key).map(|t| normal(s.key, t)).unwrap_or_default();
            let danger = unsafe_on_is(facts, s.key, &before).is_some();
            let after = match here.get(s.key) {
                Some(after) => after.clone(),
                // One safe way is enough: another that IS has stays, unless it is not safe.
                None if danger => String::new(),
                None => return None,
            };
            // The DLO's single details count only where IS is known to have them; the line carries them all anyway.
            if s.key.starts_with("dlo_") && before.is_empty() && !new {
                return None;
            }
            let restated = s.key == "grounds"
                && told
                    .as_ref()
                    .is_some_and(|l| !l.statements.is_empty() && l.statements != statements(&facts.grounds));
            (before != after || restated).then(|| FieldChange {
                name: s.name.to_owned(),
                label: s.label.to_owned(),
                before,
                after,
            })
        })
        .collect()
}

/// The fields that a correction of what was told may touch: who the person is and why they are believed to sell sex.
pub(crate) const CORRECTED: [&str; 6] = ["given_names", "surname", "born_on", "gender", "ethnicity", "grounds"];

/// What a rectification says: as a person update, and what was told from here and no longer stands is taken off.
fn corrections(facts: &Facts, dlo: &PointOfContact) -> Vec<FieldChange> {
    let mut changes = person_changes(facts, dlo);
    let here = here(facts, dlo);
    let on_is = facts.on_is();
    for (key, told) in facts.told() {
        let Some(s) = SENT.iter().find(|s| s.key == key && CORRECTED.contains(&s.key)) else { continue };
        let before = on_is.get(&key).map_or(told, |t| normal(s.key, t));
        let after = here.get(&key).cloned().unwrap_or_default();
        match changes.iter_mut().find(|c| c.name == s.name) {
            Some(c) if c.before.is_empty() => c.before = before,
            Some(_) => {}
            None if before != after => {
                changes.push(FieldChange { name: s.name.to_owned(), label: s.label.to_owned(), before, after });
            }
            None => {}
        }
    }
    changes
}

/// The fields of a marker as they are sent.
fn marker_fields(m: &Marker) -> Vec<(&'static str, &'static str, String)> {
    vec![
        ("marker_type", "Type", lists::label("marker_types", m.marker_type.as_str())),
        ("marker_text", "Text", m.text.trim().to_owned()),
        ("marker_reference", "Marker reference", m.is_reference.clone()),
        ("review_on", "Review", m.review_on.map(|d| d.to_string()).unwrap_or_default()),
        ("dlo", "DLO contact", normal("dlo", &m.dlo_name)),
        ("dlo_phone", "DLO telephone", m.dlo_phone.clone()),
        ("dlo_email", "DLO e-mail", m.dlo_email.clone()),
        ("dlo_out_of_hours", "DLO out of hours", m.dlo_out_of_hours.clone()),
    ]
}

/// A marker as IS has it: what the last accepted update about it said, else what was confirmed by hand.
fn marker_on_is(facts: &Facts, marker: &Stored<Marker>) -> BTreeMap<String, String> {
    if let Some(line) = facts.last_accepted(&[kind::MARKER], Some(marker.meta.id)) {
        let mut known: BTreeMap<String, String> = line.fields.into_iter().map(|f| (f.name, f.after)).collect();
        known.insert("marker_reference".to_owned(), marker.it.is_reference.clone());
        return known;
    }
    if !matches!(marker.it.state.as_str(), marker_state::ON_IS | marker_state::REMOVAL) {
        return BTreeMap::new();
    }
    let on_is = facts.on_is();
    let mut known: BTreeMap<String, String> = marker_fields(&marker.it)
        .into_iter()
        .take(3)
        .filter(|(_, _, v)| !v.is_empty())
        .map(|(name, _, v)| (name.to_owned(), v))
        .collect();
    for key in ["review_on", "dlo", "dlo_phone", "dlo_email", "dlo_out_of_hours"] {
        if let Some(v) = on_is.get(key) {
            known.insert(key.to_owned(), normal(key, v));
        }
    }
    known
}

fn marker_changes(facts: &Facts, marker: &Stored<Marker>, removed: bool) -> Vec<FieldChange> {
    let on_is = marker_on_is(facts, marker);
    marker_fields(&marker.it)
        .into_iter()
        .map(|(name, label, text)| {
            let before = on_is.get(name).cloned().unwrap_or_default();
            let after = if removed { String::new() } else { text };
            FieldChange { name: name.to_owned(), label: label.to_owned(), before, after }
        })
        // The DLO's single details count only where IS is known to have them; the line carries them all anyway.
        .filter(|f| on_is.is_empty() || !f.name.starts_with("dlo_") || !f.before.is_empty())
        // The reference stands with every change of a marker that has one, so that it is found on IS.
        .filter(|f| f.before != f.after || (f.name == "marker_reference" && !f.after.is_empty()))
        .collect()
}

/// Which purpose of the consent ledger gates an update; corrections, removals and a child's notification are gated by
/// none.
pub(crate) fn consent_purpose(facts: &Facts, update: &Update) -> Option<&'static str> {
    match update.kind.as_str() {
        // Nobody has a ledger: what they chose stands in the report itself.
        kind::CRIME if facts.is_nobodys() => None,
        kind::CRIME if facts.crime_report(update).is_some_and(by_name) => Some(consent::purpose::BY_NAME),
        kind::CRIME => Some(consent::purpose::ANONYMOUSLY),
        kind::PERSON => Some(consent::purpose::RECORD_ON_IS),
        kind::MARKER => Some(consent::purpose::MARKER),
        kind::INFORMATION => Some(consent::purpose::ANONYMOUSLY),
        _ => None,
    }
}

/// Which purpose of the ledger gates an update: as [`consent_purpose`], and for a concern of an adult as for everything
/// else that is recorded about the person on IS. A refusal is overridden on a listed ground, statutory duty among them.
pub(crate) fn gate_purpose(facts: &Facts, update: &Update, about: Option<&Concern>) -> Option<&'static str> {
    if update.kind.is(kind::SAFEGUARDING) && !is_child_notification(facts, update, about) {
        return Some(consent::purpose::RECORD_ON_IS);
    }
    consent_purpose(facts, update)
}

/// Whether nothing may hold this update back: a child's notification (domain rule 6).
pub(crate) fn is_child_notification(facts: &Facts, update: &Update, about: Option<&Concern>) -> bool {
    update.kind.is(kind::SAFEGUARDING)
        && match about {
            Some(c) => c.kind.is(concern::kind::CHILD),
            None => facts.contact.it.is_child(),
        }
}

/// The record an update is about and its kind; none where it is the contact itself.
pub(crate) fn about(update: &Update) -> Option<(Kind, RecordId)> {
    let of = match update.kind.as_str() {
        kind::MARKER | kind::MARKER_REMOVAL => Kind::Marker,
        kind::SAFEGUARDING => Kind::Concern,
        kind::CRIME => Kind::CrimeReport,
        kind::INTELLIGENCE => Kind::Intelligence,
        _ => return None,
    };
    Some((of, update.about?))
}

impl Desk {
    /// The concern an update is about.
    pub(crate) fn concern_of(&self, update: &Update) -> Outcome<Option<Concern>> {
        match update.about {
            Some(id) if update.kind.is(kind::SAFEGUARDING) => Ok(self.reading().get::<Concern>(id)?.map(|c| c.it)),
            _ => Ok(None),
        }
    }

    /// What an update says now: the frozen line once it was approved, else worked out afresh.
    pub(crate) fn line_of(&self, facts: &Facts, update: &Stored<Update>) -> Outcome<Line> {
        if !update.it.content.is_empty()
            && let Ok(line) = Line::from_json_line(&update.it.content)
        {
            return Ok(line);
        }
        self.fresh_line(facts, update)
    }

    /// The line of an update, worked out from the records as they are now.
    pub(crate) fn fresh_line(&self, facts: &Facts, update: &Stored<Update>) -> Outcome<Line> {
        let u = &update.it;
        let c = &facts.contact.it;
        let today = self.today();
        let dlo = &self.officer().point_of_contact;
        let marker = u.about.and_then(|id| facts.marker(id));
        let mut line = Line {
            schema: SCHEMA,
            update_id: update.meta.id.to_string(),
            kind: u.kind.as_str().to_owned(),
            contact_ref: c.reference.clone(),
            is_ref: facts.is_reference().to_owned(),
            area: c.area.as_str().to_owned(),
            srn: lists::srn(c.area.as_str(), today).unwrap_or_default().to_owned(),
            purpose: u.purpose.as_str().to_owned(),
            necessity: u.necessity.trim().to_owned(),
            condition: u.condition.as_str().to_owned(),
            policy_ref: self.officer().force_decisions.policy_document.trim().to_owned(),
            consent: gate_purpose(facts, u, self.concern_of(u)?.as_ref()).and_then(|p| consent_note(facts, p, today)),
            override_: (!u.override_ground.is_blank())
                .then(|| Override { ground: u.override_ground.as_str().to_owned(), by: u.override_by.clone() }),
            dlo: Dlo::from(dlo),
            radio: radio::SENTENCE.to_owned(),
            classification: lists::label("classifications", USUAL_CLASSIFICATION),
            ..Line::default()
        };
        match u.kind.as_str() {
            kind::PERSON => {
                line.statements = statements(&facts.grounds);
                line.fields = person_changes(facts, dlo);
            }
            kind::RECTIFICATION if c.is_child() => {
                // IS was told about an adult: why they were believed to sell sex has to go.
                line.statements = vec![assessed(age_sentence(c.age_status.as_str()), today)];
                let on_is = facts.on_is();
                let before = on_is.get("grounds").or(facts.told().get("grounds")).cloned().unwrap_or_default();
                line.fields = vec![FieldChange {
                    name: "why_believed".to_owned(),
                    label: "Why believed".to_owned(),
                    before,
                    after: String::new(),
                }];
            }
            kind::RECTIFICATION => {
                line.statements = statements(&facts.grounds);
                line.fields = corrections(facts, dlo);
            }
            kind::REMOVAL => {
                line.fields = facts
                    .on_is()
                    .into_iter()
                    .filter_map(|(key, before)| {
                        let s = SENT.iter().find(|s| s.key == key)?;
                        Some(FieldChange {
                            name: s.name.to_owned(),
                            label: s.label.to_owned(),
                            before: normal(s.key, &before),
                            after: String::new(),
                        })
                    })
                    .collect();
            }
            kind::MARKER | kind::MARKER_REMOVAL => {
                if let Some(m) = marker {
                    let removed = u.kind.is(kind::MARKER_REMOVAL);
                    line.fields = marker_changes(facts, m, removed);
                    if line.necessity.is_empty() && !removed {
                        line.necessity = m.it.necessity.trim().to_owned();
                    }
                    if !removed {
                        line.review_on = m.it.review_on.map(|d| d.to_string()).unwrap_or_default();
                    }
                    let code = &m.it.classification;
                    if !code.is_blank() {
                        line.classification = lists::label("classifications", code.as_str());
                    }
                }
            }
            kind::INFORMATION => {
                // Without identity: no reference of the contact or of IS, which would lead to the name.
                line.contact_ref = contact_reference(&self.officer().device_code, 0);
                line.is_ref = String::new();
                line.consent = line.consent.map(|n| ConsentNote { words: String::new(), ..n });
                line.information = u.information.trim().to_owned();
            }
            kind::SAFEGUARDING => self.safeguarding(&mut line, facts, u, today)?,
            kind::CRIME => {
                if let Some(r) = facts.crime_report(u) {
                    self.crime(&mut line, r);
                }
            }
            _ => {}
        }
        Ok(line)
    }

    /// A crime report. By name it says who the person is by the references IS and the DLO have, and their own words;
    /// without a name neither, nor anything that leads to them. The person's own offences never stand in it.
    fn crime(&self, line: &mut Line, r: &CrimeReport) {
        let named = by_name(r);
        if !named {
            line.contact_ref = contact_reference(&self.officer().device_code, 0);
            line.is_ref = String::new();
            line.consent = line.consent.take().map(|n| ConsentNote { words: String::new(), ..n });
        }
        line.area = r.area.as_str().to_owned();
        line.srn = lists::srn(r.area.as_str(), self.today()).unwrap_or_default().to_owned();
        let on = r.told_at.as_ref().map_or_else(|| self.today(), |w| w.from.date());
        line.statements.push(assessed(r.outline.trim().to_owned(), on));
        if named && !r.account.trim().is_empty() {
            line.statements.push(Statement {
                text: format!("In the person's own words: {}", r.account.trim()),
                standing: "fact".to_owned(),
                grounds: "self-disclosed".to_owned(),
                on: on.to_string(),
            });
        }
        let mut add = |name: &str, label: &str, after: String| {
            if !after.is_empty() {
                let (name, label) = (name.to_owned(), label.to_owned());
                line.fields.push(FieldChange { name, label, before: String::new(), after });
            }
        };
        let several = |list: &str, codes: &[Code]| {
            codes.iter().map(|c| lists::label(list, c.as_str())).collect::<Vec<_>>().join("; ")
        };
        add("report_reference", "DLO's reference", r.reference.clone());
        add("report_mode", "How reported", label("report_modes", &r.mode));
        add("report_through", "Through", r.through.trim().to_owned());
        add("Offence", "Offences", several("offences", &r.offences));
        add("EventDateTime", "When", r.happened.as_ref().map(when::When::shown).unwrap_or_default());
        add("LocationArea", "Where", r.place.trim().to_owned());
        add("HateCrime", "Hate crime", label("hate_crime", &r.hate_crime));
        add("told_at", "Told to police", r.told_at.as_ref().map(when::When::shown).unwrap_or_default());
        add("CrimeNumber", "Crime number", r.crime_number.trim().to_owned());
        add("officer_in_case", "Officer in the case", r.officer_in_case.trim().to_owned());
        let attends = if r.dlo_attends.is("yes") { "yes" } else { "" };
        add("dlo_attends", "DLO may attend with the SOLO", attends.to_owned());
    }

    /// A safeguarding event: what is known, the child's own views, who they are as far as that is known. A text
    /// that may not be sent is left out and said, because nothing may hold a child's notification back.
    fn safeguarding(&self, line: &mut Line, facts: &Facts, u: &Update, today: NaiveDate) -> Outcome<()> {
        let concern = self.concern_of(u)?;
        if let Some(k) = &concern {
            let on = k.noticed.as_ref().map_or(today, |w| w.from.date());
            line.statements.push(assessed(k.what.trim().to_owned(), on));
            let indicators = k.indicators.iter().map(|i| lists::label("child_indicators", i.as_str()));
            line.statements.extend(indicators.map(|i| assessed(format!("Indicator: {i}"), on)));
            if !k.needs.trim().is_empty() {
                line.statements.push(assessed(format!("Care and support needs: {}", k.needs.trim()), on));
            }
            if !k.views.trim().is_empty() {
                line.statements.push(Statement {
                    text: format!("In the person's own words: {}", k.views.trim()),
                    standing: "fact".to_owned(),
                    grounds: "self-disclosed".to_owned(),
                    on: on.to_string(),
                });
            }
        } else {
            line.statements.push(assessed(age_sentence(facts.contact.it.age_status.as_str()), today));
        }
        let linked = match concern.as_ref().and_then(|k| k.about) {
            Some(id) => self.reading().get::<LinkedPerson>(id)?.map(|p| p.it),
            None => None,
        };
        let about_another = concern.as_ref().is_some_and(|k| k.about.is_some());
        if about_another {
            // It is about the child alone: nothing in it leads to the contact through whom the child is known.
            line.contact_ref = contact_reference(&self.officer().device_code, 0);
            line.is_ref = String::new();
        } else {
            let known = here(facts, &self.officer().point_of_contact);
            let on_is = facts.on_is();
            line.fields = SENT
                .iter()
                .filter(|s| !matches!(s.key, "grounds") && !s.key.starts_with("dlo"))
                .filter_map(|s| {
                    let after = known.get(s.key)?.clone();
                    let before = on_is.get(s.key).map(|t| normal(s.key, t)).unwrap_or_default();
                    Some(FieldChange { name: s.name.to_owned(), label: s.label.to_owned(), before, after })
                })
                .collect();
        }
        let c = &facts.contact.it;
        let mut add = |name: &str, label: &str, after: String| {
            if !after.is_empty() {
                let (name, label) = (name.to_owned(), label.to_owned());
                line.fields.push(FieldChange { name, label, before: String::new(), after });
            }
        };
        let age = |status: &str| crate::casework::contact::age_words(status).to_owned();
        match &linked {
            Some(p) => {
                add("child_known_as", "Name or description", p.name.trim().to_owned());
                add("DateOfBirth", "Date of birth", p.born_on.map(|d| d.to_string()).unwrap_or_default());
                add("age_status", "Age", age(p.age_status.as_str()));
                add("LocationArea", "Where", p.where_found.trim().to_owned());
            }
            None if about_another => {}
            None => {
                add("age_status", "Age", age(c.age_status.as_str()));
                add("LocationArea", "Where", c.locality.trim().to_owned());
            }
        }
        if let Some(k) = &concern {
            add("age_said", "Age in years", k.age.map(|a| a.to_string()).unwrap_or_default());
            add("lives", "Lives", lists::label("child_lives", k.lives.as_str()));
            add("stays", "Stays now", k.stays.trim().to_owned());
            add(
                "protection_from",
                "Police protection from",
                k.protection_from.map(|d| d.to_string().replace('T', " ")).unwrap_or_default(),
            );
            add("protection_reference", "Police protection reference", k.protection_reference.trim().to_owned());
            let references = [
                ("nrm_reference", "NRM reference", &k.referral_reference),
                ("notify_reference", "Duty to notify, reference", &k.notify_reference),
                ("abuse_record", "Domestic abuse record", &k.abuse_record),
                ("marac_reference", "MARAC reference", &k.marac_reference),
            ];
            for (name, label, reference) in references {
                add(name, label, reference.trim().to_owned());
            }
        }
        if is_child_notification(facts, u, concern.as_ref()) {
            let clear = |text: &mut String| {
                if marking::is_above_official(text) {
                    WITHHELD.clone_into(text);
                }
            };
            for s in &mut line.statements {
                clear(&mut s.text);
                s.text = text::truncate_graphemes(&s.text, text::NOTE).to_owned();
            }
            line.fields.iter_mut().for_each(|f| clear(&mut f.after));
            clear(&mut line.necessity);
            // A blank of the officer's own settings is no reason to hold a child's notification back either.
            for (blank, what) in [(&mut line.dlo.name, "DLO"), (&mut line.dlo.phone, "not entered: ring the force")] {
                if blank.trim().is_empty() {
                    what.clone_into(blank);
                }
            }
        }
        Ok(())
    }
}

/// Whether everything that a frozen line says would still be said today. What came to be known since takes nothing
/// back; what was corrected, protected, withdrawn or must be kept from somebody does.
pub(crate) fn still_stands(facts: &Facts, frozen: &Line, fresh: &Line) -> bool {
    // An assessment by the program itself carries the day on which the line is made.
    let dated = frozen.kind == kind::PERSON;
    let said = frozen.statements.iter().all(|s| {
        let same = |t: &&Statement| (&t.text, &t.standing, &t.grounds) == (&s.text, &s.standing, &s.grounds);
        fresh.statements.iter().filter(same).any(|t| !dated || t.on == s.on)
    });
    let on_is = facts.on_is();
    // How many grounds there are follows from the statements.
    said && frozen.fields.iter().filter(|f| f.name != "why_believed").all(|f| {
        match fresh.fields.iter().find(|n| n.name == f.name) {
            Some(now) => now.after == f.after,
            // No longer a change: IS was told the same in another way meanwhile.
            None => {
                key_of(&f.name).is_some_and(|key| on_is.get(key).map(|t| normal(key, t)).unwrap_or_default() == f.after)
            }
        }
    })
}

/// Whether a crime report goes by name: only where the person reports it by name.
pub(crate) fn by_name(r: &CrimeReport) -> bool {
    r.mode.is(crime_report::mode::NAMED)
}

/// What an update of a report that goes without a name says in words.
pub(crate) fn said_of(r: &CrimeReport) -> String {
    [r.outline.as_str(), r.place.as_str(), r.through.as_str()].join("\n")
}

fn assessed(text: String, on: NaiveDate) -> Statement {
    let (standing, grounds) = ("assessment".to_owned(), "observed".to_owned());
    Statement { text, standing, grounds, on: on.to_string() }
}

fn age_sentence(status: &str) -> String {
    if status == contact::age::CHILD { "The person is under 18." } else { "The person may be under 18." }.to_owned()
}

fn consent_note(facts: &Facts, purpose: &str, today: NaiveDate) -> Option<ConsentNote> {
    let c = facts.consent_for(purpose)?;
    let state = c.state_on(today);
    let asked = !matches!(state, consent::state::NOT_ASKED | consent::state::UNSAFE);
    Some(ConsentNote {
        purpose: purpose.to_owned(),
        state: state.to_owned(),
        on: c.asked_on.filter(|_| asked).map(|d| d.to_string()).unwrap_or_default(),
        words: if asked { c.words.trim().to_owned() } else { String::new() },
    })
}

/// The update's kind in the officer's words: `person, changed`, `marker, renewal`, `information`. `on_is` is whether
/// IS knows the person already.
pub(crate) fn title(kind: &str, on_is: bool, marker: Option<&Marker>) -> String {
    let placed = marker.is_some_and(|m| matches!(m.state.as_str(), marker_state::ON_IS | marker_state::REMOVAL));
    match kind {
        kind::PERSON if on_is => "person, changed".to_owned(),
        kind::PERSON => "person, new".to_owned(),
        kind::MARKER if placed => "marker, renewal".to_owned(),
        kind::MARKER => "marker, new".to_owned(),
        kind::INFORMATION => "information".to_owned(),
        other => lists::label("update_kinds", other),
    }
}

/// As [`title()`], from what was read of the contact.
pub(crate) fn title_in(facts: &Facts, update: &Update) -> String {
    let marker = update.about.and_then(|id| facts.marker(id)).map(|m| &m.it);
    frozen_title(update).unwrap_or_else(|| title(update.kind.as_str(), !facts.is_reference().is_empty(), marker))
}

/// What an update that is frozen is called: what it was when it was approved, whatever became of it since.
pub(crate) fn frozen_title(update: &Update) -> Option<String> {
    let line = if update.content.is_empty() { None } else { Line::from_json_line(&update.content).ok() }?;
    let changed = match line.kind.as_str() {
        kind::PERSON => !line.is_ref.is_empty(),
        kind::MARKER => line.fields.iter().any(|f| !f.before.is_empty()),
        _ => false,
    };
    Some(match line.kind.as_str() {
        kind::MARKER if changed => "marker, renewal".to_owned(),
        other => title(other, changed, None),
    })
}

/// A code as its list writes it.
pub(crate) fn label(list: &str, code: &Code) -> String {
    lists::label(list, code.as_str())
}
