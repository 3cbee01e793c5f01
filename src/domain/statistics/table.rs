//! The tables: topics, periods, and the one set of decisions about what is held back.
//!
//! What is held back of a topic is decided once over everything that can be asked for on a day: months, quarters and
//! years, each area and all of them, every way the same things are counted. So what one table holds back no other one
//! tells. What does not belong here: where the counts come from, and how a table is drawn.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use super::event::{BETWEEN, Family, feedback, markers, promise};
use super::shown::{Amount, Sum, protect};
use crate::domain::lists;
use crate::domain::{follow_up, update};

/// A tally as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Area code; blank for none.
    pub area: String,
    /// `2026-11`; blank when it is not known.
    pub month: String,
    /// Its words, [`BETWEEN`] each.
    pub code: String,
    /// How many.
    pub n: u64,
}

/// The topics, in the order of the screen.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::EnumIter,
    strum::IntoStaticStr,
    strum::EnumString,
    serde::Serialize,
    serde::Deserialize,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// People on the caseload by population group.
    ContactsByGroup,
    /// People who became known and whose record was closed.
    ContactsNewClosed,
    /// Engagements by outcome.
    EngagementsByOutcome,
    /// Engagements by channel.
    EngagementsByChannel,
    /// Promises kept on time.
    Promises,
    /// Referrals by outcome and service.
    Referrals,
    /// Crime reports by mode and outcome.
    CrimeReports,
    /// From a report to telling the person.
    Feedback,
    /// Markers placed, reviewed, removed.
    Markers,
    /// Updates sent and confirmed.
    Updates,
}

impl Topic {
    /// All of them, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        <Self as strum::IntoEnumIterator>::iter()
    }

    /// Its name in files: `engagements-by-outcome`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// In the rail.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Self::ContactsByGroup => "contacts by group",
            Self::ContactsNewClosed => "contacts, new, closed",
            Self::EngagementsByOutcome => "engagements, outcome",
            Self::EngagementsByChannel => "engagements, channel",
            Self::Promises => "promises on time",
            Self::Referrals => "referrals",
            Self::CrimeReports => "crime reports",
            Self::Feedback => "report to feedback",
            Self::Markers => "markers",
            Self::Updates => "updates",
        }
    }

    /// Above the table.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::ContactsByGroup => "Contacts on the caseload by group",
            Self::ContactsNewClosed => "Contacts, new and closed",
            Self::EngagementsByOutcome => "Engagements by outcome",
            Self::EngagementsByChannel => "Engagements by channel",
            Self::Promises => "Promises settled, kept on time",
            Self::Referrals => "Referrals by outcome and service",
            Self::CrimeReports => "Crime reports by mode and outcome",
            Self::Feedback => "From the report to telling the person",
            Self::Markers => "Markers placed, reviewed, removed",
            Self::Updates => "Updates sent, and what IS answered",
        }
    }

    /// What it is counted with.
    #[must_use]
    pub const fn family(self) -> Family {
        match self {
            Self::ContactsByGroup | Self::ContactsNewClosed => Family::Contact,
            Self::EngagementsByOutcome | Self::EngagementsByChannel => Family::Engagement,
            Self::Promises => Family::Promise,
            Self::Referrals => Family::Referral,
            Self::CrimeReports | Self::Feedback => Family::Crime,
            Self::Markers => Family::Marker,
            Self::Updates => Family::Update,
        }
    }

    /// Its blocks: heading, and which of the words of a count they go by.
    const fn blocks(self) -> &'static [(&'static str, Block)] {
        match self {
            Self::ContactsByGroup => &[("", Block::Group)],
            Self::ContactsNewClosed => &[("", Block::NewClosed)],
            Self::EngagementsByOutcome => &[("", Block::Outcome)],
            Self::EngagementsByChannel => &[("", Block::Channel)],
            Self::Promises => &[("", Block::Promise)],
            Self::Referrals => &[("", Block::Referral), ("By service", Block::Service)],
            Self::CrimeReports => &[("", Block::Mode), ("By outcome", Block::CrimeOutcome)],
            Self::Feedback => &[("", Block::Feedback)],
            Self::Markers => &[("", Block::Marker)],
            Self::Updates => &[("", Block::Update)],
        }
    }

    /// A share of two rows that is worth knowing: its words, the row, and whether it is of the total or of some rows.
    const fn rate(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::EngagementsByOutcome => Some(("Reached, of all tried", "spoke")),
            Self::Promises => Some(("On time, of all settled", promise::ON_TIME)),
            Self::Referrals => Some(("Completed, of all sent", "completed")),
            Self::Feedback => Some(("Within a week, of all", feedback::WEEK)),
            Self::Updates => Some(("Accepted, of all sent", update::state::ACCEPTED)),
            _ => None,
        }
    }
}

