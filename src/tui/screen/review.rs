//! The daily review: Today card by card, one person each; and what it came to.
//!
//! What must not go wrong stands above what happened last. A card that is settled, put off or looked at makes room for
//! the next; `j` and `k` move without counting. What does not belong here: which cards there are and what was decided
//! ([`crate::casework::review`]), and the sheets ([`settle`]).

use std::cell::Cell;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::casework::concern::channel_words;
use crate::casework::desk::{NotSaved, Saved};
use crate::casework::follow_up::Settling;
use crate::casework::review::{CardKey, CardView, Review, ReviewCard, Standing, Summary};
use crate::domain::due::{Class, TodayRow};
use crate::domain::engagement::{Engagement, direction};
use crate::domain::field::{Values, text_in};
use crate::domain::kind::Kind;
use crate::domain::plan::{Plan, Verdict, rule};
use crate::domain::problem::{Outcome, Problem};
use crate::domain::{lists, when};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done, refused};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::screen::record::plan as rules;
use crate::tui::screen::today::{Sheet, sign_of, verdict};
use crate::tui::screen::{Answer, Place, Shown, Who, moves, moving, record, settle};
use crate::tui::theme::{Role, Sign};
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::record::{DETAIL_LABEL, Labelled, labelled};
use crate::tui::widget::{Phrase, below, focus, narrow, paragraphs, put, row, text, text_of};

/// Lines of the last engagement's summary in a low window and in a high one.
const SUMMARY: (usize, usize) = (4, 12);
/// Cells from a number of the summary to what is said of it.
const COUNT: usize = 6;

/// What the review is told.
pub enum Msg {
    /// The sitting as it stands.
    Read(Outcome<Box<Review>>),
    /// A card.
    Card(CardKey, Outcome<Box<CardView>>),
    /// What a sheet has to know before it is raised.
    Settle(Sheet, CardKey, Outcome<Settling>),
    /// A sheet as it was filled in.
    Filled(Sheet, CardKey, Values),
    /// Something of the sheets that move a referral on.
    Moving(moving::Msg),
    /// What was done with a card, in a word or two, or why not.
    Saved(CardKey, &'static str, Saved<()>),
    /// What was taken back.
    Undone(Outcome<String>),
    /// The officer ends the review though cards were passed over.
    Finish,
    /// What it came to.
    Finished(Outcome<Box<Summary>>),
}

/// What failed, and what `r` tries again.
enum Failed {
    /// The sitting or a card could not be read.
    Reading(Problem),
    /// A card could not be kept as reviewed.
    Reviewed(Problem),
    /// The end could not be kept.
    Finishing(Problem),
}

impl Failed {
    const fn problem(&self) -> &Problem {
        match self {
            Self::Reading(p) | Self::Reviewed(p) | Self::Finishing(p) => p,
        }
    }
}

/// The review.
#[derive(Default)]
pub struct State {
    review: Option<Box<Review>>,
    at: usize,
    card: Option<Box<CardView>>,
    summary: Option<Box<Summary>>,
    failed: Option<Failed>,
    /// First line of the card that is shown.
    top: Cell<usize>,
    /// The minute in which the card was read; its plan is asked again as time goes on.
    read_at: Option<NaiveDateTime>,
    /// The new day on which the sitting was asked for, once.
    asked_on: Option<NaiveDate>,
}

impl State {
    fn here(&self) -> Option<&ReviewCard> {
        self.review.as_ref()?.cards.get(self.at)
    }

    /// The card on the screen, once it is read.
    fn card(&self) -> Option<&CardView> {
        let key = self.here()?.key;
        self.card.as_deref().filter(|c| c.key == key)
    }

    fn is_open(&self) -> bool {
        self.here().is_some_and(|c| c.standing == Standing::Open)
    }

    fn go(&mut self, at: usize, ctx: &Ctx) -> Effects {
        if at != self.at {
            self.top.set(0);
        }
        self.at = at;
        self.read_card(ctx)
    }

    fn read_card(&self, ctx: &Ctx) -> Effects {
        let Some(key) = self.here().map(|c| c.key) else { return Effects::new() };
        let area = ctx.area.clone();
        vec![ask_latest("review card", move |desk| Msg::Card(key, desk.review_card(&area, key).map(Box::new)))]
    }

    fn finish(&self, ctx: &Ctx) -> Effects {
        let area = ctx.area.clone();
        vec![ask(move |desk| Msg::Finished(desk.finish_review(&area).map(Box::new)))]
    }

