//! The daily review: the rows of Today as cards, one person each, in one sitting.
//!
//! The sitting is kept in the vault beside the half-typed forms and is no record: it holds ids and what was done with
//! each card, never content. The officer's day turns at 04:00, and with it the sitting. One reason stands for the
//! sitting and one entry in the journal for each card (domain section 7). What does not belong here: what is due and why
//! ([`crate::domain::due`]), and how a follow-up is settled ([`crate::casework::follow_up`]).

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::casework::desk::{Desk, Saved};
use crate::casework::follow_up::Done;
use crate::domain::concern::Concern;
use crate::domain::contact::Contact;
use crate::domain::due::{self, Class, TodayRow};
use crate::domain::engagement::Engagement;
use crate::domain::field::{Record, Values};
use crate::domain::follow_up::{self, FollowUp, state};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::offer::Offer;
use crate::domain::plan::{Plan, Verdict};
use crate::domain::problem::{Outcome, Problem};
use crate::domain::when::{self, Due};
use crate::store::draft::Draft;
use crate::store::table::AnyRow;

/// Under which name a sitting is kept; the area follows.
pub const SITTING: &str = "daily-review:";
/// The reason with which each card is journalled, a code of `consultation_reasons`.
pub const REASON: &str = "daily-review";
/// How many engagements back the one is looked for in which something was promised.
const LOOK_BACK: i64 = 100;

/// Which card: the same record can be due for two reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CardKey {
    /// What sort of duty.
    pub class: Class,
    /// Which kind of record causes it.
    pub kind: Kind,
    /// The record that causes it.
    pub record: RecordId,
}

impl CardKey {
    /// The card of a row.
    #[must_use]
    pub const fn of(row: &TodayRow) -> Self {
        Self { class: row.of.row.class, kind: row.of.row.kind, record: row.of.row.record }
    }
}

/// What was decided about a card that may still be on Today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    /// It waits until later today; otherwise it was looked at.
    waits: bool,
    /// It holds only while the record has this revision: a later change, or undo, opens the card again.
    rev: Option<i64>,
    /// The act it came with; 0 when nothing was changed.
    act: i64,
    /// The last act before it, for undo.
    after: i64,
    /// In which order marks were made.
    order: u32,
}

/// One card as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Card {
    #[serde(flatten)]
    key: CardKey,
    /// It was on the screen, and its entry is in the journal.
    seen: bool,
    mark: Option<Mark>,
}

impl Card {
    const fn new(key: CardKey) -> Self {
        Self { key, seen: false, mark: None }
    }
}

/// A sitting as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Sitting {
    day: NaiveDate,
    finished: Option<NaiveDateTime>,
    last_finished: Option<NaiveDateTime>,
    /// Updates unsent when it began.
    unsent: i64,
    cards: Vec<Card>,
    /// The card it stands at.
    at: Option<CardKey>,
    /// Left for another day because the sitting was capped.
    left_out: Vec<CardKey>,
    /// Passed over in the last sitting: these come first.
    first: Vec<CardKey>,
}

impl Sitting {
    fn card(&mut self, key: CardKey) -> Option<&mut Card> {
        self.cards.iter_mut().find(|c| c.key == key)
    }

    fn next_order(&self) -> u32 {
        self.cards.iter().filter_map(|c| c.mark).map(|m| m.order + 1).max().unwrap_or(0)
    }
}

/// How a card stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// To be looked at.
    Open,
    /// Looked at; it stays as it is.
    Reviewed,
    /// Settled, here or elsewhere.
    Done {
        /// It was promised to the person.
        promise: bool,
        /// The person was told.
        told: bool,
    },
    /// Put off.
    Waiting {
        /// How often by now.
        times: i64,
    },
    /// With another officer now.
    HandedOver,
}

