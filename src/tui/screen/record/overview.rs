//! Overview: who must not find out, the plan, consent, what was promised, what is next and last; then what stands on IS.
//!
//! What does not belong here: anything the other sections show in full.

use chrono::{Datelike as _, NaiveDate};

use crate::casework::concern::channel_words;
use crate::casework::record::RecordView;
use crate::domain::consent::{self, state};
use crate::domain::contact::Contact;
use crate::domain::contact_point::ContactPoint;
use crate::domain::crime_report::CrimeReport;
use crate::domain::due::{Class, TodayRow, Urgency};
use crate::domain::engagement::{Engagement, direction};
use crate::domain::follow_up::FollowUp;
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::marker;
use crate::domain::offer::{self, Offer};
use crate::domain::when;
use crate::store::table::Stored;
use crate::tui::action::Action;
use crate::tui::effect::Effects;
use crate::tui::screen::Caveat;
use crate::tui::screen::moving::short;
use crate::tui::screen::record::part::{Entry, Line, Of, Part, See};
use crate::tui::screen::record::{Section, acts, plan};
use crate::tui::screen::today::{sign_of, verdict};
use crate::tui::theme::Sign;
use crate::tui::widget::{Ink, Phrase};

/// Letters of a summary that the overview shows; Enter reads all of it.
const SUMMARY: usize = 150;
/// Promises that the overview shows.
const PROMISES: usize = 5;

/// Offers that the overview shows.
const SUPPORT: usize = 3;

/// The section.
pub struct Overview;

impl Part for Overview {
    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        let view = see.view;
        let contact = &view.contact.it;
        let mut entries = vec![must_not_find_out(contact).of(Of::Record(Kind::Contact, view.contact.meta.id))];
        entries.push(plan_entry(see));
        entries.push(Entry::new("Consent", consent_line(see)).of(Of::Section(Section::Consent)));
        entries.push(Entry::gap());
        entries.extend(promises(see));
        entries.extend(next(see));
        entries.extend(view.engagements.first().map(|e| last(e, see)));
        entries.push(Entry::gap());
        entries.push(is_entry(see));
        entries.extend(markers(see));
        entries.extend(crime_reports(see));
        entries.extend(support(see));
        entries.extend(concerns(see));
        entries.push(Entry::gap());
        entries.extend(identity(see));
        entries
    }

    fn actions(&self, focused: Option<&Of>, _see: &See<'_>) -> Vec<Action> {
        let mut actions = vec![
            Action::ContactNow,
            Action::Log,
            Action::FollowUp,
            Action::NextSection,
            Action::Edit,
            Action::AddHere,
            Action::EditPlan,
            Action::Close,
        ];
        if matches!(focused, Some(Of::Record(Kind::FollowUp, _))) {
            actions.splice(2..3, [Action::Done, Action::Wait]);
            actions.push(Action::FollowUp);
        }
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Close => Some("close contact"),
            _ => None,
        }
    }

    fn act(&mut self, action: Action, focused: Option<&Of>, see: &See<'_>) -> Effects {
        match (action, focused) {
            (Action::Close, _) => acts::close_contact(see),
            (Action::AddHere, _) => acts::add(
                see.who,
                &[
                    ("c", "consent, as it was given or refused", Kind::Consent),
                    ("n", "number, address or handle", Kind::ContactPoint),
                    ("e", "engagement", Kind::Engagement),
                    ("f", "follow-up", Kind::FollowUp),
                    ("g", "grounds", Kind::Grounds),
                    ("o", "offer of support", Kind::Offer),
                    ("s", "safeguarding concern", Kind::Concern),
                    ("r", "crime report", Kind::CrimeReport),
                    ("p", "safety plan", Kind::SafetyPlan),
                    ("d", "disclosure: something was passed on", Kind::Disclosure),
                    ("h", "hold: something must be kept", Kind::Hold),
                ],
            ),
            // Everything that is not a record of its own belongs to the contact.
            (Action::Edit, Some(Of::Record(kind, _))) if *kind != Kind::Contact => acts::act(action, focused, see),
            (Action::Edit, _) => acts::form(see.who, Kind::Contact),
            _ => acts::act(action, focused, see),
        }
    }

    fn caveat(&self, see: &See<'_>) -> Option<Caveat> {
        let view = see.view;
        let concerned = view.concerns.iter().any(|c| c.it.is_open());
        let shows = view.confirmed.is_some() || !view.markers.is_empty() || !view.updates.is_empty() || concerned;
        shows.then(|| Caveat::sensitive("Contact record"))
    }
}

