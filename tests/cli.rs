//! The shipped program driven as a user would: commands in, sentences and exit codes out.
//!
//! Vaults are made by the library with little work in the key slots, so that a hundred unlocks take seconds; `init` itself
//! is driven once, at full price. There is no way to weaken a vault from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test that cannot go on fails, and harms files on purpose"
)]

mod common;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use common::people::{ground, met, point};
use common::records::values;
use common::{WORDS, WRONG, create, places_in};
use dlo_caseload::casework::clock::Clock;
use dlo_caseload::casework::desk::Desk;
use dlo_caseload::casework::opening::{self, Locking, Use};
use dlo_caseload::domain::field::Record;
use dlo_caseload::domain::id::RecordId;
use dlo_caseload::domain::lists;
use dlo_caseload::domain::officer::Officer;
use dlo_caseload::domain::radio;
use dlo_caseload::exchange::organisation::{self, PracticeOrganisation};
use dlo_caseload::vault::dir::STATE_DIR_VARIABLE;
use dlo_caseload::vault::{Attempts, Header, Lock, Passphrase, Places, Secret};

fn officer() -> Officer {
    Officer { force: "Northshire".into(), ..common::officer() }
}

/// A vault, its state directory and a place for files.
struct Room {
    dir: tempfile::TempDir,
}

/// What a command did.
struct Did {
    code: i32,
    out: String,
    err: String,
}

impl Room {
    fn empty() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// A vault with one contact, met by chance, who has a number and a legal name.
    fn new() -> Self {
        let room = Self::empty();
        let (mut desk, _) = create(&room.places(), &officer(), Clock::Machine);
        meet(&mut desk, "Roxy");
        desk.close().unwrap();
        room
    }

    fn places(&self) -> Places {
        places_in(self.dir.path())
    }

    fn vault(&self) -> PathBuf {
        self.dir.path().join("vault")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn open(&self) -> Desk {
        let secret = Secret::Passphrase(Passphrase::typed(WORDS));
        opening::open(&self.places(), &secret, Locking::Take, Clock::Machine, Use::Interface).unwrap().0
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_caseload"));
        command.args(arguments).env(STATE_DIR_VARIABLE, self.places().state).current_dir(self.dir.path());
        command
    }

    /// Runs a command on the vault with the passphrase and whatever follows it on standard input.
    fn run(&self, arguments: &[&str]) -> Did {
        self.run_with(arguments, &format!("{WORDS}\n"))
    }

    fn run_with(&self, arguments: &[&str], input: &str) -> Did {
        let vault = self.vault();
        let all: Vec<&str> = [arguments, &["--vault", vault.to_str().unwrap(), "--passphrase-stdin"]].concat();
        did(self.command(&all), input)
    }

    /// Every file below the vault with its content, and every folder.
    fn bytes(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        collect(&self.vault(), &mut found);
        found
    }
}

fn collect(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.is_symlink() {
            found.insert(path.clone(), Vec::new());
            collect(&path, found);
        } else {
            found.insert(path.clone(), std::fs::read(&path).unwrap_or_default());
        }
    }
}

fn did(mut command: Command, input: &str) -> Did {
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.unwrap();
    // A command that does not read its input closes it early.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Did {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Did {
    /// It went well and had nothing to complain about.
    fn well(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{}", self.out);
        self.out
    }

    /// It was refused with this code, in one line that says whether anything changed, and printed nothing else.
    #[track_caller]
    fn refused(&self, code: i32) -> &str {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        assert_eq!(self.out, "", "nothing is printed");
        assert_eq!(self.err.lines().count(), 1, "{}", self.err);
        assert!(self.err.contains("changed"), "says whether anything changed: {}", self.err);
        assert!(!self.err.contains(WORDS) && !self.err.contains("Roxy"), "{}", self.err);
        &self.err
    }

    fn array(self) -> Vec<serde_json::Value> {
        serde_json::from_str(&self.well()).unwrap()
    }
}

/// A public key of nobody.
fn recipient() -> String {
    PracticeOrganisation::generate().unwrap().recipient
}

fn meet(desk: &mut Desk, name: &str) -> RecordId {
    let contact = met(desk, name, "documented");
    desk.consult(contact, "follow-up-due", "").unwrap();
    let mut named = desk.record(contact).unwrap().contact.it.values();
    named.extend(values(&[("given_names", "Ruxandra"), ("surname", "Inventedname")]));
    desk.save_contact(Some(contact), &named).unwrap();
    point(desk, contact, "mobile", "07700 900142", "safe");
    contact
}

/// Runs `refuse` and proves that the vault has every byte it had.
#[track_caller]
fn unchanged(room: &Room, refuse: impl FnOnce(&Room)) {
    let before = room.bytes();
    refuse(room);
    let after = room.bytes();
    let differs: Vec<_> = before.keys().chain(after.keys()).filter(|p| before.get(*p) != after.get(*p)).collect();
    assert!(differs.is_empty(), "changed: {differs:?}");
}

