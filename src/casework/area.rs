//! The area picture: observations without names, taskings, strategies with their proportionality; the DLO directory.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime};

use crate::casework::desk::{Desk, Saved, no_faults};
use crate::casework::saving::{gone, next_short};
use crate::domain::field::{Code, Fault, Record as _, Value, Values};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::liaison::{self, Liaison};
use crate::domain::observation::{self, BANDS, Observation};
use crate::domain::problem::{Outcome, Problem};
use crate::domain::service::Service;
use crate::domain::statistics::{Amount, Sum, protect};
use crate::domain::tasking::{self, MEASURES, Measure, NOT_FOR_DLO, Strategy, Tasking, is_decided, state};
use crate::domain::when::Due;
use crate::domain::{lists, text};
use crate::store::journal::Why;
use crate::store::table::Stored;

/// Weeks of a sparkline.
pub const WEEKS: usize = 13;
/// Places that have a sparkline, the largest of them; the others are too few to say anything.
const WITH_WEEKS: usize = 3;
/// Records of a kind that are read for a list; nobody has more taskings, strategies or colleagues open at a time.
const MOST: i64 = 500;

/// What the picture is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Look {
    /// Area code; blank for all areas.
    pub area: String,
    /// So many days back.
    pub days: u16,
    /// One place; blank for all.
    pub place: String,
}

/// Observations behind one bar.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Bar {
    /// All of them.
    All,
    /// Those of a place.
    Place(String),
    /// Those of a setting, by its code.
    Setting(String),
    /// Those of a time of day, by its number in [`BANDS`]; none where the time is not known.
    Band(Option<usize>),
}

impl Bar {
    /// What it is called: `Low Quay`, `internet`, `22 to 02`.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::All => "all".to_owned(),
            Self::Place(place) => place.clone(),
            Self::Setting(code) => lists::label("settings", code),
            Self::Band(Some(n)) => BANDS.get(*n).map(|(a, b)| format!("{a:02} to {b:02}")).unwrap_or_default(),
            Self::Band(None) => "not known".to_owned(),
        }
    }

    fn holds(&self, o: &Observation) -> bool {
        match self {
            Self::All => true,
            Self::Place(place) => same_place(&o.place, place),
            Self::Setting(code) => o.setting.is(code),
            Self::Band(band) => o.band() == *band,
        }
    }
}

fn same_place(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// A tasking as the picture shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct TaskingLine {
    /// The tasking.
    pub id: RecordId,
    /// `T-004`.
    pub reference: String,
    /// When it was asked.
    pub asked_on: Option<NaiveDate>,
    /// Until when.
    pub due: Option<Due>,
    /// What is asked.
    pub what: String,
    /// When its proportionality was noted; none while it is not.
    pub noted_on: Option<NaiveDate>,
    /// It is past its day.
    pub late: bool,
}

/// A strategy as the picture shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct StrategyLine {
    /// The strategy.
    pub id: RecordId,
    /// Its place.
    pub place: String,
    /// Considered, of all.
    pub considered: (usize, usize),
    /// Decided without a reason.
    pub without_reason: usize,
}

/// The picture of an area.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it is narrowed to.
    pub look: Look,
    /// How many observations.
    pub observations: usize,
    /// Bars by place, the largest first.
    pub places: Vec<(Bar, Amount)>,
    /// Bars by setting, the largest first.
    pub settings: Vec<(Bar, Amount)>,
    /// Bars by time of day, in its order.
    pub bands: Vec<(Bar, Amount)>,
    /// Thirteen weeks of the largest places, and of all of them.
    pub weeks: Vec<(String, Vec<Amount>)>,
    /// The Monday of the first of them.
    pub weeks_from: NaiveDate,
    /// Harm and demand by place, as last seen.
    pub harm: Vec<String>,
    /// Services there: name and hours.
    pub services: Vec<(String, String)>,
    /// A place where people are seen after every service has closed, and when the last one does.
    pub uncovered: Option<(String, NaiveTime)>,
    /// Open taskings, newest first.
    pub taskings: Vec<TaskingLine>,
    /// Strategies by place.
    pub strategies: Vec<StrategyLine>,
    /// Every place that was observed in the time, narrowed or not, by name.
    pub all_places: Vec<String>,
}