/// Rows of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Block {
    Group,
    NewClosed,
    Outcome,
    Channel,
    Promise,
    Referral,
    Service,
    Mode,
    CrimeOutcome,
    Feedback,
    Marker,
    Update,
}

impl Block {
    /// Which of the words of a count.
    const fn word(self) -> usize {
        match self {
            Self::Channel | Self::Service | Self::CrimeOutcome => 1,
            Self::Feedback => 2,
            _ => 0,
        }
    }

    /// The blocks of a family that are rows of its words.
    const fn of(family: Family) -> &'static [Self] {
        match family {
            Family::Contact => &[],
            Family::Engagement => &[Self::Outcome, Self::Channel],
            Family::Promise => &[Self::Promise],
            Family::Referral => &[Self::Referral, Self::Service],
            Family::Crime => &[Self::Mode, Self::CrimeOutcome, Self::Feedback],
            Family::Marker => &[Self::Marker],
            Family::Update => &[Self::Update],
        }
    }

    /// Rows that always stand there, with their words: codes of a list, or the program's own.
    fn rows(self) -> Vec<(String, String)> {
        let of_list = |name: &str| {
            let items = lists::get(name).map(|l| l.offered().map(|i| (i.code.clone(), i.label.clone())).collect());
            items.unwrap_or_default()
        };
        let own = |rows: &[(&str, &str)]| rows.iter().map(|(c, l)| ((*c).to_owned(), (*l).to_owned())).collect();
        match self {
            Self::Group => {
                let mut rows: Vec<(String, String)> = of_list("population_groups");
                rows.push((String::new(), "none recorded".to_owned()));
                rows
            }
            Self::NewClosed => own(&[("new", "became known"), ("closed", "closed")]),
            Self::Outcome => of_list("outcomes"),
            Self::Channel => of_list("channels"),
            Self::Promise => own(&[
                (promise::ON_TIME, "kept on time"),
                (promise::LATE, "kept late"),
                (follow_up::state::CANCELLED, "cancelled"),
                (follow_up::state::HANDED_OVER, "handed over"),
            ]),
            Self::Referral => of_list("referral_states"),
            Self::Service => Vec::new(),
            Self::Mode => of_list("report_modes"),
            Self::CrimeOutcome => of_list("crime_states"),
            Self::Feedback => own(&[
                (feedback::WEEK, "told in 7 days"),
                (feedback::MONTH, "told in 28 days"),
                (feedback::LATER, "told later"),
                (feedback::OWED, "not told yet"),
                (feedback::NOTHING, "no news yet"),
            ]),
            Self::Marker => {
                own(&[(markers::PLACED, "placed"), (markers::REVIEWED, "reviewed"), (markers::REMOVED, "removed")])
            }
            Self::Update => own(&[
                (update::state::ACCEPTED, "accepted"),
                (update::state::REJECTED, "refused"),
                (update::state::DEFERRED, "put off by IS"),
                (update::state::SENT, "not answered yet"),
            ]),
        }
    }

    /// Whether its rows make a whole: placed and removed markers do not.
    const fn has_total(self) -> bool {
        !matches!(self, Self::NewClosed | Self::Marker)
    }
}