#[test]
fn a_vault_is_made_and_a_day_goes_by() {
    let room = Room::empty();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/officer.example.toml");
    let (desk, unheard) = (recipient(), recipient());
    let officer = std::fs::read_to_string(example).unwrap();
    let officer = officer.replace("recipients = []", &format!("recipients = [\"{desk}\", \"{unheard}\"]"));
    std::fs::write(room.file("officer.toml"), officer).unwrap();
    let spoken = organisation::spoken(&desk).unwrap();
    let made = room.run(&["init", "--officer", "officer.toml", "--confirm-recipient", &spoken]).well();
    assert_eq!(made.matches("was not confirmed").count(), 1, "{made}");
    let code = made.lines().find(|l| l.trim().split('-').count() == 6).unwrap().trim().to_owned();
    assert_eq!(code.len(), 35, "the recovery code is printed once: {made}");
    assert!(made.contains("SET-UP"), "no escrow yet: {made}");
    assert!(!made.contains(WORDS), "a passphrase that was given is not printed");

    let today = room.run(&["today"]).well();
    assert!(today.starts_with("caseload today. SET-UP. "), "{today}");
    assert!(today.contains("Area Central."));
    assert!(today.contains("Nothing is due today in Central."), "{today}");

    let confirmed = desk;
    let mut desk = room.open();
    assert_eq!(desk.officer().organisation.confirmed, [confirmed]);
    meet(&mut desk, "Roxy");
    desk.close().unwrap();

    let contacts = room.run(&["list", "contacts", "--json"]).array();
    assert_eq!(contacts.len(), 1);
    assert_eq!((&contacts[0]["ref"], &contacts[0]["state"]), (&"K7-0001".into(), &"open".into()));

    let found = room.run_with(&["search", "--json"], &format!("{WORDS}\nroxy\n")).array();
    assert!(found.iter().any(|f| f["ref"] == "K7-0001" && f["kind"] == "contact"));

    let shown = room.run(&["show", "K7-0001", "--reason", "welfare-check"]).well();
    assert!(shown.starts_with("K7-0001 Roxy. Adult"), "{shown}");

    let backup = room.file("stick.caseload-backup");
    let said = room.run(&["backup", "--to", backup.to_str().unwrap()]).well();
    assert!(said.contains("made and checked"), "{said}");
    let verified = room.run(&["verify"]).well();
    assert!(verified.starts_with("The vault is whole."), "{verified}");
    let verified = room.run(&["verify", "--backup", backup.to_str().unwrap()]).well();
    assert!(verified.starts_with("The backup is whole."), "{verified}");

    let restored = room.file("restored");
    let said = did(
        room.command(&["restore", backup.to_str().unwrap(), "--to", restored.to_str().unwrap(), "--passphrase-stdin"]),
        &format!("{WORDS}\n"),
    );
    assert!(said.well().contains("is now the caseload in this folder"));
    let listed = did(
        room.command(&["list", "contacts", "--json", "--vault", restored.to_str().unwrap(), "--passphrase-stdin"]),
        &format!("{WORDS}\n"),
    );
    assert_eq!(listed.array().len(), 1);
}

#[test]
fn lists_are_one_array_of_objects_with_ref_and_state_and_stay_masked() {
    let room = Room::new();
    let kinds = [
        "contacts",
        "contact-points",
        "safe-contact-plans",
        "consent-entries",
        "engagements",
        "follow-ups",
        "grounds",
        "markers",
        "safeguarding-concerns",
        "is-states",
        "updates",
        "holds",
        "disclosures",
        "packages",
    ];
    for kind in kinds {
        for item in room.run(&["list", kind, "--json"]).array() {
            assert!(item["ref"].is_string() && item["state"].is_string(), "{kind}: {item}");
            let text = item.to_string();
            assert!(!text.contains("Ruxandra") && !text.contains("Inventedname") && !text.contains("900142"), "{text}");
        }
        let words = room.run(&["list", kind]).well();
        assert!(!words.contains("Ruxandra") && !words.contains("Inventedname") && !words.contains("900142"), "{words}");
        assert!(words.lines().all(|l| l.chars().count() <= 80), "{words}");
    }
    assert!(!room.run(&["list", "engagements", "--json"]).array().is_empty());
    assert!(room.run(&["today", "--json"]).array().iter().all(|r| r["ref"].is_string() && r["state"].is_string()));
    let elsewhere = room.run(&["list", "contacts", "--json", "--area", "northern"]).array();
    assert!(elsewhere.is_empty(), "the area narrows the list");
    assert_eq!(room.run(&["list", "contacts", "--json", "--area", "Central"]).array().len(), 1);
}

#[test]
fn reading_a_list_is_no_consultation_and_showing_a_record_is_one_with_its_reason() {
    let room = Room::new();
    let consultations = |room: &Room| {
        let desk = room.open();
        let entries = desk.reading().journal_of("consultation", 100).unwrap();
        desk.close().unwrap();
        entries.iter().map(|e| e.reason.clone()).collect::<Vec<_>>()
    };
    let before = consultations(&room).len();
    room.run(&["list", "contacts"]).well();
    room.run(&["today"]).well();
    room.run_with(&["search"], &format!("{WORDS}\nroxy\n")).well();
    assert_eq!(consultations(&room).len(), before);
    room.run(&["show", "K7-0001", "--reason", "incident"]).well();
    let after = consultations(&room);
    assert_eq!((after.len(), after[0].as_str()), (before + 1, "incident"));
    let did = room.run(&["show", "K7-0001", "--reason", "other"]);
    assert!(did.refused(2).contains("reason is blank"));
    room.run_with(&["show", "K7-0001", "--reason", "other"], &format!("{WORDS}\nasked by \u{202e}the sergeant\n"))
        .well();
    assert_eq!(consultations(&room).len(), before + 2);
    let typed = room.run(&["show", "K7-0001", "--reason", "other", "--words", "asked by the sergeant"]);
    assert!(typed.refused(2).contains("shell remembers"));
    room.run(&["show", "K7-0001", "--reason", "curiosity"]).refused(2);
    room.run(&["show", "K7-0001"]).refused(2);
    assert_eq!(consultations(&room).len(), before + 2, "what is refused is not opened");
}

