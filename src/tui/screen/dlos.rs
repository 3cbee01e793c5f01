//! The directory of DLOs as a page of the reference: the procedure's contact list, with who covers today.
//!
//! Each entry is a record of the vault: colleagues are no contacts, so nothing of it is masked. What does not belong
//! here: the screen itself ([`crate::tui::screen::reference`]) and keeping an entry ([`crate::casework::area`]).

use chrono::NaiveDate;

use crate::domain::liaison::Liaison;
use crate::domain::reference::{Entry, Page};
use crate::domain::{lists, phone, when};

/// Its title.
pub const TITLE: &str = "DLO directory";
/// The label of who covers today.
pub const COVERED: &str = "Cover today";
/// What is said while it is empty.
pub const EMPTY: &str = "Nobody is in the directory yet: who the DLO of each area is, and who covers.";
/// After so many months an entry is to be checked again.
const CHECK_LASTS: chrono::Months = chrono::Months::new(6);

/// The page, without its entries.
#[must_use]
pub fn page() -> Page {
    Page {
        title: TITLE.to_owned(),
        as_at: String::new(),
        source: "Procedure: the contact list of DLOs. Kept by you in this vault; check it every six months.".to_owned(),
        entries: Vec::new(),
    }
}

/// One DLO as an entry of the page.
#[must_use]
pub fn entry(l: &Liaison, today: NaiveDate) -> Entry {
    let areas: Vec<String> = l.areas.iter().map(|a| lists::label("areas", a.as_str())).collect();
    let mut more: Vec<(&'static str, String)> = Vec::new();
    let mut add = |label, words: String| {
        if !words.is_empty() {
            more.push((label, words));
        }
    };
    let span = match (l.cover_from, l.cover_to) {
        (Some(from), Some(to)) => format!("{} to {}", when::long(from), when::long(to)),
        (Some(from), None) => format!("from {}", when::long(from)),
        _ => String::new(),
    };
    match l.cover_on(today) {
        Some(cover) => add(COVERED, format!("{cover}, {span}")),
        None if !l.cover.is_empty() && l.cover_from.is_some_and(|from| from > today) => {
            add("Cover to come", format!("{}, {span}", l.cover));
        }
        None => {}
    }
    add("Area", areas.join(", "));
    add("Role", l.role.clone());
    add("Telephone", phone::display(&l.phone));
    add("E-mail", l.email.clone());
    add("Out of hours", l.out_of_hours.clone());
    add(
        "Checked",
        match l.checked_on {
            Some(on) if on.checked_add_months(CHECK_LASTS).is_none_or(|end| end < today) => {
                format!("{}: longer than six months ago", when::long(on))
            }
            Some(on) => when::long(on),
            None => "not yet".to_owned(),
        },
    );
    let cover = l.cover_on(today).map(|c| format!("; today {c}")).unwrap_or_default();
    Entry { under: areas.join(", "), text: format!("{} {}{cover}", l.collar, l.name), more }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::field::Code;

    #[test]
    fn who_covers_today_stands_in_the_line_and_who_will_does_not() {
        let today: NaiveDate = "2026-11-24".parse().unwrap();
        let l = Liaison {
            name: "T. Lang".into(),
            collar: "PC 2750".into(),
            areas: vec![Code::new("southern")],
            cover: "PC 3902 Osei".into(),
            cover_from: today.pred_opt(),
            cover_to: Some(today),
            ..Liaison::default()
        };
        let e = entry(&l, today);
        assert_eq!((e.under.as_str(), e.text.as_str()), ("Southern", "PC 2750 T. Lang; today PC 3902 Osei"));
        let later = entry(&Liaison { cover_from: today.succ_opt(), cover_to: None, ..l }, today);
        assert_eq!(later.text, "PC 2750 T. Lang");
        assert!(later.more.iter().any(|(label, _)| *label == "Cover to come"));
    }
}