/// By what a table is laid out.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    strum::EnumIter,
    strum::IntoStaticStr,
    strum::EnumString,
    serde::Serialize,
    serde::Deserialize,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// Six months.
    #[default]
    Month,
    /// Six quarters.
    Quarter,
    /// Five years.
    Year,
}

impl Period {
    /// Its name: `month`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The next longer one.
    #[must_use]
    pub const fn longer(self) -> Option<Self> {
        match self {
            Self::Month => Some(Self::Quarter),
            Self::Quarter => Some(Self::Year),
            Self::Year => None,
        }
    }

    /// Its columns up to a day, earliest first: months of each.
    fn columns(self, until: NaiveDate) -> Vec<Column> {
        let last = number(until);
        let (size, count) = match self {
            Self::Month => (1, 6),
            Self::Quarter => (3, 6),
            Self::Year => (12, 5),
        };
        let this = last - last.rem_euclid(size);
        (0..count)
            .rev()
            .map(|back| {
                let first = this - back * size;
                Column { first, last: (first + size - 1).min(last), period: self }
            })
            .collect()
    }
}

/// Months counted on from the year 0.
fn number(day: NaiveDate) -> i32 {
    day.year() * 12 + i32::try_from(day.month0()).unwrap_or(0)
}

fn number_of(month: &str) -> Option<i32> {
    let (year, month) = month.split_once('-')?;
    Some(year.parse::<i32>().ok()? * 12 + month.parse::<i32>().ok()? - 1)
}

fn first_day(month: i32) -> NaiveDate {
    let in_year = u32::try_from(month.rem_euclid(12)).unwrap_or(0) + 1;
    NaiveDate::from_ymd_opt(month.div_euclid(12), in_year, 1).unwrap_or_default()
}

/// One column: the months it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Column {
    first: i32,
    last: i32,
    period: Period,
}

impl Column {
    fn label(self) -> String {
        let day = first_day(self.first);
        match self.period {
            Period::Month => day.format("%b").to_string(),
            Period::Quarter => format!("Q{} {}", day.month0() / 3 + 1, day.format("%y")),
            Period::Year => day.format("%Y").to_string(),
        }
    }
}

/// One thing that is shown somewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    block: Block,
    /// Row; none for the total of all rows.
    row: Option<String>,
    /// Period and number of its column; none for all of its columns together, no period for *now*.
    column: Option<(Period, Option<usize>)>,
    /// Area; none for all of them.
    area: Option<String>,
}

/// Everything that can be shown of a family on a day.
pub struct Universe {
    until: NaiveDate,
    areas: Vec<String>,
    rows: BTreeMap<Block, BTreeSet<String>>,
    shown: BTreeMap<Key, Amount>,
}

impl Universe {
    /// Decides what may be shown of what was counted up to a day.
    #[must_use]
    pub fn new(family: Family, counted: &[Counted], until: NaiveDate) -> Self {
        let columns: Vec<Vec<Column>> = <Period as strum::IntoEnumIterator>::iter().map(|p| p.columns(until)).collect();
        let mut rows: BTreeMap<Block, BTreeSet<String>> = BTreeMap::new();
        // Counts that stand in the same sums are one.
        let mut behind: BTreeMap<Vec<Key>, u64> = BTreeMap::new();
        for c in counted.iter().chain(&could_be(family, counted)) {
            let keys = keys(family, c, &columns, until);
            if keys.is_empty() {
                continue;
            }
            if c.n > 0 {
                for key in &keys {
                    let Some(row) = &key.row else { continue };
                    rows.entry(key.block).or_default().insert(row.clone());
                }
            }
            *behind.entry(keys).or_default() += c.n;
        }
        let mut sums: BTreeMap<&Key, Vec<usize>> = BTreeMap::new();
        for (n, keys) in behind.keys().enumerate() {
            for key in keys {
                sums.entry(key).or_default().push(n);
            }
        }
        let counts: Vec<u64> = behind.values().copied().collect();
        let of: Vec<Sum> = sums
            .iter()
            .map(|(key, parts)| Sum {
                parts: parts.clone(),
                is_cell: key.row.is_some() && key.column.is_none_or(|(_, column)| column.is_some()),
            })
            .collect();
        let shown = sums.keys().map(|key| (*key).clone()).zip(protect(&counts, &of)).collect();
        let areas: BTreeSet<String> = counted.iter().map(|c| c.area.clone()).collect();
        Self { until, areas: areas.into_iter().collect(), rows, shown }
    }