    /// The sitting was read anew: goes on when the card was settled, back when something was taken back.
    fn read(&mut self, review: Review, ctx: &Ctx) -> Effects {
        self.failed = None;
        let before = self.review.take();
        let turned = before.as_ref().is_some_and(|b| b.day != review.day);
        let key = before.as_ref().and_then(|b| b.cards.get(self.at)).map(|c| c.key);
        let open = |r: &Review, key| r.place(key).and_then(|i| r.cards.get(i)).map(|c| c.standing == Standing::Open);
        let reopened = before.as_ref().filter(|_| !turned).and_then(|b| {
            review.cards.iter().position(|c| c.standing == Standing::Open && open(b, c.key) == Some(false))
        });
        let was_open = before.as_ref().zip(key).and_then(|(b, k)| open(b, k)).unwrap_or(false);
        let is_open = key.and_then(|k| open(&review, k));
        let (place, next) = (key.and_then(|k| review.place(k)), review.at);
        self.review = Some(Box::new(review));
        if before.is_none() || turned {
            self.summary = None;
            let mut effects = match next {
                Some(at) => self.go(at, ctx),
                None => self.finish(ctx),
            };
            if turned {
                let day = when::day_label(ctx.today(), ctx.today() - chrono::Days::new(7));
                effects
                    .push(Effect::Toast(Sign::Due, format!("The day turned at 04:00: these are the cards of {day}")));
            }
            return effects;
        }
        if let Some(at) = reopened {
            self.summary = None;
            return self.go(at, ctx);
        }
        if self.summary.is_some() {
            return Effects::new();
        }
        let at = place.unwrap_or_else(|| self.at.saturating_sub(1));
        if was_open && is_open != Some(true) {
            return self.on_from(at, ctx);
        }
        self.go(at, ctx)
    }

    /// The next open card after a place, or the end.
    fn on_from(&mut self, at: usize, ctx: &Ctx) -> Effects {
        match self.review.as_ref().and_then(|r| r.next_open(at)) {
            Some(next) => self.go(next, ctx),
            None => self.finish(ctx),
        }
    }

    /// Moves without counting.
    fn step(&mut self, forward: bool, ctx: &Ctx) -> Effects {
        let Some(review) = &self.review else { return Effects::new() };
        if forward && self.at + 1 < review.cards.len() {
            return self.go(self.at + 1, ctx);
        }
        if !forward && self.at > 0 {
            return self.go(self.at - 1, ctx);
        }
        if !forward {
            return vec![refused("This is the first card.")];
        }
        let passed = match review.open() {
            0 => return self.finish(ctx),
            1 => "1 card is passed over and comes first next time.".to_owned(),
            n => format!("{n} cards are passed over and come first next time."),
        };
        let choices = vec![
            Choice::new("", "Stay on this card", Effects::new()),
            Choice::new("f", "Finish the review", vec![Effect::Tell(Msg::Finish.into())])
                .then("with what is left open"),
        ];
        vec![Choose::dialog("This is the last card", vec![Phrase::from(passed)], choices).raise()]
    }

    fn reviewed(&mut self, ctx: &Ctx) -> Effects {
        let Some(key) = self.here().map(|c| c.key) else { return Effects::new() };
        if !self.is_open() {
            // There is nothing to decide any more.
            return self.on_from(self.at, ctx);
        }
        let area = ctx.area.clone();
        vec![ask(move |desk| Msg::Saved(key, "reviewed", desk.mark_reviewed(&area, key).map_err(Into::into)))]
    }

    fn ask_sheet(&self, sheet: Sheet) -> Effects {
        let Some(key) = self.here().map(|c| c.key) else { return Effects::new() };
        if key.kind == Kind::Offer {
            let raise = if sheet == Sheet::Done { moving::Raise::What } else { moving::Raise::Later };
            return vec![moving::ask_of(key.record, raise, wrap)];
        }
        vec![ask(move |desk| Msg::Settle(sheet, key, desk.settling(key.record)))]
    }

    fn reference(&self, key: CardKey) -> String {
        let card = self.review.as_ref().and_then(|r| r.cards.iter().find(|c| c.key == key));
        match card.map(|c| c.reference.as_str()) {
            Some("") | None => "this card".to_owned(),
            Some(reference) => reference.to_owned(),
        }
    }

    /// What the card is about, with the sign of its state.
    fn headline(&self, card: &CardView, ctx: &Ctx) -> Phrase {
        let what = card.follow_up.as_ref().map(|f| f.what.clone());
        let about = what.or_else(|| card.row.as_ref().map(|r| r.why.clone())).unwrap_or_default();
        match card.standing {
            Standing::Open => match &card.row {
                Some(row) => head(row, &about),
                None => Phrase::from(about),
            },
            Standing::Reviewed => Phrase::new().sign(Sign::Ready, "Reviewed").text(format!(": {about}")),
            Standing::Done { .. } if about.is_empty() => Phrase::new().sign(Sign::Ready, "Settled since it was listed"),
            Standing::Done { .. } => Phrase::new().sign(Sign::Ready, "Done").text(format!(": {about}")),
            Standing::Waiting { .. } => {
                let until = card.until.map(|d| day(d, ctx.today()));
                let words = format!("Waits until {}", until.unwrap_or_default());
                Phrase::new().sign(Sign::Due, words).text(format!(": {about}"))
            }
            Standing::HandedOver => {
                let to = card.contact.as_ref().map(|(_, c)| c.dlo.as_str()).filter(|d| !d.is_empty());
                let to = to.map(|d| format!(" to {d}")).unwrap_or_default();
                let on = card.follow_up.as_ref().and_then(|f| f.settled_on);
                let on = on.map(|d| d.format(" on %d/%m").to_string()).unwrap_or_default();
                let words = format!(" Handed over{to}{on}. Nothing to do here: Enter goes on.");
                Phrase::new().mark(Sign::Dot).muted(words)
            }
        }
    }

