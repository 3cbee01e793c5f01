//! A safe-contact plan as it is read before a number is: in one line, and rule by rule.
//!
//! What does not belong here: whether now is inside it, which is the domain's, and any number.

use chrono::NaiveDateTime;

use crate::casework::concern::channel_words;
use crate::domain::lists;
use crate::domain::plan::{Plan, Verdict, rule};
use crate::domain::when;
use crate::tui::ctx::Ctx;
use crate::tui::screen::record::part::{Entry, Line, fill, room};
use crate::tui::theme::Sign;
use crate::tui::widget::Phrase;

/// Channels with a rule of their own, in the order in which they are tried: code and the word used for it.
const CHANNELS: [(&str, &str); 4] =
    [("text", "text"), ("call", "call"), ("e-mail", "e-mail"), ("in-person", "meet in person")];

/// The safe times in one line; blank for any time.
#[must_use]
pub fn times(plan: &Plan) -> String {
    plan.windows.join(", ")
}

/// `text first, then call; Mon to Thu 10:00 to 15:00; you are "Anna"`.
#[must_use]
pub fn in_a_line(plan: &Plan) -> String {
    let open: Vec<&str> = CHANNELS
        .into_iter()
        .filter(|(code, _)| plan.rule_of(code).is_some_and(|r| !r.is(rule::NEVER)))
        .map(|(_, word)| word)
        .collect();
    let mut line = match open.split_first() {
        None => "no channel is open".to_owned(),
        Some((only, [])) => format!("{only} only"),
        Some((first, rest)) => format!("{first} first, then {}", rest.join(" or ")),
    };
    let times = times(plan);
    line.push_str(&if times.is_empty() { "; any time".to_owned() } else { format!("; {times}") });
    // The name alone is enough here: "Anna from the project" is in the plan.
    let name = plan.officer_name.split(" from ").next().unwrap_or_default();
    if !name.is_empty() {
        line.push_str(&format!("; you are \"{name}\""));
    }
    line
}

/// What must never happen.
#[must_use]
pub fn never(plan: &Plan) -> Vec<Phrase> {
    let voicemail = plan.voicemail_rule.is(rule::NEVER).then_some("voicemail");
    let listed = plan.never.iter().map(String::as_str).filter(|n| voicemail.is_none() || *n != "voicemail");
    let visits = plan.visit_rule.is(rule::NEVER).then_some("meeting in person");
    voicemail.into_iter().chain(listed).chain(visits).map(|n| Phrase::new().sign(Sign::Never, n)).collect()
}

fn channel(plan: &Plan, code: &str, words: &str, with_times: bool) -> Option<Phrase> {
    let rule = plan.rule_of(code)?;
    if rule.is(rule::NEVER) {
        return Some(Phrase::new().sign(Sign::Never, "never"));
    }
    let first = plan.first_channel() == code;
    let mut said = match (rule.is(rule::WORDING), first) {
        (true, true) => format!("first, and only with these words: \"{words}\""),
        (true, false) => format!("only with these words: \"{words}\""),
        (false, true) if words.is_empty() => "first".to_owned(),
        (false, true) => format!("first: {words}"),
        (false, false) if words.is_empty() => "allowed".to_owned(),
        (false, false) => words.to_owned(),
    };
    let times = times(plan);
    if with_times && !times.is_empty() {
        said.push_str(&format!("; {times}"));
    }
    Some(Phrase::new().marked(Sign::Ready, said))
}

/// The rules that keep the person safe: never, identity word, not safe now.
#[must_use]
pub fn dangers(plan: &Plan, ctx: &Ctx) -> Vec<Entry> {
    let mut entries = Vec::new();
    let never = never(plan);
    if !never.is_empty() {
        entries.push(Entry::rows("Never", fill(never, room(ctx))));
    }
    if !plan.identity_word.is_empty() {
        let ask =
            if plan.identity_question.is_empty() { "ask for it" } else { &*format!("ask {}", plan.identity_question) };
        let words = format!("{ask}: \"{}\"; without it, wrong number", plan.identity_word);
        entries.push(Entry::new("Identity word", words));
    }
    if !plan.not_safe_word.is_empty() {
        let words = format!("if you hear \"{}\": wrong number, end the call, wait", plan.not_safe_word);
        entries.push(Entry::new("Not safe now", words));
    }
    entries
}

