//! Moving in from a file: what would be made, everything that is wrong by row, who may be there twice; then all of it in
//! one act, or nothing.
//!
//! What a file says is read in [`crate::exchange::import`]; here it meets the caseload. A large one is preceded by a
//! checked backup. It is journalled as collection, can be stopped until it is done and taken back as one act afterwards. A
//! child brought in has its concern and notification in the same act, as when it is met (domain rule 2).

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::mpsc::sync_channel;

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;

use crate::casework::concern::open_child_concern;
use crate::casework::desk::{Desk, Mode};
use crate::casework::keeping::{Occasion, Progress, Watch};
use crate::domain::contact::Contact;
use crate::domain::contact_point::ContactPoint;
use crate::domain::engagement::Engagement;
use crate::domain::field::Code;
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::id::{RecordId, contact_reference};
use crate::domain::problem::{Kind as Fault, Outcome, Problem};
use crate::domain::sound;
use crate::domain::when::{Due, Precision, When};
use crate::exchange::import::columns::{MapFile, Target};
use crate::exchange::import::lines::{self, Lines};
use crate::exchange::import::person::Reader;
use crate::exchange::import::records::{Entry, OfContact, OfNobody};
use crate::exchange::import::table::Table;
use crate::exchange::import::{MOST_BYTES, Person};
pub use crate::exchange::import::{PutRight, RowFault, columns};
use crate::store::journal::Why;
use crate::store::write::Write;
use crate::vault::file;

mod records;
mod reports;

/// From this many people on a checked backup comes first (vault section 6).
pub const BACKED_UP_FROM: usize = 100;
/// From this many on the store is given more room.
const MUCH: usize = 2_000;
/// Faults that are kept; more are counted.
pub const MOST_FAULTS: usize = 1_000;
/// Possible duplicates of each weight that are kept; more are counted.
pub const MOST_DUPLICATES: usize = 500;
/// Follow-ups at most that ask to compare two records after a file was brought in.
const MOST_COMPARED: usize = 100;
/// Days in which two records that may be one person are to be compared.
const COMPARE_IN: u64 = 7;
/// Largest mapping file, in bytes.
const MOST_MAPPING: u64 = 256 * 1024;
/// Said where crime reports come without a crime number.
pub const UNRECORDED: &str = "Whether it was recorded is yours to decide; the 24 hours ran from when it was told.";
/// Said where intelligence comes in.
pub const SOURCES: &str = "The sources of intelligence stay with the officers who submitted it.";
/// What the journal calls it.
pub const ACT: &str = "bring in contacts from a file";

/// A file that was read and is not brought in yet. The columns may be given another meaning.
pub enum Source {
    /// A table with headings.
    Table(Box<Table>),
    /// Lines of the package's schema.
    Lines(Lines),
}

/// Why two may be the same person; the first three are strong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// The same telephone number.
    Number,
    /// The same e-mail address or handle.
    Handle,
    /// The same legal name and date of birth.
    Born,
    /// The same working name.
    Name,
    /// A working name that sounds like it.
    Sound,
}

impl Alike {
    /// As it is read.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Number => "same number",
            Self::Handle => "same e-mail or handle",
            Self::Born => "same legal name and date of birth",
            Self::Name => "same name",
            Self::Sound => "sounds like it",
        }
    }
    /// Hardly by chance.
    #[must_use]
    pub const fn is_strong(self) -> bool {
        matches!(self, Self::Number | Self::Handle | Self::Born)
    }
}

/// With whom a row may be the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum With {
    /// An earlier row of the file.
    Row(u64),
    /// A contact that is here already, by its reference.
    Here(String),
}

/// A row that may be somebody who is there already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Possible {
    /// The row.
    pub row: u64,
    /// With whom.
    pub with: With,
    /// Why.
    pub why: Alike,
}

/// What a column becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Becomes {
    /// Its heading.
    pub heading: String,
    /// What it becomes; nothing when it is not brought in.
    pub target: Option<Target>,
    /// Cells of it that are filled.
    pub filled: usize,
}

