//! `caseload today`: what is due, in the order of duty, as sentences.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde_json::json;

use crate::casework::desk::Desk;
use crate::casework::today::Today as List;
use crate::cli::out::{Done, Out};
use crate::cli::shell::{Shell, area, mode_words};
use crate::cli::words::{self, capital, count, group, sentence, weekday};
use crate::domain::concern::Concern;
use crate::domain::dangerous_person::WARNED_DAYS;
use crate::domain::due::{Class, Duty, TodayRow, Urgency};
use crate::domain::lists;
use crate::domain::phrase::{self, Leaning};
use crate::domain::problem::{Kind, Outcome, Problem};
use crate::domain::when::{self, Due, working_day_of};

/// Arguments of `today`.
#[derive(clap::Args)]
pub(crate) struct Today {
    /// As one JSON array
    #[arg(long)]
    json: bool,
    /// As it will be on another day: 2026-11-27, 27/11, fri, tomorrow
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Area by its code or name, or all [default: your own]
    #[arg(long, value_name = "AREA")]
    area: Option<String>,
}

/// The moment a list is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// Local time.
    pub(crate) at: NaiveDateTime,
    /// The working day.
    pub(crate) day: NaiveDate,
    /// It is now, not a day that was asked for.
    pub(crate) is_now: bool,
}

/// The moment of `--on`: the beginning of that working day, or now.
pub(crate) fn moment(desk: &Desk, on: Option<&str>) -> Outcome<Moment> {
    let now = Moment { at: desk.local_now(), day: desk.today(), is_now: true };
    let Some(typed) = on else { return Ok(now) };
    let day = match typed.trim().parse::<NaiveDate>() {
        Ok(day) => day,
        Err(_) => phrase::parse_date(typed, desk.zoned_now(), Leaning::Future).map_err(|_| {
            Problem::new(Kind::Usage, "The date of --on was not understood.", "Give it like 2026-11-27, fri or +2w.")
        })?,
    };
    if day == now.day {
        return Ok(now);
    }
    // 04:00, when the officer's day turns: nothing timed that day is late yet.
    let at = day.and_time(NaiveTime::from_hms_opt(4, 0, 0).unwrap_or_default());
    Ok(Moment { at, day: working_day_of(at), is_now: false })
}

/// Prints what is due.
pub(crate) fn run(it: &Today, shell: &mut Shell) -> Done {
    shell.with_desk(|desk, shell| {
        let area = area(it.area.as_deref(), &desk.officer().area)?;
        let moment = moment(desk, it.on.as_deref())?;
        let list = desk.today_list_at(&area, moment.at, moment.day)?;
        if it.json {
            as_json(desk, &list, &mut shell.out)
        } else {
            as_words(desk, &list, &area, moment, &mut shell.out)
        }
    })
}

fn as_json(desk: &Desk, list: &List, out: &mut Out) -> Done {
    out.begin_array()?;
    for row in &list.rows {
        let mut object = json!({
            "ref": row.of.reference,
            "state": words::urgency(row.urgency),
            "duty": row.duty.plain_heading(),
            "name": row.of.name,
            "due": row.of.row.due,
            "when": row.when,
            "why": row.why,
            "details": concern(desk, row)?.map(|c| concern_sentences(&c, desk.local_now())),
            "deferrals": row.of.row.deferrals,
            "kind": row.of.row.kind.name(),
            "id": row.of.row.record.to_string(),
        });
        words::guarded(row.of.row.kind, &mut object);
        out.element(&object)?;
    }
    out.end_array()
}

fn concern(desk: &Desk, row: &TodayRow) -> Outcome<Option<Concern>> {
    desk.concern_behind(row)
}