    /// The lines of a card below its heading; a blank label and value is an empty row.
    fn lines(card: &CardView, ctx: &Ctx, room: usize) -> Vec<Labelled> {
        let gap = || Labelled::new("", "");
        let mut lines = Vec::new();
        if let Some((said, engagement)) = &card.said {
            let mut words = format!("\"{}\"", said.trim_matches('"'));
            if let Some(e) = engagement {
                words.push_str(&format!(" {}", said_in(e, ctx.today())));
            }
            lines.push(Labelled::new("You said", words));
        }
        if !card.why.is_empty() {
            lines.push(Labelled::new("Why it is here", card.why.as_str()));
        }
        let Some((_, contact)) = &card.contact else { return lines };
        lines.push(gap());
        let who = contact.must_not_find_out.iter().enumerate().fold(Phrase::new(), |line, (i, who)| {
            let line = if i == 0 { line } else { line.dot() };
            line.sign(Sign::Danger, who.as_str())
        });
        let who = if who.is_empty() { Phrase::new().muted("nobody is named") } else { who };
        lines.push(Labelled::new("Must not find out", who));
        for (i, line) in plan_lines(card, ctx).into_iter().enumerate() {
            lines.push(Labelled::new(if i == 0 { "Plan" } else { "" }, line));
        }
        lines.push(gap());
        match &card.last {
            Some(e) => {
                lines.push(Labelled::new("Last engagement", engagement_line(e, ctx.today())));
                let said = if e.summary.is_empty() { &e.first_account } else { &e.summary };
                let most = if ctx.tall() { SUMMARY.1 } else { SUMMARY.0 };
                let wrapped = Phrase::from(said.as_str()).wrap(room, &ctx.theme);
                let cut = wrapped.len() > most;
                let shown = if cut { most.saturating_sub(1) } else { most };
                lines.extend(wrapped.into_iter().take(shown).map(|l| Labelled::new("", l)));
                if cut {
                    lines.push(Labelled::new(
                        "",
                        Phrase::new().mark(Sign::Cut).muted(" O opens the record with all of it"),
                    ));
                }
            }
            None => lines.push(Labelled::new("Last engagement", Phrase::new().muted("none yet"))),
        }
        for (i, (due, what)) in card.promises.iter().enumerate() {
            let by = due.map(|d| day(d.day(), ctx.today())).unwrap_or_default();
            let label = if i == 0 { "Other promises" } else { "" };
            lines.push(Labelled::new(label, format!("{by}  {what}")));
        }
        lines
    }

    fn view_card(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let review = self.review.as_ref()?;
        let here = self.here()?;
        let cursor = focus(buf, pane, 0, 1, theme);
        let line = row(text_of(pane), 0);
        let title = if here.reference.is_empty() {
            "No contact".to_owned()
        } else {
            format!("{}  {}", here.reference, here.name)
        };
        let count = format!("{} of {}", self.at + 1, review.cards.len());
        let right = line.width.saturating_sub(narrow(text::width(&count)));
        put(buf, line, right, 0, &count, theme.style(Role::Muted));
        Phrase::new().bold(title).draw(buf, Rect { width: right.saturating_sub(1), ..line }, 0, 0, theme);
        if let Some(failed) = &self.failed {
            let p = failed.problem();
            let words = format!("{} {} {} r tries again", p.what, p.changed_sentence(), p.remedy);
            paragraphs(buf, below(pane, 1), &[Phrase::new().marked(Sign::Danger, words)], theme);
            return cursor;
        }
        let Some(card) = self.card() else { return cursor };
        let used = 1 + paragraphs(buf, below(pane, 1), &[self.headline(card, ctx)], theme);
        let room = usize::from(text_of(pane).width.saturating_sub(DETAIL_LABEL));
        let mut lines = Self::lines(card, ctx, room);
        let rest = below(pane, used + u16::from(ctx.size.1 >= 18));
        let rows: u16 = lines.iter().map(|l| l.rows(pane, DETAIL_LABEL, theme)).sum();
        if rows > rest.height {
            // Where there is no room the empty rows go first.
            lines.retain(|l| !l.label.is_empty() || !l.value.is_empty());
        }
        let drawn = labelled(buf, rest, &lines, DETAIL_LABEL, None, self.top.get().min(lines.len()), theme);
        self.top.set(drawn.top);
        cursor
    }

    /// The sitting beside the card: what was done with those before and who is to come.
    fn view_sitting(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx) {
        let theme = &ctx.theme;
        let Some(review) = &self.review else { return };
        let left = match review.open() {
            1 => "1 card to go".to_owned(),
            n => format!("{n} cards to go"),
        };
        Phrase::new().bold("This sitting").text("  ").muted(left).draw(buf, row(text_of(pane), 0), 0, 0, theme);
        let list = below(pane, 2);
        let room = usize::from(list.height).saturating_sub(1).max(1);
        let count = review.cards.len();
        let top = if count <= room { 0 } else { self.at.saturating_sub(room / 3).min(count - room) };
        for (y, (i, card)) in review.cards.iter().enumerate().skip(top).take(room).enumerate() {
            let name = if card.reference.is_empty() { "no contact" } else { card.name.as_str() };
            let who = Phrase::from(format!("{:9}{}", card.reference, text::cut(name, 12, theme)));
            let state = match card.standing {
                _ if i == self.at => Phrase::new().mark(Sign::Here),
                Standing::Open => Phrase::new().mark(Sign::NotYet),
                Standing::Reviewed | Standing::Done { .. } => Phrase::new().mark(Sign::Ready),
                Standing::Waiting { .. } => Phrase::new().mark(Sign::Due),
                Standing::HandedOver => Phrase::new().mark(Sign::Dot),
            };
            let word = match card.standing {
                Standing::Open if i < self.at => "passed over",
                Standing::Open => "",
                Standing::Reviewed => "reviewed",
                Standing::Done { .. } => "done",
                Standing::Waiting { .. } => "waits",
                Standing::HandedOver => "handed over",
            };
            let line = state.text(" ").then(who);
            let at = line.width();
            let line =
                if word.is_empty() { line } else { line.text(" ".repeat(23_usize.saturating_sub(at))).muted(word) };
            line.draw(buf, row(text_of(list), narrow(y)), 0, 0, theme);
        }
        let hidden = count.saturating_sub(top + room);
        if hidden > 0 {
            let words = format!("{hidden} more below");
            put(buf, row(text_of(list), narrow(room)), 0, 0, &words, theme.style(Role::Muted));
        }
    }

