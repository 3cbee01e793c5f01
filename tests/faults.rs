//! The shipped program killed, or refused by the disk, at one system call after another: every vault opens and verifies
//! afterwards, holds the state before or after the act, and does the act when it is asked again.
//!
//! `CASELOAD_FAULTS=all` tries every point; otherwise a spread of them is tried, always the first and the last.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails and says where; it copies vaults about"
)]

mod common;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use common::people::met;
use common::{Room, WORDS, officer};
use dlo_caseload::casework::practice::{Practice, practice_officer};
use dlo_caseload::domain::officer::Officer;
use dlo_caseload::exchange::organisation;

/// The calls that change a disk.
const CHANGES: &str = "write,pwrite64,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat,mkdir,linkat";
/// How many points of an act are tried unless all are asked for.
const SPREAD: usize = 24;

/// A vault that every try begins from a copy of.
struct Scene {
    room: Room,
    tries: tempfile::TempDir,
    count: usize,
}

/// One act of the shipped program.
struct Act {
    name: &'static str,
    arguments: &'static [&'static str],
    words: &'static str,
    /// What is done to the vault before, unharmed: arguments and words.
    before: Option<(&'static [&'static str], &'static str)>,
    /// It needs a practice vault with updates that are ready.
    practice: bool,
}

impl Act {
    const fn new(name: &'static str, arguments: &'static [&'static str], words: &'static str) -> Self {
        Self { name, arguments, words, before: None, practice: false }
    }
}

/// An officer whose packages go to a practice organisation nobody has the key of.
fn sealed_to_somebody() -> Officer {
    practice_officer(&organisation::new_identity().1)
}

fn strace_is_there() -> bool {
    let there = Command::new("strace").args(["-o", "/dev/null", "true"]).status().is_ok_and(|s| s.success());
    if !there {
        assert!(std::env::var_os("CI").is_none(), "strace is missing where CI is set");
        eprintln!("ignored: needs strace that may trace");
    }
    there
}

impl Scene {
    fn new(act: &Act) -> Self {
        let (room, mut desk) = Room::new(&if act.practice { sealed_to_somebody() } else { officer() });
        if act.practice {
            let how = Practice { contacts: 16, engagements: 60, seed: 7 };
            desk.fill_practice(&how, &mut |_, _| true).unwrap();
        }
        for name in ["Lola", "Roxy", "Mia"] {
            met(&mut desk, name, "said-so");
        }
        desk.close().unwrap();
        if let Some((arguments, words)) = act.before {
            let done = run(room.dir.path(), &[], arguments, words);
            assert!(done.status.success(), "{}: {}", act.name, String::from_utf8_lossy(&done.stderr));
        }
        Self { room, tries: tempfile::tempdir().unwrap(), count: 0 }
    }