#[test]
fn a_record_shows_names_and_numbers_only_when_asked_and_the_radio_sentence_with_is_data() {
    let room = Room::new();
    let shown = room.run(&["show", "k7-0001", "--reason", "f"]).well();
    assert!(
        shown.contains("Surname: masked.") && !shown.contains("Inventedname") && !shown.contains("900142"),
        "{shown}"
    );
    assert!(shown.contains("no safe-contact plan yet"));
    let open = room.run(&["show", "K7-0001", "--reason", "f", "--unmask"]).well();
    assert!(open.contains("Surname: Inventedname.") && open.contains("07700 900142"), "{open}");
    assert!(!open.contains(radio::SENTENCE), "no marker and no IS data yet");

    let mut desk = room.open();
    let contact = desk.reading().by_reference("K7-0001").unwrap().unwrap();
    desk.consult(contact, "follow-up-due", "").unwrap();
    let marker = values(&[("marker_type", "dlo-contact"), ("text", "Contact the DLO before attending.")]);
    desk.save_marker(contact, None, &marker).unwrap();
    desk.close().unwrap();
    let shown = room.run(&["show", "K7-0001", "--reason", "f"]).well();
    assert_eq!(shown.lines().next(), Some(radio::SENTENCE));
    assert_eq!(shown.lines().next_back(), Some("OFFICIAL-SENSITIVE"));
    let json: serde_json::Value =
        serde_json::from_str(&room.run(&["show", "K7-0001", "--reason", "f", "--json"]).well()).unwrap();
    assert_eq!(json["radio"], radio::SENTENCE);
    assert_eq!(json["contact"]["surname"], "masked");
}

#[test]
fn wherever_marker_or_is_data_is_printed_the_radio_sentence_goes_with_it() {
    let room = Room::new();
    let mut desk = room.open();
    let contact = desk.reading().by_reference("K7-0001").unwrap().unwrap();
    desk.consult(contact, "follow-up-due", "").unwrap();
    desk.save_marker(
        contact,
        None,
        &values(&[("marker_type", "dlo-contact"), ("text", "Ring the DLO first, zinnia.")]),
    )
    .unwrap();
    ground(&mut desk, contact, "told the DLO herself", "fact", "2025-10-14");
    desk.close().unwrap();
    for (kind, protected) in [("markers", true), ("grounds", true), ("updates", true), ("engagements", false)] {
        let words = room.run(&["list", kind]).well();
        let lines: Vec<&str> = words.lines().collect();
        assert_eq!(lines[0] == radio::SENTENCE, protected, "{words}");
        assert_eq!(lines[lines.len() - 1] == "OFFICIAL-SENSITIVE", protected, "{words}");
        for item in room.run(&["list", kind, "--json"]).array() {
            assert_eq!(item["radio"] == radio::SENTENCE, protected, "{item}");
        }
    }
    let found = room.run_with(&["search"], &format!("{WORDS}\nzinnia\n")).well();
    assert!(found.starts_with(radio::SENTENCE) && found.trim_end().ends_with("OFFICIAL-SENSITIVE"), "{found}");
    let found = room.run_with(&["search", "--json"], &format!("{WORDS}\nzinnia\n")).array();
    assert_eq!(found[0]["radio"], radio::SENTENCE);
    let found = room.run_with(&["search"], &format!("{WORDS}\nlow quay\n")).well();
    assert!(found.starts_with("caseload search."), "nothing that it protects: {found}");
}

#[test]
fn search_words_never_come_from_the_command_line() {
    let room = Room::new();
    let did = room.run(&["search", "Roxy"]);
    assert!(did.refused(2).contains("shell remembers"));
    let last_four = room.run_with(&["search"], &format!("{WORDS}\n0142\n")).well();
    assert!(last_four.contains("K7-0001 Roxy."), "{last_four}");
    assert!(!last_four.contains("900142"), "a hit says where, never what");
    room.run_with(&["search"], &format!("{WORDS}\n\n")).refused(2);
}

#[test]
fn a_jot_taken_while_locked_is_filed_at_the_next_unlock_and_due_today() {
    let room = Room::new();
    let vault = room.vault();
    let kept = did(room.command(&["jot", "--vault", vault.to_str().unwrap()]), "silver estate, third time this week\n");
    assert!(kept.well().contains("Nobody can read it"));
    let sealed: Vec<Vec<u8>> = room
        .bytes()
        .into_iter()
        .filter(|(p, _)| p.parent().is_some_and(|f| f.ends_with("inbox")))
        .map(|(_, b)| b)
        .collect();
    assert_eq!(sealed.len(), 1);
    assert!(!sealed[0].windows(6).any(|w| w == b"silver"));
    let today = room.run(&["today"]).well();
    assert!(today.contains("silver estate, third time"), "a jot belongs to every area: {today}");
    did(room.command(&["jot", "--vault", vault.to_str().unwrap()]), " \n").refused(2);
}

#[test]
fn today_can_be_asked_for_another_day_without_dating_the_journal() {
    let room = Room::new();
    let day = (chrono::NaiveDate::from_ymd_opt(2031, 3, 14).unwrap()).format("%A %-d %B %Y").to_string();
    let today = room.run(&["today", "--on", "2031-03-14", "--area", "all"]).well();
    assert!(today.starts_with(&format!("caseload today. SET-UP. {day}. All areas.")), "{today}");
    assert!(today.contains("LATE, "));
    let desk = room.open();
    assert!(desk.reading().journal(5).unwrap().iter().all(|e| !e.at.starts_with("2031")));
    desk.close().unwrap();
    room.run(&["today", "--on", "when it suits"]).refused(2);
    room.run(&["today", "--area", "atlantis"]).refused(2);
}

