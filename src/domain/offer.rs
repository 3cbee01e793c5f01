//! A support offer, and the referral that may come of it.

use chrono::NaiveDate;

use crate::domain::field::{Code, Fault, Field, Shape, Values, record};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;

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

fn sent(v: &Values) -> bool {
    v.contains_key("state")
}

record! {
    /// Support offered, and what came of it.
    pub struct Offer: Kind::Offer => {
        /// The service: an entry of the directory.
        service: Option<RecordId> = Field::new(Shape::Ref, "Service").required(),
        /// What the service was called when it was offered.
        service_name: String = Field::new(Shape::Line, "Service").written(),
        /// When it was offered.
        offered_on: Option<NaiveDate> = Field::new(Shape::Date, "Offered on").required(),
        /// What the person said to it.
        response: Code = Field::new(Shape::Pick("offer_responses"), "Answer").required().open(),
        /// Why it does not take them.
        not_suitable_why: String = Field::new(Shape::Line, "Why not").only_if(not_suitable).help("age, area, full"),
        /// Their words.
        words: String = Field::new(Shape::Line, "In their words"),
        /// What was left with them.
        information_left: String = Field::new(Shape::Line, "Information left")
            .help("card, number by heart, nothing: it would be found"),
        /// State of the referral; blank while it is an offer.
        state: Code = Field::new(Shape::Pick("referral_states"), "Referral").written().open(),
        /// When it was sent.
        sent_on: Option<NaiveDate> = Field::new(Shape::Date, "Sent on").written(),
        /// To whom it was sent and how.
        sent_how: String = Field::new(Shape::Line, "Sent how").written(),
        /// When the service said that it has it.
        acknowledged_on: Option<NaiveDate> = Field::new(Shape::Date, "Acknowledged on").written(),
        /// When it began.
        started_on: Option<NaiveDate> = Field::new(Shape::Date, "Started on").written(),
        /// When it ended, however it did.
        ended_on: Option<NaiveDate> = Field::new(Shape::Date, "Ended on").written(),
        /// When to ask again.
        chase_on: Option<NaiveDate> = Field::new(Shape::Date, "Chase on").help("+1w"),
        /// The consent entry it rests on.
        consent: Option<RecordId> = Field::new(Shape::Ref, "Consent").written(),
        /// Ground on which it was sent without consent.
        override_ground: Code = Field::new(Shape::Pick("override_grounds"), "Override ground").written(),
        /// Supervisor who authorised that.
        override_by: String = Field::new(Shape::Line, "Authorised by").written(),
        /// What came of it, in the person's terms.
        outcome: String = Field::new(Shape::Note, "What came of it").only_if(sent)
            .help("in the person's terms, not the service's"),
        /// Why it failed or was taken back.
        ended_why: String = Field::new(Shape::Line, "Why it ended").written(),
    }
}

impl Offer {
    /// Whether it was sent on.
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
}

/// Rules over several fields.
#[must_use]
pub fn faults(offer: &Offer, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    if offer.offered_on.is_some_and(|d| d > today) {
        faults.push(Fault::new("offered_on", "This day is still to come."));
    }
    if offer.response.is(response::NOT_SUITABLE) && offer.not_suitable_why.is_empty() {
        faults.push(Fault::new("not_suitable_why", "Say why it does not take them."));
    }
    faults
}
