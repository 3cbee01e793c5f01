//! Nothing that was typed lies readable in any file: not in the vault, a backup, a draft, a jot, a state file, or beside them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails; the control writes a plain file on purpose"
)]

mod common;

use std::path::{Path, PathBuf};

use common::{Room, files};
use dlo_caseload::casework::contact::MetSomeone;
use dlo_caseload::casework::desk::Desk;
use dlo_caseload::casework::opening;
use dlo_caseload::casework::practice::practice_officer;
use dlo_caseload::domain::field::{Value, Values};
use dlo_caseload::domain::id::RecordId;
use dlo_caseload::exchange::organisation;
use dlo_caseload::vault::backup::Occasion;

/// What every token begins with; nothing else in the world does.
const MARK: &str = "Zq7KxvWm";
/// How many tokens are sown.
const TOKENS: usize = 500;

/// The next token.
struct Sower(usize);

impl Sower {
    fn token(&mut self) -> String {
        self.0 += 1;
        format!("{MARK}{:04}", self.0)
    }
    fn text(&mut self) -> Value {
        Value::Text(format!("said {} and {}", self.token(), self.token()))
    }
}

/// The mark in every way a file could hold it.
fn patterns() -> Vec<(&'static str, Vec<u8>)> {
    let plain = MARK.as_bytes();
    let hex: String = plain.iter().map(|b| format!("{b:02x}")).collect();
    let mut all = vec![
        ("UTF-8", plain.to_vec()),
        ("UTF-16, little end first", MARK.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16, big end first", MARK.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ("hex", hex.clone().into_bytes()),
        ("hex in capitals", hex.to_uppercase().into_bytes()),
    ];
    // In base64 a text looks different by where it begins; the letters that its neighbours decide are cut off.
    for shift in 0..3_usize {
        let mut bytes = vec![b'x'; shift];
        bytes.extend_from_slice(plain);
        let coded = data_encoding::BASE64_NOPAD.encode(&bytes);
        let from = [0, 2, 3][shift];
        let to = coded.len() - 2;
        all.push(("base64", coded.as_bytes()[from..to].to_vec()));
    }
    all
}

/// Files that hold the mark, and how.
fn leaks(folder: &Path) -> Vec<(PathBuf, &'static str)> {
    let patterns = patterns();
    let all = files(folder);
    assert!(!all.is_empty());
    let mut found = Vec::new();
    for path in all {
        let bytes = std::fs::read(&path).unwrap();
        for (how, pattern) in &patterns {
            if bytes.windows(pattern.len()).any(|w| w[0] == pattern[0] && w == pattern.as_slice()) {
                found.push((path.clone(), *how));
            }
        }
    }
    found
}

/// Sows tokens into everything an officer types.
fn sow(desk: &mut Desk) -> Vec<RecordId> {
    let mut sower = Sower(0);
    let mut contacts = Vec::new();
    while sower.0 < TOKENS {
        let met = desk
            .met_someone(&MetSomeone {
                name: format!("{} red coat", sower.token()),
                over_18: "said-so".into(),
                place: sower.token(),
                said: format!("{} and {}", sower.token(), sower.token()),
                next: None,
            })
            .unwrap();
        let id = met.contact;
        desk.consult(id, "other", &sower.token()).unwrap();
        let mut point = Values::new();
        point.insert("kind", Value::Text("handle".into()));
        point.insert("value", Value::Text(sower.token()));
        point.insert("safe", Value::Text("safe".into()));
        point.insert("note", sower.text());
        desk.save_point(id, None, &point).unwrap();
        let mut e = desk.engagement_defaults(id, "spoke").unwrap();
        e.insert("summary", sower.text());
        e.insert("first_account", sower.text());
        e.insert("next_step", sower.text());
        e.insert("next_due", Value::Text("2026-11-27".into()));
        desk.save_engagement(id, None, &e).unwrap();
        let mut consent = Values::new();
        consent.insert("purpose", Value::Text("local-note".into()));
        consent.insert("state", Value::Text("given".into()));
        consent.insert("asked_on", Value::Text("2026-11-24".into()));
        consent.insert("words", sower.text());
        desk.save_consent(id, &consent).unwrap();
        desk.keep_draft("engagement:new", Some(id), &format!("half-typed {}", sower.token())).unwrap();
        contacts.push(id);
    }
    contacts
}

#[test]
fn the_search_for_leaks_finds_one_in_every_encoding() {
    for (how, _) in patterns() {
        let dir = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> = match how {
            "UTF-8" => MARK.as_bytes().to_vec(),
            "UTF-16, little end first" => MARK.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "UTF-16, big end first" => MARK.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            "hex" => MARK.bytes().flat_map(|b| format!("{b:02x}").into_bytes()).collect(),
            "hex in capitals" => MARK.bytes().flat_map(|b| format!("{b:02X}").into_bytes()).collect(),
            _ => data_encoding::BASE64.encode(format!("ab{MARK}0001 and more").as_bytes()).into_bytes(),
        };
        std::fs::write(dir.path().join("plain"), bytes).unwrap();
        assert!(!leaks(dir.path()).is_empty(), "{how}");
    }
}

#[test]
fn nothing_typed_lies_readable_in_any_file_while_open_or_after_closing() {
    let (room, mut desk) = Room::new(&practice_officer(&organisation::new_identity().1));
    let contacts = sow(&mut desk);
    opening::take_jot(&room.places(), &format!("{MARK}9999 at night")).unwrap();
    assert_eq!(leaks(room.dir.path()), [], "while open");
    // What was undone and changed leaves nothing either.
    desk.undo().unwrap();
    let id = contacts[0];
    let mut values = desk.reading().any(dlo_caseload::domain::kind::Kind::Contact, id).unwrap().unwrap().values;
    values.insert("locality", Value::Text("elsewhere".into()));
    desk.save_contact(Some(id), &values).unwrap();
    // Sealed packages and backups lie where anybody may find them.
    let information = format!("Fact: {MARK}7777 drives a silver estate");
    desk.prepare_information(id, &information, &format!("{MARK}8888 is at risk")).unwrap();
    desk.approve_ready().unwrap();
    let sealed = desk.seal(&mut |_| true).unwrap();
    let number = *sealed.packages.first().unwrap();
    let out = room.dir.path().join("out");
    std::fs::create_dir(&out).unwrap();
    desk.write_package(number, &out, &mut |_| true).unwrap();
    desk.back_up(Some(&out), Occasion::Asked, &mut |_| true).unwrap();
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 2, "a package and a backup");
    desk.close().unwrap();
    assert_eq!(leaks(room.dir.path()), [], "after closing");
}