/// The warning that stands before any number: channels that somebody who abuses the person can see.
#[must_use]
pub fn not_safe(channels: &[String]) -> Option<Entry> {
    let words = format!("not safe now: {} · domestic abuse", channel_words(channels));
    (!channels.is_empty()).then(|| Entry::sentence(Phrase::new().sign(Sign::Danger, words)))
}

/// Channel by channel, then who the officer is, who may answer and in which language.
#[must_use]
pub fn channels(plan: &Plan) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut push = |label: &str, phrase: Option<Phrase>| entries.extend(phrase.map(|p| Entry::new(label, p)));
    let calls = plan.rule_of("call").is_some_and(|r| !r.is(rule::NEVER));
    push("Text", channel(plan, "text", &plan.text_words, !calls));
    push("Call", channel(plan, "call", &plan.call_words, true));
    push("E-mail", channel(plan, "e-mail", "", false));
    let places = plan.meeting_places.join(", ");
    let meet = if places.is_empty() { String::new() } else { format!("at {places}") };
    if !plan.visit_rule.is(rule::NEVER) {
        push("In person", channel(plan, "in-person", &meet, !calls));
    }
    if !plan.voicemail_rule.is(rule::NEVER) {
        push("Voicemail", channel(plan, "voicemail", &plan.voicemail_words, false));
    }
    let some = |words: &str| (!words.is_empty()).then(|| Phrase::from(words));
    let through = (!plan.intermediary.is_empty()).then(|| {
        let line = Phrase::new().marked(Sign::NotYet, plan.intermediary.as_str());
        if plan.person_unknown { line.dot().text("you do not know the person behind them") } else { line }
    });
    push("Through", through);
    let name = (!plan.officer_name.is_empty()).then(|| Phrase::from(format!("\"{}\"", plan.officer_name)));
    push("You are", name);
    push("Who may answer", some(&plan.who_may_answer));
    push("Language", some(&plan.interpreter));
    entries
}

/// `Plan version 3 of 02/09/2026, made with the person · re-check by 02/03/2027`.
#[must_use]
pub fn version(plan: &Plan) -> Phrase {
    let mut line = Phrase::from(format!("Plan version {}", plan.version.unwrap_or(1)));
    if let Some(made) = plan.made_on {
        line = line.text(format!(" of {}", when::long(made)));
    }
    let with = lists::label("plan_made_with", plan.made_with.as_str());
    if !with.is_empty() {
        line = line.text(format!(", made {with}"));
    }
    match plan.recheck_on {
        Some(by) => line.dot().text(format!("re-check by {}", when::long(by))),
        None => line,
    }
}

/// Whether a moment is inside the plan, as the sentence above the rules.
#[must_use]
pub fn verdict_lines(plan: &Plan, verdict: &Verdict, at: NaiveDateTime) -> Vec<Line> {
    let now = at.format("%a %d/%m %H:%M");
    match verdict {
        Verdict::NoPlan => Vec::new(),
        Verdict::Inside { until } => {
            let until = until.map(|u| format!(", until {}", u.format("%H:%M"))).unwrap_or_default();
            vec![Line::new(Phrase::new().sign(Sign::Ready, format!("{now} is inside the plan")).text(until))]
        }
        Verdict::Outside { rule, next } => {
            let calls = plan.rule_of("call").is_some_and(|r| !r.is(rule::NEVER));
            let by = if calls && !rule.contains(": never") { "call " } else { "" };
            let mut lines = vec![Line::new(
                Phrase::new().sign(Sign::Danger, format!("{now} is outside the plan")).text(format!(": {by}{rule}")),
            )];
            if let Some(next) = next {
                let words = format!("The next time inside it is {}.", next.format("%a %d/%m %H:%M"));
                lines.push(Line::new(words).at(2));
            }
            lines
        }
    }
}