/// Who must not find out, before everything else.
pub fn must_not_find_out(contact: &Contact) -> Entry {
    let people = contact.must_not_find_out.iter().enumerate().fold(Phrase::new(), |line, (i, who)| {
        let line = if i == 0 { line } else { line.dot() };
        line.sign(Sign::Danger, who.as_str())
    });
    if people.is_empty() {
        return Entry::new("Must not find out", Phrase::new().sign(Sign::NotYet, "not asked yet"));
    }
    Entry::new("Must not find out", people)
}

fn plan_entry(see: &See<'_>) -> Entry {
    let plan = see.view.plans.iter().find(|p| !p.it.superseded);
    let key = Phrase::new().key(Action::ContactNow.key()).muted(" contact now");
    let mut lines = match plan {
        Some(p) => {
            vec![Line::new(plan::in_a_line(&p.it)), Line::new(verdict(&see.view.verdict, see.today())).right(key)]
        }
        None => {
            vec![
                Line::new(verdict(&see.view.verdict, see.today()))
                    .right(Phrase::new().key(Action::EditPlan.key()).muted(" make it")),
            ]
        }
    };
    let channels = see.view.unsafe_channels();
    if !channels.is_empty() {
        let words = format!("not safe now: {} · domestic abuse", channel_words(&channels));
        lines.push(Line::new(Phrase::new().sign(Sign::Danger, words)));
    }
    Entry::rows("Plan", lines).of(Of::Section(Section::SafeContact))
}

/// The latest answer to each purpose: given, then refused, then how many were not asked.
fn consent_line(see: &See<'_>) -> Phrase {
    let ledger: Vec<_> = see.view.consents.iter().map(|c| c.it.clone()).collect();
    let purposes: Vec<(&str, &str)> = lists::get("consent_purposes")
        .map(|l| l.offered().map(|i| (i.code.as_str(), i.label.as_str())).collect())
        .unwrap_or_default();
    let mut given = Vec::new();
    let mut refused = Vec::new();
    let mut not_asked = 0;
    for (code, label) in purposes {
        let short = label.trim_start_matches("keep a ").trim_start_matches("place the ");
        match consent::latest(&ledger, code).map(|c| c.state_on(see.today())) {
            Some(state::GIVEN) => given.push(short),
            Some(state::REFUSED | state::WITHDRAWN) => refused.push(short),
            _ => not_asked += 1,
        }
    }
    let signed = given.iter().map(|s| (Sign::Ready, *s)).chain(refused.iter().map(|s| (Sign::Never, *s)));
    let mut line = signed.fold(Phrase::new(), |line, (sign, words)| {
        let line = if line.is_empty() { line } else { line.text("  ") };
        line.marked(sign, words)
    });
    if not_asked > 0 {
        if !line.is_empty() {
            line = line.text("  ");
        }
        line = line.mark(Sign::NotYet).muted(format!(" {not_asked} not asked"));
    }
    line
}

/// Sign and day of a follow-up: `! 4 days late`, `◐ today`, `  Fri 27/11`.
pub fn due_lead(follow_up: &FollowUp, see: &See<'_>) -> Phrase {
    let Some(due) = &follow_up.due else { return Phrase::new() };
    let (today, now) = (see.today(), see.ctx.local());
    let late = (today - due.working_day()).num_days();
    let label = due.label(today);
    match (late, due) {
        (1, _) => Phrase::new().sign(Sign::Danger, "1 day late"),
        (2.., _) => Phrase::new().sign(Sign::Danger, format!("{late} days late")),
        (0, when::Due::At(at)) if *at <= now => {
            Phrase::new().sign(Sign::Danger, format!("since {}", at.format("%H:%M")))
        }
        (0, _) => Phrase::new().sign(Sign::Due, label),
        _ => Phrase::from(format!("  {label}")),
    }
}