#[test]
fn a_wrong_passphrase_is_four_and_after_the_third_the_next_try_waits() {
    let room = Room::new();
    unchanged(&room, |room| {
        let wrong = format!("{WRONG}\n");
        for _ in 0..3 {
            let did = room.run_with(&["today"], &wrong);
            assert!(did.refused(4).contains("does not open the vault"));
        }
        room.run_with(&["verify"], &wrong).refused(4);
        room.run_with(&["list", "contacts", "--json"], "").refused(2);
    });
    let id = Header::read(&room.vault().join("vault.toml")).unwrap().vault_id;
    let state = room.places().state;
    assert_eq!(Attempts::read(&state, id).failed, 4);
    let now = Clock::Machine.now();
    let wait = Attempts::read(&state, id).wait(now);
    let begun = Instant::now();
    let did = room.run(&["today"]);
    assert_eq!(did.code, 0, "{}", did.err);
    assert!(begun.elapsed() >= wait, "the pause of the fourth failure was waited out");
    assert!(did.err.contains("4 failed tries"), "{}", did.err);
    assert_eq!(Attempts::read(&state, id).failed, 0);
    room.run(&["today"]).well();
}

#[test]
fn a_missing_vault_is_five_and_is_not_made() {
    let room = Room::empty();
    for arguments in [&["today"][..], &["verify"], &["backup"], &["jot"]] {
        room.run(arguments).refused(5);
        assert!(!room.vault().exists());
    }
    std::fs::create_dir(room.vault()).unwrap();
    std::fs::write(room.vault().join("letter.txt"), "x").unwrap();
    unchanged(&room, |room| {
        room.run(&["today"]).refused(5);
    });
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/officer.example.toml");
    unchanged(&room, |room| {
        room.run(&["init", "--officer", example.to_str().unwrap()]).refused(8);
    });
}

/// Harms the database and proves: five, one sentence, no byte changed.
fn harmed(harm: impl FnOnce(&Path)) {
    let room = Room::new();
    harm(&room.vault().join("caseload.db"));
    unchanged(&room, |room| {
        for arguments in [&["today"][..], &["verify"], &["backup", "--to", "b"], &["show", "K7-0001", "--reason", "f"]]
        {
            room.run(arguments).refused(5);
        }
    });
    assert!(!room.file("b").exists());
}

#[test]
fn a_cut_off_database_is_five() {
    harmed(|db| std::fs::write(db, &std::fs::read(db).unwrap()[..10_000]).unwrap());
    harmed(|db| std::fs::write(db, &std::fs::read(db).unwrap()[..8192]).unwrap());
    harmed(|db| std::fs::write(db, b"").unwrap());
}

#[test]
fn a_flipped_bit_anywhere_is_five() {
    let pages = std::fs::metadata(Room::new().vault().join("caseload.db")).unwrap().len() / 4096;
    for at in [0, 5000, (pages / 2) * 4096 + 77, pages * 4096 - 100] {
        harmed(|db| {
            let mut bytes = std::fs::read(db).unwrap();
            bytes[usize::try_from(at).unwrap()] ^= 0x10;
            std::fs::write(db, bytes).unwrap();
        });
    }
}

#[test]
fn a_missing_plain_or_swapped_database_is_five() {
    harmed(|db| std::fs::remove_file(db).unwrap());
    harmed(|db| std::fs::write(db, [b"SQLite format 3\0".to_vec(), vec![0; 8176]].concat()).unwrap());
    harmed(|db| {
        let other = Room::new();
        std::fs::copy(other.vault().join("caseload.db"), db).unwrap();
    });
}

#[test]
fn a_vault_put_back_to_an_older_state_is_six_and_nothing_is_printed() {
    let room = Room::new();
    let older = std::fs::read(room.vault().join("caseload.db")).unwrap();
    room.run(&["show", "K7-0001", "--reason", "f"]).well();
    std::fs::write(room.vault().join("caseload.db"), older).unwrap();
    unchanged(&room, |room| {
        for arguments in [
            &["today"][..],
            &["list", "contacts", "--json"],
            &["verify"],
            &["backup", "--to", "b"],
            &["show", "K7-0001", "--reason", "f"],
        ] {
            room.run(arguments).refused(6);
        }
        room.run_with(&["search"], &format!("{WORDS}\nroxy\n")).refused(6);
    });
    // The officer says in the interface that it was meant; then everything goes on.
    let mut desk = room.open();
    desk.accept_older().unwrap();
    meet(&mut desk, "Dee");
    desk.close().unwrap();
    assert_eq!(room.run(&["list", "contacts", "--json"]).array().len(), 2);
    room.run(&["verify"]).well();
}