impl Desk {
    /// The picture of an area: what is known of the sex market there, in rough numbers and without a name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn picture(&self, look: &Look) -> Outcome<Picture> {
        let today = self.today();
        let from = today.checked_sub_days(Days::new(u64::from(look.days))).unwrap_or(today);
        let monday =
            today.checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_monday()))).unwrap_or(today);
        let weeks_from = monday.checked_sub_days(Days::new(7 * (WEEKS as u64 - 1))).unwrap_or(monday);
        let since = from.min(weeks_from).format("%Y-%m-%dT00:00").to_string();
        let seen: Vec<Observation> =
            self.reading().observations(&look.area, &since)?.into_iter().map(|o| o.it).collect();
        let mut all_places: Vec<String> = Vec::new();
        for o in seen.iter().filter(|o| o.day().is_some_and(|d| d >= from)) {
            if !all_places.iter().any(|p| same_place(p, &o.place)) {
                all_places.push(o.place.clone());
            }
        }
        all_places.sort_by_key(|p| p.to_lowercase());
        let here = |o: &&Observation| look.place.is_empty() || same_place(&o.place, &look.place);
        let seen: Vec<&Observation> = seen.iter().filter(here).collect();
        let bars = Bars::of(&seen, from, weeks_from);
        let services = self.services_of(&look.area)?;
        let uncovered = uncovered(&seen, from, &services);
        let mut taskings = self.taskings(&look.area)?;
        taskings.retain(|t| t.it.is_open());
        let mut strategies = self.strategies(&look.area)?;
        strategies.sort_by_key(|s| s.it.place.to_lowercase());
        Ok(Picture {
            look: look.clone(),
            observations: seen.iter().filter(|o| o.day().is_some_and(|d| d >= from)).count(),
            harm: harm(&seen, from, &bars.places),
            places: bars.places,
            settings: bars.settings,
            bands: bars.bands,
            weeks: bars.weeks,
            weeks_from,
            services,
            uncovered,
            taskings: taskings.iter().map(|t| tasking_line(t, today)).collect(),
            strategies: strategies
                .iter()
                .map(|s| StrategyLine {
                    id: s.meta.id,
                    place: s.it.place.clone(),
                    considered: s.it.considered(),
                    without_reason: s.it.without_reason(),
                })
                .collect(),
            all_places,
        })
    }

    /// The observations behind a bar of the picture, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn observations_behind(&self, look: &Look, bar: &Bar) -> Outcome<Vec<Stored<Observation>>> {
        let from = self.today().checked_sub_days(Days::new(u64::from(look.days))).unwrap_or_default();
        let mut seen = self.reading().observations(&look.area, &from.format("%Y-%m-%dT00:00").to_string())?;
        seen.retain(|o| bar.holds(&o.it) && (look.place.is_empty() || same_place(&o.it.place, &look.place)));
        Ok(seen)
    }

    /// Services of the area that say when they can be reached.
    fn services_of(&self, area: &str) -> Outcome<Vec<(String, String)>> {
        let all = self.reading().list(Kind::Service, 0, MOST)?;
        let there = |s: &Service| area.is_empty() || s.areas.is_empty() || s.areas.iter().any(|a| a.is(area));
        let services = all.iter().map(|r| Service::from_values(&r.values));
        Ok(services.filter(|s| !s.is_closed() && !s.hours.is_empty() && there(s)).map(|s| (s.name, s.hours)).collect())
    }

    /// Taskings of an area, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn taskings(&self, area: &str) -> Outcome<Vec<Stored<Tasking>>> {
        let mut all: Vec<Stored<Tasking>> = self.all_of(Kind::Tasking)?;
        all.retain(|t| area.is_empty() || t.it.area.is(area));
        all.sort_by(|a, b| b.it.asked_on.cmp(&a.it.asked_on).then_with(|| b.it.reference.cmp(&a.it.reference)));
        Ok(all)
    }

    /// Strategies of an area.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn strategies(&self, area: &str) -> Outcome<Vec<Stored<Strategy>>> {
        let mut all: Vec<Stored<Strategy>> = self.all_of(Kind::Strategy)?;
        all.retain(|s| area.is_empty() || s.it.area.is(area));
        Ok(all)
    }

    /// The directory of DLOs, one's own area first, then by name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn liaisons(&self) -> Outcome<Vec<Stored<Liaison>>> {
        let mut all: Vec<Stored<Liaison>> = self.all_of(Kind::Liaison)?;
        let own = self.officer().area.clone();
        all.sort_by_key(|l| (!l.it.areas.iter().any(|a| a.is(&own)), l.it.name.to_lowercase()));
        Ok(all)
    }

    fn all_of<R: crate::domain::field::Record>(&self, kind: Kind) -> Outcome<Vec<Stored<R>>> {
        Ok(self.reading().list(kind, 0, MOST)?.iter().map(crate::store::table::AnyRow::typed).collect())
    }

    /// Saves an observation. A contact that it names is pointed out first.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_observation(&mut self, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let (observation, _) = self.typed::<Observation>(id, values)?;
        let mut faults = observation::faults(&observation, self.local_now());
        if faults.is_empty() {
            faults = self.point_out_names(&observation.values(), &["place", "demand", "harm", "note"])?;
        }
        self.keep("record an observation", None, id, &observation, faults)
    }

    /// Saves a tasking. What is asked of the DLO names no contact: one that is named is pointed out first.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_tasking(&mut self, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let (mut tasking, before) = self.typed::<Tasking>(id, values)?;
        if before.is_none() {
            tasking.reference = next_short::<Tasking>(self.reading())?;
            tasking.state = Code::new(state::OPEN);
        }
        if before.as_ref().is_none_or(|b| b.proportionality != tasking.proportionality) {
            tasking.proportionality_on = (!tasking.proportionality.is_empty()).then(|| self.today());
        }
        let mut faults = tasking::faults(&tasking, self.today());
        if faults.is_empty() {
            faults = self.point_out_names(&tasking.values(), &["what", "place", "proportionality", "result"])?;
        }
        self.keep("record a tasking", None, id, &tasking, faults)
    }

    fn open_tasking(&self, id: RecordId) -> Outcome<Tasking> {
        let tasking = self.reading().get::<Tasking>(id)?.ok_or_else(gone)?.it;
        if tasking.is_open() {
            Ok(tasking)
        } else {
            Err(Problem::refused("This tasking is settled already.", "u takes the last act back."))
        }
    }

    fn change_tasking(&mut self, what: &'static str, id: RecordId, tasking: &Tasking) -> Saved<()> {
        self.act(what, |w| w.put(id, None, tasking, &Why::default()))?;
        Ok(())
    }

    /// Settles a tasking as done, or gives it back, with what came of it or why.
    ///
    /// # Errors
    /// A fault under `result` when it is blank or names a contact for the first time; refused when it is settled already;
    /// or a failure.
    pub fn settle_tasking(&mut self, id: RecordId, to: &str, result: &str) -> Saved<()> {
        let mut tasking = self.open_tasking(id)?;
        tasking.state = Code::new(to);
        tasking.result = text::clean_note(result).text.trim().to_owned();
        let mut faults = tasking::faults(&tasking, self.today());
        if faults.is_empty() {
            faults = self.point_out_names(&tasking.values(), &["result"])?;
        }
        no_faults(faults)?;
        self.change_tasking("settle a tasking", id, &tasking)
    }

    /// Notes why a tasking is proportionate; only then is it due on Today.
    ///
    /// # Errors
    /// A fault under `proportionality` when it is blank or names a contact for the first time; or a failure.
    pub fn note_proportionality(&mut self, id: RecordId, note: &str) -> Saved<()> {
        let mut tasking = self.open_tasking(id)?;
        tasking.proportionality = text::clean_note(note).text.trim().to_owned();
        if tasking.proportionality.is_empty() {
            let what = "Say what it costs people and why it is worth it, or give the tasking back.";
            no_faults(vec![Fault::new("proportionality", what)])?;
        }
        let faults = self.point_out_names(&tasking.values(), &["proportionality"])?;
        no_faults(faults)?;
        tasking.proportionality_on = Some(self.today());
        self.change_tasking("note the proportionality of a tasking", id, &tasking)
    }

    /// Another day for a tasking, agreed with whoever asked for it: it is theirs to say until when.
    ///
    /// # Errors
    /// Faults under `due` and `agreed_with`; or a failure.
    pub fn put_off_tasking(&mut self, id: RecordId, due: Option<Due>, agreed_with: &str) -> Saved<()> {
        let mut tasking = self.open_tasking(id)?;
        let agreed = text::clean_line(agreed_with).text.trim().to_owned();
        let mut faults = Vec::new();
        match due {
            None => faults.push(Fault::new("due", "Say until when: fri, +2w, 3/12.")),
            Some(due) if due.working_day() < self.today() => {
                faults.push(Fault::new("due", "This day is past."));
            }
            Some(_) => {}
        }
        if agreed.is_empty() {
            faults.push(Fault::new("agreed_with", "Say with whom it was agreed: the day is theirs."));
        }
        no_faults(faults)?;
        tasking.due = due;
        tasking.agreed_with = agreed;
        self.change_tasking("agree another day for a tasking", id, &tasking)
    }

    /// Saves the strategy of a place. There is one a place: another of the same name is refused.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_strategy(&mut self, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let (strategy, _) = self.typed::<Strategy>(id, values)?;
        let mut faults = tasking::strategy_faults(&strategy, self.today());
        let twin = self.strategies(strategy.area.as_str())?;
        if twin.iter().any(|s| Some(s.meta.id) != id && same_place(&s.it.place, &strategy.place)) {
            faults.push(Fault::new("place", "This place has a strategy: S opens it."));
        }
        if faults.is_empty() {
            faults = self.point_out_names(&strategy.values(), &["place", "market", "proportionality"])?;
        }
        self.keep("record a strategy", None, id, &strategy, faults)
    }

    /// Decides about one consideration of a strategy. Covert techniques, test purchase and sources are not for the DLO:
    /// there is nothing to decide about them here, and no text of theirs is kept.
    ///
    /// # Errors
    /// Refused when it is not for the DLO; faults `decision`, and those of names; or a failure.
    pub fn decide_measure(&mut self, id: RecordId, measure: &Measure) -> Saved<()> {
        let item = lists::item(MEASURES, &measure.code)
            .ok_or_else(|| Problem::refused("There is no such consideration.", "Go back and open it again."))?;
        if let Some(to) = item.extra.get(NOT_FOR_DLO) {
            return Err(
                Problem::refused(format!("This is not for the DLO: {to}."), "Nothing is kept about it here.").into()
            );
        }
        if !is_decided(item) {
            return Err(
                Problem::refused("This is built by working: nothing is decided about it.", "7 shows it.").into()
            );
        }
        let mut strategy = self.reading().get::<Strategy>(id)?.ok_or_else(gone)?.it;
        let clean = |t: &str| text::clean_note(t).text.trim().to_owned();
        let measure = Measure {
            proportionality: clean(&measure.proportionality),
            result: clean(&measure.result),
            on: if measure.is_considered() { self.today().to_string() } else { String::new() },
            ..measure.clone()
        };
        let mut faults = Vec::new();
        if lists::item("measure_decisions", &measure.decision).is_none() && measure.is_considered() {
            faults.push(Fault::new("decision", "Choose what was decided."));
        }
        if faults.is_empty() {
            let words = Values::from([
                ("proportionality", Value::Text(measure.proportionality.clone())),
                ("result", Value::Text(measure.result.clone())),
            ]);
            faults = self.point_out_names(&words, &["proportionality", "result"])?;
        }
        no_faults(faults)?;
        let mut all = strategy.measure_list();
        all.retain(|m| m.code != measure.code);
        all.push(measure);
        strategy.set_measures(&all);
        self.act("decide about a consideration", |w| w.put(id, None, &strategy, &Why::default()))?;
        Ok(())
    }

    /// Saves an entry of the DLO directory.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_liaison(&mut self, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let (mut liaison, _) = self.typed::<Liaison>(id, values)?;
        if liaison.checked_on.is_none() {
            liaison.checked_on = Some(self.today());
        }
        let faults = liaison::faults(&liaison);
        self.keep("change the DLO directory", None, id, &liaison, faults)
    }

    /// What one's own entry of the directory begins from: one's own details.
    #[must_use]
    pub fn own_entry(&self) -> Liaison {
        let own = &self.officer().point_of_contact;
        Liaison {
            name: own.name.clone(),
            collar: own.collar.clone(),
            role: own.role.clone(),
            areas: vec![Code::new(self.officer().area.clone())],
            phone: own.phone.clone(),
            email: own.email.clone(),
            out_of_hours: own.out_of_hours.clone(),
            ..Liaison::default()
        }
    }
}