fn promises(see: &See<'_>) -> Vec<Entry> {
    let mut open: Vec<&Stored<FollowUp>> =
        see.view.follow_ups.iter().filter(|f| f.it.is_open() && f.it.is_promise()).collect();
    open.sort_by_key(|f| f.it.due.map(|d| d.to_string()));
    if open.is_empty() {
        return vec![Entry::new("Promises", Phrase::new().muted("none open")).of(Of::Section(Section::FollowUps))];
    }
    let mut entries: Vec<Entry> = open
        .iter()
        .take(PROMISES)
        .enumerate()
        .map(|(i, f)| {
            let line = Line::beside(due_lead(&f.it, see), f.it.what.as_str());
            Entry::rows(if i == 0 { "Promises" } else { "" }, vec![line]).record(Kind::FollowUp, f.meta.id)
        })
        .collect();
    if open.len() > PROMISES {
        let more = format!("and {} more", open.len() - PROMISES);
        entries.push(Entry::new("", Phrase::new().muted(more)).of(Of::Section(Section::FollowUps)));
    }
    entries
}

/// What is next for this contact besides promises: what is due or late, or else what comes first.
fn next(see: &See<'_>) -> Option<Entry> {
    let row = see.view.due.iter().find(|r| r.of.row.class != Class::Promise);
    let follow_up = see
        .view
        .follow_ups
        .iter()
        .filter(|f| f.it.is_open() && !f.it.is_promise())
        .min_by_key(|f| f.it.due.map(|d| d.to_string()));
    match (row, follow_up) {
        (Some(row), Some(f))
            if row.urgency == Urgency::ToCome && f.it.due.is_some_and(|d| d.to_string() < row.of.row.due) =>
        {
            Some(next_follow_up(f, see))
        }
        (Some(row), _) => Some(next_due(row)),
        (None, Some(f)) => Some(next_follow_up(f, see)),
        (None, None) => None,
    }
}

fn next_follow_up(f: &Stored<FollowUp>, see: &See<'_>) -> Entry {
    let line = Line::beside(due_lead(&f.it, see), f.it.what.as_str());
    Entry::rows("Next", vec![line]).record(Kind::FollowUp, f.meta.id)
}

fn next_due(row: &TodayRow) -> Entry {
    let sign = if row.urgency == Urgency::ToCome { Some(Sign::Due) } else { sign_of(row.urgency) };
    let lead = match sign {
        Some(sign) => Phrase::new().sign(sign, row.when.as_str()),
        None => Phrase::from(row.when.as_str()),
    };
    let words = match row.of.row.class {
        Class::Marker => "marker review, renew or propose removal".to_owned(),
        _ => row.why.clone(),
    };
    let of = match row.of.row.kind {
        Kind::FollowUp | Kind::Marker | Kind::Concern | Kind::CrimeReport => {
            Of::Record(row.of.row.kind, row.of.row.record)
        }
        Kind::Plan => Of::Section(Section::SafeContact),
        Kind::Consent => Of::Section(Section::Consent),
        Kind::Offer => Of::Record(row.of.row.kind, row.of.row.record),
        Kind::SafetyPlan => Of::Section(Section::SafetyPlan),
        _ => Of::Section(Section::Engagements),
    };
    Entry::rows("Next", vec![Line::beside(lead, words)]).of(of)
}

/// `call out, spoke, 12 minutes`.
pub fn engagement_words(e: &Engagement) -> String {
    let channel = lists::label("channels", e.channel.as_str());
    let how = match e.direction.as_str() {
        direction::OUT => format!("{channel} out"),
        direction::IN => format!("{channel} in"),
        direction::CHANCE => "by chance".to_owned(),
        _ => channel,
    };
    let outcome = lists::label("outcomes", e.outcome.as_str());
    match e.minutes {
        Some(1) => format!("{how}, {outcome}, 1 minute"),
        Some(n) => format!("{how}, {outcome}, {n} minutes"),
        None => format!("{how}, {outcome}"),
    }
}

