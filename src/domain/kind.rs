//! The kinds of record: one name in every layer, declared once.

use crate::domain::field::{Field, Record};
use crate::domain::{
    concern, confirmed, consent, contact, contact_point, crime_report, dangerous_person, disclosure, engagement,
    follow_up, grounds, hold, intelligence, liaison, linked_person, marker, observation, offer, plan, safety_plan,
    service, support_path, tasking, update,
};

/// Each kind with its table, its words in the singular and the plural, and its record.
macro_rules! kinds {
    ($( $(#[$meta:meta])* $kind:ident: $name:literal, $label:literal, $plural:literal => $record:ty; )*) => {
        /// What kind of record it is. The order is the order in which kinds are shown and exported.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter, serde::Serialize, serde::Deserialize,
        )]
        pub enum Kind {
            $( $(#[$meta])* $kind, )*
        }

        impl Kind {
            /// Table name, journal name and JSON name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$kind => $name, )* }
            }

            /// What the officer reads, in the singular.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $( Self::$kind => $label, )* }
            }

            /// What the officer reads, in the plural.
            #[must_use]
            pub const fn plural(self) -> &'static str {
                match self { $( Self::$kind => $plural, )* }
            }

            /// The field table of the kind.
            #[must_use]
            pub const fn fields(self) -> &'static [Field] {
                match self { $( Self::$kind => <$record>::FIELDS, )* }
            }
        }
    };
}

kinds! {
    /// A person on the caseload.
    Contact: "contact", "contact", "contacts" => contact::Contact;
    /// A number, address or handle of a contact.
    ContactPoint: "contact_point", "contact point", "contact points" => contact_point::ContactPoint;
    /// A version of a safe-contact plan.
    Plan: "plan", "safe-contact plan", "safe-contact plans" => plan::Plan;
    /// An entry of the consent ledger.
    Consent: "consent", "consent entry", "consent entries" => consent::Consent;
    /// One contact made or attempted.
    Engagement: "engagement", "engagement", "engagements" => engagement::Engagement;
    /// Something to do by a date.
    FollowUp: "follow_up", "follow-up", "follow-ups" => follow_up::FollowUp;
    /// Why the person is believed to be a sex worker.
    Grounds: "grounds", "grounds", "grounds" => grounds::Grounds;
    /// An information marker.
    Marker: "marker", "marker", "markers" => marker::Marker;
    /// Support offered, and the referral that came of it.
    Offer: "support_offer", "support offer", "support offers" => offer::Offer;
    /// What people who want support are to be given: the list of one contact.
    SupportPath: "support_path", "support list", "support lists" => support_path::SupportPath;
    /// A crime a person reports or may report.
    CrimeReport: "crime_report", "crime report", "crime reports" => crime_report::CrimeReport;
    /// A version of a safety plan.
    SafetyPlan: "safety_plan", "safety plan", "safety plans" => safety_plan::SafetyPlan;
    /// A safeguarding concern.
    Concern: "concern", "safeguarding concern", "safeguarding concerns" => concern::Concern;
    /// Someone who matters to a contact.
    LinkedPerson: "linked_person", "linked person", "linked people" => linked_person::LinkedPerson;
    /// What IS last confirmed about a contact.
    Confirmed: "confirmed", "IS state", "IS states" => confirmed::Confirmed;
    /// A change prepared for IS.
    Update: "outbox_update", "update", "updates" => update::Update;
    /// A reason why something must not be amended or disposed of.
    Hold: "hold", "hold", "holds" => hold::Hold;
    /// Information passed on.
    Disclosure: "disclosure", "disclosure", "disclosures" => disclosure::Disclosure;
    /// Intelligence for the area's SRN.
    Intelligence: "intelligence", "intelligence entry", "intelligence entries" => intelligence::Intelligence;
    /// One graded item of an intelligence entry.
    IntelligenceItem: "intelligence_item", "intelligence item", "intelligence items" => intelligence::IntelligenceItem;
    /// Who an intelligence entry rests on, apart from it.
    IntelligenceSource: "intelligence_source", "source block", "source blocks" => intelligence::IntelligenceSource;
    /// A dangerous person report.
    DangerousPerson: "dangerous_person", "dangerous person report", "dangerous person reports" => dangerous_person::DangerousPerson;
    /// What is known of the sex market in a place.
    Observation: "observation", "observation", "observations" => observation::Observation;
    /// Something asked of the DLO by a supervisor.
    Tasking: "tasking", "tasking", "taskings" => tasking::Tasking;
    /// The strategy of a place.
    Strategy: "strategy", "strategy", "strategies" => tasking::Strategy;
    /// An entry of the service directory.
    Service: "service", "service", "services" => service::Service;
    /// A DLO of the directory.
    Liaison: "liaison", "DLO", "DLOs" => liaison::Liaison;
}

impl Kind {
    /// The field of that name.
    #[must_use]
    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|f| f.name == name)
    }

    /// All kinds, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        <Self as strum::IntoEnumIterator>::iter()
    }

    /// The kind of that name; also accepts the plural with dashes (`follow-ups`).
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        Self::all()
            .find(|k| k.name() == name || k.label().replace(' ', "-") == name || k.plural().replace(' ', "-") == name)
    }
}
