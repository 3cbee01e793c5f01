//! `cargo bench`: how long what an officer does takes, and the table of speeds with its limits.
//!
//! First every operation by itself (divan), then the rows of the table that exist by now, each beside its limit and,
//! where the limit is a ratio, beside the same thing on a bare database in the same run. The vault is made anew in a
//! temporary folder: *desk* (500 contacts, 10,000 engagements), or *force* (100,000 and 1,000,000) with
//! `CASELOAD_BENCH=force`; `CASELOAD_BENCH=3000x50000` makes any other. See docs/BENCHMARKS.md.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a measurement that cannot go on fails"
)]

use std::cell::{Cell, RefCell};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use divan::{Bencher, black_box};
use dlo_caseload::casework::clock::Clock;
use dlo_caseload::casework::desk::{Desk, Mode};
use dlo_caseload::casework::import;
use dlo_caseload::casework::opening::{self, NewCaseload};
use dlo_caseload::casework::practice::{Practice, practice_officer};
use dlo_caseload::domain::field::{Value, Values};
use dlo_caseload::domain::id::RecordId;
use dlo_caseload::domain::update::Update;
use dlo_caseload::exchange::organisation::PracticeOrganisation;
use dlo_caseload::store::Store;
use dlo_caseload::store::contact::{Filter, Sort};
use dlo_caseload::store::journal::Why;
use dlo_caseload::store::open::{self, Purpose};
use dlo_caseload::store::write::Doing;
use dlo_caseload::vault::{Passphrase, Places, WorkFactor};
use rusqlite::Connection;

const KEY: [u8; 32] = [7; 32];
/// Set in the process that measures memory: where its vault is.
const CHILD: &str = "CASELOAD_BENCH_CHILD";
/// Set in the process that brings in a sheet: where the sheet is.
const SHEET: &str = "CASELOAD_BENCH_SHEET";
/// Contacts of that sheet.
const CONTACTS: usize = 100_000;
/// Narrowed searches, typed letter by letter.
const NARROWED: [&str; 3] =
    ["landlord is:open before:01/10/2026", "sleeping area:central is:closed", "news is:overdue after:01/02/2026"];
/// Words typed letter by letter: a common word, a name, one in another script, one that is not there, two words.
const TYPED: [&str; 6] = ["landlord", "marlie", "оксана", "zzz", "harbour project", "sleeping better"];
/// How a page of the list, the due rows of a class and a person's timeline are asked for.
const QUERIES: [(&str, &str); 3] = [
    (
        "list page",
        "SELECT contact, reference, name, area, status, child, child_concern, age_status, setting, consent, named,
                last_on, next_due, next_what, plan_until FROM contact_line WHERE area = 'central' AND status = 'open'
         ORDER BY child DESC, next_due, reference LIMIT 40 OFFSET 0",
    ),
    (
        "due rows",
        "SELECT contact, area, class, due, worse, since, kind, record, what, deferrals, reference, name, child FROM due
         WHERE area = 'central' AND class = 'promise' AND due < '2026-11-25' ORDER BY due LIMIT 200",
    ),
    (
        "timeline of a person",
        "SELECT * FROM engagement WHERE contact = (SELECT contact FROM contact_line WHERE area = 'central'
         AND status = 'open' ORDER BY child DESC, next_due, reference LIMIT 1 OFFSET 20) ORDER BY at DESC, n DESC LIMIT 40",
    ),
];

struct Room {
    _dir: tempfile::TempDir,
    path: PathBuf,
    size: Practice,
    made_in: Duration,
    made_with: f64,
    desk: RefCell<Desk>,
    people: Vec<RecordId>,
    bare: Connection,
    /// How many rows were inserted into it.
    inserted: Cell<u64>,
}

