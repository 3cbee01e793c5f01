//! The support of the cast: the projects of the practice area, what was offered, sent on and came of it.

use super::super::maker::Maker;
use crate::domain::considered::{Considered, state as considered};
use crate::domain::directory;
use crate::domain::disclosure::Disclosure;
use crate::domain::field::Code;
use crate::domain::id::RecordId;
use crate::domain::offer::{Offer, response, state};
use crate::domain::service::{Service, status};
use crate::domain::support_path::SupportPath;
use crate::domain::when::{Due, When};

/// The id of an invented service by its name.
pub(in super::super) fn service_id(name: &str) -> RecordId {
    RecordId::of_entry("practice-services", name)
}

/// The projects that the practice caseload knows: some checked lately, some longer ago than six months.
pub(super) fn services(m: &mut Maker) {
    let projects = [
        ("Harbour Project", "support-project", "women, also without the police", 40, "+441914980210", "Low Quay 12"),
        ("Lantern Rooms", "health", "anybody, mornings", 70, "+441914980220", "Mill Road 3"),
        ("Tide House", "support-project", "people of 18 and over who work online", 120, "+441914980230", ""),
        ("sexual health clinic", "health", "anybody, no name asked", 230, "+441914980240", "Station approach"),
        ("housing worker", "housing", "people without a home in Central", 260, "+441914980250", ""),
    ];
    for (name, kind, who_for, days, phone, address) in projects {
        let service = Service {
            name: name.to_owned(),
            kind: Code::new(kind),
            who_for: who_for.to_owned(),
            youngest: Some(if name == "Tide House" { 18 } else { 16 }),
            phone: phone.to_owned(),
            address: address.to_owned(),
            hours: if name == "Harbour Project" { "Mon Wed Fri to 22:00" } else { "" }.to_owned(),
            self_referral: Code::new("yes"),
            works_with_police: Code::new(if name == "Harbour Project" { "yes" } else { "no" }),
            status: Code::new(status::VERIFIED),
            checked_on: Some(m.ago(days)),
            checked_by: m.officer.point_of_contact.short(),
            source: "rang them".to_owned(),
            ..Service::default()
        };
        m.under(service_id(name), &service);
    }
}

fn offer(m: &Maker, name: &str, offered: u64, answer: &str, words: &str) -> Offer {
    Offer {
        service: Some(service_id(name)),
        service_name: name.to_owned(),
        offered_on: Some(m.ago(offered)),
        response: Code::new(answer),
        words: words.to_owned(),
        ..Offer::default()
    }
}

/// The disclosure that sending made.
fn passed_on(m: &mut Maker, who: RecordId, days: u64, hour: u32, what: &str) {
    let d = Disclosure {
        happened: Some(When::at(m.then(days, hour, 0))),
        to_whom: "Harbour Project, Pat".to_owned(),
        verified: "rang the number of the directory".to_owned(),
        channel: Code::new("telephone"),
        what: what.to_owned(),
        purpose: Code::new("safeguarding"),
        basis: Code::new("individuals-at-risk"),
        ..Disclosure::default()
    };
    m.add(who, &d);
}

fn step(m: &Maker, code: &str, state: &str, days: u64, note: &str) -> String {
    let at = Due::On(m.ago(days)).to_string();
    Considered { code: code.to_owned(), state: state.to_owned(), at, note: note.to_owned() }.to_text()
}

/// Roxy went to the project by herself; the other does not take her.
pub(super) fn roxy(m: &mut Maker, who: RecordId) {
    let harbour = Offer {
        information_left: "number by heart, no card".to_owned(),
        state: Code::new(state::STARTED),
        started_on: Some(m.ago(22)),
        chase_on: Some(m.ahead(13)),
        ..offer(m, "Harbour Project", 36, response::ACCEPTED, "I go there myself, with Pat")
    };
    m.add(who, &harbour);
    let bright = Offer {
        service: Some(directory::id_of("bright-futures")),
        service_name: "Bright Futures".to_owned(),
        not_suitable_why: "age".to_owned(),
        ..offer(m, "Bright Futures", 60, response::NOT_SUITABLE, "")
    };
    m.add(who, &bright);
    let path = SupportPath {
        wish: Code::new("not-decided"),
        own_words: "first the court, then I see".to_owned(),
        steps: vec![
            step(m, "dlo-of-area", considered::DONE, 390, "I am the one"),
            step(m, "services-explained", considered::DONE, 60, "by word, nothing on paper"),
            step(m, "ugly-mugs-explained", considered::DONE, 107, "signed up on the project's computer"),
            step(m, "young-women", considered::NOT_NEEDED, 60, "she is over 25"),
            step(m, "risk-managed", considered::DONE, 29, "safety plan, new lock"),
        ],
        ..SupportPath::default()
    };
    m.add(who, &path);
}

