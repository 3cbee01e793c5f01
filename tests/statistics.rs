//! Statistics: counted as the work is done, the same on screen, in the file, on the page and on the command line, and
//! never so that anybody is seen in them (domain section 9 and rule 11).
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use common::people::met;
use common::records::kept;
use common::shown::shows;
use common::{Room, WORDS};
use dlo_caseload::casework::desk::Desk;
use dlo_caseload::casework::practice::{Practice, practice_officer};
use dlo_caseload::casework::statistics::{Form, Leaves};
use dlo_caseload::domain::contact::Contact;
use dlo_caseload::domain::engagement::Engagement;
use dlo_caseload::domain::field::{Code, Record, Value, Values};
use dlo_caseload::domain::follow_up::FollowUp;
use dlo_caseload::domain::id::RecordId;
use dlo_caseload::domain::marker::Marker;
use dlo_caseload::domain::statistics::{Amount, Family, Period, Table, Topic, Universe};
use dlo_caseload::domain::when::When;
use dlo_caseload::store::Store;
use dlo_caseload::store::journal::Why;
use dlo_caseload::store::open::{Purpose, connect};
use dlo_caseload::store::write::Doing;
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::Place;
use dlo_caseload::vault::dir::STATE_DIR_VARIABLE;
use strum::IntoEnumIterator;

fn text(t: impl Into<String>) -> Value {
    Value::Text(t.into())
}

fn engagement(desk: &mut Desk, who: RecordId, on: &str, outcome: &str) {
    let values = Values::from([
        ("happened", text(format!("{on}T11:00/{on}T11:00 minute "))),
        ("channel", text("text")),
        ("direction", text("out")),
        ("outcome", text(outcome)),
        ("summary", text("x")),
    ]);
    desk.save_engagement(who, None, &values).unwrap();
}

fn today(desk: &Desk, topic: Topic, area: &str, by: Period) -> Table {
    desk.statistics(topic, area, by, desk.today()).unwrap()
}

/// The rows of the screen; the space that keeps a month beside its share looks like any other.
fn lines(pilot: &Pilot) -> Vec<String> {
    pilot.screen().lines().map(str::to_owned).collect()
}

/// The counts behind the picture of the mock-ups: outcomes by month.
const PICTURED: [(&str, [u32; 6]); 5] = [
    ("spoke", [31, 28, 35, 33, 38, 26]),
    ("no-answer", [12, 14, 9, 11, 13, 8]),
    ("message-left", [6, 6, 3, 7, 9, 5]),
    ("declined", [5, 2, 5, 6, 7, 5]),
    ("could-not-attempt", [5, 6, 0, 7, 5, 0]),
];

