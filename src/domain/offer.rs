//! A support offer, and the referral that may come of it.

use chrono::{Days, NaiveDate};

use crate::domain::field::{Code, Fault, Field, Record as _, Shape, Values, record};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::service::Fit;

/// What the person said to it.
pub mod response {
    /// Taken up.
    pub const ACCEPTED: &str = "accepted";
    /// Not wanted.
    pub const DECLINED: &str = "declined";
    /// Thinking about it.
    pub const THINKING: &str = "thinking";
    /// Does not take them.
    pub const NOT_SUITABLE: &str = "not-suitable";
}

/// States of a referral; blank while it is only an offer.
pub mod state {
    /// Sent on.
    pub const SENT: &str = "sent";
    /// They have said that they have it.
    pub const ACKNOWLEDGED: &str = "acknowledged";
    /// The person and the service have begun.
    pub const STARTED: &str = "started";
    /// Came to its end.
    pub const COMPLETED: &str = "completed";
    /// Did not come about.
    pub const FAILED: &str = "failed";
    /// Taken back by the person.
    pub const WITHDRAWN: &str = "withdrawn";

    /// The way of a referral that comes about, in order.
    pub const WAY: [&str; 4] = [SENT, ACKNOWLEDGED, STARTED, COMPLETED];
}

fn not_suitable(v: &Values) -> bool {
    v.get("response").and_then(|s| s.text()) == Some(response::NOT_SUITABLE)
}

fn is_open(v: &Values) -> bool {
    Offer::from_values(v).is_open()
}

record! {
    /// Support offered, and what came of it.
    pub struct Offer: Kind::Offer => {
        /// The service: an entry of the directory.
        service: Option<RecordId> = Field::new(Shape::Ref, "Service").required(),
        /// What the service was called when it was offered.
        service_name: String = Field::new(Shape::Line, "Service").written().open(),
        /// When it was offered.
        offered_on: Option<NaiveDate> = Field::new(Shape::Date, "Offered on").required().open(),
        /// What the person said to it.
        response: Code = Field::new(Shape::Pick("offer_responses"), "Answer").required().open(),
        /// Why it does not take them.
        not_suitable_why: String = Field::new(Shape::Line, "Why not").only_if(not_suitable).help("age, area, full"),
        /// Their words.
        words: String = Field::new(Shape::Line, "In their words"),
        /// What was left with them.
        information_left: String = Field::new(Shape::Line, "Information left")
            .help("card, number by heart, nothing: it would be found"),
        /// The person wants it, and no contact with police through it.
        without_police: bool = Field::new(Shape::Flag, "Without police")
            .help("yes: nothing comes back to police through it"),
        /// State of the referral; blank while it is an offer.
        state: Code = Field::new(Shape::Pick("referral_states"), "Referral").written().open(),
        /// When it was sent.
        sent_on: Option<NaiveDate> = Field::new(Shape::Date, "Sent on").written(),
        /// To whom there it was sent.
        sent_to: String = Field::new(Shape::Line, "Sent to").written(),
        /// By which channel.
        sent_how: Code = Field::new(Shape::Pick("disclosure_channels"), "Sent by").written(),
        /// When the service said that it has it.
        acknowledged_on: Option<NaiveDate> = Field::new(Shape::Date, "Acknowledged on").written(),
        /// When it began.
        started_on: Option<NaiveDate> = Field::new(Shape::Date, "Started on").written(),
        /// When it ended, however it did.
        ended_on: Option<NaiveDate> = Field::new(Shape::Date, "Ended on").written(),
        /// When to ask again.
        chase_on: Option<NaiveDate> = Field::new(Shape::Date, "Ask again on").only_if(is_open).open()
            .help("blank: by the state it is in"),
        /// How often asking was put off in this state.
        deferrals: Option<i64> = Field::new(Shape::Number, "Put off").written(),
        /// Why it was put off last.
        deferral_reason: Code = Field::new(Shape::Pick("deferral_reasons"), "Put off because").written(),
        /// The consent entry it rests on.
        consent: Option<RecordId> = Field::new(Shape::Ref, "Consent").written(),
        /// Ground on which it was sent without consent.
        override_ground: Code = Field::new(Shape::Pick("override_grounds"), "Override ground").written(),
        /// Supervisor who authorised that.
        override_by: String = Field::new(Shape::Line, "Authorised by").written(),
        /// What came of it, in the person's terms.
        outcome: String = Field::new(Shape::Note, "What came of it").written(),
        /// Why it failed or was taken back.
        ended_why: String = Field::new(Shape::Line, "Why it ended").written(),
    }
}

