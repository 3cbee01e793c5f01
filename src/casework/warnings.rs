//! Dangerous person reports: taken down, warned of, laid beside each other, passed on with consent.
//!
//! A report belongs to no contact. Who reported is never shown with it, never linked and never sent; two reports are
//! linked by what they describe alone, and the officer judges whether it is one person.

use chrono::{Days, NaiveDate};

use crate::casework::desk::{Desk, Saved, no_faults};
use crate::casework::saving::{gone, next_short};
use crate::domain::dangerous_person::{self, DangerousPerson, REVIEW_AFTER, WARNED_DAYS, agreements};
use crate::domain::disclosure::Disclosure;
use crate::domain::field::{Code, Fault, Values};
use crate::domain::id::RecordId;
use crate::domain::intelligence::{Intelligence, IntelligenceItem, IntelligenceSource, state};
use crate::domain::journal::Operation;
use crate::domain::kind::Kind;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::when::When;
use crate::domain::{lists, text};
use crate::store::journal::Why;
use crate::store::table::Stored;

/// Most warnings that are read for Today.
const WARNED: i64 = 50;
/// Most reports that a list shows, and that one is laid beside.
const LAID_BESIDE: i64 = 2_000;
/// To whom reports are passed for sex workers all over the country.
pub const UGLY_MUGS: &str = "National Ugly Mugs";

/// One warning, for Today: nothing in it says who reported.
#[derive(Clone, PartialEq, Eq)]
pub struct Warning {
    /// The report.
    pub id: RecordId,
    /// `DP-0004`.
    pub reference: String,
    /// The day it is shown under.
    pub day: Option<NaiveDate>,
    /// Where; may be blank.
    pub place: String,
    /// The line that warns.
    pub warning: String,
}

/// One report in a list.
#[derive(Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// The warning.
    pub warning: Warning,
    /// Area, as it is read.
    pub area: String,
    /// How many parts of the description there are.
    pub parts: usize,
    /// Reports judged to be of the same person.
    pub same: usize,
    /// Similar reports that wait for the officer's judgement.
    pub to_judge: usize,
    /// It was passed to National Ugly Mugs.
    pub passed_on: bool,
}

/// A report that is similar to another, and why.
#[derive(Clone)]
pub struct Similar {
    /// The other report.
    pub report: Stored<DangerousPerson>,
    /// In which parts they agree.
    pub agree: Vec<String>,
    /// What the officer judged; none while nothing was judged.
    pub judged: Option<bool>,
}

/// One report in full, without who reported.
#[derive(Clone)]
pub struct ReportView {
    /// The report; its reporter is taken out.
    pub report: Stored<DangerousPerson>,
    /// Similar reports, those to be judged first.
    pub similar: Vec<Similar>,
    /// The intelligence entry made from it: id and reference.
    pub entry: Option<(RecordId, String)>,
}

impl Desk {
    /// Saves a dangerous person report with whatever there is; it belongs to no contact.
    ///
    /// # Errors
    /// Faults, also where the line that warns or the place names a contact; or a failure.
    pub fn save_dangerous_person(&mut self, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        self.save_report(id, None, values)
    }