/// One card of a sitting, as a list names it.
#[derive(Clone, PartialEq, Eq)]
pub struct ReviewCard {
    /// Which.
    pub key: CardKey,
    /// How it stands.
    pub standing: Standing,
    /// Reference of the contact; blank when it concerns none.
    pub reference: String,
    /// Preferred working name.
    pub name: String,
}

/// A sitting as it stands now.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Review {
    /// The officer's day.
    pub day: NaiveDate,
    /// The cards, in the order of duty.
    pub cards: Vec<ReviewCard>,
    /// Where it stands: the card that was on the screen last while it is open, otherwise the next open one.
    pub at: Option<usize>,
    /// It was begun.
    pub begun: bool,
    /// When it was finished, local.
    pub finished: Option<NaiveDateTime>,
    /// Cards left for another day because the sitting was capped.
    pub left_out: usize,
}

impl Review {
    /// The place of a card.
    #[must_use]
    pub fn place(&self, key: CardKey) -> Option<usize> {
        self.cards.iter().position(|c| c.key == key)
    }

    /// Cards that are still to be looked at.
    #[must_use]
    pub fn open(&self) -> usize {
        self.cards.iter().filter(|c| c.standing == Standing::Open).count()
    }

    /// The next open card after a place.
    #[must_use]
    pub fn next_open(&self, after: usize) -> Option<usize> {
        self.cards.iter().enumerate().skip(after + 1).find(|(_, c)| c.standing == Standing::Open).map(|(i, _)| i)
    }

    /// The first open card.
    #[must_use]
    pub fn first_open(&self) -> Option<usize> {
        self.cards.iter().position(|c| c.standing == Standing::Open)
    }
}

/// Where the daily review stands, for the first row of Today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReviewLine {
    /// Cards of today.
    pub cards: usize,
    /// Those still to be looked at.
    pub open: usize,
    /// A card was on the screen.
    pub begun: bool,
    /// When today's was finished, local.
    pub finished: Option<NaiveDateTime>,
    /// When the last one was finished, local.
    pub last_finished: Option<NaiveDateTime>,
}

/// A card as it is read, in the order of mock-up (b).
#[derive(Clone)]
pub struct CardView {
    /// Which.
    pub key: CardKey,
    /// How it stands.
    pub standing: Standing,
    /// Whose it is, if it concerns a contact.
    pub contact: Option<(RecordId, Contact)>,
    /// Its row of Today, while it is there.
    pub row: Option<TodayRow>,
    /// The follow-up behind it.
    pub follow_up: Option<FollowUp>,
    /// Until when it waits, where it can.
    pub until: Option<NaiveDate>,
    /// What was said to the person, and in which engagement.
    pub said: Option<(String, Option<Engagement>)>,
    /// Why it is here, in words.
    pub why: String,
    /// The plan in force.
    pub plan: Option<Plan>,
    /// Channels that are not safe now because of domestic abuse, by their codes.
    pub unsafe_channels: Vec<String>,
    /// Whether it allows contact now.
    pub verdict: Verdict,
    /// The last engagement.
    pub last: Option<Engagement>,
    /// Other open promises, earliest first.
    pub promises: Vec<(Option<Due>, String)>,
    /// When it was read, local.
    pub at: NaiveDateTime,
}

/// What a sitting came to.
#[derive(Clone, Default)]
pub struct Summary {
    /// When it was finished, local.
    pub at: NaiveDateTime,
    /// Settled.
    pub done: usize,
    /// Of them promises.
    pub promises: usize,
    /// Promises of which the person was told.
    pub told: usize,
    /// Looked at.
    pub reviewed: usize,
    /// Put off.
    pub waiting: usize,
    /// Of them for the third time or more.
    pub third: usize,
    /// One of those for more than the third time.
    pub beyond_third: bool,
    /// Handed over meanwhile.
    pub handed_over: usize,
    /// Not looked at: they come first next time.
    pub passed: usize,
    /// Left for another day by the cap.
    pub left_out: usize,
    /// Draft updates made since it began.
    pub new_updates: i64,
    /// Updates unsent in all.
    pub unsent: i64,
    /// Safeguarding clocks that still run.
    pub running: Vec<TodayRow>,
}