    fn amount(&self, key: &Key) -> Amount {
        self.shown.get(key).copied().unwrap_or(Amount::Count(0))
    }

    /// The table of a topic. Where it would say nothing it is laid out by quarter, by year, and then for all areas.
    #[must_use]
    pub fn table(&self, topic: Topic, area: &str, by: Period) -> Table {
        let asked = self.laid_out(topic, area, by);
        if asked.says_something() || asked.is_all_zero() {
            return asked;
        }
        let mut wider = Vec::new();
        let mut next = by.longer().filter(|_| topic != Topic::ContactsByGroup);
        while let Some(period) = next {
            wider.push((area, period));
            next = period.longer();
        }
        if !area.is_empty() {
            wider.extend([("", by), ("", Period::Year)]);
        }
        for (over, period) in wider {
            let table = self.laid_out(topic, over, period);
            if table.says_something() {
                let where_ = if over == area { String::new() } else { " for all areas".to_owned() };
                let how = if period == by { String::new() } else { format!(" by {}", period.name()) };
                let note = format!("Shown{how}{where_}: by {} here it would say nothing.", by.name());
                return Table { note, ..table };
            }
        }
        Table { note: "Too few for a table that would say anything.".to_owned(), ..asked }
    }

    fn laid_out(&self, topic: Topic, area: &str, by: Period) -> Table {
        if topic == Topic::ContactsByGroup {
            return self.groups(area);
        }
        let columns = by.columns(self.until);
        let of_area = (!area.is_empty()).then(|| area.to_owned());
        let line = |block: Block, row: Option<&str>, label: &str| {
            let amount = |column: Option<usize>| {
                let (row, area) = (row.map(str::to_owned), of_area.clone());
                self.amount(&Key { block, row, column: Some((by, column)), area })
            };
            Row {
                label: label.to_owned(),
                cells: (0..columns.len()).map(|n| amount(Some(n))).collect(),
                all: amount(None),
            }
        };
        let blocks = topic.blocks().iter().map(|(heading, block)| Part {
            heading: (*heading).to_owned(),
            rows: self.rows_of(*block).iter().map(|(code, label)| line(*block, Some(code), label)).collect(),
            total: block.has_total().then(|| line(*block, None, "All")),
        });
        let blocks: Vec<Part> = blocks.collect();
        let labels: Vec<String> = columns.iter().map(|c| c.label()).collect();
        let rate = topic.rate().and_then(|(words, row)| {
            let block = topic.blocks().first()?.1;
            let part = line(block, Some(row), "");
            Some(Rate::of(words, &part, blocks.first()?.total.as_ref()?))
        });
        let first = columns.first().map_or(self.until, |c| first_day(c.first));
        Table {
            topic,
            area: area.to_owned(),
            by,
            from: Some(first),
            to: self.until,
            columns: labels,
            blocks,
            rate,
            note: String::new(),
        }
    }

    /// People on the caseload on the day, by group and area.
    fn groups(&self, area: &str) -> Table {
        let areas: Vec<String> = if area.is_empty() { self.areas.clone() } else { vec![area.to_owned()] };
        let line = |row: Option<&str>, label: &str| {
            let amount = |area: Option<String>| {
                self.amount(&Key { block: Block::Group, row: row.map(str::to_owned), column: None, area })
            };
            let all = amount((!area.is_empty()).then(|| area.to_owned()));
            Row { label: label.to_owned(), cells: areas.iter().map(|a| amount(Some(a.clone()))).collect(), all }
        };
        let rows = self.rows_of(Block::Group).iter().map(|(code, label)| line(Some(code), label)).collect();
        let part = Part { heading: String::new(), rows, total: Some(line(None, "All")) };
        let label = |a: &String| if a.is_empty() { "none".to_owned() } else { lists::label("areas", a) };
        Table {
            topic: Topic::ContactsByGroup,
            area: area.to_owned(),
            by: Period::Month,
            from: None,
            to: self.until,
            columns: areas.iter().map(label).collect(),
            blocks: vec![part],
            rate: None,
            note: String::new(),
        }
    }

