//! Invented people of a caseload, and what an officer enters of them.

use dlo_caseload::casework::contact::MetSomeone;
use dlo_caseload::casework::desk::Desk;
use dlo_caseload::domain::contact::Contact;
use dlo_caseload::domain::engagement::Engagement;
use dlo_caseload::domain::field::Record;
use dlo_caseload::domain::id::RecordId;
use dlo_caseload::domain::plan::Plan;
use dlo_caseload::domain::when::When;
use dlo_caseload::tui::screen::Who;

use super::day;
use super::records::{kept, values};

/// An adult of Central with this working name, not entered yet.
pub fn adult(name: &str) -> Contact {
    Contact {
        working_names: vec![name.into()],
        area: "central".into(),
        over_18: "said-so".into(),
        ..Contact::default()
    }
}

/// Enters a contact by the form.
pub fn entered(desk: &mut Desk, contact: &Contact) -> RecordId {
    desk.save_contact(None, &contact.values()).unwrap()
}

/// An adult of Central, entered by the form.
pub fn person(desk: &mut Desk, name: &str) -> RecordId {
    entered(desk, &adult(name))
}

/// The answers of *met someone* at Low Quay; `over_18` is what they said of their age.
pub fn someone(name: &str, over_18: &str) -> MetSomeone {
    MetSomeone {
        name: name.into(),
        over_18: over_18.into(),
        place: "Low Quay, near the bridge".into(),
        said: "new here, cold".into(),
        next: None,
    }
}

/// Somebody met by chance at Low Quay.
pub fn met(desk: &mut Desk, name: &str, over_18: &str) -> RecordId {
    desk.met_someone(&someone(name, over_18)).unwrap().contact
}

/// Roxy with her legal name, date of birth and gender: of what IS asks for only a way to reach her is missing.
pub fn stefania(desk: &mut Desk) -> RecordId {
    let id = met(desk, "Roxy", "said-so");
    let known = Contact {
        given_names: "Ștefania".into(),
        surname: "Munteanu".into(),
        born_on: Some(day("1994-06-14")),
        age_basis: "documented".into(),
        gender: "female".into(),
        must_not_find_out: vec!["landlord".into(), "sister".into()],
        ..kept(desk, id)
    };
    desk.save_contact(Some(id), &known.values()).unwrap();
    id
}

/// Who has this reference.
#[track_caller]
pub fn who(desk: &Desk, reference: &str) -> Who {
    who_is(desk, desk.reading().by_reference(reference).unwrap().unwrap())
}

/// Whom screens know by this id.
#[track_caller]
pub fn who_is(desk: &Desk, id: RecordId) -> Who {
    let line = desk.reading().contact_line(id).unwrap().unwrap();
    Who { id, reference: line.reference, name: line.name }
}

/// A way to reach a contact: its kind, number or address, and how safe it is.
pub fn point(desk: &mut Desk, id: RecordId, kind: &str, value: &str, safe: &str) -> RecordId {
    desk.save_point(id, None, &values(&[("kind", kind), ("value", value), ("safe", safe)])).unwrap()
}

/// A plan as it is made with most: a text first, then calls in the week, never a voicemail.
pub fn agreed_plan() -> Plan {
    Plan {
        text_rule: "only-with-wording".into(),
        text_words: "are you about?".into(),
        call_rule: "allowed".into(),
        voicemail_rule: "never".into(),
        windows: vec!["Mon to Thu 10:00 to 15:00".into()],
        ..Plan::default()
    }
}

/// An engagement by chance, in the morning of a day.
pub fn spoke(desk: &mut Desk, id: RecordId, day: &str, summary: &str) {
    let e = Engagement {
        happened: Some(When::at(format!("{day}T11:20:00").parse().unwrap())),
        channel: "in-person".into(),
        direction: "met-by-chance".into(),
        outcome: "spoke".into(),
        summary: summary.into(),
        ..Engagement::default()
    };
    desk.save_engagement(id, None, &e.values()).unwrap();
}

/// A follow-up of a contact, or of nobody.
pub fn owed(desk: &mut Desk, who: Option<RecordId>, what: &str, kind: &str, due: &str) -> RecordId {
    desk.save_follow_up(who, None, &values(&[("what", what), ("kind", kind), ("due", due)])).unwrap()
}

/// Why somebody is believed to sell sex: a fact or an assessment, known since a day.
pub fn ground(desk: &mut Desk, id: RecordId, statement: &str, standing: &str, on: &str) -> RecordId {
    let known = [("statement", statement), ("standing", standing), ("how_known", "self-disclosed"), ("known_on", on)];
    desk.save_grounds(id, None, &values(&known)).unwrap()
}

/// An entry of the ledger, in the words of the person.
pub fn consent(desk: &mut Desk, id: RecordId, purpose: &str, state: &str, on: &str, words: &str) {
    let entry = [("purpose", purpose), ("state", state), ("asked_on", on), ("words", words)];
    desk.save_consent(id, &values(&entry)).unwrap();
}