impl Desk {
    fn kept_sitting(&self, area: &str) -> Outcome<Option<Sitting>> {
        let name = format!("{SITTING}{area}");
        let kept = self.store.drafts()?.into_iter().find(|d| d.form == name);
        // What cannot be read is begun anew; no record depends on it.
        Ok(kept.and_then(|d| serde_json::from_str(&d.content).ok()))
    }

    fn keep_sitting(&self, area: &str, sitting: &Sitting) -> Outcome<()> {
        let content = serde_json::to_string(sitting)
            .map_err(|e| Problem::unexpected("Where the review stands could not be written down.", e))?;
        self.store.keep_draft(&Draft {
            form: format!("{SITTING}{area}"),
            contact: None,
            at: crate::store::table::instant(self.now()),
            content,
        })
    }

    /// Remembers that a review was finished, for a practice caseload that begins with a day behind it.
    pub(crate) fn remember_review(&self, area: &str, at: NaiveDateTime) -> Outcome<()> {
        let day = when::working_day_of(at);
        self.keep_sitting(area, &Sitting { day, finished: Some(at), ..Sitting::default() })
    }

    /// The sitting of today with the rows there are now: what is new comes last, a new clock before what is open.
    fn sitting(&self, area: &str, rows: &[TodayRow]) -> Outcome<Sitting> {
        let today = self.today();
        let kept = self.kept_sitting(area)?.unwrap_or_default();
        let mut sitting = if kept.day == today {
            kept
        } else {
            Sitting {
                day: today,
                last_finished: kept.finished.or(kept.last_finished),
                // Passed over means: the sitting was ended without it.
                first: match kept.finished {
                    Some(_) => kept.cards.iter().filter(|c| c.mark.is_none()).map(|c| c.key).collect(),
                    None => kept.first,
                },
                unsent: self.reading().update_counts()?.0,
                ..Sitting::default()
            }
        };
        let is_clock = |k: &CardKey| k.class == Class::Clock;
        let mut new: Vec<CardKey> = rows
            .iter()
            .map(CardKey::of)
            .filter(|k| !sitting.left_out.contains(k) && !sitting.cards.iter().any(|c| c.key == *k))
            .collect();
        new.sort_by_key(|k| match is_clock(k) {
            true => 0,
            false => 1 + usize::from(!sitting.first.contains(k)),
        });
        let at = sitting.cards.iter().take_while(|c| is_clock(&c.key) || c.seen).count();
        let (clocks, others): (Vec<CardKey>, Vec<CardKey>) = new.into_iter().partition(is_clock);
        let rest = sitting.cards.split_off(at);
        sitting.cards.extend(clocks.into_iter().map(Card::new));
        sitting.cards.extend(rest);
        sitting.cards.extend(others.into_iter().map(Card::new));
        Ok(sitting)
    }

    /// How the cards stand with the rows there are now; those whose record is gone are left out.
    fn review_of(&self, sitting: &Sitting, rows: &[TodayRow]) -> Outcome<Review> {
        let mut cards = Vec::new();
        for card in &sitting.cards {
            let row = rows.iter().find(|r| CardKey::of(r) == card.key);
            let needs_record = row.is_none() || card.mark.is_some_and(|m| m.rev.is_some());
            let record = match needs_record {
                true => match self.reading().any(card.key.kind, card.key.record)? {
                    Some(record) => Some(record),
                    None => continue,
                },
                false => None,
            };
            let (reference, name) = match (row, record.as_ref().and_then(|r| r.meta.contact)) {
                (Some(row), _) => (row.of.reference.clone(), row.of.name.clone()),
                (None, Some(contact)) => {
                    self.reading().contact_line(contact)?.map(|l| (l.reference, l.name)).unwrap_or_default()
                }
                (None, None) => (String::new(), String::new()),
            };
            let standing = standing(card, record.as_ref(), row.is_some());
            cards.push(ReviewCard { key: card.key, standing, reference, name });
        }
        let mut review = Review {
            day: sitting.day,
            cards,
            at: None,
            begun: sitting.cards.iter().any(|c| c.seen),
            finished: sitting.finished,
            left_out: sitting.left_out.len(),
        };
        let stands = sitting.at.and_then(|key| review.place(key));
        review.at = match stands {
            Some(at) if review.cards.get(at).is_some_and(|c| c.standing == Standing::Open) => Some(at),
            Some(at) => review.next_open(at).or_else(|| review.first_open()),
            None => review.first_open(),
        };
        Ok(review)
    }