    /// A copy of vault and state to harm.
    fn copy(&mut self) -> PathBuf {
        self.count += 1;
        let to = self.tries.path().join(self.count.to_string());
        let done = Command::new("cp").arg("-a").arg(self.room.dir.path()).arg(&to).status().unwrap();
        assert!(done.success());
        to
    }
}

/// Runs the program on a copy, perhaps under strace.
fn run(copy: &Path, strace: &[&str], arguments: &[&str], words: &str) -> Output {
    let binary = env!("CARGO_BIN_EXE_caseload");
    let mut command = if strace.is_empty() {
        Command::new(binary)
    } else {
        let mut c = Command::new("strace");
        c.args(["-f", "-qq"]).args(strace).arg(binary);
        c
    };
    // A folder of its own for every run: a file that is there is never replaced.
    let out = (1..).map(|n| copy.join(format!("out-{n}"))).find(|o| !o.exists()).unwrap();
    std::fs::create_dir_all(&out).unwrap();
    let mut child = command
        .args(arguments.iter().map(|a| if *a == "OUT" { out.to_str().unwrap() } else { *a }))
        .arg("--vault")
        .arg(copy.join("vault"))
        .arg("--passphrase-stdin")
        .env("CASELOAD_STATE_DIR", copy.join("state"))
        .env_remove("CI")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that was killed before it read its input closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(format!("{WORDS}\n{words}\n").as_bytes());
    child.wait_with_output().unwrap()
}

/// How many calls of the act could be harmed.
fn points(scene: &mut Scene, act: &Act) -> usize {
    let copy = scene.copy();
    let log = copy.join("calls");
    let trace = format!("trace={CHANGES}");
    let done = run(&copy, &["-o", log.to_str().unwrap(), "-e", &trace], act.arguments, act.words);
    assert!(done.status.success(), "{}: {}", act.name, String::from_utf8_lossy(&done.stderr));
    std::fs::read_to_string(&log).unwrap().lines().count()
}

fn chosen(all: usize) -> Vec<usize> {
    if std::env::var("CASELOAD_FAULTS").is_ok_and(|v| v == "all") || all <= SPREAD {
        return (1..=all).collect();
    }
    let mut some: Vec<usize> = (0..SPREAD).map(|i| 1 + i * (all - 1) / (SPREAD - 1)).collect();
    some.dedup();
    some
}

/// Whether the vault of a copy is whole, and its journal agrees with every row.
fn whole(copy: &Path) -> Result<(), String> {
    let verified = run(copy, &[], &["verify"], "");
    if verified.status.success() {
        Ok(())
    } else {
        Err(format!("{:?} {}", verified.status.code(), String::from_utf8_lossy(&verified.stderr)))
    }
}

/// Whether a finished package lies in one of the folders it was to be written to.
fn package_lies_in(copy: &Path) -> bool {
    (1..)
        .map(|n| copy.join(format!("out-{n}")))
        .take_while(|o| o.exists())
        .any(|o| std::fs::read_dir(o).unwrap().any(|f| f.unwrap().path().extension().is_some_and(|e| e == "caseload")))
}

fn harm(act: &Act, how: &str) {
    if !strace_is_there() {
        return;
    }
    let mut scene = Scene::new(act);
    let all = points(&mut scene, act);
    assert!(all > 0, "{} changes nothing", act.name);
    let (mut tried, mut bad) = (0, Vec::new());
    for n in chosen(all) {
        let copy = scene.copy();
        let inject = format!("inject={CHANGES}:{how}:when={n}");
        let trace = format!("trace={CHANGES}");
        let harmed = run(&copy, &["-o", "/dev/null", "-e", &trace, "-e", &inject], act.arguments, act.words);
        tried += 1;
        let said = String::from_utf8_lossy(&harmed.stderr);
        assert!(!said.contains("Lola") && !said.contains(WORDS), "{} at {n}: {said}", act.name);
        if let Err(why) = whole(&copy) {
            bad.push(format!("at {n} of {all}: {why}"));
            continue;
        }
        let again = run(&copy, &[], act.arguments, act.words);
        let already = act.practice && package_lies_in(&copy) && !again.status.success();
        if already {
            // It was sealed and written before it was harmed: there is nothing left to seal.
        } else if !again.status.success() {
            bad.push(format!("at {n} of {all}, asked again: {}", String::from_utf8_lossy(&again.stderr)));
        } else if let Err(why) = whole(&copy) {
            bad.push(format!("at {n} of {all}, after asking again: {why}"));
        }
        std::fs::remove_dir_all(&copy).unwrap();
    }
    eprintln!("{}, {how}: {tried} of {all} points tried, {} bad states", act.name, bad.len());
    assert!(bad.is_empty(), "{}:\n{}", act.name, bad.join("\n"));
}

const OPEN: Act = Act::new("opening a record, which is journalled", &["show", "K7-0001", "--reason", "incident"], "");
const JOT: Act = Act::new("taking a jot", &["jot"], "Lola asked again about Friday");
const BACKUP: Act = Act::new("making a backup", &["backup", "--to", "OUT"], "");
/// Unlocking files the jot as a follow-up, lists the day, and locks again.
const SAVE: Act = Act {
    before: Some((&["jot"], "Lola asked again about Friday")),
    ..Act::new("filing a jot, listing the day, locking", &["today"], "")
};
const SEAL: Act = Act {
    practice: true,
    ..Act::new("sealing a package and writing it", &["export", "--approve", "ready", "--to", "OUT"], "")
};

#[test]
fn a_save_killed_at_any_call_leaves_a_whole_vault() {
    harm(&SAVE, "signal=KILL");
}

#[test]
fn a_save_on_a_full_disk_leaves_a_whole_vault() {
    harm(&SAVE, "error=ENOSPC");
}

#[test]
fn a_record_opened_and_killed_at_any_call_leaves_a_whole_vault() {
    harm(&OPEN, "signal=KILL");
}

#[test]
fn sealing_killed_at_any_call_leaves_a_whole_vault() {
    harm(&SEAL, "signal=KILL");
}

#[test]
fn sealing_on_a_full_disk_leaves_a_whole_vault() {
    harm(&SEAL, "error=ENOSPC");
}

#[test]
fn a_jot_killed_at_any_call_leaves_a_whole_vault() {
    harm(&JOT, "signal=KILL");
}

#[test]
fn a_backup_killed_at_any_call_leaves_a_whole_vault() {
    harm(&BACKUP, "signal=KILL");
}

#[test]
fn a_backup_on_a_failing_disk_leaves_a_whole_vault() {
    harm(&BACKUP, "error=EIO");
}
