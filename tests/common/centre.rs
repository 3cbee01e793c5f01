//! Whom packages are sealed to, and what is found in them there.

use dlo_caseload::casework::desk::Desk;
use dlo_caseload::domain::officer::{ForceDecisions, Officer};
use dlo_caseload::exchange::bundle::{self, Opened};
use dlo_caseload::exchange::organisation::{self, PracticeOrganisation};
use dlo_caseload::exchange::signer::Allowed;

use super::officer;

/// An officer whose force has decided on its policy document; packages are not sealed to anybody yet.
pub fn decided() -> Officer {
    let decisions = ForceDecisions { policy_document: "APD-2026-04".into(), ..ForceDecisions::default() };
    Officer { force_decisions: decisions, ..officer() }
}

/// An officer who may seal, and the organisation that opens what was sealed.
pub fn sealing() -> (Officer, PracticeOrganisation) {
    let centre = PracticeOrganisation::generate().unwrap();
    let officer = Officer { organisation: centre.settings().unwrap(), ..decided() };
    (officer, centre)
}

/// Opens a package as the centre does.
pub fn opened(desk: &mut Desk, centre: &PracticeOrganisation, sealed: &[u8]) -> Opened {
    let allowed = [Allowed::device(&desk.device().unwrap().public_line).unwrap()];
    let identities = organisation::identities(&centre.key_file).unwrap();
    bundle::open(sealed, &identities, &allowed).unwrap()
}

/// What an opened package holds under this name.
#[track_caller]
pub fn part<'p>(opened: &'p Opened, name: &str) -> &'p [u8] {
    let part = opened.parts.iter().find(|p| p.name == name);
    &part.unwrap_or_else(|| panic!("{name} is not in the package")).bytes
}