    /// Where the review stands, for the first row of Today.
    pub(crate) fn review_line(&self, area: &str, rows: &[TodayRow]) -> Outcome<ReviewLine> {
        let sitting = self.sitting(area, rows)?;
        let review = self.review_of(&sitting, rows)?;
        Ok(ReviewLine {
            cards: review.cards.len(),
            open: review.open(),
            begun: review.begun,
            finished: review.finished,
            last_finished: sitting.finished.or(sitting.last_finished),
        })
    }

    /// The review of today for an area as it stands; writes nothing.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn review(&self, area: &str) -> Outcome<Review> {
        let rows = self.today_rows(area)?;
        self.review_of(&self.sitting(area, &rows)?, &rows)
    }

    /// Begins the review of today or goes on with it. A cap leaves what comes after so many cards for another day; it
    /// counts only for a sitting that is not begun yet.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn begin_review(&mut self, area: &str, cap: Option<usize>) -> Outcome<Review> {
        let rows = self.today_rows(area)?;
        let mut sitting = self.sitting(area, &rows)?;
        if let Some(cap) = cap.filter(|_| !sitting.cards.iter().any(|c| c.seen)) {
            let rest = sitting.cards.split_off(cap.max(1).min(sitting.cards.len()));
            sitting.left_out.extend(rest.into_iter().map(|c| c.key));
        }
        let review = self.review_of(&sitting, &rows)?;
        if review.open() > 0 {
            sitting.finished = None;
        }
        self.keep_sitting(area, &sitting)?;
        self.review_of(&sitting, &rows)
    }

    fn today_rows(&self, area: &str) -> Outcome<Vec<TodayRow>> {
        Ok(self.today_list_at(area, self.local_now(), self.today())?.rows)
    }

    fn with_sitting<T>(&self, area: &str, change: impl FnOnce(&mut Sitting) -> T) -> Outcome<T> {
        let mut sitting = self.sitting(area, &self.today_rows(area)?)?;
        let given = change(&mut sitting);
        self.keep_sitting(area, &sitting)?;
        Ok(given)
    }

    /// The engagement in which a follow-up was made, if it was made in one of the last hundred.
    pub(crate) fn engagement_of(&self, contact: RecordId, follow_up: RecordId) -> Outcome<Option<Engagement>> {
        let newest = self.reading().newest::<Engagement>(contact, LOOK_BACK)?;
        Ok(newest.into_iter().map(|e| e.it).find(|e| e.next_follow_up == Some(follow_up)))
    }

    /// Opens a card: one entry in the journal for the sitting, then what there is to read. Coming back to it makes no
    /// further entry while its reason is remembered.
    ///
    /// # Errors
    /// When it cannot be journalled: what cannot be journalled is not opened. Refused when its record is gone.
    pub fn review_card(&mut self, area: &str, key: CardKey) -> Outcome<CardView> {
        let gone = || Problem::refused("This card is no longer there.", "j goes on to the next.");
        let record = self.reading().any(key.kind, key.record)?.ok_or_else(gone)?;
        let rows = self.today_rows(area)?;
        let mut sitting = self.sitting(area, &rows)?;
        let card = sitting.card(key).ok_or_else(gone)?;
        let seen = std::mem::replace(&mut card.seen, true);
        let card = *card;
        let whose = record.meta.contact;
        if let Some(contact) = whose.filter(|c| !seen || self.remembered_reason(*c).is_none()) {
            self.consult_anew(contact, REASON, "")?;
        }
        sitting.at = Some(key);
        self.keep_sitting(area, &sitting)?;

        let (now, today) = (self.local_now(), self.today());
        let row = rows.into_iter().find(|r| CardKey::of(r) == key);
        let standing = standing(&card, Some(&record), row.is_some());
        let follow_up = (record.kind == Kind::FollowUp).then(|| FollowUp::from_values(&record.values));
        let r = self.reading();
        let mut view = CardView {
            key,
            standing,
            contact: None,
            unsafe_channels: Vec::new(),
            said: None,
            why: why_here(&record, row.as_ref(), now, today),
            row,
            until: match &follow_up {
                Some(f) => f.due.map(|d| d.day()),
                None if record.kind == Kind::Offer => Offer::from_values(&record.values).chase_on,
                None => None,
            },
            follow_up,
            plan: None,
            verdict: Verdict::NoPlan,
            last: None,
            promises: Vec::new(),
            at: now,
        };
        let Some(contact) = whose else { return Ok(view) };
        view.contact = r.get::<Contact>(contact)?.map(|c| (contact, c.it));
        view.unsafe_channels = self.unsafe_channels(contact)?;
        view.plan = self.plan_of(contact)?;
        if let Some(plan) = &view.plan {
            view.verdict = plan.verdict(plan.first_channel(), now);
        }
        view.last = r.newest::<Engagement>(contact, 1)?.into_iter().next().map(|e| e.it);
        if let Some(f) = view.follow_up.as_ref().filter(|f| !f.you_said.is_empty()) {
            view.said = Some((f.you_said.clone(), self.engagement_of(contact, key.record)?));
        }
        view.promises = r
            .of_contact::<FollowUp>(contact)?
            .into_iter()
            .filter(|f| f.meta.id != key.record && f.it.is_open() && f.it.is_promise())
            .map(|f| (f.it.due, f.it.what))
            .collect();
        view.promises.sort_by_key(|(due, _)| due.map(|d| d.to_string()));
        Ok(view)
    }

    /// The card was looked at and stays as it is.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn mark_reviewed(&mut self, area: &str, key: CardKey) -> Outcome<()> {
        self.mark(area, key, None, 0)
    }

    fn mark(&self, area: &str, key: CardKey, rev: Option<(i64, bool)>, act: i64) -> Outcome<()> {
        let after = self.last_act();
        self.with_sitting(area, |sitting| {
            let order = sitting.next_order();
            let waits = rev.is_some_and(|(_, waits)| waits);
            if let Some(card) = sitting.card(key) {
                card.mark = Some(Mark { waits, rev: rev.map(|(rev, _)| rev), act, after, order });
            }
        })
    }

    /// Marks a card whose follow-up was changed and may still be on Today.
    fn mark_changed(&self, area: &str, key: CardKey, waits: bool) -> Outcome<()> {
        let rev = self.reading().any(key.kind, key.record)?.map_or(0, |r| r.meta.rev);
        self.mark(area, key, Some((rev, waits)), self.last_act())
    }

    /// Settles the follow-up of a card.
    ///
    /// # Errors
    /// As [`Desk::done`].
    pub fn review_done(&mut self, area: &str, key: CardKey, what: &Done) -> Saved<()> {
        self.done(key.record, what)?;
        // A promise of which the person was not told yet stays open; the card was looked at.
        Ok(self.mark_changed(area, key, false)?)
    }

    /// Puts the follow-up of a card off.
    ///
    /// # Errors
    /// As [`Desk::wait`].
    pub fn review_wait(&mut self, area: &str, key: CardKey, due: Due, reason: &str) -> Saved<()> {
        self.wait(key.record, due, reason)?;
        Ok(self.mark_changed(area, key, true)?)
    }

    /// Does what a card's record is moved on by, other than a follow-up: what became of a referral, or that it is asked
    /// about later.
    ///
    /// # Errors
    /// As what is done.
    pub fn review_moves(
        &mut self,
        area: &str,
        key: CardKey,
        waits: bool,
        act: impl FnOnce(&mut Self) -> Saved<()>,
    ) -> Saved<()> {
        act(self)?;
        Ok(self.mark_changed(area, key, waits)?)
    }

    /// Logs an engagement from a card: one act with the follow-up that it settles, if the person was spoken to. Tells
    /// whether it settled one.
    ///
    /// # Errors
    /// As [`Desk::save_engagement`].
    pub fn review_engagement(
        &mut self,
        area: &str,
        key: CardKey,
        contact: RecordId,
        values: &Values,
    ) -> Saved<(RecordId, bool)> {
        let (id, settled) = match key.kind {
            Kind::FollowUp => self.engagement_settles(contact, key.record, values)?,
            _ => (self.save_engagement(contact, None, values)?, false),
        };
        self.mark(area, key, None, self.last_act())?;
        Ok((id, settled))
    }

    /// Takes back what was done last: *reviewed* of a card, or the last act of this sitting. Gives what it was.
    ///
    /// # Errors
    /// As [`Desk::undo`].
    pub fn review_undo(&mut self, area: &str) -> Outcome<String> {
        let last = self.last_act();
        let rows = self.today_rows(area)?;
        let mut sitting = self.sitting(area, &rows)?;
        let newest = sitting.cards.iter_mut().filter(|c| c.mark.is_some()).max_by_key(|c| c.mark.map(|m| m.order));
        if let Some(card) = newest
            && card.mark.is_some_and(|m| m.act == 0 && m.after >= last)
        {
            card.mark = None;
            sitting.at = Some(card.key);
            sitting.finished = None;
            self.keep_sitting(area, &sitting)?;
            return Ok("review a card".to_owned());
        }
        let what = self.undo()?;
        let undone = sitting.cards.iter_mut().find(|c| c.mark.is_some_and(|m| m.act == last));
        if let Some(card) = undone {
            card.mark = None;
            sitting.at = Some(card.key);
            sitting.finished = None;
            self.keep_sitting(area, &sitting)?;
        }
        Ok(what)
    }

    /// Ends the review: what was not looked at comes first next time.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn finish_review(&mut self, area: &str) -> Outcome<Summary> {
        let rows = self.today_rows(area)?;
        let mut sitting = self.sitting(area, &rows)?;
        let at = self.local_now();
        sitting.finished = Some(at);
        sitting.at = None;
        let review = self.review_of(&sitting, &rows)?;
        self.keep_sitting(area, &sitting)?;
        let (unsent, _) = self.reading().update_counts()?;
        let mut summary = Summary {
            at,
            left_out: review.left_out,
            new_updates: (unsent - sitting.unsent).max(0),
            unsent,
            running: rows.into_iter().filter(|r| r.of.row.class == Class::Clock).collect(),
            ..Summary::default()
        };
        for card in &review.cards {
            match card.standing {
                Standing::Open => summary.passed += 1,
                Standing::Reviewed => summary.reviewed += 1,
                Standing::HandedOver => summary.handed_over += 1,
                Standing::Done { promise, told } => {
                    summary.done += 1;
                    summary.promises += usize::from(promise);
                    summary.told += usize::from(told && promise);
                }
                Standing::Waiting { times } => {
                    summary.waiting += 1;
                    summary.third += usize::from(times >= 3);
                    summary.beyond_third |= times > 3;
                }
            }
        }
        Ok(summary)
    }
}