fn size() -> Practice {
    match std::env::var("CASELOAD_BENCH").as_deref() {
        Ok("force") => Practice { contacts: 100_000, engagements: 1_000_000, seed: 7 },
        Ok(other) if other.contains('x') => {
            let (contacts, engagements) = other.split_once('x').unwrap();
            Practice { contacts: contacts.parse().unwrap(), engagements: engagements.parse().unwrap(), seed: 7 }
        }
        _ => Practice { contacts: 500, engagements: 10_000, seed: 7 },
    }
}

fn desk(path: &Path) -> Desk {
    let store = Store::open(path, &KEY, "bench").unwrap();
    Desk::new(store, Clock::Fixed("2026-11-24T14:05:00Z".parse().unwrap()), Mode::Practice).unwrap()
}

fn central() -> Filter {
    Filter { area: "central".into(), ..Filter::default() }
}

fn people(desk: &mut Desk) -> Vec<RecordId> {
    let people: Vec<RecordId> = desk.contacts(&central(), 0, 200).unwrap().lines.iter().map(|l| l.id).collect();
    for id in &people {
        desk.consult(*id, "follow-up-due", "").unwrap();
    }
    people
}

impl Room {
    fn make() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("caseload.db");
        Store::create(&path, &KEY, "bench").unwrap();
        let mut desk = desk(&path);
        desk.set_officer(practice_officer("")).unwrap();
        let size = size();
        let (start, before) = (Instant::now(), processor());
        desk.fill_practice(&size, &mut |_, _| true).unwrap();
        let (made_in, made_with) = (start.elapsed(), processor() - before);
        let people = people(&mut desk);
        while desk.while_idle().unwrap() {}
        let bare = bare_copy(&path, &dir.path().join("bare.db"));
        Self {
            _dir: dir,
            path,
            size,
            made_in,
            made_with,
            desk: RefCell::new(desk),
            people,
            bare,
            inserted: Cell::new(0),
        }
    }

    fn engagement(&self) -> Values {
        let mut values = self.desk.borrow().engagement_defaults(self.people[0], "spoke").unwrap();
        values.insert("outside_reason", Value::Text("the person had asked for it".into()));
        values
    }

    fn save(&self, values: &Values, i: usize) {
        let mut values = values.clone();
        values.insert("summary", Value::Text(format!("Asked for news of case {i}; sleeping better.")));
        let contact = self.people[i * 37 % self.people.len()];
        self.desk.borrow_mut().save_engagement(contact, None, &values).unwrap();
    }

    fn save_bare(&self, i: usize) {
        let contact = self.people[i * 37 % self.people.len()];
        let mut id = *contact.0.as_bytes();
        // Ids begin with their time, so that new ones come last.
        id[..8].copy_from_slice(&(u64::MAX / 2 + self.inserted.get()).to_be_bytes());
        self.inserted.set(self.inserted.get() + 1);
        self.bare
            .prepare_cached(
                "INSERT INTO engagement (id, contact, at, created_at, created_by, updated_at, updated_by, rev,
                     happened, channel, direction, plan_rule, outside_reason, outcome, summary)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?4, ?5, 1, ?3, 'call', 'out', ?6, ?7, 'spoke', ?8)",
            )
            .unwrap()
            .execute(rusqlite::params![
                id,
                contact.0.as_bytes(),
                "2026-11-24T14:05",
                "2026-11-24T14:05:00.000Z",
                "PC 4417 Whitfield",
                "no calls",
                "the person had asked for it",
                format!("Asked for news of case {i}; sleeping better."),
            ])
            .unwrap();
    }
}