/// The list as sentences; `area` blank is every area.
fn as_words(desk: &Desk, list: &List, area: &str, moment: Moment, out: &mut Out) -> Done {
    let when = if moment.is_now {
        moment.at.format("%A %-d %B %Y, %H:%M").to_string()
    } else {
        moment.day.format("%A %-d %B %Y").to_string()
    };
    let place = if area.is_empty() { "All areas".to_owned() } else { format!("Area {}", lists::label("areas", area)) };
    out.line(&format!("caseload today.{} {when}. {place}.", mode_words(desk.mode())))?;
    let things = i64::try_from(list.rows.len()).unwrap_or(i64::MAX);
    let updates = format!("{} unsent, {} unconfirmed.", count(list.unsent, "update", "updates"), list.unconfirmed);
    if things == 0 {
        out.line(
            &format!("Nothing is due today in {}. {updates}", lists::label("areas", area)).replace(" in . ", ". "),
        )?;
        if let Some((day, n)) = list.next {
            out.line(&format!("Next: {}, {}.", weekday(day), count(n, "thing", "things")))?;
        }
        out.line(&format!("Contacts: {} open.", list.open_contacts))?;
        return warnings(list, area, out);
    }
    let more = if list.more { " More than is listed here is due." } else { "" };
    out.line(&format!("{} to look at. {updates}{more}", count(things, "thing", "things")))?;
    let mut heading: Option<Duty> = None;
    for (n, row) in list.rows.iter().enumerate() {
        if heading != Some(row.duty) {
            heading = Some(row.duty);
            let of = list.rows.iter().filter(|r| r.duty == row.duty).count();
            out.line("")?;
            out.line(&format!("{}: {of}", row.duty.plain_heading()))?;
        }
        let sentences = sentences(row, concern(desk, row)?.as_ref(), moment);
        group(out, &format!("{:>2}. ", n + 1), 4, &sentences)?;
    }
    warnings(list, area, out)?;
    let named = |r: &&TodayRow| !r.of.reference.is_empty();
    let example =
        list.rows.iter().find(|r| r.duty == Duty::Overdue && named(r)).or_else(|| list.rows.iter().find(named));
    if let Some(row) = example {
        out.line("")?;
        out.line("Names, numbers and addresses are masked. To open one record:")?;
        out.line(&format!("caseload show {} --reason follow-up", row.of.reference))?;
    }
    Ok(())
}

/// What is warned of in the area; nothing in it says who reported.
fn warnings(list: &List, area: &str, out: &mut Out) -> Done {
    if list.warnings.is_empty() {
        return Ok(());
    }
    out.line("")?;
    let place = if area.is_empty() { "all areas".to_owned() } else { lists::label("areas", area) };
    out.line(&format!("Warnings, last {WARNED_DAYS} days, {place}: {}", list.warnings.len()))?;
    for w in &list.warnings {
        let day = w.day.map(|d| format!("{}.", when::long(d))).unwrap_or_default();
        let said = [w.place.as_str(), w.warning.as_str()].map(|t| sentence(&capital(t)));
        // One sentence for the line breaker, so that it breaks between words.
        group(out, "    ", 4, &[format!("{day} {}", said.join(" ").trim()).trim().to_owned()])?;
    }
    Ok(())
}

/// One row: what is urgent first, then who, then why.
fn sentences(row: &TodayRow, concern: Option<&Concern>, moment: Moment) -> Vec<String> {
    let mut all = Vec::new();
    let due: Option<Due> = row.of.row.due.parse().ok();
    if row.urgency == Urgency::Child {
        all.push("CHILD.".to_owned());
    }
    all.push(when_words(row, due.as_ref(), moment));
    let who = format!("{} {}", row.of.reference, row.of.name);
    let why = match concern {
        Some(concern) => concern_sentences(concern, moment.at),
        None => vec![why_words(row)],
    };
    // Who and why are one group: a row without a contact begins with why it is here.
    all.push(sentence(&who));
    all.extend(why);
    if row.duty == Duty::Overdue
        && let Some(day) = due.as_ref().map(Due::day).filter(|d| *d < moment.day)
    {
        all.push(format!("Due {}.", weekday(day)));
    }
    if row.of.row.deferrals > 0 && row.duty == Duty::Overdue {
        all.push(format!("Deferred {}.", words::times(row.of.row.deferrals)));
    }
    all.retain(|s| !s.is_empty());
    all
}

/// `LATE, 4 days.`, `31 hours 20 minutes left.`, `15:30.`, `Today.`, `Thursday 26/11/2026.`
fn when_words(row: &TodayRow, due: Option<&Due>, moment: Moment) -> String {
    let late = row.urgency == Urgency::Late;
    let day = due.map(Due::working_day);
    let days_late = day.map_or(0, |d| (moment.day - d).num_days());
    if row.of.row.class == Class::Interval {
        let late = if late { "LATE, " } else { "" };
        return format!("{late}{}.", row.when);
    }
    if row.of.row.class == Class::Clock {
        let end = due.and_then(|d| d.end());
        let left = end.map_or_else(chrono::Duration::zero, |end| end - moment.at);
        return match end {
            _ if left.num_minutes() >= 0 => format!("{} left.", capital(&words::span(left))),
            Some(end) if days_late <= 0 => format!("LATE, since {} today.", end.format("%H:%M")),
            _ => format!("LATE, {}.", count(days_late, "day", "days")),
        };
    }
    match due {
        Some(Due::At(at)) if late && days_late <= 0 => format!("LATE, since {} today.", at.format("%H:%M")),
        _ if late => format!("LATE, {}.", count(days_late, "day", "days")),
        _ if row.urgency == Urgency::ToCome => day.map(|d| format!("{}.", weekday(d))).unwrap_or_default(),
        _ => sentence(&row.when),
    }
}