/// What would be made of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DryRun {
    /// How the file was read: `UTF-8, separated by semicolon`, `lines of updates`.
    pub read_as: String,
    /// What each column becomes; none for lines.
    pub columns: Vec<Becomes>,
    /// Rows that hold something.
    pub rows: usize,
    /// Contacts that would be made.
    pub people: usize,
    /// Numbers, addresses and handles.
    pub points: usize,
    /// Engagements, from notes and days of last contact.
    pub engagements: usize,
    /// Grounds and answers of the consent ledger.
    pub others: usize,
    /// People who are or may be under 18: each gets a child concern.
    pub children: usize,
    /// Markers, as drafts, of contacts of the file or here.
    pub markers: usize,
    /// Safeguarding concerns of contacts of the file or here.
    pub concerns: usize,
    /// Crime reports, of contacts of the file or here and of nobody.
    pub crimes: usize,
    /// Crime reports among them without a crime number: whether they were recorded is still to be decided here.
    pub unrecorded: usize,
    /// Intelligence entries, without their sources.
    pub entries: usize,
    /// What was put right.
    pub put_right: PutRight,
    /// What is wrong, by row; the first [`MOST_FAULTS`].
    pub faults: Vec<RowFault>,
    /// How many faults there are in all.
    pub fault_count: usize,
    /// Who may be there twice, strong ones first; the first [`MOST_DUPLICATES`] of each weight.
    pub duplicates: Vec<Possible>,
    /// How many there are in all.
    pub duplicate_count: usize,
}

impl DryRun {
    /// Whether it can be brought in: all or nothing.
    #[must_use]
    pub const fn can_go(&self) -> bool {
        self.fault_count == 0 && !self.is_empty()
    }

    /// Whether nothing would be made.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.people + self.markers + self.concerns + self.crimes + self.entries == 0
    }
}

/// What was brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Contacts made.
    pub people: usize,
    /// First and last reference given; blank when no contact was made.
    pub references: (String, String),
    /// Markers made, as drafts.
    pub markers: usize,
    /// Safeguarding concerns made from a line that tells of one.
    pub concerns: usize,
    /// Crime reports made.
    pub crimes: usize,
    /// Intelligence entries made, as submitted.
    pub entries: usize,
    /// Child concerns opened.
    pub children: usize,
    /// Follow-ups that ask to compare two records.
    pub compare: usize,
    /// A checked backup was made first.
    pub backed_up: bool,
}

/// Reads a file, with a mapping file if there is one.
///
/// # Errors
/// [`Fault::PathRefused`] for what is no plain file or too large; [`Fault::BundleRefused`] for what is no table and no
/// lines; [`Fault::Usage`] for a mapping file that is wrong, with its line.
pub fn read(path: &Path, map: Option<&Path>) -> Outcome<Source> {
    let bytes = file::read_bounded(path, MOST_BYTES)?;
    if lines::is_lines(&bytes) {
        return Lines::read(bytes).map(Source::Lines);
    }
    let map = match map {
        None => None,
        Some(path) => {
            let text = String::from_utf8(file::read_bounded(path, MOST_MAPPING)?).map_err(|_| {
                Problem::new(Fault::Usage, "The mapping file is not text in UTF-8.", "Save it as UTF-8.")
            })?;
            Some(MapFile::read(&text)?)
        }
    };
    Table::read(bytes, map.as_ref()).map(|t| Source::Table(Box::new(t)))
}

impl Source {
    /// What each column becomes; none for lines.
    #[must_use]
    pub fn columns(&self) -> &[Option<Target>] {
        match self {
            Self::Table(t) => &t.columns,
            Self::Lines(_) => &[],
        }
    }

    /// The headings; none for lines.
    #[must_use]
    pub fn headings(&self) -> &[String] {
        match self {
            Self::Table(t) => &t.headings,
            Self::Lines(_) => &[],
        }
    }