/// The table of engagements alone with its indexes and rows, as a program without journal and search would have it, in a
/// database with the same settings.
fn bare_copy(path: &Path, to: &Path) -> Connection {
    drop(open::create(to, &KEY).unwrap());
    let cipher = open::connect(path, &KEY, Purpose::Maintenance).unwrap();
    let key: String = KEY.iter().map(|b| format!("{b:02x}")).collect();
    cipher.execute_batch(&format!("ATTACH '{}' AS bare KEY \"x'{key}'\"", to.display())).unwrap();
    let made: Vec<String> = cipher
        .prepare("SELECT sql FROM sqlite_schema WHERE tbl_name = 'engagement' AND sql IS NOT NULL ORDER BY type DESC")
        .unwrap()
        .query_map([], |r| r.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for sql in made {
        let sql = sql.replacen("CREATE TABLE ", "CREATE TABLE bare.", 1);
        cipher.execute_batch(&sql.replacen("CREATE INDEX ", "CREATE INDEX bare.", 1)).unwrap();
    }
    cipher.execute_batch("INSERT INTO bare.engagement SELECT * FROM main.engagement").unwrap();
    drop(cipher);
    open::connect(to, &KEY, Purpose::Work).unwrap()
}

thread_local! {
    static ROOM: Room = Room::make();
}

#[divan::bench(sample_count = 20)]
fn open_and_first_today(bencher: Bencher) {
    ROOM.with(|room| {
        bencher.bench_local(|| desk(&room.path).today_list("central").unwrap().rows.len());
    });
}

#[divan::bench]
fn today(bencher: Bencher) {
    ROOM.with(|room| bencher.bench_local(|| room.desk.borrow().today_list("central").unwrap().rows.len()));
}

#[divan::bench]
fn header_counts(bencher: Bencher) {
    ROOM.with(|room| bencher.bench_local(|| room.desk.borrow().header_counts().unwrap()));
}

#[divan::bench]
fn contacts_page(bencher: Bencher) {
    ROOM.with(|room| bencher.bench_local(|| room.desk.borrow().contacts(&central(), 0, 40).unwrap().matching));
}

#[divan::bench]
fn contacts_page_with_a_filter(bencher: Bencher) {
    let filter = Filter { setting: "telephone-box-ads".into(), sort: Sort::Name, ..central() };
    ROOM.with(|room| bencher.bench_local(|| room.desk.borrow().contacts(&filter, 0, 40).unwrap().matching));
}

#[divan::bench]
fn record(bencher: Bencher) {
    ROOM.with(|room| {
        let mut i = 0;
        bencher.bench_local(|| {
            i += 1;
            room.desk.borrow().record(room.people[i % room.people.len()]).unwrap().engagement_count
        });
    });
}

#[divan::bench(args = ["l", "la", "lan", "land", "landlord"])]
fn search(bencher: Bencher, typed: &str) {
    ROOM.with(|room| bencher.bench_local(|| room.desk.borrow().find(typed, 50).unwrap().len()));
}

#[divan::bench(sample_count = 50, sample_size = 1)]
fn save_engagement(bencher: Bencher) {
    ROOM.with(|room| {
        let values = room.engagement();
        let mut i = 0;
        bencher.bench_local(|| {
            i += 1;
            room.save(&values, i);
        });
    });
}

#[divan::bench(sample_count = 50, sample_size = 1)]
fn save_in_a_bare_database(bencher: Bencher) {
    ROOM.with(|room| {
        let mut i = 0;
        bencher.bench_local(|| {
            i += 1;
            room.save_bare(i);
        });
    });
}

/// The fastest, which other programs disturb least, the median and the 99th percentile.
struct Times {
    fastest: Duration,
    median: Duration,
    p99: Duration,
}

fn times(mut all: Vec<Duration>) -> Times {
    all.sort();
    Times { fastest: all[0], median: all[all.len() / 2], p99: all[(all.len() * 99 / 100).min(all.len() - 1)] }
}

fn timed<T>(f: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(f());
    start.elapsed()
}

fn sample<T>(n: usize, mut f: impl FnMut(usize) -> T) -> Times {
    times((0..n).map(|i| timed(|| f(i))).collect())
}

/// One after the other in turns, so that whatever else the machine does falls on both.
fn in_turns<A, B>(n: usize, mut a: impl FnMut(usize) -> A, mut b: impl FnMut(usize) -> B) -> (Times, Times) {
    let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
    for i in 0..n {
        of_a.push(timed(|| a(i)));
        of_b.push(timed(|| b(i)));
    }
    (times(of_a), times(of_b))
}

fn ms(d: Duration) -> String {
    format!("{:.2} ms", d.as_secs_f64() * 1000.0)
}

fn shown(t: &Times) -> String {
    format!("fastest {}, median {}, p99 {}", ms(t.fastest), ms(t.median), ms(t.p99))
}

/// Seconds of processor time of all threads so far; 0 where the system does not say.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(") ").next().unwrap_or_default();
    let ticks: u64 = after.split(' ').skip(11).take(2).filter_map(|t| t.parse::<u64>().ok()).sum();
    ticks as f64 / 100.0
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

/// A plain copy of the tables that the queries read.
fn plain_copy(room: &Room) -> Connection {
    let path = room.path.with_file_name("plain.db");
    // The connection makes no file; an empty one is an empty database.
    std::fs::File::create(&path).unwrap();
    let cipher = open::connect(&room.path, &KEY, Purpose::Maintenance).unwrap();
    cipher.execute_batch(&format!("ATTACH '{}' AS plain KEY ''", path.display())).unwrap();
    for table in ["due", "contact_line", "engagement"] {
        let mut made = cipher
            .prepare("SELECT sql FROM sqlite_schema WHERE tbl_name = ?1 AND sql IS NOT NULL ORDER BY type DESC")
            .unwrap();
        let made: Vec<String> = made.query_map([table], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
        for (i, sql) in made.iter().enumerate() {
            let sql = sql.replacen("CREATE TABLE ", "CREATE TABLE plain.", 1);
            cipher.execute_batch(&sql.replacen("CREATE INDEX ", "CREATE INDEX plain.", 1)).unwrap();
            if i == 0 {
                cipher.execute_batch(&format!("INSERT INTO plain.{table} SELECT * FROM {table}")).unwrap();
            }
        }
    }
    drop(cipher);
    let plain = Connection::open(path).unwrap();
    plain.execute_batch("PRAGMA cache_size = -16000; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY").unwrap();
    plain
}

fn rows(conn: &Connection, sql: &str) -> usize {
    let mut statement = conn.prepare_cached(sql).unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    let mut n = 0;
    while let Some(row) = rows.next().unwrap() {
        for i in 0..columns {
            black_box(row.get_ref(i).unwrap());
        }
        n += 1;
    }
    n
}

/// A working hour without drawing: what it took at most in memory, in KiB; nothing where the system does not say.
fn memory(path: &Path) -> Option<u64> {
    let me = std::env::current_exe().ok()?;
    let out = std::process::Command::new(me).env(CHILD, path).output().ok()?;
    String::from_utf8(out.stdout).ok()?.trim().parse().ok()
}

fn child(path: &Path) {
    let mut desk = desk(path);
    desk.today_list("central").unwrap();
    while desk.while_idle().unwrap() {}
    let people = people(&mut desk);
    for sort in [Sort::NextDue, Sort::Name, Sort::LastContact] {
        let filter = Filter { sort, ..central() };
        let page = desk.contacts(&filter, 0, 40).unwrap();
        desk.contacts(&filter, (page.matching - 40).max(0), 40).unwrap();
    }
    for word in TYPED {
        for (i, c) in word.char_indices() {
            desk.find(&word[..i + c.len_utf8()], 50).unwrap();
        }
    }
    for (i, id) in people.iter().enumerate() {
        desk.record(*id).unwrap();
        if i % 4 == 0 {
            let mut values = desk.engagement_defaults(*id, "spoke").unwrap();
            values.insert("summary", Value::Text("Is well.".into()));
            values.insert("outside_reason", Value::Text("the person had asked for it".into()));
            desk.save_engagement(*id, None, &values).unwrap();
        }
    }
    std::io::stdout().write_all(peak().as_bytes()).unwrap();
}

/// Seals approved updates in a vault of its own: how many went, how long it took, and how many bytes the packages are.
fn seal(updates: usize) -> (usize, Duration, usize) {
    let dir = tempfile::tempdir().unwrap();
    let organisation = PracticeOrganisation::generate().unwrap();
    let mut officer = practice_officer(&organisation.recipient);
    officer.organisation = organisation.settings().unwrap();
    let (places, mut desk) = vault(dir.path(), &officer);
    desk.fill_practice(&Practice { contacts: 140, engagements: 300, seed: 7 }, &mut |_, _| true).unwrap();
    let agreed = Filter { consent: "given".into(), ..central() };
    let people: Vec<RecordId> = desk.contacts(&agreed, 0, 40).unwrap().lines.iter().map(|l| l.id).collect();
    let (key, id) = {
        let vault = desk.vault().unwrap();
        (*vault.database_key().unwrap(), vault.vault_id().to_string())
    };
    let mut store = Store::open(&places.vault.join("caseload.db"), &key, &id).unwrap();
    let doing = Doing {
        officer: "PC 4417 Whitfield".into(),
        device: "K7".into(),
        at: desk.now(),
        what: "prepare updates",
        is_final: true,
        undoes: None,
    };
    store
        .write(&doing, |w| {
            for i in 0..updates {
                let update = Update {
                    kind: "information".into(),
                    state: "approved".into(),
                    purpose: "safeguarding".into(),
                    condition: "individuals-at-risk".into(),
                    necessity: "An officer who attends must know whom to ring first.".into(),
                    information: format!("Fact: three people were approached in one week, note {i}."),
                    ..Update::default()
                };
                w.add(Some(people[i % people.len()]), &update, &Why::default())?;
            }
            Ok(())
        })
        .unwrap();
    drop(store);
    let start = Instant::now();
    let sealed = desk.seal(&mut |_| true).unwrap();
    let took = start.elapsed();
    assert!(sealed.updates >= 10_000, "only {} of {updates} were sealed", sealed.updates);
    let bytes = sealed.packages.iter().map(|n| desk.reading().package(*n).unwrap().unwrap().sealed.len()).sum();
    (sealed.updates, took, bytes)
}

/// A new vault, with as little work in its key as there can be.
fn vault(dir: &Path, officer: &dlo_caseload::domain::officer::Officer) -> (Places, Desk) {
    let places = Places { vault: dir.join("vault"), state: dir.join("state") };
    let new = NewCaseload {
        places: &places,
        passphrase: &Passphrase::typed("lantern copper anthem drizzle pocket"),
        factor: WorkFactor::new(4).unwrap(),
        officer,
        allow_synced: true,
    };
    let (desk, _) = opening::create(&new, Clock::Fixed("2026-11-24T14:05:00Z".parse().unwrap())).unwrap();
    (places, desk)
}

/// A spreadsheet as somebody keeps it: seventeen columns, all of them filled.
fn sheet(path: &Path) {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    writeln!(
        out,
        "Name,Other name,Surname,Given name,DOB,Over 18,Gender,Phone,Email,Area,Locality,Setting,Languages,\
         Must not find out,Known since,Last contact,Notes"
    )
    .unwrap();
    let begins = ["Rox", "Mar", "Dee", "Ash", "Li", "Kar", "So", "Ta", "Bel", "Fay", "Jo", "Nad", "Vik"];
    let ends = ["anne", "lie", "na", "ia", "sy", "phie", "ra", "mina", "etta", "lin", "bel"];
    let names = ["Ashby", "Brand", "Calder", "Dunn", "Eaves", "Fisk", "Garth", "Holt", "Innes"];
    let settings = ["internet", "flat", "massage parlour", "red light", "phone box"];
    let about = ["housing", "health", "a landlord", "the children", "a bad date", "money", "sleep"];
    for i in 0..CONTACTS {
        let name = |n: usize| format!("{}{}", begins[n % begins.len()], ends[n / 7 % ends.len()]);
        writeln!(
            out,
            "{} {i},{},{},{},{:02}/{:02}/{},yes,f,0770 {i:07},p{i}@force.example,central,Low Quay {},{},English / Thai,\
             landlord,{:02}/03/2024,{:02}/10/2026,\"Met near the quay, spoke about {} and {}; asked to be rung on Fridays.\"",
            name(i * 31),
            name(i * 17),
            names[i % names.len()],
            name(i * 13),
            1 + i % 28,
            1 + i % 12,
            1965 + i % 40,
            i % 90,
            settings[i % settings.len()],
            1 + i % 28,
            1 + i % 28,
            about[i % about.len()],
            about[i / 3 % about.len()],
        )
        .unwrap();
    }
    out.flush().unwrap();
}

/// Brings the sheet in, in a process of its own: dry run, backup, import; seconds, seconds of processor time and peak KiB.
fn import_child(path: &Path) {
    let dir = tempfile::tempdir().unwrap();
    let (_, mut desk) = vault(dir.path(), &practice_officer(""));
    let (start, before) = (Instant::now(), processor());
    let source = import::read(path, None).unwrap();
    let columns = source.columns().to_vec();
    let run = desk.import_dry_run(&source, &columns, &mut |_| true).unwrap();
    let made = desk.import_tried(&source, &columns, &run, &mut |_| true).unwrap();
    assert_eq!((made.people, made.backed_up), (CONTACTS, true));
    let line = format!("{:.1} {:.1} {}", start.elapsed().as_secs_f64(), processor() - before, peak());
    std::io::stdout().write_all(line.as_bytes()).unwrap();
}

/// What the import of a sheet took, in words.
fn imported() -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("contacts.csv");
    sheet(&path);
    let out = std::env::current_exe().and_then(|me| std::process::Command::new(me).env(SHEET, &path).output()).unwrap();
    let said = String::from_utf8(out.stdout).unwrap();
    let [seconds, processor, peak] = said.split(' ').collect::<Vec<_>>()[..] else {
        panic!("the import said nothing: {}", String::from_utf8_lossy(&out.stderr));
    };
    let peak = peak.parse::<u64>().map_or("not measured on this system".to_owned(), |k| format!("{} MiB", k / 1024));
    format!("{seconds} s, {processor} s of processor time; {peak}")
}

/// The most memory that this process had, in KiB; blank where the system does not say.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    peak.unwrap_or_default().trim().to_owned()
}