    /// The rows of a block: those that always stand there, and whatever else was counted, as it came.
    fn rows_of(&self, block: Block) -> Vec<(String, String)> {
        let mut rows = block.rows();
        for code in self.rows.get(&block).into_iter().flatten() {
            if !rows.iter().any(|(c, _)| c == code) {
                let label = if code.is_empty() { "not said".to_owned() } else { code.clone() };
                rows.push((code.clone(), label));
            }
        }
        rows
    }
}

/// What could have been counted beside what was, in the same area and month: other pairs of the same words. Nothing small
/// is known by pairs, so somebody who works back has to reckon with them.
fn could_be(family: Family, counted: &[Counted]) -> Vec<Counted> {
    if !matches!(family, Family::Engagement | Family::Referral | Family::Crime) {
        return Vec::new();
    }
    let mut words: BTreeMap<(&str, &str), Vec<BTreeSet<&str>>> = BTreeMap::new();
    for c in counted {
        let of = words.entry((c.area.as_str(), c.month.as_str())).or_default();
        for (n, word) in c.code.split(BETWEEN).enumerate() {
            if of.len() <= n {
                of.push(BTreeSet::new());
            }
            if let Some(set) = of.get_mut(n) {
                set.insert(word);
            }
        }
    }
    let mut all = Vec::new();
    for ((area, month), sets) in words {
        let mut codes = vec![String::new()];
        for (n, set) in sets.iter().enumerate() {
            let join =
                |head: &String, word: &&str| if n == 0 { (*word).to_owned() } else { format!("{head}{BETWEEN}{word}") };
            codes = codes.iter().flat_map(|head| set.iter().map(move |word| join(head, word))).collect();
        }
        let n = 0;
        all.extend(codes.into_iter().map(|code| Counted { area: area.to_owned(), month: month.to_owned(), code, n }));
    }
    all
}

/// Every sum a count stands in.
fn keys(family: Family, c: &Counted, columns: &[Vec<Column>], until: NaiveDate) -> Vec<Key> {
    let words: Vec<&str> = c.code.split(BETWEEN).collect();
    let word = |n: usize| words.get(n).copied().unwrap_or_default();
    let mut keys = Vec::new();
    // A row and its total, for the area and for all of them.
    let mut add = |block: Block, row: &str, column: Option<(Period, Option<usize>)>| {
        for area in [Some(c.area.clone()), None] {
            keys.push(Key { block, row: Some(row.to_owned()), column, area: area.clone() });
            if block.has_total() {
                keys.push(Key { block, row: None, column, area });
            }
        }
    };
    // The columns of every period that hold a month, and all columns of that period.
    let places = |month: &str| -> Vec<(Period, Option<usize>)> {
        let Some(month) = number_of(month) else { return Vec::new() };
        let mut places = Vec::new();
        for of in columns {
            let at = of.iter().position(|column| (column.first..=column.last).contains(&month));
            if let (Some(at), Some(first)) = (at, of.first()) {
                places.extend([(first.period, Some(at)), (first.period, None)]);
            }
        }
        places
    };
    if family == Family::Contact {
        let last = number(until);
        let later = |month: &str| number_of(month).is_some_and(|m| m > last);
        if later(&c.month) {
            return keys;
        }
        for place in places(&c.month) {
            add(Block::NewClosed, "new", Some(place));
        }
        if word(1).is_empty() || later(word(1)) {
            add(Block::Group, word(0), None);
        } else {
            for place in places(word(1)) {
                add(Block::NewClosed, "closed", Some(place));
            }
        }
        return keys;
    }
    for place in places(&c.month) {
        for block in Block::of(family) {
            add(*block, word(block.word()), Some(place));
        }
    }
    keys
}