#[test]
fn engagements_by_outcome_stand_as_pictured_with_every_count_rounded() {
    let (room, mut desk) = Room::new(&practice_officer(""));
    let who = met(&mut desk, "Roxy", "said-so");
    // Meeting somebody is an engagement by itself; it is taken back, so that the counts are those of the picture.
    let all = [("2026-06", 0), ("2026-07", 1), ("2026-08", 2), ("2026-09", 3), ("2026-10", 4), ("2026-11", 5)];
    for (outcome, counts) in PICTURED {
        for (month, n) in all {
            let less = u32::from(outcome == "spoke" && n == 5);
            for i in 0..counts[n] - less {
                engagement(&mut desk, who, &format!("{month}-{:02}", 1 + i % 20), outcome);
            }
        }
    }
    let mut pilot = room.interface(desk, Place::Records);
    pilot.window(120, 36).keys("t j j");
    let screen = lines(&pilot);
    let expected = "
  contacts by group       Engagements by outcome                                     01/06/2026 to 24/11/2026
  contacts, new, closed
▸ engagements, outcome                          Jun   Jul   Aug   Sep   Oct   Nov    All
  engagements, channel    spoke                  30    30    35    35    40    25    190   ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄
  promises on time        no answer              10    15    10    10    15    10     65   ▄▄▄▄▄▄▄▄▄
  referrals               message left            5     5    <5     5    10     5     35   ▄▄▄▄▄
  crime reports           declined                5    <5     5     5     5     5     30   ▄▄▄▄
  report to feedback      ended as unsafe         0     0     0     0     0     0      0
  markers                 could not attempt       5     5     0     5     5     0     25   ▄▄▄▄
  updates                 All                    60    55    50    65    70    45    345

                          <5  one to four: never shown more exactly, here, in the file or on paper
                           *  held back, so that no <5 can be worked out by subtraction
                              Every count is rounded to the nearest 5, totals for themselves: they need not add up.

                          By month

                          Jun   ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 60
                          Jul   ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 55
                          Aug   ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 50
                          Sep   ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 65
                          Oct   ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 70
                          Nov   ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 45   to 24/11

                          Reached, of all tried      55 %   Jun 50  Jul 55  Aug 70  Sep 54  Oct 57  Nov 56";
    for (n, line) in expected.lines().skip(1).enumerate() {
        assert_eq!(screen[n + 2], line, "row {}:\n{}", n + 3, screen.join("\n"));
    }
    assert!(screen[0].contains("9 Records · statistics · Central"), "{}", screen[0]);
    let last = screen.last().unwrap();
    assert_eq!(last, "  j k topic   F period, area   E CSV file   P page to print   Esc records   ? help");
}

#[test]
fn what_is_on_the_screen_is_what_file_page_and_command_line_contain() {
    let (room, mut desk) = Room::practice(&Practice { contacts: 200, engagements: 1_500, seed: 5 });
    let mut wanted: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let out = room.dir.path().join("out");
    std::fs::create_dir(&out).unwrap();
    for topic in Topic::all() {
        let table = today(&desk, topic, "central", Period::Month);
        let cells: Vec<String> = table
            .lines()
            .iter()
            .flat_map(|l| {
                std::iter::once(l.row.clone()).chain(l.cells.iter().map(|(_, a)| a.clone())).chain([l.all.clone()])
            })
            .collect();
        let leaves = Leaves { to: "the board".into(), purpose: "the quarter".into() };
        let csv = desk.write_statistics(&table, Form::Csv, &out, &leaves).unwrap();
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_path(csv).unwrap();
        let read: Vec<Vec<String>> = reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
        let of_table: Vec<String> =
            read.iter().filter(|r| r.len() == table.columns.len() + 2 && !r[0].is_empty()).flatten().cloned().collect();
        assert_eq!(of_table, cells, "{}", topic.name());
        assert_eq!(read.first().unwrap(), &["OFFICIAL-SENSITIVE"]);
        let page = desk.write_statistics(&table, Form::Page, &out, &leaves).unwrap();
        let html = std::fs::read_to_string(page).unwrap();
        let figures = html.split("class=\"figures\"").nth(1).unwrap().split("</table>").next().unwrap();
        let shown = figures.split("<td>").skip(1).map(|c| c.split("</td>").next().unwrap());
        let amounts: Vec<String> = shown.map(|c| c.replace("&lt;", "<")).collect();
        assert_eq!(amounts, table.amounts().map(Amount::text).collect::<Vec<_>>(), "{}", topic.name());
        wanted.insert(topic.name().to_owned(), cells);
    }
    // The screen, topic by topic: every amount of every row stands there, in its order.
    let mut pilot = room.interface(desk, Place::Records);
    pilot.window(120, 60).keys("t g");
    for topic in Topic::all() {
        let screen = pilot.screen();
        let desk = pilot.desk().unwrap();
        let table = today(desk, topic, "central", Period::Month);
        for line in table.lines().iter().filter(|l| l.block != "rate") {
            let amounts: Vec<String> = line.cells.iter().map(|(_, a)| a.clone()).chain([line.all.clone()]).collect();
            let found = screen.lines().any(|l| {
                l.chars()
                    .skip(26)
                    .collect::<String>()
                    .starts_with(line.row.chars().take(18).collect::<String>().as_str())
                    && l.split_whitespace().collect::<Vec<_>>().join(" ").contains(&amounts.join(" "))
            });
            assert!(found, "{}: {} {amounts:?}\n{screen}", topic.name(), line.row);
        }
        pilot.keys("j");
    }
    pilot.into_desk().unwrap().close().unwrap();
    // The shipped program.
    let mut child = Command::new(env!("CARGO_BIN_EXE_caseload"))
        .args(["--passphrase-stdin", "--vault"])
        .arg(room.places().vault)
        .args(["stats", "--json", "--on", "2026-11-24", "--area", "central"])
        .env(STATE_DIR_VARIABLE, room.places().state)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("{WORDS}\n").as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&done.stdout).unwrap();
    let mut said: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in &rows {
        assert!(row["ref"].is_string() && row["state"].is_string());
        let of = said.entry(row["topic"].as_str().unwrap().to_owned()).or_default();
        of.push(row["row"].as_str().unwrap().to_owned());
        of.extend(row["cells"].as_array().unwrap().iter().map(|c| c["amount"].as_str().unwrap().to_owned()));
        of.push(row["all"].as_str().unwrap().to_owned());
    }
    assert_eq!(said, wanted);
}