    fn view_summary(buf: &mut Buffer, pane: Rect, summary: &Summary, ctx: &Ctx) {
        let theme = &ctx.theme;
        let title = format!("Daily review finished, {}", summary.at.format("%H:%M"));
        Phrase::new().bold(title).draw(buf, row(text_of(pane), 0), 0, 0, theme);
        let count = |n: usize, note: String| Phrase::from(format!("{n:<COUNT$}{note}").trim_end().to_owned());
        let promises = match summary.promises {
            0 => String::new(),
            n => format!("of them promises {n}, told {}", summary.told),
        };
        let more = if summary.beyond_third { " or more" } else { "" };
        let third = match summary.third {
            0 => String::new(),
            1 => format!("one for the third time{more}"),
            n => format!("{n} for the third time{more}"),
        };
        let passed = match summary.passed {
            0 => String::new(),
            1 => "not counted, comes first next time".to_owned(),
            _ => "not counted, come first next time".to_owned(),
        };
        let mut lines = vec![
            Labelled::new("Done", count(summary.done, promises)),
            Labelled::new("Reviewed", count(summary.reviewed, String::new())),
            Labelled::new("Waiting", count(summary.waiting, third)),
            Labelled::new("Passed over", count(summary.passed, passed)),
        ];
        if summary.handed_over > 0 {
            lines.push(Labelled::new("Handed over", count(summary.handed_over, "meanwhile, nothing to do".to_owned())));
        }
        if summary.left_out > 0 {
            lines.push(Labelled::new("Left on Today", count(summary.left_out, "beyond the cap of today".to_owned())));
        }
        lines.push(Labelled::new("", ""));
        let new = match summary.new_updates {
            0 => "no new draft update".to_owned(),
            1 => "1 new draft update".to_owned(),
            n => format!("{n} new draft updates"),
        };
        let outbox = Phrase::from(format!("{new}, {} in all", summary.unsent)).dot().key("8").text(" opens it");
        lines.push(Labelled::new("Outbox", outbox));
        for (i, clock) in summary.running.iter().enumerate() {
            let label = if i == 0 { "Still running" } else { "" };
            lines.push(Labelled::new(label, running(clock)));
        }
        if summary.running.is_empty() {
            lines.push(Labelled::new("Still running", Phrase::new().muted("no safeguarding clock")));
        }
        labelled(buf, below(pane, 2), &lines, DETAIL_LABEL, None, 0, theme);
    }
}

/// `▲ child concern K7-0066, 30 h 54 min left`.
fn running(row: &TodayRow) -> Phrase {
    let what = row.why.split(" · ").next().unwrap_or_default();
    let left = if row.when.contains("late") || row.when.starts_with("since") { "" } else { " left" };
    let words = format!("{what} {}, {}{left}", row.of.reference, row.when);
    match sign_of(row.urgency) {
        Some(sign) => Phrase::new().marked(sign, words),
        None => Phrase::from(words),
    }
}

/// `! Promise 4 days late: find out the bail conditions`.
fn head(row: &TodayRow, about: &str) -> Phrase {
    let sign = sign_of(row.urgency);
    let called = settle::called(row);
    let late = row.when.contains("late");
    let due = match row.when.as_str() {
        w if late => w.to_owned(),
        w if w.starts_with("since") => format!("due {w}"),
        w if w.contains(':') => format!("at {w}"),
        w => format!("due {w}"),
    };
    let (state, rest) = match row.of.row.class {
        Class::Promise | Class::Task => (format!("{called} {due}"), about.to_owned()),
        Class::Chase => {
            let rest = about.strip_prefix("referral ").unwrap_or(about);
            (format!("{called} to chase, {due}"), rest.to_owned())
        }
        Class::Clock if late || row.when.starts_with("since") => (format!("Clock {}", row.when), row.why.clone()),
        Class::Clock => (format!("{} left", row.when), row.why.clone()),
        Class::Interval => (format!("{} without contact", row.when), row.why.clone()),
        Class::Plan | Class::Marker | Class::Review | Class::Records | Class::Consent => {
            let rest = row.why.split_once([',', ':']).map_or("", |(_, rest)| rest).trim().to_owned();
            let called = if row.of.row.class == Class::Consent { "Consent ends" } else { called };
            (format!("{called} {due}"), rest)
        }
    };
    let rest = if rest.is_empty() { rest } else { format!(": {rest}") };
    match sign {
        Some(sign) => Phrase::new().sign(sign, state).text(rest),
        None => Phrase::from(format!("{state}{rest}")),
    }
}

/// A day with its weekday where it is near, also tomorrow.
fn day(day: NaiveDate, today: NaiveDate) -> String {
    match when::day_label(day, today).as_str() {
        "tomorrow" => day.format("%a %d/%m").to_string(),
        label => label.to_owned(),
    }
}

/// A day of an engagement: `Tue 17/11`, with the year when it is not this one.
fn past(at: NaiveDate, today: NaiveDate) -> String {
    if at.year() == today.year() { at.format("%a %d/%m").to_string() } else { when::long_day(at) }
}

/// `Call of Tue 17/11`.
fn said_in(e: &Engagement, today: NaiveDate) -> String {
    let channel = lists::label("channels", e.channel.as_str());
    let mut letters = channel.chars();
    let channel: String = letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default();
    match &e.happened {
        Some(at) if at.said.is_empty() => format!("{channel} of {}", past(at.from.date(), today)),
        Some(at) => format!("{channel}, {}", at.said),
        None => channel,
    }
}

/// `Tue 17/11 11:20 · call out · spoke · 12 minutes`.
fn engagement_line(e: &Engagement, today: NaiveDate) -> Phrase {
    let at = match &e.happened {
        Some(at) if at.said.is_empty() => format!("{} {}", past(at.from.date(), today), at.from.format("%H:%M")),
        Some(at) => at.said.clone(),
        None => "no day".to_owned(),
    };
    let way = match e.direction.as_str() {
        direction::OUT => "out",
        direction::IN => "in",
        _ => "by chance",
    };
    let channel = lists::label("channels", e.channel.as_str());
    let outcome = lists::label("outcomes", e.outcome.as_str());
    let mut line = Phrase::from(at).dot().text(format!("{channel} {way}")).dot().text(outcome);
    match e.minutes {
        Some(1) => line = line.dot().text("1 minute"),
        Some(n) => line = line.dot().text(format!("{n} minutes")),
        None => {}
    }
    line
}

/// The plan in the lines that matter before somebody is contacted.
fn plan_lines(card: &CardView, ctx: &Ctx) -> Vec<Phrase> {
    let Some(plan) = &card.plan else { return vec![verdict(&Verdict::NoPlan, ctx.today())] };
    let mut lines = Vec::new();
    if !card.unsafe_channels.is_empty() {
        let words = format!("not safe now: {} · domestic abuse", channel_words(&card.unsafe_channels));
        lines.push(Phrase::new().sign(Sign::Danger, words));
    }
    let is_unsafe = |code: &str| card.unsafe_channels.iter().any(|c| c == code);
    let open: Vec<&str> = [("text", "text"), ("call", "call"), ("in-person", "meet")]
        .into_iter()
        .filter(|(code, _)| !is_unsafe(code) && plan.rule_of(code).is_some_and(|r| !r.is(rule::NEVER)))
        .map(|(_, word)| word)
        .collect();
    lines.push(match &card.verdict {
        Verdict::Inside { until } if !open.is_empty() => {
            let until = until.map(|u| format!(", until {}", u.format("%H:%M"))).unwrap_or_default();
            Phrase::new().sign(Sign::Ready, format!("{} now", open.join(" or "))).text(until)
        }
        other => verdict(other, ctx.today()),
    });
    lines.extend(first_words(plan).map(Phrase::from));
    if !plan.officer_name.is_empty() {
        lines.push(Phrase::from(format!("you are \"{}\"", plan.officer_name)));
    }
    let never = rules::never(plan);
    if !never.is_empty() {
        lines.push(never.into_iter().enumerate().fold(Phrase::new(), |line, (i, never)| {
            let line = if i == 0 { line } else { line.dot() };
            line.then(never)
        }));
    }
    if !plan.not_safe_word.is_empty() {
        lines.push(Phrase::from(format!("not safe now: \"{}\"", plan.not_safe_word)));
    }
    if !plan.intermediary.is_empty() && open.is_empty() {
        lines.push(Phrase::from(format!("through {}", plan.intermediary)));
    }
    lines
}

/// `text first: "are you about?" and wait for a yes`.
fn first_words(plan: &Plan) -> Option<String> {
    let open = |code: &str| plan.rule_of(code).is_some_and(|r| !r.is(rule::NEVER));
    let mut words = String::new();
    if open("text") {
        words.push_str(if open("call") { "text first" } else { "text" });
        if !plan.text_words.is_empty() {
            words.push_str(&format!(": \"{}\"", plan.text_words));
        }
    }
    if open("call") && !plan.call_words.is_empty() {
        let after_yes = plan.call_words.starts_with("after a yes");
        match (words.is_empty(), after_yes) {
            (false, true) => words.push_str(" and wait for a yes"),
            (false, false) => words.push_str(&format!("; call: {}", plan.call_words)),
            (true, _) => words.push_str(&format!("call: {}", plan.call_words)),
        }
    }
    (!words.is_empty() && words != "text first" && words != "text").then_some(words)
}

fn wrap(msg: moving::Msg) -> Answer {
    Msg::Moving(msg).into()
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, ctx: &Ctx) -> String {
        format!("Daily review · {}", ctx.area_label())
    }