/// One line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What is counted.
    pub label: String,
    /// One amount a column.
    pub cells: Vec<Amount>,
    /// All columns together, counted for itself.
    pub all: Amount,
}

/// Rows that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What they go by, where the title does not say it.
    pub heading: String,
    /// The rows.
    pub rows: Vec<Row>,
    /// All rows together, each column counted for itself; none where they make no whole.
    pub total: Option<Row>,
}

/// A share, made from what is shown and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// Of what: `Reached, of all tried`.
    pub label: String,
    /// Of all columns together.
    pub all: Share,
    /// Of each column.
    pub each: Vec<Share>,
}

/// One share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// In percent.
    Percent(u64),
    /// A part of it is not shown, so it is not shown.
    Held,
    /// Nobody was counted.
    Nobody,
}

impl Share {
    /// As it is read: `55 %`, `*`, `none`.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Percent(p) => format!("{p} %"),
            Self::Held => "*".to_owned(),
            Self::Nobody => "none".to_owned(),
        }
    }
}

impl Rate {
    fn of(label: &str, part: &Row, whole: &Row) -> Self {
        let share = |(part, whole): (Amount, Amount)| match (part.number(), whole.number()) {
            (_, Some(0)) => Share::Nobody,
            (Some(part), Some(whole)) => Share::Percent(((part * 200 + whole) / (whole * 2)).min(100)),
            _ => Share::Held,
        };
        let each = part.cells.iter().copied().zip(whole.cells.iter().copied()).map(share).collect();
        Self { label: label.to_owned(), all: share((part.all, whole.all)), each }
    }
}

/// A table as screen, file, page and command line show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it is about.
    pub topic: Topic,
    /// Area code; blank for all areas.
    pub area: String,
    /// By what it is laid out.
    pub by: Period,
    /// Its first day; none for what stands on one day.
    pub from: Option<NaiveDate>,
    /// Its last day.
    pub to: NaiveDate,
    /// Headings of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub blocks: Vec<Part>,
    /// A share that is worth knowing.
    pub rate: Option<Rate>,
    /// That it is laid out otherwise than asked for, and why; usually blank.
    pub note: String,
}

/// What `<5` means, wherever a table is shown.
pub const FEW_MEANS: &str = "one to four: never shown more exactly, here, in the file or on paper";
/// What `*` means, wherever a table is shown.
pub const HELD_MEANS: &str = "held back, so that no <5 can be worked out by subtraction";
/// How the others are to be read, wherever a table is shown.
pub const ROUNDED: &str = "Every count is rounded to the nearest 5, totals for themselves: they need not add up.";

impl Table {
    /// `01/06/2026 to 24/11/2026`, or `on 24/11/2026`.
    #[must_use]
    pub fn span(&self) -> String {
        let day = |d: NaiveDate| d.format("%d/%m/%Y").to_string();
        self.from.map_or_else(|| format!("on {}", day(self.to)), |from| format!("{} to {}", day(from), day(self.to)))
    }

    /// `Central`, or `all areas`.
    #[must_use]
    pub fn area_label(&self) -> String {
        if self.area.is_empty() { "all areas".to_owned() } else { lists::label("areas", &self.area) }
    }