fn why_words(row: &TodayRow) -> String {
    match row.of.row.class {
        Class::Plan => sentence(&format!("safe-contact {}", row.why)),
        Class::Records => {
            let rest = row.why.strip_prefix("record review, ").unwrap_or(&row.why);
            sentence(&rest.replace(" quiet", " without contact"))
        }
        _ => sentence(&row.why),
    }
}

/// What a concern's clock and actions say.
fn concern_sentences(concern: &Concern, now: NaiveDateTime) -> Vec<String> {
    let kind = lists::label("concern_kinds", concern.kind.as_str());
    let label = match (concern.about, concern.area.is_blank()) {
        (Some(_), true) => "A child linked to the contact".to_owned(),
        (Some(_), false) => "Met by chance".to_owned(),
        (None, _) => capital(&format!("{kind} concern")),
    };
    let first = match concern.protection_ends() {
        Some(ends) => {
            let verb = if ends < now { "ended" } else { "ends" };
            format!("{label}: police protection {verb} {}.", ends.format("%A %d/%m/%Y, %H:%M"))
        }
        None => format!("{label}."),
    };
    let undone: Vec<_> = concern.action_list().into_iter().filter(|a| a.state == "due").collect();
    let is_late = |at: &str| match at.parse::<Due>() {
        Ok(Due::At(at)) => at < now,
        Ok(Due::On(day)) => day < working_day_of(now),
        Err(_) => false,
    };
    let late: Vec<String> =
        undone.iter().filter(|a| is_late(&a.at)).map(|a| capital(&concern.action_label(&a.code))).collect();
    let rest = undone.len() - late.len();
    let mut all = vec![first];
    if !late.is_empty() {
        all.push(format!("Late: {}.", late.join(", ")));
    }
    let more = if late.is_empty() { "" } else { "more " };
    match rest {
        0 if undone.is_empty() => all.push("To be decided.".to_owned()),
        0 => {}
        1 => all.push(format!("Due: one {more}action.")),
        n => all.push(format!("Due: {} {more}actions.", words::number(n))),
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::warnings::Warning;
    use crate::cli::words::tests::printed;
    use crate::domain::considered::Considered;
    use crate::domain::due::{self, DueOf, DueRow};
    use crate::domain::field::Code;
    use crate::domain::id::RecordId;
    use crate::domain::kind;

    fn row(class: Class, due: &str, what: &str, reference: &str, name: &str) -> DueOf {
        DueOf {
            row: DueRow {
                class,
                due: due.to_owned(),
                worse: String::new(),
                since: String::new(),
                kind: kind::Kind::FollowUp,
                record: RecordId(uuid::Uuid::nil()),
                what: what.to_owned(),
                deferrals: 0,
            },
            contact: Some(RecordId(uuid::Uuid::nil())),
            reference: reference.to_owned(),
            name: name.to_owned(),
            child: false,
        }
    }

    fn since(mut of: DueOf, since: &str, worse: &str) -> DueOf {
        of.row.since = since.to_owned();
        of.row.worse = worse.to_owned();
        of
    }

    #[test]
    fn warnings_read_word_for_word_as_in_the_picture() {
        let warning = |day: &str, place: &str, warning: &str| Warning {
            id: RecordId(uuid::Uuid::nil()),
            reference: "DP-0001".to_owned(),
            day: day.parse().ok(),
            place: place.to_owned(),
            warning: warning.to_owned(),
        };
        let list = List {
            warnings: vec![
                warning("2026-11-21", "Low Quay, after midnight", "silver estate; took money back by force"),
                warning("2026-11-15", "", "online booking, asks for no deposit, then threatens"),
            ],
            ..List::default()
        };
        let expected = "
Warnings, last 14 days, Central: 2
    21/11/2026. Low Quay, after midnight. Silver estate; took money back
    by force.
    15/11/2026. Online booking, asks for no deposit, then threatens.
";
        let text = printed(|out| warnings(&list, "central", out));
        let words = |t: &str| t.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(&text), words(expected));
        assert!(text.lines().skip(2).all(|l| l.starts_with("    ") && l.chars().count() <= 80), "{text}");
    }

    /// The picture of `caseload today` (mock-up p), row by row.
    #[test]
    fn today_reads_word_for_word_as_in_the_picture() {
        let now = "2026-11-24T14:05:00".parse::<NaiveDateTime>().unwrap();
        let moment = Moment { at: now, day: now.date(), is_now: true };
        let child = Concern {
            kind: Code::new("child"),
            protection_from: Some("2026-11-22T21:25".parse().unwrap()),
            actions: [
                ("child-concern-notification", "due", "2026-11-24T10:00"),
                ("abduction-warning-notice", "due", "2026-11-26"),
                ("nrm-referral", "due", "2026-11-26"),
                ("child-abuse-investigators", "due", ""),
            ]
            .map(|(code, state, at)| {
                Considered { code: code.into(), state: state.into(), at: at.into(), note: String::new() }.to_text()
            })
            .to_vec(),
            ..Concern::default()
        };
        let mut clock = row(Class::Clock, "2026-11-25T21:25", "child concern", "K7-0066", "Callie");
        clock.child = true;
        let mut deferred = row(Class::Promise, "2026-11-20", "promise: find out bail conditions", "K7-0042", "Roxy");
        deferred.row.deferrals = 2;
        let rows = vec![
            clock,
            row(Class::Clock, "2026-11-24T23:10", "crime to record, told Monday 23:10", "K7-0017", "Jade"),
            deferred,
            row(Class::Promise, "2026-11-22", "promise: result of the CPS meeting", "K7-0017", "Jade"),
            row(Class::Promise, "2026-11-24T09:00", "promise: text after her shift", "K7-0058", "Оксана"),
            row(Class::Task, "2026-11-24T15:30", "meet at Harbour Project, with Pat", "K7-0031", "Mia"),
            row(Class::Promise, "2026-11-24", "promise: bus pass at the drop-in", "K7-0022", "Żaneta"),
            since(row(Class::Plan, "2026-11-24", "plan re-check", "K7-0071", "ნინო"), "2026-05-24", ""),
            since(row(Class::Marker, "2026-11-26", "marker review", "K7-0042", "Roxy"), "2025-11-26", "2026-12-24"),
            row(Class::Chase, "2026-11-24", "referral sent 17/11/2026, no answer", "K7-0035", "Çiğdem"),
            since(row(Class::Interval, "2026-09-22", "30/90", "K7-0074", "Kris"), "2026-08-23", "2026-11-22"),
            since(row(Class::Interval, "2026-11-14", "30/90", "K7-0053", "Ludmiła"), "2026-10-14", "2027-01-13"),
            since(row(Class::Records, "2026-11-30", "record review", "K7-0005", "Ash"), "2025-11-24", ""),
        ];
        let listed = due::today(rows, now, now.date());
        let text = printed(|out| {
            for (n, row) in listed.iter().enumerate() {
                let concern = (row.urgency == Urgency::Child).then_some(&child);
                group(out, &format!("{:>2}. ", n + 1), 4, &sentences(row, concern, moment))?;
            }
            Ok(())
        });
        let expected = "
 1. CHILD. 31 hours 20 minutes left. K7-0066 Callie.
    Child concern: police protection ends Wednesday 25/11/2026, 21:25.
    Late: Child Concern Notification. Due: three more actions.
 2. 9 hours 5 minutes left. K7-0017 Jade. Crime to record, told Monday 23:10.
 3. LATE, 4 days. K7-0042 Roxy. Promise: find out bail conditions.
    Due Friday 20/11/2026. Deferred twice.
 4. LATE, 2 days. K7-0017 Jade. Promise: result of the CPS meeting.
    Due Sunday 22/11/2026.
 5. LATE, since 09:00 today. K7-0058 Оксана. Promise: text after her shift.
 6. 15:30. K7-0031 Mia. Meet at Harbour Project, with Pat.
 7. Today. K7-0022 Żaneta. Promise: bus pass at the drop-in.
 8. Today. K7-0071 ნინო. Safe-contact plan re-check, 6 months old.
 9. Thursday 26/11/2026. K7-0042 Roxy. Marker review, 12 months are up.
10. Today. K7-0035 Çiğdem. Referral sent 17/11/2026, no answer.
11. LATE, 93 days. K7-0074 Kris. Past the maximum of 90 days.
12. 41 days. K7-0053 Ludmiła. Past the ideal of 30 days.
13. Monday 30/11/2026. K7-0005 Ash. 12 months without contact.
";
        assert_eq!(format!("\n{text}"), expected);
    }
}