    fn begin(&mut self, ctx: &Ctx) -> Effects {
        let area = ctx.area.clone();
        if self.summary.is_some() {
            // What was passed over is not begun again by looking at the end.
            return vec![ask_latest("review", move |desk| Msg::Read(desk.review(&area).map(Box::new)))];
        }
        vec![ask_latest("review", move |desk| Msg::Read(desk.begin_review(&area, None).map(Box::new)))]
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(Ok(review)) => self.read(*review, ctx),
            Msg::Card(key, Ok(card)) => {
                if self.here().is_some_and(|c| c.key == key) {
                    self.failed = None;
                    self.read_at = Some(ctx.local());
                    self.card = Some(card);
                }
                Effects::new()
            }
            Msg::Read(Err(p)) | Msg::Card(_, Err(p)) => {
                self.failed = Some(Failed::Reading(p.clone()));
                vec![Effect::Failed(p)]
            }
            Msg::Settle(sheet, key, Ok(about)) => {
                let then = move |values| Msg::Filled(sheet, key, values).into();
                vec![match sheet {
                    Sheet::Done => settle::done(&about, Vec::new(), ctx, then),
                    Sheet::Wait => settle::wait(&about, ctx, then),
                }]
            }
            Msg::Settle(_, _, Err(p)) => vec![Effect::Failed(p)],
            Msg::Filled(Sheet::Done, key, values) => {
                let (area, what) = (ctx.area.clone(), settle::what_was_done(&values));
                let told = text_in(&values, "told");
                let said = match told {
                    "" => "done",
                    "not-yet" => "noted, the promise stays open",
                    _ => "done, told",
                };
                vec![ask(move |desk| Msg::Saved(key, said, desk.review_done(&area, key, &what)))]
            }
            Msg::Moving(moving::Msg::Filled(id, about, values)) => {
                let Some(key) = self.here().map(|c| c.key).filter(|k| k.record == id) else { return Effects::new() };
                let area = ctx.area.clone();
                let (waits, said) = match about {
                    moving::About::Later => (true, "waits"),
                    moving::About::Next(_) => (false, "moved on"),
                };
                vec![ask(move |desk| {
                    let done = desk.review_moves(&area, key, waits, |desk| moving::acted(desk, id, about, &values));
                    Msg::Saved(key, said, done)
                })]
            }
            Msg::Moving(msg) => {
                let who = self.contact();
                moving::told(msg, who.as_ref(), ctx, wrap)
            }
            Msg::Filled(Sheet::Wait, key, values) => match settle::until_when(&values) {
                Some((due, reason)) => {
                    let area = ctx.area.clone();
                    vec![ask(move |desk| Msg::Saved(key, "waits", desk.review_wait(&area, key, due, &reason)))]
                }
                None => Effects::new(),
            },
            Msg::Saved(key, what, Ok(())) => {
                let words = format!("{} {what}. {} undoes it", self.reference(key), Action::Undo.key());
                let lower = (what != "reviewed").then_some(Effect::Lower);
                lower.into_iter().chain([Effect::Changed, done(words)]).collect()
            }
            Msg::Saved(_, _, Err(NotSaved::Faults(faults))) => vec![Effect::SheetFaults(faults)],
            Msg::Saved(_, what, Err(NotSaved::Problem(p))) => {
                if what == "reviewed" {
                    self.failed = Some(Failed::Reviewed(p.clone()));
                }
                vec![Effect::Failed(p)]
            }
            Msg::Undone(Ok(what)) => {
                vec![Effect::Changed, done(format!("Undone: {what}. Ctrl+R does it again"))]
            }
            Msg::Undone(Err(p)) => vec![refused(format!("{} {}", p.what, p.remedy))],
            Msg::Finish => self.finish(ctx),
            Msg::Finished(Ok(summary)) => {
                self.failed = None;
                self.summary = Some(summary);
                Effects::new()
            }
            Msg::Finished(Err(p)) => {
                self.failed = Some(Failed::Finishing(p.clone()));
                vec![Effect::Failed(p)]
            }
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        match action {
            Action::Reviewed => self.reviewed(ctx),
            Action::NextCard => self.step(true, ctx),
            Action::PreviousCard => self.step(false, ctx),
            Action::Done => self.ask_sheet(Sheet::Done),
            Action::Wait => self.ask_sheet(Sheet::Wait),
            Action::OpenCard => match (self.contact(), self.here().map(|c| c.key.kind)) {
                (None, Some(Kind::Tasking)) => {
                    self.here().map(|c| Effect::Go(Place::Tasking(c.key.record))).into_iter().collect()
                }
                (None, Some(Kind::Strategy)) => {
                    self.here().map(|c| Effect::Go(Place::Strategy(c.key.record))).into_iter().collect()
                }
                (Some(who), Some(kind)) => {
                    let section = match kind {
                        Kind::Plan => record::Section::SafeContact,
                        Kind::Marker => record::Section::Markers,
                        Kind::Consent => record::Section::Consent,
                        Kind::Concern | Kind::LinkedPerson => record::Section::Safeguarding,
                        Kind::FollowUp => record::Section::FollowUps,
                        Kind::Offer => record::Section::Support,
                        Kind::CrimeReport => record::Section::CrimeReports,
                        Kind::SafetyPlan => record::Section::SafetyPlan,
                        _ => record::Section::Overview,
                    };
                    vec![Effect::Go(Place::Record(who, section))]
                }
                (None, Some(Kind::Concern)) => {
                    let concern = self.here().map(|c| c.key.record);
                    concern.map(|id| Effect::Go(Place::Concern(None, id))).into_iter().collect()
                }
                _ => Effects::new(),
            },
            Action::TryCard => match self.failed.take() {
                Some(Failed::Reviewed(_)) => self.reviewed(ctx),
                Some(Failed::Finishing(_)) => self.finish(ctx),
                Some(Failed::Reading(_)) if self.review.is_some() => self.read_card(ctx),
                _ => self.begin(ctx),
            },
            Action::Undo => {
                let area = ctx.area.clone();
                vec![ask(move |desk| Msg::Undone(desk.review_undo(&area)))]
            }
            Action::Review => {
                // The cards that were passed over, from the first on.
                self.summary = None;
                self.review = None;
                self.begin(ctx)
            }
            Action::StopReview | Action::Take => vec![Effect::Back],
            Action::HalfDown => {
                self.top.set(self.top.get().saturating_add(moves::page(ctx)));
                Effects::new()
            }
            Action::HalfUp => {
                self.top.set(self.top.get().saturating_sub(moves::page(ctx)));
                Effects::new()
            }
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        if let Some(summary) = &self.summary {
            let mut actions = vec![Action::Take, Action::Outbox];
            if summary.passed > 0 {
                actions.push(Action::Review);
            }
            actions.extend([Action::StopReview, Action::Undo]);
            return actions;
        }
        let mut actions = Vec::new();
        if self.failed.is_some() {
            actions.push(Action::TryCard);
        }
        let log = self.contact().map(|_| Action::Log);
        // What belongs to nobody is opened all the same: a child met by chance, a tasking, a strategy.
        let opens = |kind| matches!(kind, Kind::Concern | Kind::Tasking | Kind::Strategy);
        let record =
            (self.contact().is_some() || self.here().is_some_and(|c| opens(c.key.kind))).then_some(Action::OpenCard);
        let moving = [Action::NextCard, Action::PreviousCard, Action::StopReview];
        if self.here().is_some_and(|c| matches!(c.key.kind, Kind::FollowUp | Kind::Offer)) {
            actions.extend([Action::Done, Action::Wait]);
            actions.extend(log);
            actions.push(Action::Reviewed);
            actions.extend(moving);
            actions.extend(record);
        } else {
            // Neither done nor put off: what settles it is behind O and c; d and w say so.
            actions.push(Action::Reviewed);
            actions.extend(record);
            actions.extend(log);
            actions.extend(moving);
            actions.extend([Action::Undo, Action::Done, Action::Wait]);
        }
        if !actions.contains(&Action::Undo) {
            actions.push(Action::Undo);
        }
        actions.extend([Action::HalfDown, Action::HalfUp]);
        actions
    }

    fn why_not(&self, action: Action, _ctx: &Ctx) -> Option<(&'static str, String)> {
        let here = self.here()?;
        match action {
            Action::Done | Action::Wait if self.summary.is_none() => {
                if let Some(why) = settle::why_not(here.key.kind, action, "O") {
                    return Some(why);
                }
                let standing = self.card().map_or(here.standing, |c| c.standing);
                match standing {
                    Standing::Done { .. } => {
                        Some(("settled", "This follow-up is settled already. u takes the last act back.".to_owned()))
                    }
                    Standing::HandedOver => {
                        Some(("handed over", "Another officer has it now: Enter goes on.".to_owned()))
                    }
                    Standing::Open | Standing::Reviewed | Standing::Waiting { .. } => None,
                }
            }
            _ => None,
        }
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Reviewed if !self.is_open() => Some("next"),
            Action::OpenCard => Some("open"),
            Action::Take => Some("Today"),
            Action::Outbox => Some("outbox"),
            Action::Review => Some("the passed over"),
            Action::StopReview if self.summary.is_some() => Some("back"),
            _ => None,
        }
    }