#[test]
fn a_table_leaves_by_keys_for_somebody_and_a_reason_is_journalled_and_replaces_nothing() {
    let (room, desk) = Room::practice(&Practice::default());
    let folder = room.dir.path().display().to_string();
    let mut pilot = room.interface(desk, Place::Records);
    pilot.keys("t j j E");
    shows(&pilot, "journalled as a disclosure");
    pilot.types("Insp Marlowe").keys("Tab").types("monthly meeting").keys("Tab Ctrl+U").types(&folder).keys("Ctrl+S");
    let name = "engagements-by-outcome-central-by-month-to-2026-11-24.csv";
    shows(&pilot, &format!("Written: {name}"));
    let first = std::fs::read(room.dir.path().join(name)).unwrap();
    let entry = pilot.desk().unwrap().reading().journal(1).unwrap().remove(0);
    assert_eq!((entry.operation.as_str(), entry.recipient.as_str()), ("disclosure", "Insp Marlowe"));
    pilot.keys("E").types("Insp Marlowe").keys("Tab").types("again").keys("Tab Ctrl+U").types(&folder).keys("Ctrl+S");
    shows(&pilot, "is there already and was not replaced");
    assert_eq!(std::fs::read(room.dir.path().join(name)).unwrap(), first);
    // Nothing is filled in, nothing leaves.
    pilot.keys("Enter P Ctrl+S");
    shows(&pilot, "This is needed");
}

#[test]
fn without_an_escrow_key_no_table_leaves() {
    let (room, mut desk) = Room::new(&common::officer());
    let table = today(&desk, Topic::EngagementsByOutcome, "central", Period::Month);
    let leaves = Leaves { to: "x".into(), purpose: "y".into() };
    let refused = desk.write_statistics(&table, Form::Csv, room.dir.path(), &leaves).unwrap_err();
    assert!(refused.what.contains("escrow"), "{refused}");
    assert!(
        !std::fs::read_dir(room.dir.path()).unwrap().any(|e| e.unwrap().path().extension().is_some_and(|x| x == "csv"))
    );
}

fn counted(desk: &Desk) -> Vec<String> {
    let mut all = Vec::new();
    for family in Family::iter() {
        for c in desk.reading().counted(family).unwrap() {
            all.push(format!("{} {} {} {:?} {}", family.name(), c.area, c.month, c.code, c.n));
        }
    }
    all.sort();
    all
}