/// The beginning of a text, cut between words; the whole of it is one key away.
pub fn beginning(text: &str, letters: usize) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.chars().count() <= letters {
        return one_line;
    }
    let mut cut: String = one_line.chars().take(letters).collect();
    if let Some(space) = cut.rfind(' ') {
        cut.truncate(space);
    }
    cut
}

/// A day that has passed: with its weekday in this year, `today` for today.
fn day_gone(day: NaiveDate, today: NaiveDate) -> String {
    if day == today || day.year() != today.year() {
        when::day_label(day, today)
    } else {
        day.format("%a %d/%m").to_string()
    }
}

fn last(e: &Stored<Engagement>, see: &See<'_>) -> Entry {
    let day = e.it.happened.as_ref().map(|w| day_gone(w.from.date(), see.today())).unwrap_or_default();
    let mut lines = vec![Line::beside(format!("  {day}"), engagement_words(&e.it))];
    let summary = beginning(&e.it.summary, SUMMARY);
    if !summary.is_empty() {
        let whole = e.it.summary.split_whitespace().map(|w| w.chars().count() + 1).sum::<usize>() <= SUMMARY + 1;
        let words = Phrase::from(summary.as_str());
        let words = if whole { words } else { words.text(" ").mark(Sign::Cut) };
        lines.push(Line::beside("", words));
    }
    Entry::rows("Last", lines).record(Kind::Engagement, e.meta.id)
}

/// How the record on IS stands: nothing confirmed, something waiting, or as here.
pub fn is_sign(view: &RecordView) -> Option<Sign> {
    let waiting = view.updates.iter().any(|u| u.it.is_unsent() || u.it.is_unconfirmed());
    match (&view.confirmed, waiting) {
        (_, true) => Some(Sign::Due),
        (Some(_), false) => Some(Sign::Ready),
        (None, false) => None,
    }
}

fn is_entry(see: &See<'_>) -> Entry {
    let view = see.view;
    let drafts = view.updates.iter().filter(|u| u.it.is_unsent()).count();
    let sent = view.updates.iter().filter(|u| u.it.is_unconfirmed()).count();
    let mut line = match &view.confirmed {
        Some(c) => {
            let on = c.it.confirmed_on.map(|d| format!(", confirmed {}", when::long(d))).unwrap_or_default();
            let sign = is_sign(view).unwrap_or(Sign::Ready);
            Phrase::new().marked(sign, format!("on IS as {}{on}", c.it.is_reference))
        }
        None => Phrase::new().mark(is_sign(view).unwrap_or(Sign::NotYet)).muted(" nothing confirmed on IS"),
    };
    line = match drafts {
        0 => line,
        1 => line.dot().text("1 draft update"),
        n => line.dot().text(format!("{n} draft updates")),
    };
    line = match sent {
        0 => line,
        1 => line.dot().text("1 update without an answer"),
        n => line.dot().text(format!("{n} updates without an answer")),
    };
    Entry::new("IS record", line).of(Of::Section(Section::IsRecord))
}

/// `● DLO contact, on IS since 26/11/2025 as M/884120`.
pub fn marker_phrase(m: &marker::Marker) -> Phrase {
    let kind = lists::label("marker_types", m.marker_type.as_str());
    let kind = if kind.is_empty() { "type not chosen".to_owned() } else { kind };
    let state = lists::label("marker_states", m.state.as_str());
    let sign = match m.state.as_str() {
        marker::state::ON_IS => Sign::Here,
        marker::state::REMOVED => Sign::Dot,
        marker::state::READY | marker::state::EXPORTED | marker::state::REMOVAL => Sign::Due,
        _ => Sign::NotYet,
    };
    let mut words = format!("{kind}, {}", if state.is_empty() { "draft" } else { state.as_str() });
    if m.is_placed() {
        if let Some(since) = m.on_is_since {
            words.push_str(&format!(" since {}", when::long(since)));
        }
        if !m.is_reference.is_empty() {
            words.push_str(&format!(" as {}", m.is_reference));
        }
    }
    Phrase::new().marked(sign, words)
}