/// How a card stands: by its record where it is no longer due, by its mark where it is.
fn standing(card: &Card, record: Option<&AnyRow>, due: bool) -> Standing {
    let follow_up = record.filter(|r| r.kind == Kind::FollowUp).map(|r| FollowUp::from_values(&r.values));
    // An offer that was put off is asked about again; one that was moved on is done with for this day.
    let offer = record.filter(|r| r.kind == Kind::Offer).map(|r| Offer::from_values(&r.values));
    let put_off = offer.filter(Offer::is_open).and_then(|o| o.deferrals);
    if !due {
        if let Some(times) = put_off {
            return Standing::Waiting { times };
        }
        return match follow_up {
            Some(f) if f.state.is(state::HANDED_OVER) => Standing::HandedOver,
            Some(f) if f.is_open() => Standing::Waiting { times: f.deferrals.unwrap_or(0) },
            Some(f) => {
                let told = !f.told.is_blank() && !f.told.is("not-yet");
                Standing::Done { promise: f.is_promise() && f.state.is(state::DONE), told }
            }
            None => Standing::Done { promise: false, told: false },
        };
    }
    match card.mark {
        None => Standing::Open,
        Some(m) if m.rev.is_some_and(|rev| record.is_none_or(|r| r.meta.rev != rev)) => Standing::Open,
        Some(Mark { waits: true, .. }) => {
            Standing::Waiting { times: follow_up.and_then(|f| f.deferrals).or(put_off).unwrap_or(1) }
        }
        Some(_) => Standing::Reviewed,
    }
}