#[test]
fn what_is_counted_follows_every_change_and_what_takes_it_back() {
    let (_room, mut desk) = Room::practice(&Practice { contacts: 60, engagements: 300, seed: 9 });
    let before = counted(&desk);
    let who = met(&mut desk, "Lola", "said-so");
    engagement(&mut desk, who, "2026-10-12", "spoke");
    let in_central = counted(&desk);
    assert_ne!(before, in_central);
    // Somebody moves to another area, and everything counted of them goes along.
    desk.consult(who, "welfare-check", "").unwrap();
    let mut c = kept::<Contact>(&desk, who);
    c.area = Code::new("northern");
    desk.save_contact(Some(who), &c.values()).unwrap();
    let spoke = |desk: &Desk, area: &str| -> u64 {
        let all = desk.reading().counted(Family::Engagement).unwrap();
        all.iter().filter(|c| c.area == area && c.month == "2026-10" && c.code.starts_with("spoke")).map(|c| c.n).sum()
    };
    let northern = spoke(&desk, "northern");
    desk.undo().unwrap();
    assert_eq!(spoke(&desk, "northern") + 1, northern);
    assert_eq!(counted(&desk), in_central);
    desk.close_contact(who, "moved-away").unwrap();
    let closed = kept::<Contact>(&desk, who);
    assert_eq!(closed.closed_on, Some(desk.today()));
    let now = counted(&desk);
    assert!(now.iter().any(|c| c.starts_with("contact central 2026-11") && c.contains("2026-11\"")), "{now:#?}");
}

#[test]
fn a_rebuild_and_a_vault_of_an_older_schema_count_the_same_as_the_work_itself() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("caseload.db");
    let key = [7; 32];
    Store::create(&path, &key, "v").unwrap();
    let mut store = Store::open(&path, &key, "v").unwrap();
    let doing = Doing {
        officer: "PC 4417 Whitfield".into(),
        device: "K7".into(),
        at: common::tuesday(),
        what: "fill",
        is_final: false,
        undoes: None,
    };
    let why = Why::default();
    let contact = |reference: &str, area: &str| Contact {
        reference: reference.into(),
        working_names: vec!["Roxy".into()],
        area: area.into(),
        status: "open".into(),
        population_group: "online".into(),
        known_since: "2026-09-02".parse().ok(),
        ..Contact::default()
    };
    let at = |t: &str| Some(When::at(t.parse().unwrap()));
    store
        .write(&doing, |w| {
            let one = w.add(None, &contact("K7-0001", "central"), &why)?;
            let two = w.add(None, &contact("K7-0002", "northern"), &why)?;
            for (who, outcome) in [(one, "spoke"), (one, "no-answer"), (two, "spoke")] {
                let happened = at("2026-10-12T11:00:00");
                let e =
                    Engagement { happened, outcome: outcome.into(), channel: "call".into(), ..Engagement::default() };
                w.add(Some(who), &e, &why)?;
            }
            for (due, settled) in
                [("2026-10-12", "2026-10-12"), ("2026-10-12T02:00", "2026-10-12"), ("2026-10-13", "2026-10-13")]
            {
                let f = FollowUp {
                    kind: "promise".into(),
                    state: "done".into(),
                    due: due.parse().ok(),
                    settled_on: settled.parse().ok(),
                    ..FollowUp::default()
                };
                w.add(Some(one), &f, &why)?;
            }
            let m = Marker { state: "removed".into(), on_is_since: "2026-08-01".parse().ok(), ..Marker::default() };
            w.add(Some(two), &m, &why)?;
            // The same contact closed and gone to another area, with everything of theirs.
            let moved = Contact { status: "closed".into(), area: "southern".into(), ..contact("K7-0002", "northern") };
            w.put(two, Some(two), &moved, &why)
        })
        .unwrap();
    let all = |store: &Store| {
        let mut rows: Vec<_> =
            Family::iter().flat_map(|f| store.reading().counted(f).unwrap().into_iter().map(move |c| (f, c))).collect();
        rows.sort_by_key(|(f, c)| (*f, c.area.clone(), c.month.clone(), c.code.clone()));
        rows
    };
    let counted = all(&store);
    let late = counted.iter().find(|(f, c)| *f == Family::Promise && c.code == "late").unwrap();
    assert_eq!(late.1.n, 1, "the day turns at 04:00, so 02:00 belongs to the day before");
    assert!(counted.iter().any(|(f, c)| *f == Family::Engagement && c.area == "southern"));
    assert!(counted.iter().all(|(_, c)| c.area != "northern"));
    store.rebuild().unwrap();
    assert_eq!(all(&store), counted);
    // What the migration counts in a vault that is there already.
    store.close().unwrap();
    let conn = connect(&path, &key, Purpose::Maintenance).unwrap();
    let sql = include_str!("../src/store/migrations/0005.sql");
    let fill = &sql[sql.find("INSERT INTO statistic").unwrap()..];
    conn.execute_batch(&format!("DELETE FROM statistic; {fill}")).unwrap();
    drop(conn);
    assert_eq!(all(&Store::open(&path, &key, "v").unwrap()), counted);
}

