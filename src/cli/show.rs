//! `caseload show REF --reason CODE`: opens one record with its reason, journalled, and prints it as sentences.
//!
//! Who must not find out and the plan come before everything else. The fixed radio sentence and the classification are
//! the first and the last line whenever marker or IS data is among what is printed. Legal names, numbers and addresses
//! stay masked unless `--unmask` asks for them, as the key `v` does on screen.

use std::ffi::OsString;

use serde_json::{Map, Value as Json, json};
use zeroize::Zeroizing;

use crate::casework::concern;
use crate::casework::desk::Desk;
use crate::casework::record::{RecordView, shown};
use crate::cli::out::{self, Done, Out, Stop};
use crate::cli::shell::{Shell, mode_words};
use crate::cli::words::{MASK, capital, classification, code, count, group, labelled, paragraph, sentence};
use crate::cli::{list, show_area};
use crate::domain::concern::{Concern, actions_list};
use crate::domain::considered::Considered;
use crate::domain::contact::Contact;
use crate::domain::crime_report;
use crate::domain::field::{Care, Field, Found, Record, Shape, Value, Values};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::plan::Verdict;
use crate::domain::problem::{Kind as Fault, Outcome, Problem};
use crate::domain::support_path::SupportPath;
use crate::domain::{due, lists, radio, when};
use crate::store::table::Stored;

/// Arguments of `show`.
#[derive(clap::Args)]
pub(crate) struct Show {
    /// Reference of the contact, like K7-0042, or of a tasking, like T-004
    #[arg(value_name = "REF")]
    reference: String,
    /// Why it is opened: follow-up-due, person-got-in-touch, incident, supervision, welfare-check or other; the words of
    /// other are asked for, or read from standard input
    #[arg(long, value_name = "CODE")]
    reason: String,
    /// Taken so that it can be refused in the right words.
    #[arg(long, hide = true, num_args = 0..=1, value_name = "TEXT")]
    words: Option<Option<OsString>>,
    /// Legal names, numbers and addresses too
    #[arg(long)]
    unmask: bool,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

/// Opens the record and prints it.
pub(crate) fn run(it: &Show, shell: &mut Shell) -> Done {
    if it.words.is_some() {
        return Err(Problem::new(
            Fault::Usage,
            "The reason in words is never taken from the command line, which the shell remembers.",
            "Leave it out; it is asked for, or read from the next line of standard input.",
        )
        .into());
    }
    let reason = code("consultation_reasons", &it.reason, "The reason")?;
    shell.with_desk(|desk, shell| {
        if show_area::of_area(desk, &it.reference, it.json, &mut shell.out)? {
            return Ok(());
        }
        if let Some(shown) = of_nobody(desk, it, &reason, &mut shell.out)? {
            return Ok(shown);
        }
        let contact = find(desk, &it.reference)?;
        let words = if reason == "other" { shell.input.words("Why, in a few words: ")? } else { Zeroizing::default() };
        desk.consult(contact, &reason, &words)?;
        let view = desk.record(contact)?;
        let page = Page { desk, view: &view, unmask: it.unmask };
        if it.json { shell.out.json(&page.as_json()) } else { page.as_words(&mut shell.out) }
    })
}

/// Prints an intelligence entry or a dangerous person report; nothing when the reference is of neither. Neither says who
/// it comes from.
fn of_nobody(desk: &mut Desk, it: &Show, reason: &str, out: &mut Out) -> Result<Option<()>, Stop> {
    if let Some(id) = desk.reading().by_short(Kind::Intelligence, &it.reference)? {
        let view = desk.open_entry_for(id, reason)?;
        let items: Vec<Json> = view.items.iter().map(|i| plain(&i.it)).collect();
        if it.json {
            let entry = plain(&view.entry.it);
            out.json(&json!({ "ref": view.entry.it.reference, "state": view.entry.it.state.as_str(), "srn": view.srn,
                "radio": radio::SENTENCE, "classification": classification(), "entry": entry, "items": items }))?;
            return Ok(Some(()));
        }
        out.line(radio::SENTENCE)?;
        out.line("")?;
        let srn = format!("SRN {}", view.srn);
        group(out, "", 4, &[sentence(&view.entry.it.reference), sentence(&srn)])?;
        of_fields(out, &view.entry.it)?;
        for (n, item) in view.items.iter().enumerate() {
            heading(out, &format!("Item {} {}", n + 1, item.it.grade()), 1)?;
            of_fields(out, &item.it)?;
        }
        out.line("")?;
        out.line("The source is kept apart and is not printed.")?;
        out.line(&classification())?;
        return Ok(Some(()));
    }
    if let Some(id) = desk.reading().by_short(Kind::DangerousPerson, &it.reference)? {
        let view = desk.open_report(id, reason)?;
        let report = &view.report.it;
        if it.json {
            out.json(&json!({ "ref": report.reference, "state": "recorded", "report": plain(report) }))?;
            return Ok(Some(()));
        }
        group(out, "", 4, &[sentence(&report.reference), sentence(&report.parts_words())])?;
        of_fields(out, report)?;
        for s in &view.similar {
            let judged = match s.judged {
                None => "to judge",
                Some(true) => "the same person",
                Some(false) => "not the same person",
            };
            let words = [format!("Similar: {}, {judged}.", s.report.it.reference), sentence(&s.agree.join("; "))];
            group(out, "", 4, &words)?;
        }
        return Ok(Some(()));
    }
    Ok(None)
}

/// The fields of a record of nobody that have a value, label first; what is masked stays so.
fn of_fields<R: Record>(out: &mut Out, record: &R) -> Done {
    let values = record.values();
    for field in R::FIELDS.iter().filter(|f| is_read(f) && f.care != Care::Masked) {
        let Some(text) = values.get(field.name).map(|v| shown(field, v)).filter(|t| !t.is_empty()) else { continue };
        group(out, "", 4, &[labelled(field.label, &text)])?;
    }
    Ok(())
}

/// As [`of_fields`], as an object.
fn plain<R: Record>(record: &R) -> Json {
    let values = record.values();
    let fields = R::FIELDS.iter().filter(|f| is_read(f) && f.care != Care::Masked);
    Json::Object(fields.filter_map(|f| Some((f.name.to_owned(), values.get(f.name)?.to_json()))).collect())
}

/// The contact of a reference; a record id, as lists give it, leads to its contact.
fn find(desk: &Desk, typed: &str) -> Outcome<RecordId> {
    if let Some(id) = desk.reading().by_reference(typed)? {
        // Two records of one person were made one: the reference that is gone leads to the one that stands.
        return match desk.joined_into(id)? {
            Some(line) => {
                out::note(&format!("This record was joined into {}, which is shown.", line.reference));
                Ok(line.id)
            }
            None => Ok(id),
        };
    }
    if let Ok(id) = typed.trim().parse::<RecordId>() {
        for kind in Kind::all() {
            if let Some(row) = desk.reading().any(kind, id)? {
                return row.meta.contact.ok_or_else(|| {
                    Problem::refused("This record belongs to no contact.", "See it in the list of its kind.")
                });
            }
        }
    }
    Err(Problem::refused("There is no contact of this reference.", "Find it with: caseload search."))
}

struct Page<'a> {
    desk: &'a Desk,
    view: &'a RecordView,
    unmask: bool,
}