    /// Every amount on it.
    pub fn amounts(&self) -> impl Iterator<Item = Amount> + '_ {
        let rows = self.blocks.iter().flat_map(|b| b.rows.iter().chain(b.total.as_ref()));
        rows.flat_map(|r| r.cells.iter().copied().chain([r.all]))
    }

    /// Whether a cell of it says how many, and more than nobody: otherwise it would be all zeros, `<5` and `*`.
    #[must_use]
    pub fn says_something(&self) -> bool {
        self.blocks.iter().any(|b| b.rows.iter().any(|r| r.cells.iter().any(|a| a.says_something())))
    }

    fn is_all_zero(&self) -> bool {
        self.amounts().all(|a| a == Amount::Count(0))
    }

    /// Above the chart: `By month`, `Became known, by month`.
    #[must_use]
    pub fn chart_title(&self) -> String {
        let by = if self.from.is_none() { "By area".to_owned() } else { format!("By {}", self.by.name()) };
        match self.blocks.first() {
            Some(Part { total: None, rows, .. }) => match rows.first() {
                Some(row) => format!("{}: {}", by, row.label),
                None => by,
            },
            _ => by,
        }
    }

    /// The columns as a chart: all rows together where they make a whole, otherwise the first of them.
    #[must_use]
    pub fn chart(&self) -> Vec<(String, Amount)> {
        let line = self.blocks.first().and_then(|b| b.total.as_ref().or(b.rows.first()));
        line.map(|l| self.columns.iter().cloned().zip(l.cells.iter().copied()).collect()).unwrap_or_default()
    }
}

/// One line of a table by itself, with what it is part of: for the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The topic.
    pub topic: Topic,
    /// By what it is laid out.
    pub by: Period,
    /// Area code; blank for all areas.
    pub area: String,
    /// First day, ISO; blank for what stands on one day.
    pub from: String,
    /// Last day, ISO.
    pub to: String,
    /// Heading of the block; `rate` for the share.
    pub block: String,
    /// Whether it is the first of its block.
    pub first_of_block: bool,
    /// The row.
    pub row: String,
    /// Heading and amount of each column, as they are read.
    pub cells: Vec<(String, String)>,
    /// All columns together.
    pub all: String,
    /// That it is laid out otherwise than asked for, and why.
    pub note: String,
}

impl Line {
    /// As JSON.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        let of = |(column, amount): &(String, String)| serde_json::json!({ "column": column, "amount": amount });
        let cells: Vec<serde_json::Value> = self.cells.iter().map(of).collect();
        serde_json::json!({
            "ref": format!("{}: {}", self.topic.name(), self.row),
            "state": self.by.name(),
            "topic": self.topic.name(),
            "area": self.area,
            "from": self.from,
            "to": self.to,
            "block": self.block,
            "row": self.row,
            "cells": cells,
            "all": self.all,
            "note": self.note,
        })
    }
}

impl Table {
    /// Its lines, the share last.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let line = |block: &str, first_of_block, row: &str, cells: Vec<String>, all: String| Line {
            topic: self.topic,
            by: self.by,
            area: self.area.clone(),
            from: self.from.map(|d| d.to_string()).unwrap_or_default(),
            to: self.to.to_string(),
            block: block.to_owned(),
            first_of_block,
            row: row.to_owned(),
            cells: self.columns.iter().cloned().zip(cells).collect(),
            all,
            note: self.note.clone(),
        };
        let mut lines = Vec::new();
        for block in &self.blocks {
            for (n, r) in block.rows.iter().chain(block.total.as_ref()).enumerate() {
                let cells = r.cells.iter().map(|a| a.text()).collect();
                lines.push(line(&block.heading, n == 0, &r.label, cells, r.all.text()));
            }
        }
        if let Some(rate) = &self.rate {
            let each = rate.each.iter().map(|r| r.text()).collect();
            lines.push(line("rate", true, &rate.label, each, rate.all.text()));
        }
        lines
    }
}