/// Where the number of a row and a column of one table stands.
type Places = BTreeMap<(String, String), usize>;

/// What somebody knows who has every table of a day before them: each number narrowed by all the others, again and again.
struct Attacker {
    /// Least and most of each number that is shown somewhere.
    known: Vec<(i64, i64)>,
    /// A total and its parts.
    sums: Vec<(usize, Vec<usize>)>,
    shown: Vec<(String, Amount)>,
}

impl Attacker {
    fn new() -> Self {
        Self { known: Vec::new(), sums: Vec::new(), shown: Vec::new() }
    }

    fn sees(&mut self, what: String, amount: Amount) -> usize {
        self.known.push(amount.range());
        self.shown.push((what, amount));
        self.known.len() - 1
    }

    /// Takes in a table; `whole` are its rows where they make one.
    fn reads(&mut self, table: &Table) -> Places {
        let mut at = BTreeMap::new();
        for (b, block) in table.blocks.iter().enumerate() {
            let mut columns: Vec<Vec<usize>> = vec![Vec::new(); table.columns.len() + 1];
            for row in &block.rows {
                let name = |c: &str| {
                    format!("{} {} {} {b} {} {c}", table.topic.name(), table.area, table.by.name(), row.label)
                };
                let cells: Vec<usize> =
                    row.cells.iter().zip(&table.columns).map(|(a, c)| self.sees(name(c), *a)).collect();
                let all = self.sees(name("All"), row.all);
                for (n, cell) in cells.iter().enumerate() {
                    columns[n].push(*cell);
                    at.insert((format!("{b} {}", row.label), table.columns[n].clone()), *cell);
                }
                columns.last_mut().unwrap().push(all);
                at.insert((format!("{b} {}", row.label), "All".into()), all);
                self.sums.push((all, cells));
            }
            if let Some(total) = &block.total {
                let cells: Vec<usize> = total
                    .cells
                    .iter()
                    .zip(&table.columns)
                    .map(|(a, c)| self.sees(format!("{} {} total {c}", table.topic.name(), table.area), *a))
                    .collect();
                let all = self.sees(format!("{} {} total", table.topic.name(), table.area), total.all);
                for (n, cell) in cells.iter().chain([&all]).enumerate() {
                    self.sums.push((*cell, columns[n].clone()));
                    at.insert((format!("{b} total"), n.to_string()), *cell);
                }
                self.sums.push((all, cells));
            }
        }
        at
    }

    fn works_it_out(&mut self) {
        loop {
            let before = self.known.clone();
            for (total, parts) in &self.sums {
                let add = |a: i64, b: i64| a.saturating_add(b);
                let least = parts.iter().map(|p| self.known[*p].0).fold(0, add);
                let most = parts.iter().map(|p| self.known[*p].1).fold(0, add);
                let (low, high) = self.known[*total];
                self.known[*total] = (low.max(least), high.min(most));
                for p in parts {
                    let (low, high) = self.known[*p];
                    let others_most = parts.iter().filter(|o| *o != p).map(|o| self.known[*o].1).fold(0, add);
                    let others_least = parts.iter().filter(|o| *o != p).map(|o| self.known[*o].0).fold(0, add);
                    let least = self.known[*total].0.saturating_sub(others_most);
                    let most = self.known[*total].1.saturating_sub(others_least);
                    self.known[*p] = (low.max(least), high.min(most));
                }
            }
            if self.known == before {
                return;
            }
        }
    }
}