    /// As [`Desk::save_dangerous_person`], of what a contact reported. Who it was is kept only where they did so by
    /// name.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_report(
        &mut self,
        id: Option<RecordId>,
        reporter: Option<RecordId>,
        values: &Values,
    ) -> Saved<RecordId> {
        let (mut report, before) = self.typed::<DangerousPerson>(id, values)?;
        if before.is_none() {
            report.reference = next_short::<DangerousPerson>(self.reading())?;
            report.reporter = reporter;
        }
        if !report.mode.is("named") {
            report.reporter = None;
        }
        if report.review_on.is_none() {
            report.review_on = self.today().checked_add_months(REVIEW_AFTER);
        }
        let mut faults = dangerous_person::faults(&report, self.today());
        let mut why = Why::default();
        let names = self.names_of_report(&report, false)?;
        if report.names_nobody {
            if !names.is_empty() {
                why = Why::code("ordinary-word");
            }
        } else {
            faults.extend(names);
        }
        let mut all =
            crate::domain::check::faults(Kind::DangerousPerson, &crate::domain::field::Record::values(&report));
        all.extend(faults);
        no_faults(all)?;
        Ok(self.act("record a dangerous person report", |w| match id {
            Some(id) => w.put(id, None, &report, &why).map(|()| id),
            None => w.add(None, &report, &why),
        })?)
    }

    /// Where a report names a contact: in what is shown on Today, and when it is passed on in all of it.
    fn names_of_report(&self, report: &DangerousPerson, all: bool) -> Outcome<Vec<Fault>> {
        let mut texts = vec![("warning", &report.warning), ("place", &report.place)];
        if all {
            texts.extend([("incident", &report.incident), ("features", &report.features)]);
        }
        let mut faults = Vec::new();
        for (field, written) in texts {
            for name in self.names_in(written, &[])? {
                let what = format!(
                    "\"{}\" is the {} of a contact. Take it out, or say below that it names nobody.",
                    name.word,
                    if name.is_reference { "reference" } else { "name" }
                );
                faults.push(Fault::new(field, what));
            }
        }
        Ok(faults)
    }

    /// What Today warns of in an area: the reports of the last fourteen days, newest first. An empty area is every area.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn warnings(&self, area: &str, day: NaiveDate) -> Outcome<Vec<Warning>> {
        let from = day.checked_sub_days(Days::new(WARNED_DAYS)).unwrap_or(day);
        Ok(self.reading().reports_taken(area, from, day, WARNED)?.iter().map(warning).collect())
    }

    /// The reports of an area, newest first; an empty area is every area.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn report_lines(&self, area: &str) -> Outcome<Vec<ReportLine>> {
        let all = self.reading().reports(LAID_BESIDE)?;
        let mut lines: Vec<ReportLine> = all
            .iter()
            .filter(|r| area.is_empty() || r.it.area.is(area))
            .map(|r| {
                let similar = all.iter().filter(|o| {
                    o.meta.id != r.meta.id && r.it.judged(o.meta.id).is_none() && !agreements(&r.it, &o.it).is_empty()
                });
                ReportLine {
                    warning: warning(r),
                    area: lists::label("areas", r.it.area.as_str()),
                    parts: r.it.parts(),
                    same: r.it.same_as.len(),
                    to_judge: similar.count(),
                    passed_on: r.it.ugly_mugs_on.is_some(),
                }
            })
            .collect();
        lines.sort_by(|a, b| (b.warning.day, &b.warning.reference).cmp(&(a.warning.day, &a.warning.reference)));
        Ok(lines)
    }

    /// A report in full, with those that are similar to it.
    ///
    /// # Errors
    /// When it is not there, or the database cannot be read.
    pub fn report_view(&self, id: RecordId) -> Outcome<ReportView> {
        let mut report = self.reading().get::<DangerousPerson>(id)?.ok_or_else(gone)?;
        report.it.reporter = None;
        let mut similar: Vec<Similar> = self
            .reading()
            .reports(LAID_BESIDE)?
            .into_iter()
            .filter(|o| o.meta.id != id)
            .filter_map(|mut o| {
                o.it.reporter = None;
                let agree = agreements(&report.it, &o.it);
                let judged = report.it.judged(o.meta.id);
                (!agree.is_empty() || judged.is_some()).then_some(Similar { agree, judged, report: o })
            })
            .collect();
        let place = |s: &Similar| match s.judged {
            None => 0,
            Some(true) => 1,
            Some(false) => 2,
        };
        similar.sort_by_key(|s| (place(s), std::cmp::Reverse(s.report.it.day())));
        let entry = match report.it.entry {
            Some(entry) => self.reading().get::<Intelligence>(entry)?.map(|e| (e.meta.id, e.it.reference)),
            None => None,
        };
        Ok(ReportView { report, similar, entry })
    }

    /// Opens a report in full: a consultation of the report, journalled once in a while. A vault that is open for reading
    /// only still shows what it warns of.
    ///
    /// # Errors
    /// When it is not there, or it cannot be journalled.
    pub fn open_report(&mut self, id: RecordId, reason: &str) -> Outcome<ReportView> {
        let view = self.report_view(id)?;
        if !self.store().is_read_only() {
            self.consult_record(Kind::DangerousPerson, id, reason)?;
        }
        Ok(view)
    }

    /// Keeps the officer's judgement of two reports: the same person, or not. Both reports say it.
    ///
    /// # Errors
    /// When one of them is not there any more; or a failure.
    pub fn judge_same(&mut self, one: RecordId, other: RecordId, same: bool) -> Outcome<()> {
        if one == other {
            return Err(Problem::refused("This is one report, not two.", "Choose another one."));
        }
        let read = |id| self.reading().get::<DangerousPerson>(id)?.ok_or_else(gone);
        let (a, b) = (read(one)?.it, read(other)?.it);
        let judged = |mut report: DangerousPerson, other: RecordId| {
            report.same_as.retain(|id| *id != other);
            report.not_same.retain(|id| *id != other);
            if same {
                report.same_as.push(other)
            } else {
                report.not_same.push(other)
            }
            report
        };
        let (a, b) = (judged(a, other), judged(b, one));
        let why = Why::default();
        self.act("judge two dangerous person reports", |w| {
            w.put(one, None, &a, &why)?;
            w.put(other, None, &b, &why)
        })
    }

    /// Passes a report to National Ugly Mugs: when, how they were verified, by which channel. It is a disclosure and
    /// cannot be undone.
    ///
    /// # Errors
    /// Faults under `verified`, `channel`. Refused without the person's agreement, when it was passed on already, or
    /// while it names a contact; or a failure.
    pub fn pass_to_ugly_mugs(&mut self, id: RecordId, verified: &str, channel: &str) -> Saved<()> {
        let report = self.reading().get::<DangerousPerson>(id)?.ok_or_else(gone)?.it;
        if !report.to_ugly_mugs.is("yes") {
            return Err(Problem::refused(
                format!("Nobody agreed that {} goes to {UGLY_MUGS}.", report.reference),
                "Ask, and enter the answer in the report.",
            ))?;
        }
        if let Some(on) = report.ugly_mugs_on {
            return Err(Problem::refused(
                format!("{} was passed on already, on {}.", report.reference, on.format("%d/%m/%Y")),
                "Nothing to do.",
            ))?;
        }
        let names = self.names_of_report(&report, true)?;
        if let Some(first) = names.first().filter(|_| !report.names_nobody) {
            return Err(Problem::refused(
                format!("{} is not passed on. {}", report.reference, first.what),
                "Edit the report.",
            ))?;
        }
        let verified = text::clean_line(verified).text.trim().to_owned();
        let mut faults = Vec::new();
        if verified.is_empty() {
            faults.push(Fault::new("verified", "Say how you know that it is them."));
        }
        if lists::item("disclosure_channels", channel).is_none() {
            faults.push(Fault::new("channel", "Choose the channel."));
        }
        no_faults(faults)?;
        let d = Disclosure {
            happened: Some(When::at(self.local_now())),
            to_whom: UGLY_MUGS.to_owned(),
            verified,
            channel: Code::new(channel),
            what: format!("{}: incident and description, not who reported", report.reference),
            purpose: Code::new("safeguarding"),
            basis: Code::new("individuals-at-risk"),
            ..Disclosure::default()
        };
        let passed = DangerousPerson { ugly_mugs_on: Some(self.today()), ..report };
        let why = Why { recipient: UGLY_MUGS.to_owned(), basis: "agreed".to_owned(), ..Why::code("ugly-mugs") };
        self.final_act("pass a report to National Ugly Mugs", |w| {
            w.put(id, None, &passed, &why)?;
            let made = w.add(None, &d, &why)?;
            w.note(Operation::Disclosure, Some((Kind::Disclosure, made)), None, &why)
        })?;
        self.forget_undo();
        Ok(())
    }

    /// Begins an intelligence entry from a report: a draft that says what was reported and not by whom. Gives the entry.
    ///
    /// # Errors
    /// Refused without the person's agreement, or when there is one already; or a failure.
    pub fn report_to_intelligence(&mut self, id: RecordId) -> Outcome<RecordId> {
        let report = self.reading().get::<DangerousPerson>(id)?.ok_or_else(gone)?.it;
        if !report.to_intelligence.is("yes") {
            return Err(Problem::refused(
                format!("Nobody agreed that {} goes to intelligence.", report.reference),
                "Ask, and enter the answer in the report.",
            ));
        }
        if let Some(entry) = report.entry
            && let Some(there) = self.reading().get::<Intelligence>(entry)?
        {
            return Err(Problem::refused(
                format!("{} has its entry already: {}.", report.reference, there.it.reference),
                "Open it under 6.",
            ));
        }
        let through = match report.mode.as_str() {
            "third-party" if !report.through.is_empty() => format!("reported through {}", report.through),
            _ => "reported to an officer".to_owned(),
        };
        let entry = Intelligence {
            reference: next_short::<Intelligence>(self.reading())?,
            title: report.warning.clone(),
            area: report.area.clone(),
            priority: Code::new("routine"),
            provenance: through,
            known: report.happened.clone(),
            state: Code::new(state::DRAFT),
            written_on: Some(self.today()),
            report: Some(id),
            ..Intelligence::default()
        };
        let mut item = IntelligenceItem { number: Some(1), text: said(&report), ..IntelligenceItem::default() };
        // Whoever reported is not the source of the record: the block is for the officer to fill in, or to leave so.
        let mut source =
            IntelligenceSource { who: "whoever made the report, not named here".to_owned(), ..Default::default() };
        let why = Why::default();
        self.act("begin an entry from a report", |w| {
            let made = w.add(None, &entry, &why)?;
            item.entry = Some(made);
            source.entry = Some(made);
            w.add(None, &item, &why)?;
            w.add(None, &source, &why)?;
            w.put(id, None, &DangerousPerson { entry: Some(made), ..report }, &why)?;
            Ok(made)
        })
    }

    /// Removes a report that is no longer needed. The reports it was judged with no longer say so.
    ///
    /// # Errors
    /// When it is not there; or a failure.
    pub fn remove_report(&mut self, id: RecordId) -> Outcome<()> {
        let report = self.reading().get::<DangerousPerson>(id)?.ok_or_else(gone)?.it;
        let mut others = Vec::new();
        for other in report.same_as.iter().chain(&report.not_same) {
            if let Some(mut o) = self.reading().get::<DangerousPerson>(*other)? {
                o.it.same_as.retain(|i| *i != id);
                o.it.not_same.retain(|i| *i != id);
                others.push(o);
            }
        }
        let entry = match report.entry {
            Some(entry) => self.reading().get::<Intelligence>(entry)?,
            None => None,
        };
        let why = Why::default();
        self.act("remove a dangerous person report", |w| {
            for o in &others {
                w.put(o.meta.id, None, &o.it, &why)?;
            }
            if let Some(e) = &entry {
                w.put(e.meta.id, None, &Intelligence { report: None, ..e.it.clone() }, &why)?;
            }
            w.remove(Kind::DangerousPerson, id, &why)
        })
    }
}