    fn in_one(&self) -> Option<(&'static [Action], &'static str)> {
        Some((&[Action::NextCard, Action::PreviousCard], "move"))
    }

    fn contact(&self) -> Option<Who> {
        if self.summary.is_some() {
            return None;
        }
        let card = self.card()?;
        let (id, contact) = card.contact.as_ref()?;
        Some(Who { id: *id, reference: contact.reference.clone(), name: contact.preferred_name().to_owned() })
    }

    fn settles(&self, ctx: &Ctx) -> Option<(String, CardKey)> {
        let key = self.here().filter(|_| self.summary.is_none() && self.is_open())?.key;
        Some((ctx.area.clone(), key))
    }

    fn due(&self, ctx: &Ctx) -> Option<u64> {
        // Once the minute turns, the plan and the clocks say something else.
        self.read_at.map(|_| 60 - u64::from(chrono::Timelike::second(&ctx.local()).min(59)))
    }

    fn tick(&mut self, ctx: &Ctx) -> Effects {
        let turned = self.review.as_ref().is_some_and(|r| r.day < ctx.today()) && self.asked_on != Some(ctx.today());
        if turned && self.summary.is_none() {
            self.asked_on = Some(ctx.today());
            return self.begin(ctx);
        }
        let minute = |at: NaiveDateTime| at.and_utc().timestamp() / 60;
        let old = self.read_at.is_some_and(|at| minute(at) != minute(ctx.local()));
        if !old || self.summary.is_some() || self.failed.is_some() {
            return Effects::new();
        }
        // Asked once a minute, whatever comes back.
        self.read_at = Some(ctx.local());
        self.read_card(ctx)
    }