/// How many days after it came into its state an offer is asked about, unless the officer gives another day: a
/// referral without an answer after a week, one acknowledged after a fortnight, one begun after thirty days; an accepted
/// offer that waits to be sent after three, one to think about after a fortnight.
#[must_use]
pub fn chase_after(offer: &Offer) -> Option<Days> {
    Some(Days::new(match (offer.state.as_str(), offer.response.as_str()) {
        (state::SENT, _) => 7,
        (state::ACKNOWLEDGED, _) => 14,
        (state::STARTED, _) => 30,
        ("", response::ACCEPTED) => 3,
        ("", response::THINKING) => 14,
        _ => return None,
    }))
}

/// What may come of an offer next.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr, serde::Serialize, serde::Deserialize,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Next {
    /// It is sent on.
    Sent,
    /// The service has said that it has it.
    Acknowledged,
    /// The person and the service have begun; without having been sent, when the person went there by themselves.
    Started,
    /// It came to its end.
    Completed,
    /// It did not come about.
    Failed,
    /// The person took it back.
    Withdrawn,
}

impl Next {
    /// The state it leads to, a code of `referral_states`.
    #[must_use]
    pub const fn state(self) -> &'static str {
        match self {
            Self::Sent => state::SENT,
            Self::Acknowledged => state::ACKNOWLEDGED,
            Self::Started => state::STARTED,
            Self::Completed => state::COMPLETED,
            Self::Failed => state::FAILED,
            Self::Withdrawn => state::WITHDRAWN,
        }
    }
}

impl Offer {
    /// Whether it was sent on, or the person went there by themselves.
    #[must_use]
    pub fn is_referral(&self) -> bool {
        !self.state.is_blank()
    }

    /// Whether something is still to come of it: an answer to think about, a referral on its way.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self.state.as_str() {
            "" => matches!(self.response.as_str(), response::ACCEPTED | response::THINKING),
            state::SENT | state::ACKNOWLEDGED | state::STARTED => true,
            _ => false,
        }
    }

    /// What may come of it now, the next step on its way first.
    #[must_use]
    pub fn next(&self) -> Vec<Next> {
        match self.state.as_str() {
            "" if self.response.is(response::ACCEPTED) => vec![Next::Sent, Next::Started, Next::Withdrawn],
            "" if self.response.is(response::THINKING) => vec![Next::Withdrawn],
            state::SENT => {
                vec![Next::Acknowledged, Next::Started, Next::Completed, Next::Failed, Next::Withdrawn]
            }
            state::ACKNOWLEDGED => vec![Next::Started, Next::Completed, Next::Failed, Next::Withdrawn],
            state::STARTED => vec![Next::Completed, Next::Failed, Next::Withdrawn],
            _ => Vec::new(),
        }
    }

    /// The day it came into the state it is in.
    #[must_use]
    pub fn since(&self) -> Option<NaiveDate> {
        match self.state.as_str() {
            state::SENT => self.sent_on,
            state::ACKNOWLEDGED => self.acknowledged_on,
            state::STARTED => self.started_on,
            state::COMPLETED | state::FAILED | state::WITHDRAWN => self.ended_on,
            _ => self.offered_on,
        }
    }

    /// Gives it its usual day to ask again, counted from a day, where it is open and has none; takes it away where
    /// nothing is to come.
    pub fn set_chase(&mut self, from: NaiveDate) {
        if !self.is_open() {
            self.chase_on = None;
        } else if self.chase_on.is_none() {
            self.chase_on = chase_after(self).and_then(|days| from.checked_add_days(days));
        }
    }

    /// Whether putting it off once more needs a reason: from the third time on, as with a follow-up.
    #[must_use]
    pub fn next_deferral_needs_reason(&self) -> bool {
        self.deferrals.unwrap_or(0) >= 2
    }

    /// How it stands, in words: `accepted`, `sent`, `not suitable: age`, `failed: no place until January`.
    #[must_use]
    pub fn state_words(&self) -> String {
        let with = |words: String, why: &str| if why.is_empty() { words } else { format!("{words}: {why}") };
        if self.is_referral() {
            with(lists::label("referral_states", self.state.as_str()), &self.ended_why)
        } else {
            with(lists::label("offer_responses", self.response.as_str()), &self.not_suitable_why)
        }
    }
}