fn warning(r: &Stored<DangerousPerson>) -> Warning {
    Warning {
        id: r.meta.id,
        reference: r.it.reference.clone(),
        day: r.it.day(),
        place: r.it.place.clone(),
        warning: r.it.warning.clone(),
    }
}

/// What was reported, in sentences, for an item of intelligence.
fn said(report: &DangerousPerson) -> String {
    let mut parts = Vec::new();
    let mut add = |label: &str, words: &str| {
        if !words.is_empty() {
            parts.push(format!("{label}: {}.", words.trim_end_matches('.')));
        }
    };
    let happened = report.happened.as_ref().map(When::shown).unwrap_or_default();
    add("When", &happened);
    add("Where", &report.place);
    add("Gender", &lists::label("gender", report.gender.as_str()));
    add("About how old", &report.about_age);
    add("Build", &report.build);
    add("Complexion", &report.complexion);
    add("Features", &report.features);
    add("Eyes", &report.eyes);
    add("Ethnicity as observed", &lists::label("observed_ethnicity", report.ethnicity.as_str()));
    add("Hair", &report.hair);
    add("Vehicle", &report.vehicle);
    add("Phone used", &crate::domain::phone::display(&report.phone));
    add("Name used", &report.name_used);
    let all = format!("{}\n{}", report.incident.trim(), parts.join(" "));
    text::truncate_graphemes(all.trim(), text::NOTE).to_owned()
}