/// Çiğdem's referral has no answer yet.
pub(super) fn cigdem(m: &mut Maker, who: RecordId) {
    let sent = Offer {
        state: Code::new(state::SENT),
        sent_on: Some(m.ago(7)),
        sent_to: "Harbour Project, Pat".to_owned(),
        sent_how: Code::new("telephone"),
        chase_on: Some(m.today),
        ..offer(m, "Harbour Project", 8, response::ACCEPTED, "a counsellor, yes")
    };
    m.add(who, &sent);
    passed_on(m, who, 7, 12, "A working name, and that a counsellor is wanted. No number, no address.");
}

/// Bọlá's was acknowledged; the first talk is not fixed.
pub(super) fn bola(m: &mut Maker, who: RecordId) {
    let acknowledged = Offer {
        state: Code::new(state::ACKNOWLEDGED),
        sent_on: Some(m.ago(18)),
        sent_to: "Harbour Project, Pat".to_owned(),
        sent_how: Code::new("telephone"),
        acknowledged_on: Some(m.ago(11)),
        chase_on: Some(m.ahead(3)),
        ..offer(m, "Harbour Project", 20, response::ACCEPTED, "for a month, then ask me again")
    };
    m.add(who, &acknowledged);
    passed_on(m, who, 18, 15, "A working name, and that mornings are best.");
}

/// Żaneta thinks about a room.
pub(super) fn zaneta(m: &mut Maker, who: RecordId) {
    let housing = Offer {
        service: Some(directory::id_of("housing")),
        chase_on: Some(m.ahead(9)),
        information_left: "bus times to the council".to_owned(),
        ..offer(m, "Housing, by council", 5, response::THINKING, "not before the cold goes")
    };
    m.add(who, &housing);
    let path = SupportPath {
        wish: Code::new("something-else"),
        own_words: "a room with a door".to_owned(),
        steps: vec![step(m, "ugly-mugs-explained", considered::DONE, 40, "")],
        ..SupportPath::default()
    };
    m.add(who, &path);
}

/// Mia said yes, and it is not sent yet.
pub(super) fn mia(m: &mut Maker, who: RecordId) {
    let clinic = Offer {
        chase_on: Some(m.ahead(8)),
        ..offer(m, "Lantern Rooms", 6, response::ACCEPTED, "if they have a woman doctor")
    };
    m.add(who, &clinic);
}

/// Kris wants the adviser and nothing to do with police.
pub(super) fn kris(m: &mut Maker, who: RecordId) {
    let adviser = Offer {
        service: Some(directory::id_of("isva")),
        without_police: true,
        state: Code::new(state::STARTED),
        started_on: Some(m.ago(88)),
        chase_on: Some(m.ahead(40)),
        ..offer(m, "Independent sexual violence adviser", 93, response::ACCEPTED, "her, yes. not you lot")
    };
    m.add(who, &adviser);
}

/// One of Dee's came to a good end, one did not come about.
pub(super) fn dee(m: &mut Maker, who: RecordId) {
    let counsel = Offer {
        state: Code::new(state::COMPLETED),
        started_on: Some(m.ago(120)),
        ended_on: Some(m.ago(30)),
        outcome: "Sleeps through. \"I can ring them, that is the thing.\"".to_owned(),
        ..offer(m, "Harbour Project", 130, response::ACCEPTED, "go on then")
    };
    m.add(who, &counsel);
    let room = Offer {
        state: Code::new(state::FAILED),
        started_on: Some(m.ago(198)),
        ended_on: Some(m.ago(190)),
        ended_why: "no place before next year".to_owned(),
        ..offer(m, "housing worker", 200, response::ACCEPTED, "")
    };
    m.add(who, &room);
}