    /// What to do about rows that are wrong.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Table(_) => "Put the rows right in the spreadsheet, then bring it in again.",
            Self::Lines(_) => "Put these lines right in the file or take them out, then bring it in again.",
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Table(t) => t.bytes(),
            Self::Lines(l) => l.bytes(),
        }
    }

    /// What keeps the columns from being used, whatever the rows say.
    #[must_use]
    pub fn column_faults(&self, columns: &[Option<Target>]) -> Vec<String> {
        match self {
            Self::Table(_) => columns::faults(columns),
            Self::Lines(_) => Vec::new(),
        }
    }
}

/// Who was seen so far, by what makes people alike.
#[derive(Default)]
struct Seen {
    by: HashMap<u64, Place>,
    /// Contacts of the caseload, by number: there may be half a million keys, and a number is a quarter of an id.
    here: Vec<RecordId>,
    /// Working names count too: they are told in the dry run, and ask for no comparing afterwards.
    by_name: bool,
}

#[derive(Clone, Copy)]
enum Place {
    Row(u32),
    Here(u32),
}

fn key(of: Alike, text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (of as u8, text).hash(&mut hasher);
    hasher.finish()
}

/// The working name as it is compared: a description is not a name, so only what stands before its comma.
fn name_keys(names: &[String]) -> (Vec<u64>, Vec<u64>) {
    let mut same = Vec::new();
    let mut sounds = Vec::new();
    for name in names {
        let first = name.split(',').next().unwrap_or_default();
        let words = sound::word_keys(first).join(" ");
        if words.len() < 2 || words.bytes().all(|b| b.is_ascii_digit() || b == b' ') {
            continue;
        }
        same.push(key(Alike::Name, &words));
        if let Some(sound) = sound::sound_keys(first).first().filter(|_| !words.contains(' ')) {
            sounds.push(key(Alike::Sound, sound));
        }
    }
    (same, sounds)
}

fn born_key(given: &str, surname: &str, born: Option<NaiveDate>) -> Option<u64> {
    let born = born.filter(|_| !surname.is_empty())?;
    Some(key(Alike::Born, &format!("{} {born}", sound::word_keys(&format!("{given} {surname}")).join(" "))))
}

fn point_key(kind: &str, value: &str) -> Option<u64> {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    match kind {
        "mobile" | "landline" if digits >= 6 => Some(key(Alike::Number, value)),
        "e-mail" | "handle" if !value.is_empty() => Some(key(Alike::Handle, &value.to_lowercase())),
        _ => None,
    }
}

impl Seen {
    /// Whoever is in the caseload.
    fn here(desk: &Desk, by_name: bool) -> Outcome<Self> {
        let mut seen = Self { by_name, ..Self::default() };
        let mut numbers: HashMap<RecordId, u32> = HashMap::new();
        let mut number = |here: &mut Vec<RecordId>, id: RecordId| {
            *numbers.entry(id).or_insert_with(|| {
                here.push(id);
                u32::try_from(here.len() - 1).unwrap_or(u32::MAX)
            })
        };
        desk.reading().each_name(&mut |one| {
            let place = Place::Here(number(&mut seen.here, one.id));
            let (same, sounds) = if by_name { name_keys(&one.working) } else { Default::default() };
            let born = born_key(&one.given, &one.surname, one.born_on.parse().ok());
            for key in same.into_iter().chain(sounds).chain(born) {
                seen.by.entry(key).or_insert(place);
            }
        })?;
        desk.reading().each_point(&mut |id, kind, value| {
            if let Some(key) = point_key(kind, value) {
                let place = Place::Here(number(&mut seen.here, id));
                seen.by.entry(key).or_insert(place);
            }
        })?;
        Ok(seen)
    }

    fn contact(&self, number: u32) -> Option<RecordId> {
        self.here.get(usize::try_from(number).ok()?).copied()
    }