fn tasking_line(t: &Stored<Tasking>, today: NaiveDate) -> TaskingLine {
    TaskingLine {
        id: t.meta.id,
        reference: t.it.reference.clone(),
        asked_on: t.it.asked_on,
        due: t.it.due,
        what: t.it.what.clone(),
        noted_on: t.it.proportionality_on.filter(|_| !t.it.proportionality.is_empty()),
        late: t.it.due.is_some_and(|d| d.working_day() < today),
    }
}

/// The bars, with what has to be held back so that no small number is worked out.
struct Bars {
    places: Vec<(Bar, Amount)>,
    settings: Vec<(Bar, Amount)>,
    bands: Vec<(Bar, Amount)>,
    weeks: Vec<(String, Vec<Amount>)>,
}

/// What one sum of the picture is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    Place(String),
    Setting(String),
    Band(usize),
    Week(Option<String>, usize),
}

impl Bars {
    fn of(seen: &[&Observation], from: NaiveDate, weeks_from: NaiveDate) -> Self {
        let key = |o: &Observation| o.place.trim().to_lowercase();
        let inside = |o: &Observation| o.day().is_some_and(|d| d >= from);
        let mut by_place: BTreeMap<String, (String, u64)> = BTreeMap::new();
        let mut by_setting: BTreeMap<String, u64> = BTreeMap::new();
        for o in seen.iter().filter(|o| inside(o)) {
            by_place.entry(key(o)).or_insert_with(|| (o.place.clone(), 0)).1 += o.about();
            *by_setting.entry(o.setting.as_str().to_owned()).or_default() += o.about();
        }
        let mut places: Vec<(String, String, u64)> = by_place.into_iter().map(|(k, (name, n))| (k, name, n)).collect();
        places.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
        let largest: Vec<&str> = places.iter().take(WITH_WEEKS).map(|(k, _, _)| k.as_str()).collect();
        let mut settings: Vec<(String, u64)> = by_setting.into_iter().collect();
        settings.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        // Every observation is a count of its own, and stands in each sum that it is part of.
        let mut sums: BTreeMap<Of, Vec<usize>> = BTreeMap::new();
        for (n, o) in seen.iter().enumerate() {
            let mut add = |of: Of| sums.entry(of).or_default().push(n);
            if inside(o) {
                add(Of::Place(key(o)));
                add(Of::Setting(o.setting.as_str().to_owned()));
                add(Of::Band(o.band().unwrap_or(BANDS.len())));
            }
            let days = o.day().map_or(-1, |d| (d - weeks_from).num_days());
            if let Some(week) = usize::try_from(days).ok().map(|d| d / 7).filter(|w| *w < WEEKS) {
                add(Of::Week(None, week));
                if largest.contains(&key(o).as_str()) {
                    add(Of::Week(Some(key(o)), week));
                }
            }
        }
        let counts: Vec<u64> = seen.iter().map(|o| o.about()).collect();
        let of: Vec<Sum> = sums.values().map(|parts| Sum { parts: parts.clone(), is_cell: true }).collect();
        let shown: BTreeMap<&Of, Amount> = sums.keys().zip(protect(&counts, &of)).collect();
        let amount = |of: Of| shown.get(&of).copied().unwrap_or(Amount::Count(0));
        let week = |place: Option<&str>| -> Vec<Amount> {
            (0..WEEKS).map(|w| amount(Of::Week(place.map(str::to_owned), w))).collect()
        };
        let mut weeks: Vec<(String, Vec<Amount>)> =
            places.iter().take(WITH_WEEKS).map(|(k, name, _)| (name.clone(), week(Some(k)))).collect();
        weeks.push(("All places".to_owned(), week(None)));
        let mut bands: Vec<(Bar, Amount)> =
            (0..BANDS.len()).map(|n| (Bar::Band(Some(n)), amount(Of::Band(n)))).collect();
        if shown.contains_key(&Of::Band(BANDS.len())) {
            bands.push((Bar::Band(None), amount(Of::Band(BANDS.len()))));
        }
        Self {
            places: places
                .iter()
                .map(|(k, name, _)| (Bar::Place(name.clone()), amount(Of::Place(k.clone()))))
                .collect(),
            settings: settings.iter().map(|(c, _)| (Bar::Setting(c.clone()), amount(Of::Setting(c.clone())))).collect(),
            bands,
            weeks,
        }
    }
}