    fn has_help(&self) -> bool {
        // As pictured: the six keys of a card take the whole footer; ? still opens help.
        self.summary.is_some()
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        if let Some(summary) = &self.summary {
            Self::view_summary(buf, frame.body, summary, ctx);
            return None;
        }
        if self.review.is_none() || self.here().is_none() {
            if let Some(failed) = &self.failed {
                let p = failed.problem();
                let words = format!("{} {} r tries again", p.what, p.remedy);
                paragraphs(buf, frame.body, &[Phrase::new().marked(Sign::Danger, words)], theme);
            }
            return None;
        }
        let panes = frame::panes(frame.body);
        if let Some(right) = panes.right {
            frame::edge(buf, &panes, theme);
            self.view_sitting(buf, right, ctx);
        }
        self.view_card(buf, panes.left, ctx)
    }

    fn place(&self) -> Option<Place> {
        // What is finished is not gone on with after a lock.
        self.summary.is_none().then_some(Place::Review)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::contact::Contact;
    use crate::domain::follow_up::FollowUp;
    use crate::domain::id::RecordId;
    use crate::tui::theme::Theme;

    /// A card whose follow-up stands like this.
    fn card(standing: Standing, follow_up: FollowUp) -> (State, Ctx) {
        let now = chrono::DateTime::parse_from_rfc3339("2026-11-24T14:05:00Z").unwrap();
        let mut ctx = Ctx::new(now.with_timezone(&chrono_tz::Europe::London), Theme::dark());
        ctx.unlocked = true;
        let key = CardKey { class: Class::Task, kind: Kind::FollowUp, record: RecordId::at_millis(1, [1; 10]) };
        let contact = Contact {
            reference: "K7-0035".into(),
            working_names: vec!["Çiğdem".into()],
            dlo: "PC 3902".into(),
            ..Contact::default()
        };
        let named = ReviewCard { key, standing, reference: "K7-0035".into(), name: "Çiğdem".into() };
        let view = CardView {
            key,
            standing,
            contact: Some((RecordId::at_millis(2, [2; 10]), contact)),
            unsafe_channels: Vec::new(),
            row: None,
            until: follow_up.due.map(|d| d.day()),
            follow_up: Some(follow_up),
            said: None,
            why: String::new(),
            plan: None,
            verdict: Verdict::NoPlan,
            last: None,
            promises: Vec::new(),
            at: ctx.local(),
        };
        let review = Review { cards: vec![named; 18], day: ctx.today(), begun: true, ..Review::default() };
        let state = State { review: Some(Box::new(review)), at: 6, card: Some(Box::new(view)), ..State::default() };
        (state, ctx)
    }

    fn drawn(state: &State, ctx: &Ctx) -> String {
        let mut buf = Buffer::empty(Rect::new(0, 0, 80, 24));
        let frame = Frame::of(buf.area, false).unwrap();
        state.view(&mut buf, &frame, ctx);
        crate::tui::pilot::as_text(&buf)
    }

    #[test]
    fn a_card_handed_over_meanwhile_says_to_whom_and_that_enter_goes_on() {
        let f = FollowUp { settled_on: "2026-11-20".parse().ok(), ..FollowUp::default() };
        let (state, ctx) = card(Standing::HandedOver, f);
        let screen = drawn(&state, &ctx);
        for row in [
            "▸ K7-0035  Çiğdem                                                      7 of 18",
            "  · Handed over to PC 3902 on 20/11. Nothing to do here: Enter goes on.",
        ] {
            assert!(screen.lines().any(|l| l == row), "{row}\n\n{screen}");
        }
        assert_eq!(state.why_not(Action::Done, &ctx).unwrap().0, "handed over");
        assert_eq!(state.word(Action::Reviewed), Some("next"));
    }

    #[test]
    fn a_card_that_was_not_saved_says_so_and_what_tries_again() {
        let (mut state, ctx) = card(Standing::Open, FollowUp::default());
        state.failed = Some(Failed::Reviewed(Problem::refused("Not saved: the disk is full.", "Make room.")));
        let screen = drawn(&state, &ctx);
        assert!(screen.contains("  ! Not saved: the disk is full. Nothing"), "{screen}");
        assert!(screen.contains("r tries again"), "{screen}");
        assert!(state.actions(&ctx).contains(&Action::TryCard));
    }

    #[test]
    fn a_card_that_waits_says_until_when() {
        let f = FollowUp { what: "ring".into(), due: Some("2026-11-30".parse().unwrap()), ..FollowUp::default() };
        let (state, ctx) = card(Standing::Waiting { times: 1 }, f);
        assert!(drawn(&state, &ctx).contains("◐ Waits until Mon 30/11: ring"), "{}", drawn(&state, &ctx));
    }
}