/// Until when a table of a day goes: to the day itself in the month that runs, to the end of an earlier month.
#[must_use]
pub fn until(on: NaiveDate, today: NaiveDate) -> NaiveDate {
    if number(on) >= number(today) {
        return today;
    }
    first_day(number(on) + 1).checked_sub_days(Days::new(1)).unwrap_or(on)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn counted(area: &str, month: &str, words: &[&str], n: u64) -> Counted {
        Counted { area: area.into(), month: month.into(), code: words.join(&BETWEEN.to_string()), n }
    }

    #[test]
    fn months_quarters_and_years_end_on_the_day() {
        let labels = |p: Period| p.columns(day("2026-11-24")).iter().map(|c| c.label()).collect::<Vec<_>>();
        assert_eq!(labels(Period::Month), ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]);
        assert_eq!(labels(Period::Quarter), ["Q3 25", "Q4 25", "Q1 26", "Q2 26", "Q3 26", "Q4 26"]);
        assert_eq!(labels(Period::Year), ["2022", "2023", "2024", "2025", "2026"]);
        assert_eq!(until(day("2026-09-10"), day("2026-11-24")), day("2026-09-30"));
        assert_eq!(until(day("2026-12-10"), day("2026-11-24")), day("2026-11-24"));
    }

    #[test]
    fn a_table_counts_rows_columns_and_totals_each_for_itself() {
        let all = [
            counted("central", "2026-11", &["spoke", "text"], 26),
            counted("central", "2026-11", &["no-answer", "call"], 8),
            counted("central", "2026-10", &["spoke", "call"], 38),
            counted("northern", "2026-10", &["spoke", "call"], 12),
        ];
        let u = Universe::new(Family::Engagement, &all, day("2026-11-24"));
        let t = u.table(Topic::EngagementsByOutcome, "central", Period::Month);
        assert_eq!(t.span(), "01/06/2026 to 24/11/2026");
        let spoke = &t.blocks[0].rows[0];
        assert_eq!(
            (spoke.label.as_str(), spoke.cells[5], spoke.cells[4]),
            ("spoke", Amount::Count(25), Amount::Count(40))
        );
        assert_eq!(spoke.all, Amount::Count(65), "64 for itself, not 25 and 40");
        assert_eq!(t.blocks[0].total.as_ref().unwrap().all, Amount::Count(70));
        assert_eq!(t.rate.as_ref().unwrap().each[5], Share::Percent(71), "25 of 35, as they are shown");
        let everywhere = u.table(Topic::EngagementsByOutcome, "", Period::Month);
        assert_eq!(everywhere.blocks[0].rows[0].cells[4], Amount::Count(50));
    }

    #[test]
    fn a_table_that_would_say_nothing_is_rolled_up_and_says_so() {
        let all: Vec<Counted> =
            (6..=11).map(|m| counted("central", &format!("2026-{m:02}"), &["sent", "Reach"], 3)).collect();
        let u = Universe::new(Family::Referral, &all, day("2026-11-24"));
        let t = u.table(Topic::Referrals, "central", Period::Month);
        assert_eq!(t.by, Period::Quarter);
        assert!(t.note.contains("by quarter") && t.note.contains("would say nothing"), "{}", t.note);
        let none = u.table(Topic::Referrals, "southern", Period::Month);
        assert_eq!((none.by, none.note.as_str()), (Period::Month, ""), "a zero is a zero");
    }

    #[test]
    fn people_are_counted_as_they_stood_on_the_day() {
        let all = [
            counted("central", "2026-03", &["online", ""], 7),
            counted("central", "2026-03", &["online", "2026-10"], 6),
            counted("central", "2026-11", &["online", ""], 8),
        ];
        let on = |d: &str, topic| Universe::new(Family::Contact, &all, day(d)).table(topic, "central", Period::Month);
        let online = |t: &Table| t.blocks[0].rows.iter().find(|r| r.label == "online").unwrap().all;
        assert_eq!(online(&on("2026-11-24", Topic::ContactsByGroup)), Amount::Count(15));
        assert_eq!(online(&on("2026-09-30", Topic::ContactsByGroup)), Amount::Count(15), "7 and 6");
        let moved = on("2026-11-24", Topic::ContactsNewClosed);
        assert_eq!(moved.blocks[0].rows[0].cells[5], Amount::Count(10));
        assert_eq!(moved.blocks[0].rows[1].cells[4], Amount::Count(5));
    }

    #[test]
    fn a_word_no_list_knows_is_shown_as_it_came() {
        let all = [counted("central", "2026-11", &["waved", "text"], 9)];
        let u = Universe::new(Family::Engagement, &all, day("2026-11-24"));
        let t = u.table(Topic::EngagementsByOutcome, "central", Period::Month);
        assert!(t.blocks[0].rows.iter().any(|r| r.label == "waved" && r.all == Amount::Count(10)));
    }
}