/// Harm and demand of each place as last seen, the largest place first.
fn harm(seen: &[&Observation], from: NaiveDate, places: &[(Bar, Amount)]) -> Vec<String> {
    let mut lines = Vec::new();
    for (bar, _) in places {
        let there = || seen.iter().filter(|o| bar.holds(o) && o.day().is_some_and(|d| d >= from));
        let harm = there().find(|o| !o.harm.is_empty()).map(|o| format!("residents at {}: {}", bar.label(), o.harm));
        let demand = there().find(|o| !o.demand.is_empty()).map(|o| o.demand.clone());
        match (harm, demand) {
            (Some(harm), Some(demand)) => lines.push(format!("{harm}; {demand}")),
            (Some(harm), None) => lines.push(harm),
            (None, Some(demand)) => lines.push(format!("{}: {demand}", bar.label())),
            (None, None) => {}
        }
    }
    lines
}

/// The last time of day that stands in the hours of a service.
fn closes(hours: &str) -> Option<NaiveTime> {
    let times = hours.split(|c: char| !(c.is_ascii_digit() || c == ':'));
    times.filter_map(|t| NaiveTime::parse_from_str(t, "%H:%M").ok()).next_back()
}

/// The place where most are seen after the last service has closed.
fn uncovered(seen: &[&Observation], from: NaiveDate, services: &[(String, String)]) -> Option<(String, NaiveTime)> {
    let last = services.iter().filter_map(|(_, hours)| closes(hours)).max()?;
    let hour = chrono::Timelike::hour(&last);
    let mut late: BTreeMap<String, (String, u64)> = BTreeMap::new();
    for o in seen.iter().filter(|o| o.day().is_some_and(|d| d >= from)) {
        // Bands from the closing hour to the morning.
        let after = o.band().and_then(|b| BANDS.get(b)).is_some_and(|(begins, _)| *begins >= hour || *begins < 6);
        if after && !o.place.is_empty() {
            late.entry(o.place.to_lowercase()).or_insert_with(|| (o.place.clone(), 0)).1 += o.about();
        }
    }
    late.into_values().max_by_key(|(_, n)| *n).map(|(place, _)| (place, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hours_of_a_service_say_when_it_closes() {
        assert_eq!(closes("Mon Wed Fri to 22:00"), NaiveTime::from_hms_opt(22, 0, 0));
        assert_eq!(closes("10:00 to 16:30, Sat 10:00 to 12:00"), NaiveTime::from_hms_opt(12, 0, 0));
        assert_eq!(closes("by appointment"), None);
    }
}