    /// Whether a person is alike somebody seen before, by the strongest reason; the person is seen from now on.
    fn alike(&mut self, p: &Person) -> Option<(Place, Alike)> {
        let points = p.points.iter().filter_map(|q| point_key(q.kind.as_str(), &q.value).map(|k| (k, q.is_phone())));
        let mut keys: Vec<(u64, Alike)> =
            points.map(|(k, phone)| (k, if phone { Alike::Number } else { Alike::Handle })).collect();
        let c = &p.contact;
        keys.extend(born_key(&c.given_names, &c.surname, c.born_on).map(|k| (k, Alike::Born)));
        let (same, sounds) = if self.by_name { name_keys(&c.working_names) } else { Default::default() };
        keys.extend(same.into_iter().map(|k| (k, Alike::Name)));
        keys.extend(sounds.into_iter().map(|k| (k, Alike::Sound)));
        let found =
            keys.iter().filter_map(|(k, why)| self.by.get(k).map(|place| (*place, *why))).min_by_key(|(_, why)| *why);
        let row = u32::try_from(p.row).unwrap_or(u32::MAX);
        for (k, _) in keys {
            self.by.entry(k).or_insert(Place::Row(row));
        }
        found
    }
}

/// How many rows are read ahead in one go; twice as many wait at most.
const READ_AHEAD: usize = 64;

/// The rows of a file and what is to be known for reading them.
struct Rows<'a> {
    source: &'a Source,
    columns: &'a [Option<Target>],
    area: String,
    now: DateTime<Tz>,
    today: NaiveDate,
}

impl Rows<'_> {
    /// Gives what every row becomes, or what is wrong with it, and where it stands, until `see` gives false. The next rows
    /// are read while those before are dealt with.
    fn each(&self, mut see: impl FnMut(Result<Entry, Vec<RowFault>>, u64) -> bool) {
        std::thread::scope(|scope| {
            let (give, take) = sync_channel(1);
            scope.spawn(move || {
                let mut batch = Vec::with_capacity(READ_AHEAD);
                self.read(|entry, at| {
                    batch.push((entry, at));
                    batch.len() < READ_AHEAD
                        || give.send(std::mem::replace(&mut batch, Vec::with_capacity(READ_AHEAD))).is_ok()
                });
                // Nobody takes the last rows where nobody wanted the rows before.
                let _ = give.send(batch);
            });
            for (entry, at) in take.into_iter().flatten() {
                if !see(entry, at) {
                    return;
                }
            }
        });
    }

    fn read(&self, mut give: impl FnMut(Result<Entry, Vec<RowFault>>, u64) -> bool) {
        match self.source {
            Source::Lines(lines) => lines.each(&self.area, self.now, self.today, give),
            Source::Table(table) => {
                let reader = Reader::of(table, self.columns, self.now, self.today, &self.area);
                table.each(|row, at| {
                    let person = row.map_err(|fault| vec![fault]).and_then(|row| reader.person(&row));
                    give(person.map(|p| Entry::Person(Box::new(p))), at)
                });
            }
        }
    }
}

fn stopped() -> Problem {
    Problem::refused("Stopped before the end.", "Nothing was brought in. Start again when there is time for it.")
}

