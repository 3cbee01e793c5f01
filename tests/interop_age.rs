//! Stock `age` opens a vault without this program: the promise of docs/RECOVERY.md.
//!
//! `age` asks for passphrases on its terminal, so it runs in a pseudo-terminal here.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use chrono::NaiveDate;
use dlo_caseload::vault::{NewVault, Passphrase, Places, Vault, WorkFactor};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc;
use std::time::{Duration, Instant};

const WORDS: &str = "teapot lagoon verdict ninety amber";

/// Whether stock `age` is here; without it the test says so, and fails where everything must run.
fn age_is_here() -> bool {
    let here = Command::new("age").arg("--version").output().is_ok_and(|out| out.status.success());
    if !here {
        assert!(std::env::var_os("CI").is_none(), "CI must have age");
        println!("ignored: needs age");
    }
    here
}

struct Made {
    _dir: tempfile::TempDir,
    places: Places,
    code: String,
    key: String,
}

fn made() -> Made {
    let dir = tempfile::tempdir().unwrap();
    let places = Places { vault: dir.path().join("vault"), state: dir.path().join("state") };
    let new = NewVault {
        created_on: NaiveDate::from_ymd_opt(2026, 3, 9).unwrap(),
        factor: WorkFactor::new(10).unwrap(),
        escrow: vec![],
        allow_synced: true,
    };
    let (open, code) = Vault::create(&places, &Passphrase::typed(WORDS), &new, |_| Ok(())).unwrap();
    let key = data_encoding::HEXLOWER.encode(open.database_key().unwrap().as_slice());
    Made { _dir: dir, places, code: code.expose().to_owned(), key }
}

/// Runs `age -d -i <slot> -o <out> keys/db.age`, typing `secret` when it asks; gives whether it succeeded.
fn stock_age(vault: &Path, slot: &str, secret: &str, out: &Path) -> bool {
    let pty = native_pty_system().openpty(PtySize { rows: 24, cols: 200, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new("age");
    command.arg("-d");
    command.arg("-i");
    command.arg(vault.join("keys").join(slot));
    command.arg("-o");
    command.arg(out);
    command.arg(vault.join("keys").join("db.age"));
    let mut child = pty.slave.spawn_command(command).unwrap();
    drop(pty.slave);
    let mut reader = pty.master.try_clone_reader().unwrap();
    let mut writer = pty.master.take_writer().unwrap();
    let (send, shown) = mpsc::channel();
    std::thread::spawn(move || {
        let mut piece = [0; 1024];
        while let Ok(n @ 1..) = reader.read(&mut piece) {
            if send.send(piece[..n].to_vec()).is_err() {
                return;
            }
        }
    });
    let begun = Instant::now();
    let mut screen = String::new();
    let mut typed = false;
    loop {
        if let Ok(piece) = shown.recv_timeout(Duration::from_millis(50)) {
            screen.push_str(&String::from_utf8_lossy(&piece));
        }
        if !typed && screen.contains("passphrase") {
            // The prompt is printed a moment before the terminal stops echoing and listens.
            std::thread::sleep(Duration::from_millis(200));
            writer.write_all(format!("{secret}\r").as_bytes()).unwrap();
            writer.flush().unwrap();
            typed = true;
        }
        if let Some(status) = child.try_wait().unwrap() {
            return status.success();
        }
        if begun.elapsed() > Duration::from_secs(30) {
            child.kill().unwrap();
            panic!("age did not end; it showed: {screen}");
        }
    }
}

#[test]
fn stock_age_opens_the_database_key_with_the_passphrase() {
    if !age_is_here() {
        return;
    }
    let made = made();
    let out = made.places.state.join("db.json");
    assert!(stock_age(&made.places.vault, "passphrase.age", WORDS, &out));
    let contents: serde_json::Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
    assert_eq!(contents["format"], 1);
    assert_eq!(contents["epoch"], 1);
    assert_eq!(contents["active_key"], made.key);
}

#[test]
fn stock_age_opens_the_database_key_with_the_recovery_code_as_printed() {
    if !age_is_here() {
        return;
    }
    let made = made();
    let out = made.places.state.join("db.json");
    assert!(stock_age(&made.places.vault, "recovery.age", &made.code, &out));
    let contents: serde_json::Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
    assert_eq!(contents["active_key"], made.key);
}

#[test]
fn stock_age_refuses_another_passphrase() {
    if !age_is_here() {
        return;
    }
    let made = made();
    let out = made.places.state.join("db.json");
    assert!(!stock_age(&made.places.vault, "passphrase.age", "another one entirely", &out));
    assert!(!out.exists());
}