impl Page<'_> {
    /// Whether marker or IS data is among what is printed.
    fn has_is_data(&self) -> bool {
        let v = self.view;
        !v.markers.is_empty()
            || !v.grounds.is_empty()
            || !v.updates.is_empty()
            || v.confirmed.is_some()
            || !v.contact.it.is_reference.is_empty()
    }

    fn as_words(&self, out: &mut Out) -> Done {
        let v = self.view;
        let contact = &v.contact.it;
        let marked = self.has_is_data();
        if marked {
            out.line(radio::SENTENCE)?;
            out.line("")?;
        }
        let mut head = Vec::new();
        if contact.is_child() {
            head.push("CHILD.".to_owned());
        }
        head.push(sentence(&format!("{} {}", contact.reference, contact.preferred_name())));
        head.push(sentence(&lists::label("age_status", contact.age_status.as_str())));
        head.push(sentence(&lists::label("contact_status", contact.status.as_str())));
        head.push(mode_words(self.desk.mode()).trim().to_owned());
        group(out, "", 4, &head)?;
        let secret = match contact.must_not_find_out.as_slice() {
            [] => "Must not find out: nothing noted.".to_owned(),
            many => format!("Must not find out: {}.", many.join(", ")),
        };
        group(out, "", 4, &[secret])?;
        group(out, "", 4, &[self.verdict()])?;
        self.section(out, "Safeguarding concerns", &v.concerns)?;
        self.section(out, "Linked people", &v.linked)?;
        let channels = v.unsafe_channels();
        if !channels.is_empty() {
            let words = format!("NOT SAFE NOW, domestic abuse: {}.", concern::channel_words(&channels));
            group(out, "", 4, &[words])?;
        }
        self.section(out, "Safe-contact plan", v.plans.iter().filter(|p| !p.it.superseded))?;
        if !v.due.is_empty() {
            heading(out, "Due", v.due.len())?;
            for row in &v.due {
                let late = row.urgency == due::Urgency::Late;
                let when = row.when.strip_suffix(" late").unwrap_or(&row.when);
                let when = if late { format!("LATE, {when}") } else { when.to_owned() };
                group(out, "", 4, &[sentence(&when), sentence(&row.why)])?;
            }
        }
        self.section(out, "Consent", &v.consents)?;
        self.section(out, "Contact points", &v.points)?;
        self.section(out, "Follow-ups", &v.follow_ups)?;
        self.section(out, "On IS", &v.confirmed)?;
        self.section(out, "Support offers", &v.offers)?;
        self.section(out, "Support", &v.support_path)?;
        self.section(out, "Markers", &v.markers)?;
        self.section(out, "Grounds", &v.grounds)?;
        self.section(out, "Updates for IS", &v.updates)?;
        self.section(out, "Engagements", &v.engagements)?;
        let listed = i64::try_from(v.engagements.len()).unwrap_or(i64::MAX);
        if v.engagement_count > listed {
            group(out, "", 4, &[format!("{} older ones are not printed.", v.engagement_count - listed)])?;
        }
        self.section(out, "Crime reports", &v.crime_reports)?;
        self.section(out, "Safety plans", &v.safety_plans)?;
        self.section(out, "Holds", &v.holds)?;
        self.section(out, "Disclosures", &v.disclosures)?;
        heading(out, "Contact", 1)?;
        self.fields::<Contact>(out, &v.contact)?;
        out.line("")?;
        let entries = i64::try_from(v.history_count).unwrap_or(i64::MAX);
        group(out, "", 4, &[format!("History: {}.", count(entries, "journal entry", "journal entries"))])?;
        if marked {
            out.line("")?;
            out.line(&classification())?;
        }
        Ok(())
    }

    fn verdict(&self) -> String {
        let time = |t: chrono::NaiveDateTime| when::long_minute(t);
        match &self.view.verdict {
            Verdict::NoPlan => "There is no safe-contact plan yet: ask first how, when and through whom.".to_owned(),
            Verdict::Inside { until: Some(until) } => {
                format!("The plan allows contact now, until {}.", until.format("%H:%M"))
            }
            Verdict::Inside { until: None } => "The plan allows contact now.".to_owned(),
            Verdict::Outside { rule, next } => {
                let next = next.map(|n| format!(" Next time inside it: {}.", time(n))).unwrap_or_default();
                format!("Contact now is OUTSIDE the plan: {rule}.{next}")
            }
        }
    }

    fn section<'r, R: Record + 'r>(
        &self,
        out: &mut Out,
        title: &str,
        rows: impl IntoIterator<Item = &'r Stored<R>>,
    ) -> Done {
        let rows: Vec<&Stored<R>> = rows.into_iter().collect();
        if rows.is_empty() {
            return Ok(());
        }
        heading(out, title, rows.len())?;
        for (n, row) in rows.iter().enumerate() {
            if n > 0 {
                out.line("")?;
            }
            self.fields(out, row)?;
        }
        Ok(())
    }

    /// Every field that has a value, label first; long text below its label.
    fn fields<R: Record>(&self, out: &mut Out, row: &Stored<R>) -> Done {
        let values = row.it.values();
        for field in R::FIELDS.iter().filter(|f| is_read(f)) {
            let Some(text) = self.text_of(field, &values) else { continue };
            match field.shape {
                Shape::Note | Shape::Verbatim if text.contains('\n') => {
                    out.line(&format!("{}:", field.label))?;
                    paragraph(out, &text)?;
                }
                _ => group(out, "", 4, &[labelled(field.label, &text)])?,
            }
        }
        if R::KIND == Kind::SupportPath {
            for step in SupportPath::from_values(&values).all_steps() {
                group(out, "", 4, &[considered("support_steps", &step)])?;
            }
        }
        if R::KIND == Kind::CrimeReport {
            for name in ["changes", "support"] {
                let kept = values.get(name).map(Value::many).unwrap_or_default();
                for line in crime_report::packed_words(name, kept).unwrap_or_default() {
                    group(out, "", 4, &[sentence(&line)])?;
                }
            }
        }
        if R::KIND == Kind::Concern {
            for line in actions(&Concern::from_values(&values)) {
                group(out, "", 4, &[line])?;
            }
        }
        Ok(())
    }

    /// A value as it may be printed; an answer (not asked, declined …) stands for a blank one.
    fn text_of(&self, field: &Field, values: &Values) -> Option<String> {
        match values.get(field.name) {
            Some(_) if field.care == Care::Masked && !self.unmask => Some(MASK.to_owned()),
            Some(value) => Some(shown(field, value)).filter(|t| !t.is_empty()),
            None if field.asked => {
                let contact = &self.view.contact.it;
                contact.answer(field.name).map(|code| lists::label("answers", code))
            }
            None => None,
        }
    }

    fn as_json(&self) -> Json {
        let v = self.view;
        let contact = &v.contact.it;
        let mut all = Map::new();
        let mut put = |name: &str, value: Json| all.insert(name.to_owned(), value);
        put("ref", json!(contact.reference));
        put("state", json!(contact.status.as_str()));
        if self.has_is_data() {
            put("radio", json!(radio::SENTENCE));
        }
        put("classification", json!(classification()));
        put("child", json!(contact.is_child()));
        put("plan_now", json!(self.verdict()));
        put("contact", self.object(&v.contact));
        put("concerns", self.array(&v.concerns));
        put("linked_people", self.array(&v.linked));
        put("unsafe_channels", json!(v.unsafe_channels()));
        put("plans", self.array(&v.plans));
        put("consents", self.array(&v.consents));
        put("contact_points", self.array(&v.points));
        put("follow_ups", self.array(&v.follow_ups));
        put("confirmed", self.array(&v.confirmed));
        put("support_offers", self.array(&v.offers));
        put("support", self.array(&v.support_path));
        put("markers", self.array(&v.markers));
        put("grounds", self.array(&v.grounds));
        put("updates", self.array(&v.updates));
        put("engagements", self.array(&v.engagements));
        put("engagement_count", json!(v.engagement_count));
        put("crime_reports", self.array(&v.crime_reports));
        put("safety_plans", self.array(&v.safety_plans));
        put("holds", self.array(&v.holds));
        put("disclosures", self.array(&v.disclosures));
        put("history_count", json!(v.history_count));
        Json::Object(all)
    }

    fn array<'r, R: Record + 'r>(&self, rows: impl IntoIterator<Item = &'r Stored<R>>) -> Json {
        rows.into_iter().map(|row| self.object(row)).collect()
    }

    fn object<R: Record>(&self, row: &Stored<R>) -> Json {
        let values = row.it.values();
        let mut object = Map::new();
        object.insert("id".to_owned(), json!(row.meta.id.to_string()));
        object.insert("state".to_owned(), json!(list::state(R::KIND, &values)));
        // Their own offences are read on the screen only.
        for field in R::FIELDS.iter().filter(|f| f.page != crime_report::OWN_OFFENCES) {
            let Some(value) = values.get(field.name) else { continue };
            let value = if field.care == Care::Masked && !self.unmask { json!(MASK) } else { value.to_json() };
            // A field of its own called state is what lists show as the state.
            object.insert(field.name.to_owned(), value);
        }
        Json::Object(object)
    }
}