fn table(room: &Room) {
    let mut out = std::io::stdout();
    let size = room.size;
    writeln!(out, "\n{} contacts, {} engagements\n", size.contacts, size.engagements).unwrap();
    writeln!(out, "| What | At most | Measured |\n|---|---|---|").unwrap();
    let mut row = |what: &str, limit: &str, measured: String| {
        writeln!(out, "| {what} | {limit} | {measured} |").unwrap();
    };
    row(
        "generate this caseload, journal included",
        if room.size.contacts == 100_000 { "180 s" } else { "" },
        format!("{:.1} s, {:.1} s of processor time", room.made_in.as_secs_f64(), room.made_with),
    );
    let bytes = std::fs::metadata(&room.path).map_or(0, |m| m.len());
    row("size of its database", "", format!("{} MB", bytes / 1_000_000));
    let first = sample(10, |_| desk(&room.path).today_list("central").unwrap().rows.len());
    row("open the database, first Today", "50 ms", shown(&first));
    let today = sample(100, |_| room.desk.borrow().today_list("central").unwrap().rows.len());
    row("Today again", "16 ms", shown(&today));
    let list = sample(100, |i| {
        let sort = [Sort::NextDue, Sort::Name, Sort::Reference, Sort::LastContact][i % 4];
        room.desk.borrow().contacts(&Filter { sort, ..central() }, 0, 40).unwrap().matching
    });
    row("a page of the list with its counts", "16 ms", shown(&list));
    let filtered = sample(100, |i| {
        let setting = ["internet", "telephone-box-ads", "parties", "brothel-or-flat"][i % 4].to_owned();
        room.desk.borrow().contacts(&Filter { setting, ..central() }, 0, 40).unwrap().matching
    });
    row("the same, filtered", "16 ms", shown(&filtered));
    let record = sample(200, |i| room.desk.borrow().record(room.people[i % room.people.len()]).unwrap().history_count);
    row("a record", "16 ms", shown(&record));
    let letters: Vec<&str> = TYPED.iter().flat_map(|w| w.char_indices().map(|(i, c)| &w[..i + c.len_utf8()])).collect();
    let search = sample(letters.len() * 5, |i| room.desk.borrow().find(letters[i % letters.len()], 50).unwrap().len());
    row("a letter of a search", "16 ms", shown(&search));
    let narrowed: Vec<&str> =
        NARROWED.iter().flat_map(|w| w.char_indices().map(|(i, c)| &w[..i + c.len_utf8()])).collect();
    let search =
        sample(narrowed.len() * 3, |i| room.desk.borrow().find(narrowed[i % narrowed.len()], 50).unwrap().len());
    row("a letter of a narrowed search", "16 ms", shown(&search));
    let values = room.engagement();
    let (save, bare) = in_turns(200, |i| room.save(&values, i), |i| room.save_bare(i));
    row(
        "save an engagement, journal and search, durable",
        "2.5 ×; p99 10 ms",
        format!(
            "fastest {}, median {} = {:.2} × {} bare; p99 {} (bare {})",
            ms(save.fastest),
            ms(save.median),
            ratio(save.median, bare.median),
            ms(bare.median),
            ms(save.p99),
            ms(bare.p99)
        ),
    );
    let plain = plain_copy(room);
    let cipher = open::connect(&room.path, &KEY, Purpose::Check).unwrap();
    for (name, sql) in QUERIES {
        let (a, b) = in_turns(300, |_| rows(&cipher, sql), |_| rows(&plain, sql));
        row(
            &format!("{name}, beside plain SQLite"),
            "1.5 ×",
            format!("median {} = {:.2} × {}", ms(a.median), ratio(a.median, b.median), ms(b.median)),
        );
    }
    drop(cipher);
    let peak = memory(&room.path).map_or("not measured on this system".to_owned(), |k| format!("{} MiB", k / 1024));
    row("memory at most while working", "64 MiB", peak);
    row("release binary", "16 MiB", binary());
    let (updates, took, bytes) = seal(10_500);
    let each = ten_thousand(took, updates);
    row("seal 10,000 updates", "2 s", format!("{:.2} s ({updates} sealed, {:.1} MB)", each, bytes as f64 / 1e6));
    row("import 100,000 contacts: dry run, backup, journal", "20 s; 128 MiB", imported());
}

/// How large the program is that `cargo build --release` left beside this measurement.
fn binary() -> String {
    let beside = std::env::current_exe().ok().and_then(|me| Some(me.parent()?.with_file_name("caseload")));
    match beside.and_then(|path| std::fs::metadata(path).ok()) {
        Some(m) => format!("{:.1} MiB", m.len() as f64 / 1_048_576.0),
        None => "not built: cargo build --release".to_owned(),
    }
}

/// As it would be for ten thousand: some of those prepared are kept back by what their record says.
fn ten_thousand(took: Duration, updates: usize) -> f64 {
    took.as_secs_f64() * 10_000.0 / updates as f64
}

fn main() {
    if let Some(path) = std::env::var_os(CHILD) {
        return child(Path::new(&path));
    }
    if let Some(path) = std::env::var_os(SHEET) {
        return import_child(Path::new(&path));
    }
    divan::main();
    if std::env::args().any(|a| a == "--list" || a == "--test") {
        return;
    }
    ROOM.with(table);
}