#[test]
fn a_second_instance_is_three() {
    let room = Room::new();
    let held = Lock::take(&room.vault().join("lock")).unwrap();
    unchanged(&room, |room| {
        for arguments in [&["today"][..], &["verify"], &["backup"]] {
            assert!(room.run(arguments).refused(3).contains("another window"));
        }
    });
    drop(held);
    room.run(&["today"]).well();
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_the_vault_or_of_a_folder_in_it_is_eight() {
    let room = Room::new();
    let link = room.file("link");
    std::os::unix::fs::symlink(room.vault(), &link).unwrap();
    unchanged(&room, |room| {
        let arguments = ["today", "--passphrase-stdin", "--vault", link.to_str().unwrap()];
        did(room.command(&arguments), &format!("{WORDS}\n")).refused(8);
    });
    std::fs::rename(room.vault().join("keys"), room.file("keys")).unwrap();
    std::os::unix::fs::symlink(room.file("keys"), room.vault().join("keys")).unwrap();
    unchanged(&room, |room| {
        room.run(&["today"]).refused(8);
    });
}

/// Permissions hold nobody back who is root: there the program runs as nobody, on a vault that belongs to nobody.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_seven() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    let room = Room::new();
    let is_root = rustix::process::getuid().is_root();
    let program = room.file("caseload");
    std::fs::copy(env!("CARGO_BIN_EXE_caseload"), &program).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    if is_root {
        let mut all = room.bytes();
        collect(&room.places().state, &mut all);
        let top = [room.dir.path().to_owned(), room.vault(), room.places().state];
        for path in all.keys().chain(&top) {
            std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }
    std::fs::set_permissions(room.vault(), std::fs::Permissions::from_mode(0o500)).unwrap();
    unchanged(&room, |room| {
        for arguments in [&["today"][..], &["show", "K7-0001", "--reason", "f"], &["verify"]] {
            let mut command = Command::new(&program);
            command.args(arguments).args(["--passphrase-stdin", "--vault"]).arg(room.vault());
            command.env(STATE_DIR_VARIABLE, room.places().state).current_dir("/");
            if is_root {
                command.uid(NOBODY).gid(NOBODY);
            }
            did(command, &format!("{WORDS}\n")).refused(7);
        }
    });
    std::fs::set_permissions(room.vault(), std::fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn a_backup_is_never_written_over_anything_and_never_from_a_damaged_vault() {
    let room = Room::new();
    let taken = room.file("taken");
    std::fs::write(&taken, "mine").unwrap();
    room.run(&["backup", "--to", taken.to_str().unwrap()]).refused(7);
    assert_eq!(std::fs::read(&taken).unwrap(), b"mine");
    room.run(&["backup", "--to", room.file("no/such/folder/b").to_str().unwrap()]).refused(7);
    let folder = room.file("stick");
    std::fs::create_dir(&folder).unwrap();
    room.run(&["backup", "--to", folder.to_str().unwrap()]).well();
    let names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names.len(), 1);
    assert!(names[0].to_str().unwrap().ends_with("-asked.caseload-backup"));
}

#[test]
fn the_days_backup_is_made_once_after_something_changed() {
    let room = Room::new();
    let daily = |room: &Room| {
        let names = std::fs::read_dir(room.vault().join("backups")).unwrap();
        names.filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().contains("-daily")).count()
    };
    assert_eq!(daily(&room), 0);
    for _ in 0..3 {
        room.run(&["today"]).well();
        assert_eq!(daily(&room), 1);
    }
    let left: Vec<_> = room.bytes().into_keys().filter(|p| p.to_string_lossy().ends_with(".tmp")).collect();
    assert!(left.is_empty(), "the checked copy is gone: {left:?}");
}

#[test]
fn a_harmed_backup_is_five_for_verify_and_restore_and_leaves_the_vault_alone() {
    let room = Room::new();
    let backup = room.file("b");
    room.run(&["backup", "--to", backup.to_str().unwrap()]).well();
    let whole = std::fs::read(&backup).unwrap();
    let middle = whole.len() / 2;
    let mut flipped = whole.clone();
    flipped[middle] ^= 1;
    for harmed in [&whole[..middle], &whole[..whole.len() - 512], &flipped, b"", b"not a backup at all"] {
        std::fs::write(&backup, harmed).unwrap();
        unchanged(&room, |room| {
            room.run(&["verify", "--backup", backup.to_str().unwrap()]).refused(5);
            let to = room.vault();
            let arguments = ["restore", "b", "--passphrase-stdin", "--to", to.to_str().unwrap()];
            did(room.command(&arguments), &format!("{WORDS}\n")).refused(5);
        });
        assert_eq!(std::fs::read(&backup).unwrap(), harmed, "verifying changes nothing");
    }
    let beside: Vec<_> = std::fs::read_dir(room.dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(beside.iter().all(|n| !n.to_string_lossy().contains("restoring")), "{beside:?}");
    let arguments = ["restore", "missing", "--passphrase-stdin", "--to", "elsewhere"];
    did(room.command(&arguments), &format!("{WORDS}\n")).refused(7);
    assert!(!room.file("elsewhere").exists());
}

#[test]
fn a_restore_keeps_the_former_vault_until_it_is_confirmed_and_starts_a_new_epoch() {
    let room = Room::new();
    let backup = room.file("b");
    room.run(&["backup", "--to", backup.to_str().unwrap()]).well();
    let epoch = |room: &Room| {
        let desk = room.open();
        let epoch = desk.reading().setting("device_epoch").unwrap().unwrap();
        desk.close().unwrap();
        epoch
    };
    let before = epoch(&room);
    let mut desk = room.open();
    meet(&mut desk, "Dee");
    desk.close().unwrap();
    let to = room.vault();
    let arguments = ["restore", "b", "--passphrase-stdin", "--to", to.to_str().unwrap()];
    did(room.command(&arguments), &format!("{WRONG}\n")).refused(4);
    let told = room.run(&["list", "contacts", "--json"]);
    assert!(told.err.contains("1 failed try"), "a wrong try on a backup counts for its vault: {}", told.err);
    assert_eq!(told.out.matches("K7-").count(), 2, "a wrong passphrase restores nothing");
    let said = did(room.command(&arguments), &format!("{WORDS}\n"));
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("former vault is kept"), "{}", said.out);
    assert_eq!(room.run(&["list", "contacts", "--json"]).array().len(), 1, "as it was at the backup");
    assert_ne!(epoch(&room), before, "package numbers never repeat");
    room.run(&["verify"]).well();
    let replaced = |room: &Room| {
        let all = std::fs::read_dir(room.dir.path()).unwrap().map(|e| e.unwrap().file_name());
        all.filter(|n| n.to_string_lossy().contains("replaced-")).count()
    };
    assert_eq!(replaced(&room), 1);
    let made_first = std::fs::read_dir(room.vault().join("backups")).unwrap();
    assert!(made_first.map(|e| e.unwrap().file_name()).any(|n| n.to_string_lossy().contains("before-restore")));
    let confirm = ["restore", "--confirm", "--passphrase-stdin", "--to", to.to_str().unwrap()];
    assert_eq!(did(room.command(&confirm), &format!("{WORDS}\n")).code, 0);
    assert_eq!(replaced(&room), 0);
    did(room.command(&confirm), &format!("{WORDS}\n")).refused(2);
}

#[test]
fn nothing_is_restored_over_a_folder_that_is_no_vault() {
    let room = Room::new();
    room.run(&["backup", "--to", room.file("b").to_str().unwrap()]).well();
    let letters = room.file("letters");
    std::fs::create_dir(&letters).unwrap();
    std::fs::write(letters.join("letter.txt"), "dear").unwrap();
    let arguments = ["restore", "b", "--passphrase-stdin", "--to", "letters"];
    did(room.command(&arguments), &format!("{WORDS}\n")).refused(8);
    assert_eq!(std::fs::read(letters.join("letter.txt")).unwrap(), b"dear");
}

#[test]
fn a_reader_that_stops_early_ends_the_command_quietly() {
    let room = Room::new();
    let vault = room.vault();
    let mut command = room.command(&["list", "engagements", "--vault", vault.to_str().unwrap(), "--passphrase-stdin"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    child.stdin.take().unwrap().write_all(format!("{WORDS}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), output.stderr.len()),
        (Some(0), 0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    room.run(&["verify"]).well();
}

#[test]
fn without_a_terminal_a_passphrase_is_asked_for_in_words_and_nothing_is_coloured() {
    let room = Room::new();
    let help = did(room.command(&["--help"]), "").well();
    assert!(help.contains("Exit codes") && !help.contains('\u{1b}'));
    for command in ["init", "today", "list", "search", "show", "jot", "backup", "restore", "verify", "demo"] {
        assert!(help.contains(command), "{command}: {help}");
    }
    assert!(!help.contains("worker"), "the interface's own process is nobody's command");
    assert!(did(room.command(&["--version"]), "").well().starts_with("caseload "));
    assert!(did(room.command(&["completions", "bash"]), "").well().contains("_caseload"));
    assert!(did(room.command(&["completions", "powershell"]), "").well().contains("caseload"));
    assert!(did(room.command(&["man"]), "").well().contains(".TH caseload"));
    assert!(did(room.command(&["man", "show"]), "").well().contains("reason"));
    did(room.command(&["frobnicate"]), "").refused(2);
    did(room.command(&["list", "gossip", "--passphrase-stdin"]), &format!("{WORDS}\n")).refused(2);
    assert!(!room.run(&["today"]).well().contains('\u{1b}'));
}

#[test]
fn a_passphrase_against_the_policy_and_an_officer_file_with_a_slip_are_refused_before_anything_is_made() {
    let room = Room::empty();
    let officer = room.file("officer.toml");
    let example =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/officer.example.toml")).unwrap();
    let init = ["init", "--officer", "officer.toml"];
    std::fs::write(&officer, &example).unwrap();
    for weak in ["tiny words", "password password 2026", "whitfield lantern copper anthem"] {
        let did = room.run_with(&init, &format!("{weak}\n"));
        assert!(!did.refused(2).contains(weak));
    }
    let slips = [
        (example.replace("collar =", "colar ="), "colar"),
        (example.replace("area = \"central\"", "area = \"atlantis\""), "northern"),
        (example.replace("device_code = \"K7\"", "device_code = \"k 7\""), "device code"),
        (example.replace("\"PC 4417\"", "4417"), "line "),
    ];
    for (text, named) in slips {
        assert_ne!(text, example);
        std::fs::write(&officer, text).unwrap();
        let did = room.run(&init);
        assert!(did.refused(2).contains(named), "{}", did.err);
    }
    // A key counts by its fingerprint: the file alone cannot say that it was confirmed, nor the wrong digits.
    let (key, other) = (recipient(), recipient());
    let with_key = example.replace("recipients = []", &format!("recipients = [\"{key}\"]"));
    std::fs::write(&officer, with_key.replace("practice = false", &format!("confirmed = [\"{key}\"]"))).unwrap();
    assert!(room.run(&init).refused(2).contains("never by this file"));
    std::fs::write(&officer, with_key.replace(&key, key.get(..40).unwrap())).unwrap();
    assert!(room.run(&init).refused(2).contains("not a public age recipient"));
    std::fs::write(&officer, &with_key).unwrap();
    let wrong = organisation::spoken(&other).unwrap();
    let did_wrong = room.run(&[&init[..], &["--confirm-recipient", &wrong]].concat());
    assert!(did_wrong.refused(2).contains("--confirm-recipient"), "{}", did_wrong.err);
    std::fs::write(&officer, &example).unwrap();
    did(room.command(&["init", "--officer", "officer.toml", "--vault", "vault"]), "").refused(2);
    assert!(!room.vault().exists());
}

#[test]
fn in_a_live_vault_nothing_is_approved_wholesale_and_nothing_leaves_before_it_is_set_up() {
    let room = Room::new();
    room.run(&["export", "--approve", "ready", "--to", "."]).refused(2);
    room.run(&["export", "--to", "."]).refused(2);
    let packages = room.run(&["list", "packages", "--json"]).array();
    assert!(packages.is_empty());
}

#[test]
fn a_practice_caseload_is_kept_with_its_keys_and_says_practice() {
    let room = Room::empty();
    let arguments =
        ["demo", "--keep", "kept", "--contacts", "30", "--engagements", "200", "--seed", "7", "--passphrase-stdin"];
    let said = did(room.command(&arguments), "five practice words\n").well();
    assert!(said.contains("30 contacts"), "{said}");
    let key = std::fs::read_to_string(room.file("kept/practice/organisation.key")).unwrap();
    assert!(key.contains("AGE-SECRET-KEY-1"));
    assert!(room.file("kept/practice/allowed_signers").exists());
    let on_it = |arguments: &[&str]| {
        let all = [arguments, &["--vault", "kept", "--passphrase-stdin"]].concat();
        did(room.command(&all), "five practice words\n")
    };
    assert_eq!(on_it(&["list", "contacts", "--json"]).array().len(), 30);
    assert!(on_it(&["today"]).well().starts_with("caseload today. PRACTICE. "));
    on_it(&["verify"]).well();
    did(room.command(&arguments), "five practice words\n").refused(8);

    // What is ready goes out sealed; stock age opens it with the practice organisation's key.
    let device: serde_json::Value = serde_json::from_str(&on_it(&["device", "--json"]).well()).unwrap();
    let signers = std::fs::read_to_string(room.file("kept/practice/allowed_signers")).unwrap();
    assert!(signers.contains(device["id"].as_str().unwrap()), "the device's own signature can be checked");
    let before = on_it(&["list", "updates", "--json"]).array();
    let dry = on_it(&["export", "--dry-run"]).well();
    assert!(dry.contains("Nothing is sealed by this command."), "{dry}");
    assert_eq!(on_it(&["list", "updates", "--json"]).array(), before);
    std::fs::create_dir(room.file("out")).unwrap();
    on_it(&["export", "--approve", "ready", "--to", "no/such/folder"]).refused(7);
    let packages = on_it(&["export", "--approve", "ready", "--to", "out", "--json"]).array();
    assert_eq!(packages.len(), 1, "{packages:?}");
    assert_eq!(packages[0]["state"], "written");
    let file = room.file(packages[0]["file"].as_str().unwrap());
    let sealed = std::fs::read(&file).unwrap();
    let identity: age::x25519::Identity = key.lines().find(|l| l.starts_with("AGE-SECRET")).unwrap().parse().unwrap();
    let opened = age::decrypt(&identity, &sealed).unwrap();
    let manifest = String::from_utf8_lossy(&opened);
    assert!(manifest.contains("PRACTICE") && manifest.contains(radio::SENTENCE));
    on_it(&["export", "--to", "out"]).refused(2);
    on_it(&["verify"]).well();
}

#[test]
fn a_spreadsheet_comes_in_whole_or_not_at_all_and_says_what_becomes_what() {
    let room = Room::new();
    let csv = room.file("sheet.csv");
    std::fs::write(
        &csv,
        "Name;D.O.B.;Mobile No.;Colour\nASH;03/11/90;07700 900142 / 07700900150;red\nDee;2 Mar 1999;;\n",
    )
    .unwrap();
    let path = csv.to_str().unwrap();

    let out = room.run(&["import", path, "--dry-run"]).well();
    assert!(out.contains("Nothing is changed by this.") && out.contains("separated by semicolon: 2 rows"), "{out}");
    assert!(out.contains("D.O.B.: becomes the date of birth (2 cells)."), "{out}");
    assert!(out.contains("Colour: is not brought in (1 cell)."), "{out}");
    assert!(out.contains("Row 2 may be the same person as K7-0001: same number."), "{out}");
    assert!(!out.contains("Ash") && !out.contains("900142"), "what stands in a cell is not printed: {out}");
    assert_eq!(room.run(&["list", "contacts", "--json"]).array().len(), 1, "a dry run makes nothing");

    let report = room.run(&["import", path, "--json"]).array();
    assert_eq!(report[0]["state"], "brought-in");
    assert_eq!((report[0]["ref"].as_str(), report[0]["last_ref"].as_str()), (Some("K7-0002"), Some("K7-0003")));
    assert!(report.iter().all(|r| r.get("ref").is_some() && r.get("state").is_some()));
    assert_eq!(room.run(&["list", "contacts", "--json"]).array().len(), 3);
    room.run(&["verify"]).well();

    std::fs::write(&csv, "Name;DOB\nMia;31/02/1990\nJade;\n").unwrap();
    let did = room.run(&["import", path]);
    assert_eq!(did.code, 2, "{}{}", did.out, did.err);
    assert!(did.out.contains("Row 2, DOB: There is no such day in that month."), "{}", did.out);
    assert!(did.err.contains("whole or not at all") && did.err.contains("Nothing was changed"), "{}", did.err);
    assert_eq!(room.run(&["list", "contacts", "--json"]).array().len(), 3);

    std::fs::write(&csv, "PK\u{3}\u{4}").unwrap();
    assert!(room.run(&["import", path]).refused(9).contains("CSV"));
    room.run(&["import", room.file("nowhere.csv").to_str().unwrap()]).refused(7);
    room.run(&["import", room.dir.path().to_str().unwrap()]).refused(8);
    let map = room.file("map.toml");
    std::fs::write(&map, "[columns]\n\"Name\" = \"nickname\"\n").unwrap();
    std::fs::write(&csv, "Name\nMia\n").unwrap();
    let did = room.run(&["import", path, "--map", map.to_str().unwrap()]);
    assert!(did.refused(2).contains("line 2"), "{}", did.err);
}

#[test]
fn lines_of_crime_and_intelligence_say_before_they_come_in_what_is_still_to_be_decided() {
    let room = Room::new();
    let line = |kind: &str, statements: serde_json::Value, fields: serde_json::Value| {
        serde_json::json!({
            "schema": 1, "update_id": "018f0000-0000-7000-8000-000000000001", "kind": kind, "contact_ref": "M2-0000",
            "is_ref": "", "area": "central", "srn": "1273178", "purpose": "investigation", "necessity": "not on IS",
            "condition": "administration-of-justice", "policy_ref": "APD-2026-04", "statements": statements,
            "fields": fields, "information": "",
            "dlo": {"name": "B. Other", "collar": "", "role": "", "phone": "0191 498 0118", "email": "",
                    "out_of_hours": ""},
            "radio": radio::SENTENCE, "classification": "OFFICIAL-SENSITIVE", "review_on": "",
        })
    };
    let outline = serde_json::json!([{"text": "robbed at Low Quay", "standing": "assessment", "grounds": "observed",
                                      "on": "2026-11-17"}]);
    let told = serde_json::json!([{"name": "told_at", "label": "Told to police", "before": "",
                                   "after": "17/11/2026 11:20"}]);
    let mut entry = line("intelligence", serde_json::json!([]), serde_json::json!([]));
    entry["intelligence"] = serde_json::json!({
        "entry_ref": "IN-0031", "title": "Van at the Station approach", "priority": "routine",
        "provenance": "told to an officer", "first_known": "summer 2026", "last_known": "summer 2026",
        "items": [{"text": "A white van waits.", "standing": "fact", "source_grade": "2", "assessment": "a",
                   "handling": "p", "action_code": "", "usage": "", "sanitisation": ""}],
    });
    let file = room.file("updates.ndjson");
    std::fs::write(&file, format!("{}\n{entry}\n", line("crime-report", outline, told))).unwrap();
    let path = file.to_str().unwrap();

    let out = room.run(&["import", path, "--dry-run"]).well();
    assert!(out.contains("1 crime report, 1 intelligence entry as submitted."), "{out}");
    assert!(out.contains("TO DECIDE: 1 crime report has no crime number."), "{out}");
    assert!(out.contains("The sources of intelligence stay with the officers who submitted it."), "{out}");
    assert!(!out.contains("Low Quay") && !out.contains("white van"), "what stands in a line is not printed: {out}");
    let report = room.run(&["import", path, "--json"]).array();
    assert_eq!((report[0]["state"].as_str(), report[0]["crime_reports"].as_u64()), (Some("brought-in"), Some(1)));
    assert_eq!(
        (report[0]["crime_reports_without_number"].as_u64(), report[0]["intelligence"].as_u64()),
        (Some(1), Some(1))
    );
    room.run(&["verify"]).well();
}

#[test]
fn no_list_and_no_record_on_the_command_line_shows_an_adults_setting_or_marker_for_a_child() {
    let of = |name: &str| lists::get(name).unwrap().items.iter();
    let settings = of("settings").filter(|i| i.adult_only);
    let markers = of("marker_types").filter(|i| !i.allowed_under_18 && i.label != "DLO contact");
    let closed: Vec<&str> = settings.chain(markers).flat_map(|i| [i.label.as_str(), i.code.as_str()]).collect();
    let room = Room::empty();
    let arguments = ["demo", "--keep", "kept", "--contacts", "120", "--seed", "23", "--passphrase-stdin"];
    did(room.command(&arguments), &format!("{WORDS}\n")).well();
    let on_it = |arguments: &[&str]| {
        let all = [arguments, &["--vault", "kept", "--passphrase-stdin"]].concat();
        did(room.command(&all), &format!("{WORDS}\n"))
    };
    let says = |text: &str| {
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
        closed.iter().copied().find(|c| if c.contains(' ') { text.contains(c) } else { words.contains(c) })
    };
    let contacts = on_it(&["list", "contacts", "--json"]).array();
    let (children, adults): (Vec<_>, Vec<_>) = contacts.iter().partition(|c| c["child"] == true);
    assert!(adults.iter().any(|a| says(&a.to_string()).is_some()), "what is looked for is seen where it may stand");
    assert!(children.len() >= 2);
    let plain = on_it(&["list", "contacts"]).well();
    for child in children {
        let reference = child["ref"].as_str().unwrap();
        assert_eq!(says(&child.to_string()), None, "{child}");
        let own: Vec<&str> = plain.lines().skip_while(|l| !l.contains(reference)).take(2).collect();
        assert!(own.len() == 2 && own.iter().all(|l| says(l).is_none()), "{own:?}");
        for how in [&[][..], &["--json"], &["--unmask"]] {
            let shown = on_it(&[&["show", reference, "--reason", "welfare-check"], how].concat()).well();
            assert_eq!(says(&shown), None, "{shown}");
        }
    }
}

/// A size that no file may pass stands for a disk that is full in the middle of the work.
#[cfg(unix)]
#[test]
fn a_practice_caseload_that_could_not_be_finished_says_which_folder_to_remove() {
    let room = Room::new();
    let plain = room.command(&["demo", "--keep", "kept", "--contacts", "40", "--passphrase-stdin"]);
    let mut command = Command::new("sh");
    // 800 KiB, in blocks of 512 bytes; ignoring the signal leaves the error, as a full disk gives it.
    command.args(["-c", "trap '' XFSZ; ulimit -f 1600; exec \"$0\" \"$@\""]).arg(plain.get_program());
    command.args(plain.get_args());
    command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.current_dir(plain.get_current_dir().unwrap());
    let failed = did(command, &format!("{WORDS}\n"));
    let said = failed.refused(7);
    assert!(said.contains("Remove the folder kept") && said.contains("Something was changed"), "{said}");
    std::fs::remove_dir_all(room.file("kept")).unwrap();
    did(room.command(&["demo", "--keep", "kept", "--contacts", "40", "--passphrase-stdin"]), &format!("{WORDS}\n"))
        .well();
}