fn heading(out: &mut Out, title: &str, n: usize) -> Done {
    out.line("")?;
    out.line(&if n == 1 { format!("{title}:") } else { format!("{title}: {n}") })
}

/// Fields that are read by people: no ids of other records, no packed lists, nothing that stands elsewhere.
fn is_read(field: &Field) -> bool {
    // Their own offences are read on the screen only.
    let own = field.page == crime_report::OWN_OFFENCES;
    let packed = field.written && field.found == Found::No && field.shape == Shape::Lines;
    let elsewhere = matches!(field.name, "content" | "fields" | "superseded" | "must_not_find_out");
    !own && !packed && !elsewhere && !matches!(field.shape, Shape::Ref | Shape::Refs)
}

/// The actions of a concern, what is to be done first.
fn actions(concern: &Concern) -> Vec<String> {
    let (open, settled): (Vec<_>, Vec<_>) = concern.action_list().into_iter().partition(|a| a.state == "due");
    let list = actions_list(concern.kind.as_str());
    open.iter().chain(&settled).map(|a| considered(list, a)).collect()
}

/// One thing considered, in a line: what, how it stands, when, and by whom or why.
fn considered(list: &str, a: &Considered) -> String {
    let label = capital(&lists::label(list, &a.code));
    let at = match a.at.parse::<when::Due>() {
        Ok(when::Due::On(day)) => format!(", {}", when::long(day)),
        Ok(when::Due::At(at)) => format!(", {}", when::long_minute(at)),
        Err(_) => String::new(),
    };
    let state = match a.state.as_str() {
        "due" => "to do",
        "not-needed" => "not needed",
        other => other,
    };
    let note = if a.note.is_empty() { String::new() } else { format!(", {}", a.note) };
    format!("{label}: {state}{at}{note}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_packed_texts_are_not_printed_and_words_are() {
        let contact = |name: &str| Kind::Contact.field(name).copied().unwrap();
        assert!(!is_read(&contact("answers")) && !is_read(&contact("merged_into")));
        assert!(is_read(&contact("surname")) && is_read(&contact("locality")) && is_read(&contact("own_words")));
        assert!(!is_read(Kind::Concern.field("actions").unwrap()));
    }
}
