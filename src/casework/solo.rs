//! The SOLO card: has this victim a DLO? To answer *is* a disclosure, so who asks, how they are reached, the crime number
//! and the victim's agreement come first, and it is journalled before anything is shown (domain section 4, *Crime
//! report*).
//!
//! Without the agreement the answer stays closed, whether there is one or not. What does not belong here: how the card
//! is drawn.

use crate::casework::desk::{Desk, Saved, no_faults};
use crate::domain::consent::{self, Consent};
use crate::domain::contact::Contact;
use crate::domain::crime_report::CrimeReport;
use crate::domain::disclosure::Disclosure;
use crate::domain::field::{Code, Fault, Record as _};
use crate::domain::id::RecordId;
use crate::domain::journal::Operation;
use crate::domain::kind::Kind;
use crate::domain::officer::PointOfContact;
use crate::domain::problem::Outcome;
use crate::domain::text;
use crate::domain::when::When;
use crate::store::journal::Why;
use crate::store::table::Stored;

/// Reason code of a request that stayed unanswered.
const REFUSED: &str = "refused";

/// Who asks, and what they say.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SoloAsk {
    /// Rank and name.
    pub caller: String,
    /// Collar number.
    pub collar: String,
    /// The number they are rung back on.
    pub call_back: String,
    /// Crime number.
    pub crime_number: String,
    /// yes or no; blank is no answer.
    pub agrees: String,
}

/// What the card answers.
#[derive(Clone, PartialEq, Eq)]
pub enum SoloAnswer {
    /// The victim does not agree, or told the DLO so before: nothing is shown.
    Closed,
    /// No DLO is known here under this crime number.
    Nobody,
    /// Reference of the contact and the DLO's own details; nothing else.
    Known {
        /// The DLO's reference of the contact: `K7-0017`.
        reference: String,
        /// The DLO.
        dlo: PointOfContact,
    },
}

impl Desk {
    /// Answers the SOLO, and journals it first: as a disclosure with its record, or as a request that was refused.
    ///
    /// # Errors
    /// Faults of what has to be asked first; or a failure: what cannot be journalled is not shown.
    pub fn answer_solo(&mut self, asked: &SoloAsk) -> Saved<SoloAnswer> {
        let line = |t: &str| text::clean_line(t).text.trim().to_owned();
        let asked = SoloAsk {
            caller: line(&asked.caller),
            collar: line(&asked.collar),
            call_back: line(&asked.call_back),
            crime_number: line(&asked.crime_number),
            agrees: asked.agrees.clone(),
        };
        let mut faults = Vec::new();
        for (field, value, what) in [
            ("caller", &asked.caller, "Ask who is calling."),
            ("collar", &asked.collar, "Ask for the collar number."),
            ("call_back", &asked.call_back, "Ask on which number you ring back."),
            ("crime_number", &asked.crime_number, "Ask for the crime number."),
        ] {
            if value.is_empty() {
                faults.push(Fault::new(field, what));
            }
        }
        if !matches!(asked.agrees.as_str(), "yes" | "no") {
            faults.push(Fault::new("agrees", "Ask whether the victim agrees: without that the answer stays closed."));
        }
        no_faults(faults)?;

        let found = self.victim_of(&asked.crime_number)?;
        let victim = found.as_ref().and_then(|r| r.meta.contact);
        let refused_here = match (&found, victim) {
            (Some(report), Some(who)) => report.it.dlo_attends.is("no") || self.solo_was_refused(who)?,
            _ => false,
        };
        let caller = format!("{} {}", asked.collar, asked.caller);
        if asked.agrees != "yes" || refused_here {
            let words = if refused_here {
                "SOLO card: the person refused before; nothing was shown"
            } else {
                "SOLO card: the victim does not agree; nothing was shown"
            };
            let why = Why { text: words.to_owned(), recipient: caller, ..Why::code(REFUSED) };
            self.quiet_act("refuse an answer of the SOLO card", |w| {
                w.note(Operation::Disclosure, None, victim.filter(|_| refused_here), &why)
            })?;
            return Ok(SoloAnswer::Closed);
        }
        let Some(who) = victim else {
            let why =
                Why { text: "SOLO card: no DLO is known here".to_owned(), recipient: caller, ..Why::code("solo") };
            self.quiet_act("answer the SOLO card", |w| w.note(Operation::Disclosure, None, None, &why))?;
            return Ok(SoloAnswer::Nobody);
        };
        let reference = self.reading().get::<Contact>(who)?.map(|c| c.it.reference).unwrap_or_default();
        let dlo = self.officer.point_of_contact.clone();
        let told = Disclosure {
            happened: Some(When::at(self.local_now())),
            to_whom: caller,
            verified: format!("to be rung back on {}", asked.call_back),
            channel: Code::new("telephone"),
            what: format!(
                "That the victim of crime {} has a DLO: reference {reference}, and the DLO's own details.",
                asked.crime_number
            ),
            purpose: Code::new("investigation"),
            basis: Code::new("administration-of-justice"),
            ..Disclosure::default()
        };
        self.save_disclosure(who, &told.values())?;
        Ok(SoloAnswer::Known { reference, dlo })
    }

    /// The report that has this crime number, or this reference on IS.
    fn victim_of(&self, number: &str) -> Outcome<Option<Stored<CrimeReport>>> {
        let plain = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        let number = plain(number);
        let all = self.reading().list(Kind::CrimeReport, 0, i64::MAX)?;
        let mut reports = all.iter().map(|row| row.typed::<CrimeReport>());
        Ok(reports
            .find(|r| [&r.it.crime_number, &r.it.is_reference].iter().any(|t| !t.is_empty() && plain(t) == number)))
    }

    fn solo_was_refused(&self, who: RecordId) -> Outcome<bool> {
        let ledger: Vec<Consent> = self.ledger(who)?;
        Ok(consent::is_refused(&ledger, consent::purpose::WITH_SOLO, self.today()))
    }
}