/// Why a card is here, in words: `due Fri 20/11 · deferred twice`.
fn why_here(record: &AnyRow, row: Option<&TodayRow>, now: NaiveDateTime, today: NaiveDate) -> String {
    match record.kind {
        Kind::FollowUp => {
            let f = FollowUp::from_values(&record.values);
            let due = f.due.map(|d| format!("due {}", day_and_time(d, today)));
            let parts = [due, follow_up::deferred(f.deferrals.unwrap_or(0))];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
        Kind::Offer => {
            let o = Offer::from_values(&record.values);
            let due = o.chase_on.map(|d| format!("to ask again {}", day_and_time(Due::On(d), today)));
            let parts = [Some(o.service_name.clone()), due, follow_up::deferred(o.deferrals.unwrap_or(0))];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
        Kind::Concern => {
            let c = Concern::from_values(&record.values);
            let actions = due::actions_line(&c.action_list(), now);
            let opened = c.noticed.as_ref().map(|w| format!("noticed {}", w.from.format("%a %d/%m %H:%M")));
            let actions = if actions.is_empty() { "no action is set".to_owned() } else { actions };
            [Some(actions), opened].into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
        _ => {
            let Some(row) = row else { return String::new() };
            let due: Option<Due> = row.of.row.due.parse().ok();
            let since: Option<NaiveDate> = row.of.row.since.parse().ok();
            match (row.of.row.class, due, since) {
                (Class::Interval, _, Some(since)) => {
                    format!("last reached {} · {}", when::day_label(since, today), row.why)
                }
                (Class::Records, Some(due), Some(since)) => {
                    format!("last engagement {} · review {}", when::day_label(since, today), day_and_time(due, today))
                }
                (_, Some(due), Some(since)) => {
                    format!("due {} · last confirmed {}", day_and_time(due, today), when::day_label(since, today))
                }
                (_, Some(due), None) => format!("due {}", day_and_time(due, today)),
                _ => row.why.clone(),
            }
        }
    }
}

/// `Fri 20/11`, `Fri 20/11 09:00`; with the year when it is not this one.
fn day_and_time(due: Due, today: NaiveDate) -> String {
    let day = match when::day_label(due.day(), today).as_str() {
        "tomorrow" => due.day().format("%a %d/%m").to_string(),
        label => label.to_owned(),
    };
    match due {
        Due::On(_) => day,
        Due::At(moment) => format!("{day} {}", moment.format("%H:%M")),
    }
}