/// `● Harbour Project, started 02/11; next chase 07/12`: what is open first, what does not suit last; what came to its
/// end long ago stands in its section.
pub fn support(see: &See<'_>) -> Vec<Entry> {
    let mut offers: Vec<&Stored<Offer>> =
        see.view.offers.iter().filter(|o| o.it.is_open() || o.it.response.is(offer::response::NOT_SUITABLE)).collect();
    offers.sort_by_key(|o| (!o.it.is_open(), o.it.chase_on, std::cmp::Reverse(o.it.offered_on)));
    let more = offers.len().saturating_sub(SUPPORT);
    let mut entries: Vec<Entry> = offers
        .into_iter()
        .take(SUPPORT)
        .enumerate()
        .map(|(i, o)| {
            Entry::new(if i == 0 { "Support" } else { "" }, offer_phrase(&o.it, see)).record(Kind::Offer, o.meta.id)
        })
        .collect();
    if more > 0 {
        entries.push(Entry::new("", Phrase::new().muted(format!("and {more} more"))).of(Of::Section(Section::Support)));
    }
    entries
}

/// An offer in a line, with its sign.
pub fn offer_phrase(o: &Offer, see: &See<'_>) -> Phrase {
    let words = match o.since().filter(|_| o.is_referral()) {
        Some(on) => {
            let state = lists::label("referral_states", o.state.as_str());
            let why = if o.ended_why.is_empty() { String::new() } else { format!(": {}", o.ended_why) };
            format!("{}, {state} {}{why}", o.service_name, short(on, see.ctx))
        }
        None => format!("{}, {}", o.service_name, o.state_words()),
    };
    let sign = match (o.is_open(), o.state.as_str(), o.response.as_str()) {
        (true, offer::state::STARTED, _) => Sign::Here,
        (true, ..) => Sign::Due,
        (false, offer::state::COMPLETED, _) => Sign::Ready,
        (false, offer::state::FAILED | offer::state::WITHDRAWN, _) => Sign::Never,
        _ => return Phrase::from(format!("  {words}")),
    };
    let line = Phrase::new().marked(sign, words);
    match o.chase_on.filter(|_| o.is_open()) {
        Some(on) if on < see.today() => {
            line.text("; ").sign(Sign::Danger, format!("to chase since {}", short(on, see.ctx)))
        }
        Some(on) if on == see.today() => line.text("; ").sign(Sign::Due, "to chase today"),
        Some(on) => line.text(format!("; next chase {}", short(on, see.ctx))),
        None => line,
    }
}

fn markers(see: &See<'_>) -> Vec<Entry> {
    see.view
        .markers
        .iter()
        .filter(|m| !m.it.state.is(marker::state::REMOVED))
        .enumerate()
        .map(|(i, m)| {
            Entry::new(if i == 0 { "Marker" } else { "" }, marker_phrase(&m.it)).record(Kind::Marker, m.meta.id)
        })
        .collect()
}

/// Reports that are not at their end, or of which the person was not told yet.
fn crime_reports(see: &See<'_>) -> Vec<Entry> {
    see.view
        .crime_reports
        .iter()
        .filter(|r| !r.it.is_closed() || r.it.owes_news())
        .enumerate()
        .map(|(i, r)| {
            let label = if i == 0 { "Crime report" } else { "" };
            Entry::new(label, crime_phrase(&r.it)).record(Kind::CrimeReport, r.meta.id)
        })
        .collect()
}

/// `◐ CR-0019, under investigation; told 17/11`.
pub fn crime_phrase(r: &CrimeReport) -> Phrase {
    let state = lists::label("crime_states", r.state.as_str());
    let line = format!("{}, {state}", r.reference);
    match (r.record_by(), r.owes_news(), r.told_on()) {
        (Some(by), _, _) => {
            Phrase::new().marked(Sign::Due, format!("{}, to record by {}", r.reference, by.format("%a %d/%m %H:%M")))
        }
        (None, true, _) => {
            Phrase::new().mark(Sign::Danger).text(format!(" {line}; ")).ink("not told", Ink::Word(Sign::Danger.role()))
        }
        (None, false, Some(on)) => {
            let sign = if r.is_closed() { Sign::Dot } else { Sign::Due };
            Phrase::new().marked(sign, format!("{line}; told {}", on.format("%d/%m")))
        }
        (None, false, None) => Phrase::new().marked(if r.is_closed() { Sign::Dot } else { Sign::Due }, line),
    }
}