/// Rules over several fields. A service that does not take the person ([`Fit::Closed`]) can be recorded as not suitable
/// and nothing else.
#[must_use]
pub fn faults(offer: &Offer, today: NaiveDate, fit: &Fit) -> Vec<Fault> {
    let mut faults = Vec::new();
    if offer.offered_on.is_some_and(|d| d > today) {
        faults.push(Fault::new("offered_on", "This day is still to come."));
    }
    if offer.response.is(response::NOT_SUITABLE) && offer.not_suitable_why.is_empty() {
        faults.push(Fault::new("not_suitable_why", "Say why it does not take them."));
    }
    if let Fit::Closed(why) = fit
        && !offer.response.is_blank()
        && !offer.response.is(response::NOT_SUITABLE)
    {
        let what = format!("It does not take this person: {why}. Choose another, or put right what it takes: 3, Tab.");
        faults.push(Fault::new("service", what));
    }
    if offer.is_referral() && !offer.response.is(response::ACCEPTED) {
        faults.push(Fault::new("response", "It is under way, so it was accepted. d says how it ended."));
    }
    if offer.is_open() && offer.chase_on.is_some_and(|d| offer.offered_on.is_some_and(|from| d < from)) {
        faults.push(Fault::new("chase_on", "This day is before it was offered."));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn offer(response: &str, state: &str) -> Offer {
        Offer {
            response: response.into(),
            state: state.into(),
            offered_on: Some(day("2026-11-20")),
            ..Offer::default()
        }
    }

    #[test]
    fn an_open_offer_always_has_a_day_to_ask_again_and_a_settled_one_none() {
        for (response, state, days) in [
            ("accepted", "", 3),
            ("thinking", "", 14),
            ("accepted", "sent", 7),
            ("accepted", "acknowledged", 14),
            ("accepted", "started", 30),
        ] {
            let mut o = offer(response, state);
            o.set_chase(day("2026-11-24"));
            assert_eq!(o.chase_on, day("2026-11-24").checked_add_days(Days::new(days)), "{response} {state}");
            o.chase_on = Some(day("2026-12-24"));
            o.set_chase(day("2026-11-24"));
            assert_eq!(o.chase_on, Some(day("2026-12-24")), "a day that was given stays");
        }
        for (response, state) in [("declined", ""), ("not-suitable", ""), ("accepted", "completed")] {
            let mut o = Offer { chase_on: Some(day("2026-12-24")), ..offer(response, state) };
            o.set_chase(day("2026-11-24"));
            assert_eq!(o.chase_on, None, "{response} {state}");
        }
    }

    #[test]
    fn what_does_not_take_the_person_can_only_be_not_suitable() {
        let closed = Fit::Closed("ages 11 to 25".to_owned());
        let said = |o: &Offer| faults(o, day("2026-11-24"), &closed);
        assert!(said(&offer("accepted", ""))[0].what.contains("ages 11 to 25"));
        let unsuitable = Offer { not_suitable_why: "age".into(), ..offer("not-suitable", "") };
        assert_eq!(said(&unsuitable), []);
        assert!(faults(&offer("accepted", ""), day("2026-11-24"), &Fit::Ask("ages 11 to 25".into())).is_empty());
    }

    #[test]
    fn an_offer_goes_its_way_and_never_back() {
        assert_eq!(offer("accepted", "").next()[..2], [Next::Sent, Next::Started]);
        assert!(!offer("accepted", "started").next().contains(&Next::Acknowledged));
        assert_eq!(offer("accepted", "completed").next(), []);
        assert_eq!(offer("declined", "").next(), []);
    }
}