#[test]
fn nobody_is_worked_out_of_all_tables_of_a_day_together() {
    for (contacts, engagements, seed) in [(60, 200, 1), (160, 500, 2), (240, 1_800, 3)] {
        let (_room, desk) = Room::practice(&Practice { contacts, engagements, seed });
        let universes: BTreeMap<Family, Universe> =
            Family::iter().map(|f| (f, Universe::new(f, &desk.reading().counted(f).unwrap(), desk.today()))).collect();
        for topics in [
            &[Topic::ContactsByGroup][..],
            &[Topic::ContactsNewClosed],
            &[Topic::EngagementsByOutcome, Topic::EngagementsByChannel],
            &[Topic::Promises],
            &[Topic::Referrals],
            &[Topic::CrimeReports, Topic::Feedback],
            &[Topic::Markers],
            &[Topic::Updates],
        ] {
            let mut attacker = Attacker::new();
            for by in Period::iter() {
                let mut by_area: BTreeMap<&str, Vec<Places>> = BTreeMap::new();
                let mut laid_out: BTreeMap<&str, Vec<(String, Period)>> = BTreeMap::new();
                for area in ["", "central", "northern", "southern"] {
                    for topic in topics {
                        let table = universes[&topic.family()].table(*topic, area, by);
                        laid_out.entry(area).or_default().push((table.area.clone(), table.by));
                        by_area.entry(area).or_default().push(attacker.reads(&table));
                    }
                }
                // The areas make up all of them, where each is laid out as it was asked for.
                for t in 0..topics.len() {
                    // People stand by area in one table, which is added up row by row.
                    if topics[t] == Topic::ContactsByGroup {
                        continue;
                    }
                    let as_asked = |area: &str| laid_out[area][t] == (area.to_owned(), by);
                    if !["", "central", "northern", "southern"].iter().all(|a| as_asked(a)) {
                        continue;
                    }
                    for (key, total) in &by_area[""][t] {
                        let parts: Vec<usize> = ["central", "northern", "southern"]
                            .iter()
                            .filter_map(|a| by_area[a][t].get(key).copied())
                            .collect();
                        if parts.len() == 3 {
                            attacker.sums.push((*total, parts));
                        }
                    }
                }
            }
            attacker.works_it_out();
            for ((what, amount), known) in attacker.shown.iter().zip(&attacker.known) {
                if *amount == Amount::Few {
                    assert_eq!(*known, (1, 4), "{what} was narrowed down, seed {seed}");
                }
            }
        }
    }
}

#[test]
fn what_is_read_for_a_table_does_not_grow_with_the_caseload() {
    let (_room, desk) = Room::practice(&Practice { contacts: 300, engagements: 6_000, seed: 4 });
    let read = desk.reading().counted(Family::Engagement).unwrap();
    assert_eq!(read.iter().map(|c| c.n).sum::<u64>(), 6_000, "each is counted once");
    // Areas, months, outcomes and channels bound it, not people.
    assert!(read.len() < 3 * 31 * 48, "{}", read.len());
}

#[test]
fn at_every_size_the_statistics_are_drawn_and_keep_their_footer() {
    let (room, desk) = Room::practice(&Practice::default());
    let mut pilot = room.interface(desk, Place::Records);
    pilot.keys("t");
    for _ in Topic::all() {
        for (columns, rows) in [(60, 15), (79, 20), (80, 24), (100, 30), (120, 36), (160, 50), (59, 10), (0, 0)] {
            let screen = pilot.window(columns, rows).screen();
            assert!(columns < 60 || rows < 15 || screen.contains("? help"), "{columns}x{rows}\n{screen}");
        }
        pilot.keys("j");
    }
}