fn differs() -> Problem {
    Problem::unexpected("The file reads differently now.", "import")
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

impl Desk {
    /// How the rows of a file are read today, by this officer.
    fn rows<'a>(&self, source: &'a Source, columns: &'a [Option<Target>]) -> Rows<'a> {
        Rows { source, columns, area: self.officer.area.clone(), now: self.zoned_now(), today: self.today() }
    }

    /// What would be made of a file with these columns; nothing is changed.
    ///
    /// # Errors
    /// Refused when it was stopped; or a failure.
    pub fn import_dry_run(&self, source: &Source, columns: &[Option<Target>], watch: Watch<'_>) -> Outcome<DryRun> {
        let mut run = DryRun {
            read_as: match source {
                Source::Table(t) => format!("{}, separated by {}", t.encoding, t.separator()),
                Source::Lines(_) => "lines of updates".to_owned(),
            },
            ..DryRun::default()
        };
        let heads = source.column_faults(columns);
        if heads.is_empty() {
            self.try_rows(source, columns, &mut run, watch)?;
        }
        run.fault_count += heads.len();
        let heads = heads.into_iter().map(|what| RowFault::whole(0, what));
        run.faults.splice(0..0, heads);
        if run.is_empty() && run.fault_count == 0 {
            run.fault_count = 1;
            run.faults.push(RowFault::whole(0, "There is no row below the headings."));
        }
        if let Source::Table(table) = source {
            let mut filled = vec![0_usize; table.headings.len()];
            table.each(|row, _| {
                for (n, cell) in filled.iter_mut().zip(row.iter().flat_map(|r| r.cells.iter())) {
                    *n += usize::from(!cell.trim().is_empty());
                }
                true
            });
            run.columns = table
                .headings
                .iter()
                .zip(filled)
                .enumerate()
                .map(|(i, (heading, filled))| Becomes {
                    heading: heading.clone(),
                    target: columns.get(i).copied().flatten(),
                    filled,
                })
                .collect();
        }
        Ok(run)
    }

    fn try_rows(&self, source: &Source, columns: &[Option<Target>], run: &mut DryRun, watch: Watch<'_>) -> Outcome<()> {
        let mut seen = Seen::here(self, true)?;
        let of = number(source.bytes());
        let (mut strong, mut weak) = (Vec::new(), Vec::new());
        let mut go_on = true;
        let mut owners = records::Owners::default();
        let mut about: Vec<OfContact> = Vec::new();
        let mut alone: Vec<OfNobody> = Vec::new();
        self.rows(source, columns).each(|entry, at| {
            run.rows += 1;
            match entry {
                Ok(Entry::Record(one)) => about.push(*one),
                Ok(Entry::Alone(one)) => alone.push(*one),
                Ok(Entry::Person(p)) => {
                    owners.comes(&p);
                    run.people += 1;
                    run.points += p.points.len();
                    run.engagements += usize::from(!p.note.is_empty() || p.last_contact.is_some());
                    run.others += p.grounds.len() + p.consents.len();
                    run.children += usize::from(p.contact.is_child());
                    run.put_right.add(&p.put_right);
                    if let Some((place, why)) = seen.alike(&p) {
                        run.duplicate_count += 1;
                        let list = if why.is_strong() { &mut strong } else { &mut weak };
                        if list.len() < MOST_DUPLICATES {
                            list.push((p.row, place, why));
                        }
                    }
                }
                Err(faults) => {
                    run.fault_count += faults.len();
                    run.faults.extend(faults.into_iter().take(MOST_FAULTS.saturating_sub(run.faults.len())));
                }
            }
            if run.rows.is_multiple_of(256) {
                go_on = watch(Progress { what: "reading the file", done: i64::try_from(at).unwrap_or(0), of });
            }
            go_on
        });
        if !go_on {
            return Err(stopped());
        }
        self.try_records(about, &mut owners, run)?;
        self.try_alone(&alone, owners.names(), &|reference| owners.has(reference), run)?;
        for (row, place, why) in strong.into_iter().chain(weak) {
            let with = match place {
                Place::Row(row) => With::Row(u64::from(row)),
                Place::Here(n) => {
                    let line = seen.contact(n).map(|id| self.reading().contact_line(id)).transpose()?.flatten();
                    With::Here(line.map(|l| l.reference).unwrap_or_default())
                }
            };
            run.duplicates.push(Possible { row, with, why });
        }
        Ok(())
    }

    /// Brings everything in, in one act that can be undone, or nothing. A checked backup comes before a large one.
    ///
    /// # Errors
    /// Refused when any row is wrong, when it was stopped, or when the caseload is open for reading only; or a failure,
    /// and then nothing was changed.
    pub fn import(&mut self, source: &Source, columns: &[Option<Target>], watch: Watch<'_>) -> Outcome<Imported> {
        self.may_import()?;
        let run = self.import_dry_run(source, columns, watch)?;
        self.import_tried(source, columns, &run, watch)
    }

    fn may_import(&self) -> Outcome<()> {
        if self.mode() == Mode::ReadOnly || self.store.is_read_only() {
            return Err(Problem::refused(
                "The vault is open for reading only.",
                "Open it for work, then bring the file in.",
            ));
        }
        Ok(())
    }

    /// As [`Desk::import`], after the dry run of the same source with the same columns. Should the file say anything else
    /// now, nothing is brought in.
    ///
    /// # Errors
    /// As [`Desk::import`].
    pub fn import_tried(
        &mut self,
        source: &Source,
        columns: &[Option<Target>],
        run: &DryRun,
        watch: Watch<'_>,
    ) -> Outcome<Imported> {
        self.may_import()?;
        if !run.can_go() {
            let n = run.fault_count;
            let things = if n == 1 { "1 thing is".to_owned() } else { format!("{n} things are") };
            return Err(Problem::refused(
                format!("{things} wrong in the file, and it comes in whole or not at all."),
                source.remedy(),
            ));
        }
        let backed_up = run.people >= BACKED_UP_FROM && self.vault.is_some();
        if backed_up {
            self.back_up(None, Occasion::BeforeImport, watch)?;
        }
        let seen = Seen::here(self, false)?;
        let much = run.people >= MUCH;
        if much {
            self.store.make_room_for_import()?;
        }
        let done = self.bring_in(source, columns, run, seen, watch);
        if much {
            // Whatever came of it, the room is given back; what was saved stays saved.
            if done.is_ok() {
                self.store.settle_search()?;
            }
            self.store.make_room(false)?;
        }
        done.map(|imported| Imported { backed_up, ..imported })
    }

    fn bring_in(
        &mut self,
        source: &Source,
        columns: &[Option<Target>],
        run: &DryRun,
        mut seen: Seen,
        watch: Watch<'_>,
    ) -> Outcome<Imported> {
        let of = number(run.people);
        let today = self.today();
        let first = self.reading().highest_reference(&self.officer.device_code)? + 1;
        let reader = Bringing {
            code: self.officer.device_code.clone(),
            dlo: self.officer.point_of_contact.short(),
            today,
            now: When::at(self.local_now()),
            why: Why::code("import"),
        };
        let doing = self.doing(ACT);
        let mut imported = Imported {
            people: 0,
            references: (String::new(), String::new()),
            markers: 0,
            concerns: 0,
            crimes: 0,
            entries: 0,
            children: 0,
            compare: 0,
            backed_up: false,
        };
        // Rows of the file that were brought in, for the references of those they are alike.
        let mut rows: Vec<(u32, u64)> = Vec::new();
        let entries = self.rows(source, columns);
        let mut made = records::Made::default();
        let point_of_contact = self.officer.point_of_contact.clone();
        let (act, ()) = self.store.write(&doing, |w| {
            let mut failed = None;
            let mut about: Vec<OfContact> = Vec::new();
            let mut alone: Vec<OfNobody> = Vec::new();
            let mut see = |entry: Result<Entry, Vec<RowFault>>| -> Outcome<()> {
                let p = match entry.map_err(|_| differs())? {
                    Entry::Person(p) => *p,
                    Entry::Record(one) => {
                        about.push(*one);
                        return Ok(());
                    }
                    Entry::Alone(one) => {
                        alone.push(*one);
                        return Ok(());
                    }
                };
                let n = first + imported.people as u64;
                let alike = seen.alike(&p).filter(|(_, why)| why.is_strong());
                rows.push((u32::try_from(p.row).unwrap_or(u32::MAX), n));
                let (contact, concern) = reader.person(w, &p, n)?;
                made.came(&p, contact, concern);
                imported.people += 1;
                imported.children += usize::from(p.contact.is_child());
                imported.references.1 = contact_reference(&reader.code, n);
                if imported.references.0.is_empty() {
                    imported.references.0.clone_from(&imported.references.1);
                }
                if let Some((place, why)) = alike.filter(|_| imported.compare < MOST_COMPARED) {
                    let other = match place {
                        Place::Here(n) => {
                            let here = seen.contact(n).map(|id| w.reading().get::<Contact>(id)).transpose()?.flatten();
                            here.map(|c| c.it.reference).unwrap_or_default()
                        }
                        Place::Row(row) => rows
                            .binary_search_by_key(&row, |(r, _)| *r)
                            .ok()
                            .and_then(|i| rows.get(i))
                            .map(|(_, n)| contact_reference(&reader.code, *n))
                            .unwrap_or_default(),
                    };
                    reader.compare(w, contact, &other, why)?;
                    imported.compare += 1;
                }
                let done = number(imported.people);
                if imported.people.is_multiple_of(128) && !watch(Progress { what: "bringing in", done, of }) {
                    return Err(stopped());
                }
                Ok(())
            };
            entries.each(|entry, _| match see(entry) {
                Ok(()) => true,
                Err(p) => {
                    failed = Some(p);
                    false
                }
            });
            failed.map_or(Ok(()), Err)?;
            reader.records(w, about, &mut made, &point_of_contact, &mut imported)?;
            reader.alone(w, alone, &mut imported)
        })?;
        self.did(act);
        Ok(imported)
    }
}

/// Saving what one row said.
struct Bringing {
    code: String,
    dlo: String,
    today: NaiveDate,
    now: When,
    why: Why,
}

impl Bringing {
    /// Gives the contact, and the concern that opened with it where it is a child's.
    fn person(&self, w: &mut Write<'_>, p: &Person, n: u64) -> Outcome<(RecordId, Option<RecordId>)> {
        let why = &self.why;
        let contact = Contact {
            reference: contact_reference(&self.code, n),
            dlo: self.dlo.clone(),
            dlo_since: Some(self.today),
            ..p.contact.clone()
        };
        let id = w.add(None, &contact, why)?;
        for point in &p.points {
            w.add::<ContactPoint>(Some(id), point, why)?;
        }
        for grounds in &p.grounds {
            w.add(Some(id), grounds, why)?;
        }
        for consent in &p.consents {
            w.add(Some(id), consent, why)?;
        }
        if !p.note.is_empty() || p.last_contact.is_some() {
            w.add(Some(id), &self.engagement(p), why)?;
        }
        let concern = if contact.is_child() {
            Some(open_child_concern(
                w,
                id,
                "",
                self.now.clone(),
                "age given in a file that was brought in",
                self.today,
            )?)
        } else {
            None
        };
        Ok((id, concern))
    }

    /// What was noted, at the day of last contact; how and by whom nobody knows, so it says unknown. A note without a day
    /// lies somewhere between getting to know each other and today.
    fn engagement(&self, p: &Person) -> Engagement {
        let undated = || {
            let from = p.contact.known_since.and_then(|d| d.and_hms_opt(0, 0, 0)).unwrap_or(self.now.from);
            When {
                said: "not dated, from a file that was brought in".to_owned(),
                from: from.min(self.now.from),
                to: self.now.from,
                precision: Precision::Range,
            }
        };
        let unknown = || Code::new("unknown");
        Engagement {
            happened: Some(p.last_contact.clone().unwrap_or_else(undated)),
            channel: unknown(),
            direction: unknown(),
            outcome: unknown(),
            summary: if p.note.is_empty() {
                "last contact, from a file that was brought in".to_owned()
            } else {
                p.note.clone()
            },
            ..Engagement::default()
        }
    }

    fn compare(&self, w: &mut Write<'_>, contact: RecordId, other: &str, why: Alike) -> Outcome<()> {
        let due = self.today.checked_add_days(chrono::Days::new(COMPARE_IN)).unwrap_or(self.today);
        let f = FollowUp {
            what: format!("perhaps the same person as {other} ({}): compare, and join them with M", why.words()),
            kind: Code::new(follow_up::kind::OTHER),
            due: Some(Due::On(due)),
            state: Code::new(follow_up::state::OPEN),
            ..FollowUp::default()
        };
        w.add(Some(contact), &f, &self.why).map(|_| ())
    }
}