fn concerns(see: &See<'_>) -> Vec<Entry> {
    see.view
        .concerns
        .iter()
        .filter(|c| c.it.is_open())
        .enumerate()
        .map(|(i, c)| {
            let label = if i == 0 { "Safeguarding" } else { "" };
            Entry::new(label, super::safeguarding::concern_phrase(&c.it, see.ctx)).record(Kind::Concern, c.meta.id)
        })
        .collect()
}

/// `mobile, safe`; `shared, × never use`: whose it is where it is not their own, and whether it may be used.
pub fn point_phrase(p: &ContactPoint) -> Phrase {
    let kind = lists::label("contact_point_kinds", p.kind.as_str());
    let own = p.whose.is_empty() || p.whose.to_lowercase().starts_with("their own");
    // Whose it is in full stands in Safe contact.
    let what = match (own, p.whose.to_lowercase().starts_with("shared")) {
        (true, _) => kind,
        (false, true) => "shared".to_owned(),
        (false, false) => p.whose.clone(),
    };
    let safe = lists::label("point_safety", p.safe.as_str());
    let line = Phrase::from(format!("{what}, "));
    match p.safe.as_str() {
        "never" => line.sign(Sign::Never, safe),
        "shared" => line.sign(Sign::Danger, safe),
        _ => line.text(safe),
    }
}

fn identity(see: &See<'_>) -> Vec<Entry> {
    let c = &see.view.contact.it;
    let me = Of::Record(Kind::Contact, see.view.contact.meta.id);
    let hint = if see.unmasked {
        Phrase::new()
    } else {
        Phrase::new().key(Action::Unmask.key()).muted(" shows names and numbers")
    };
    let name = format!("{} {}", c.given_names, c.surname).trim().to_owned();
    let legal = if name.is_empty() {
        let answer = c.answer("given_names").or_else(|| c.answer("surname"));
        Phrase::new().muted(answer.map_or_else(|| "not known".to_owned(), |a| lists::label("answers", a)))
    } else {
        see.masked(&name)
    };
    let mut entries = vec![Entry::rows("Legal name", vec![Line::new(legal).right(hint)]).of(me)];
    let mut numbers: Vec<&Stored<ContactPoint>> = see
        .view
        .points
        .iter()
        .filter(|p| !matches!(p.it.kind.as_str(), "address" | "area" | "no-fixed-abode"))
        .collect();
    numbers.sort_by_key(|p| !p.it.is_safe());
    let across = if see.ctx.size.0 >= 120 { 2 } else { 1 };
    let lines: Vec<Line> = numbers
        .chunks(across)
        .map(|pair| {
            Line::new(pair.iter().fold(Phrase::new(), |line, p| {
                let line = if line.is_empty() { line } else { line.text("        ") };
                line.then(see.masked(&crate::domain::phone::display(&p.it.value))).text("   ").then(point_phrase(&p.it))
            }))
        })
        .collect();
    let to_safe = Of::Section(Section::SafeContact);
    if lines.is_empty() {
        entries.push(Entry::new("Numbers", Phrase::new().muted("none kept")).of(to_safe));
    } else {
        entries.push(Entry::rows("Numbers", lines).of(to_safe));
    }
    for (i, p) in
        see.view.points.iter().filter(|p| matches!(p.it.kind.as_str(), "address" | "no-fixed-abode")).enumerate()
    {
        let value =
            if p.it.kind.is("no-fixed-abode") { Phrase::from("no fixed abode") } else { see.masked(&p.it.value) };
        let value = if p.it.note.is_empty() { value } else { value.text(format!("   {}", p.it.note)) };
        entries.push(Entry::new(if i == 0 { "Address" } else { "" }, value).record(Kind::ContactPoint, p.meta.id));
    }
    entries
}
