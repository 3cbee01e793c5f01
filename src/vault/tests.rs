//! The vault as a whole: making, opening, changing, and every way its key files can be harmed.

use super::*;
use crate::vault::file::{Existing, rehearsal};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const WORDS: &str = "teapot lagoon verdict ninety amber";
const NEW_WORDS: &str = "copper meadow sixpence almond rain";

fn light() -> WorkFactor {
    WorkFactor::new(2).unwrap()
}

fn words(text: &str) -> Secret {
    Secret::Passphrase(Passphrase::typed(text))
}

fn new_vault() -> NewVault {
    NewVault {
        created_on: NaiveDate::from_ymd_opt(2026, 3, 9).unwrap(),
        factor: light(),
        escrow: vec![],
        allow_synced: true,
    }
}

struct Made {
    _dir: TempDir,
    places: Places,
    code: RecoveryCode,
    key: Vec<u8>,
}

fn made() -> Made {
    let dir = tempfile::tempdir().unwrap();
    let places = Places { vault: dir.path().join("vault"), state: dir.path().join("state") };
    let (open, code) = Vault::create(&places, &Passphrase::typed(WORDS), &new_vault(), |u| {
        file::write(&u.paths.database(), &[7; 4096], Existing::Keep)
    })
    .unwrap();
    let key = open.database_key().unwrap().to_vec();
    Made { _dir: dir, places, code, key }
}

impl Made {
    fn open(&self, secret: &Secret) -> Outcome<OpenVault> {
        Vault::open(&self.places, secret, Locking::Take, true)
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.places.vault.join(name)
    }

    /// Every file of the vault with its bytes.
    fn bytes(&self) -> BTreeMap<std::path::PathBuf, Vec<u8>> {
        fn walk(dir: &Path, into: &mut BTreeMap<std::path::PathBuf, Vec<u8>>) {
            for entry in fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, into)
                } else {
                    into.insert(path.clone(), fs::read(&path).unwrap());
                }
            }
        }
        let mut all = BTreeMap::new();
        walk(&self.places.vault, &mut all);
        all
    }
}

fn kind(outcome: Outcome<OpenVault>) -> Kind {
    outcome.err().unwrap().kind
}

#[test]
fn a_new_vault_opens_with_its_passphrase_and_with_its_recovery_code() {
    let made = made();
    let open = made.open(&words(WORDS)).unwrap();
    assert_eq!(open.database_key().unwrap().to_vec(), made.key);
    assert!(open.repairs.is_empty() && !open.must_renew() && open.lacks_escrow());
    assert_eq!((open.key_epoch(), open.header.vault_id), (1, open.vault_id()));
    drop(open);
    let code = RecoveryCode::typed(&made.code.expose().to_lowercase()).unwrap();
    let open = made.open(&Secret::Recovery(code)).unwrap();
    assert_eq!(open.database_key().unwrap().to_vec(), made.key);
    assert!(open.must_renew(), "a new passphrase and code must follow");
}

#[cfg(unix)]
#[test]
fn everything_in_a_vault_is_closed_to_others() {
    use std::os::unix::fs::PermissionsExt;
    let made = made();
    for path in made.bytes().keys() {
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o077, 0, "{}", path.display());
    }
}

#[test]
fn a_wrong_passphrase_changes_no_file() {
    let made = made();
    let before = made.bytes();
    for wrong in [
        "teapot lagoon verdict ninety ambe",
        "Teapot lagoon verdict ninety amber",
        "teapot lagoon verdict ninety amber ",
        "",
    ] {
        let problem = made.open(&words(wrong)).err().unwrap();
        assert_eq!(problem.kind, Kind::CannotUnlock);
        assert!(!problem.changed);
    }
    assert_eq!(made.open(&Secret::Recovery(RecoveryCode::generate().unwrap())).err().unwrap().kind, Kind::CannotUnlock);
    assert_eq!(made.bytes(), before);
}

#[test]
fn a_vault_is_never_made_over_anything() {
    let made = made();
    let before = made.bytes();
    let again = Vault::create(&made.places, &Passphrase::typed(NEW_WORDS), &new_vault(), |_| Ok(()));
    assert_eq!(again.err().unwrap().kind, Kind::PathRefused);
    assert_eq!(made.bytes(), before);
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("vault")).unwrap();
    fs::write(dir.path().join("vault").join("letter.txt"), b"mine").unwrap();
    let places = Places { vault: dir.path().join("vault"), state: dir.path().join("state") };
    assert_eq!(
        Vault::create(&places, &Passphrase::typed(WORDS), &new_vault(), |_| Ok(())).err().unwrap().kind,
        Kind::PathRefused
    );
    assert_eq!(fs::read(dir.path().join("vault").join("letter.txt")).unwrap(), b"mine");
}

#[test]
fn making_a_vault_killed_at_any_step_leaves_none_or_a_whole_one() {
    for n in 0.. {
        let dir = tempfile::tempdir().unwrap();
        let places = Places { vault: dir.path().join("vault"), state: dir.path().join("state") };
        let outcome = rehearsal::killed_after(n, || {
            Vault::create(&places, &Passphrase::typed(WORDS), &new_vault(), |_| Ok(())).map(|_| ())
        });
        if Vault::is_there(&places) {
            Vault::open(&places, &words(WORDS), Locking::Take, true).unwrap();
        }
        if outcome.is_ok() {
            assert!(n > 30);
            return;
        }
    }
}

#[test]
fn a_failure_while_filling_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let places = Places { vault: dir.path().join("vault"), state: dir.path().join("state") };
    let outcome = Vault::create(&places, &Passphrase::typed(WORDS), &new_vault(), |_| {
        Err(Problem::new(Kind::Disk, "Full.", "Make room."))
    });
    assert_eq!(outcome.err().unwrap().kind, Kind::Disk);
    assert_eq!(fs::read_dir(dir.path()).unwrap().filter(|e| e.as_ref().unwrap().file_name() != "state").count(), 0);
}

#[test]
fn a_second_instance_is_refused_and_the_worker_of_the_first_is_not() {
    let made = made();
    let first = made.open(&words(WORDS)).unwrap();
    assert_eq!(kind(made.open(&words(WORDS))), Kind::AlreadyOpen);
    Vault::open(&made.places, &words(WORDS), Locking::HeldBySupervisor, true).unwrap();
    drop(first);
    made.open(&words(WORDS)).unwrap();
}

#[test]
fn any_single_bit_flipped_in_one_copy_is_repaired_from_the_other() {
    for name in ["keys/passphrase.age", "keys/passphrase.age.2", "keys/db.age", "keys/db.age.2"] {
        let made = made();
        let whole = fs::read(made.file(name)).unwrap();
        for offset in (0..whole.len()).step_by(7) {
            for bit in [0x01, 0x10, 0x80] {
                let mut bytes = whole.clone();
                bytes[offset] ^= bit;
                fs::write(made.file(name), &bytes).unwrap();
                let open = made.open(&words(WORDS)).unwrap();
                assert_eq!(open.repairs, [Repair::Copy], "{name} byte {offset}");
                assert_eq!(open.database_key().unwrap().to_vec(), made.key);
                assert_eq!(fs::read(made.file(name)).unwrap(), whole, "{name} byte {offset}");
            }
        }
    }
}

#[test]
fn a_copy_that_is_missing_truncated_or_a_folder_is_repaired_or_passed_over() {
    for name in ["keys/passphrase.age", "keys/recovery.age.2", "keys/db.age"] {
        let made = made();
        let secret = if name.contains("recovery") { Secret::Recovery(made.code.clone()) } else { words(WORDS) };
        let whole = fs::read(made.file(name)).unwrap();
        for length in [0, 1, 20, 100, whole.len() - 1] {
            fs::write(made.file(name), &whole[..length]).unwrap();
            assert_eq!(made.open(&secret).unwrap().repairs, [Repair::Copy]);
            assert_eq!(fs::read(made.file(name)).unwrap(), whole);
        }
        fs::remove_file(made.file(name)).unwrap();
        assert_eq!(made.open(&secret).unwrap().repairs, [Repair::Copy]);
        fs::remove_file(made.file(name)).unwrap();
        fs::create_dir(made.file(name)).unwrap();
        assert_eq!(made.open(&secret).unwrap().repairs, [Repair::NotPossible], "said, and opened all the same");
    }
}

#[test]
fn the_same_bit_flipped_in_both_copies_never_opens_and_never_panics() {
    for name in ["keys/passphrase.age", "keys/db.age"] {
        let made = made();
        let whole = fs::read(made.file(name)).unwrap();
        for offset in (0..whole.len()).step_by(5) {
            let mut bytes = whole.clone();
            bytes[offset] ^= 0x04;
            for copy in [name.to_owned(), format!("{name}.2")] {
                fs::write(made.file(&copy), &bytes).unwrap();
            }
            let problem = made.open(&words(WORDS)).err().unwrap();
            let slot = name.contains("passphrase");
            assert!(
                problem.kind == Kind::Damaged || (slot && problem.kind == Kind::CannotUnlock),
                "{name} byte {offset}"
            );
        }
    }
}

#[test]
fn both_copies_unreadable_or_gone_is_damage_and_names_the_way_out() {
    let made = made();
    for copy in ["keys/passphrase.age", "keys/passphrase.age.2"] {
        fs::write(made.file(copy), b"nothing like age").unwrap();
    }
    let problem = made.open(&words(WORDS)).err().unwrap();
    assert_eq!(problem.kind, Kind::Damaged);
    assert!(problem.remedy.contains("recovery code") && problem.remedy.contains("backup"));
    for copy in ["keys/passphrase.age", "keys/passphrase.age.2"] {
        fs::remove_file(made.file(copy)).unwrap();
    }
    assert!(made.open(&words(WORDS)).err().unwrap().what.contains("missing"));
    // The recovery code still opens it, and a new passphrase makes the slot whole again.
    let mut open = made.open(&Secret::Recovery(made.code.clone())).unwrap();
    open.change_passphrase(&Passphrase::typed(NEW_WORDS), light()).unwrap();
    drop(open);
    assert_eq!(made.open(&words(NEW_WORDS)).unwrap().database_key().unwrap().to_vec(), made.key);
    for copy in ["keys/db.age", "keys/db.age.2"] {
        fs::remove_file(made.file(copy)).unwrap();
    }
    let problem = made.open(&words(NEW_WORDS)).err().unwrap();
    assert_eq!(problem.kind, Kind::Damaged);
    assert!(!made.file("keys/db.age").exists(), "nothing is ever recreated");
}

#[test]
fn a_wrong_passphrase_on_a_vault_with_one_damaged_copy_is_still_a_wrong_passphrase() {
    let made = made();
    fs::write(made.file("keys/passphrase.age"), b"nothing like age").unwrap();
    let before = made.bytes();
    assert_eq!(kind(made.open(&words(NEW_WORDS))), Kind::CannotUnlock);
    assert_eq!(made.bytes(), before);
}

#[test]
fn slots_and_key_files_of_another_vault_are_refused() {
    let (mine, other) = (made(), made());
    let swap = |names: &[&str]| {
        for name in names {
            fs::copy(other.file(name), mine.file(name)).unwrap();
        }
    };
    swap(&["keys/passphrase.age", "keys/passphrase.age.2"]);
    let problem = mine.open(&words(WORDS)).err().unwrap();
    assert_eq!(problem.kind, Kind::Damaged);
    assert!(problem.what.contains("do not belong together"));
    swap(&["keys/db.age", "keys/db.age.2"]);
    let problem = mine.open(&words(WORDS)).err().unwrap();
    assert_eq!(problem.kind, Kind::Damaged);
    assert!(problem.what.contains("two different vaults"));
}

#[test]
fn a_harmed_or_edited_description_is_put_right_from_the_sealed_keys() {
    let made = made();
    let whole = fs::read_to_string(made.file("vault.toml")).unwrap();
    let stranger = age::x25519::Identity::generate().to_public().to_string();
    let inbox = whole.lines().find(|l| l.starts_with("inbox")).unwrap();
    let edited = [
        whole.replace("escrow = []", &format!("escrow = [\"{stranger}\"]")),
        whole.replace(inbox, &format!("inbox = \"{stranger}\"")),
        whole[..whole.len() / 2].to_owned(),
        String::new(),
    ];
    for text in edited {
        assert_ne!(text, whole);
        fs::write(made.file("vault.toml"), &text).unwrap();
        let open = made.open(&words(WORDS)).unwrap();
        assert_eq!(open.repairs, [Repair::Header]);
        assert!(open.lacks_escrow(), "a recipient written into the file is not believed");
        assert_eq!(fs::read_to_string(made.file("vault.toml")).unwrap(), whole);
    }
    fs::remove_file(made.file("vault.toml")).unwrap();
    made.open(&words(WORDS)).unwrap();
    assert_eq!(fs::read_to_string(made.file("vault.toml")).unwrap(), whole);
    fs::write(made.file("vault.toml"), whole.replace("format = 1", "format = 2")).unwrap();
    assert_eq!(kind(made.open(&words(WORDS))), Kind::Refused);
}

#[test]
fn the_description_names_nobody() {
    let made = made();
    let text = fs::read_to_string(made.file("vault.toml")).unwrap();
    let fields: Vec<&str> = text.lines().filter_map(|l| l.split_once(" = ").map(|(f, _)| f)).collect();
    assert_eq!(fields, ["format", "vault_id", "created_on", "passphrase", "recovery", "escrow", "inbox"]);
}

#[test]
fn a_changed_passphrase_replaces_the_former_one_and_leaves_database_and_code() {
    let made = made();
    let database = fs::read(made.file("caseload.db")).unwrap();
    let former = fs::read(made.file("keys/passphrase.age")).unwrap();
    let mut open = made.open(&words(WORDS)).unwrap();
    let revision = open.keys_revision();
    open.change_passphrase(&Passphrase::typed(NEW_WORDS), light()).unwrap();
    assert!(open.keys_revision() > revision, "the witness notices old keys put back");
    drop(open);
    assert_eq!(kind(made.open(&words(WORDS))), Kind::CannotUnlock);
    assert!(made.open(&words(NEW_WORDS)).unwrap().repairs.is_empty());
    assert!(made.open(&Secret::Recovery(made.code.clone())).unwrap().repairs.is_empty());
    assert_eq!(fs::read(made.file("caseload.db")).unwrap(), database);
    // The former slot file put back opens nothing.
    for copy in ["keys/passphrase.age", "keys/passphrase.age.2"] {
        fs::write(made.file(copy), &former).unwrap();
    }
    assert_eq!(kind(made.open(&words(WORDS))), Kind::Damaged);
}

#[test]
fn a_passphrase_change_killed_at_any_step_leaves_the_old_one_or_the_new_one() {
    for n in 0.. {
        let made = made();
        let mut open = made.open(&words(WORDS)).unwrap();
        let outcome = rehearsal::killed_after(n, || open.change_passphrase(&Passphrase::typed(NEW_WORDS), light()));
        drop(open);
        let (old, new) = (made.open(&words(WORDS)).map(|_| ()), made.open(&words(NEW_WORDS)).map(|_| ()));
        assert!(old.is_ok() || new.is_ok(), "step {n}: neither opens");
        assert!(made.open(&Secret::Recovery(made.code.clone())).is_ok(), "step {n}: the code");
        let winner = if old.is_ok() { WORDS } else { NEW_WORDS };
        let settled = made.open(&words(winner)).unwrap();
        assert!(settled.repairs.is_empty(), "step {n}: one opening settles it");
        assert_eq!(settled.header.passphrase.len(), 1);
        if outcome.is_ok() {
            assert!(new.is_ok() && old.is_err());
            assert!(n > 30);
            return;
        }
        assert!(new.is_err() || outcome.unwrap_err().changed, "step {n}: the new one in force is said");
    }
}

#[test]
fn a_new_recovery_code_killed_at_any_step_leaves_the_passphrase_and_one_of_the_codes_or_none_unseen() {
    for n in 0.. {
        let made = made();
        let mut open = made.open(&words(WORDS)).unwrap();
        let outcome = rehearsal::killed_after(n, || open.new_recovery_code(light()));
        drop(open);
        assert!(made.open(&words(WORDS)).is_ok(), "step {n}");
        let old = made.open(&Secret::Recovery(made.code.clone()));
        if let Ok(code) = outcome {
            assert_eq!(kind(old), Kind::CannotUnlock);
            assert!(made.open(&Secret::Recovery(code)).is_ok());
            return;
        }
    }
}

#[test]
fn the_key_change_keeps_both_keys_until_it_is_committed() {
    let made = made();
    let mut open = made.open(&words(WORDS)).unwrap();
    let next = open.begin_rekey().unwrap();
    assert_eq!(next.epoch, 2);
    assert_eq!(open.begin_rekey().err().unwrap().kind, Kind::Refused);
    drop(open);
    let mut open = made.open(&words(WORDS)).unwrap();
    assert_eq!(open.database_key().unwrap().to_vec(), made.key);
    assert_eq!(open.pending_key().unwrap().unwrap().key.to_vec(), next.key.to_vec());
    open.commit_rekey().unwrap();
    assert_eq!(open.commit_rekey().unwrap_err().kind, Kind::Refused);
    drop(open);
    for secret in [words(WORDS), Secret::Recovery(made.code.clone())] {
        let open = made.open(&secret).unwrap();
        assert_eq!(open.database_key().unwrap().to_vec(), next.key.to_vec());
        assert_eq!(open.key_epoch(), 2);
        assert!(open.pending_key().unwrap().is_none());
    }
    let mut open = made.open(&words(WORDS)).unwrap();
    open.begin_rekey().unwrap();
    open.abandon_rekey().unwrap();
    assert!(open.pending_key().unwrap().is_none());
    assert_eq!((open.key_epoch(), open.abandon_rekey().unwrap_err().kind), (2, Kind::Refused));
}

#[test]
fn a_key_change_killed_at_any_step_loses_neither_key() {
    for n in 0.. {
        let made = made();
        let mut open = made.open(&words(WORDS)).unwrap();
        let mut drawn = None;
        let outcome = rehearsal::killed_after(n, || {
            drawn = Some(open.begin_rekey()?.key.to_vec());
            open.commit_rekey()
        });
        drop(open);
        let open = made.open(&words(WORDS)).unwrap();
        let mut keys = vec![open.database_key().unwrap().to_vec()];
        keys.extend(open.pending_key().unwrap().map(|p| p.key.to_vec()));
        match &drawn {
            // Between the two calls the database is the new one: its key must be there.
            Some(drawn) => assert!(keys.contains(drawn), "step {n}"),
            None => assert!(keys.contains(&made.key), "step {n}"),
        }
        if outcome.is_ok() {
            return;
        }
    }
}

#[test]
fn an_escrow_recipient_opens_the_key_file_and_one_left_out_does_not_any_more() {
    let made = made();
    let organisation = age::x25519::Identity::generate();
    let public = organisation.to_public().to_string();
    let mut open = made.open(&words(WORDS)).unwrap();
    assert_eq!(open.add_escrow("age1nobody").unwrap_err().kind, Kind::Refused);
    open.add_escrow(&public).unwrap();
    assert!(!open.lacks_escrow());
    let plain = age::decrypt(&organisation, &fs::read(made.file("keys/db.age")).unwrap()).unwrap();
    let contents: serde_json::Value = serde_json::from_slice(&plain).unwrap();
    assert_eq!(contents["active_key"], data_encoding::HEXLOWER.encode(&made.key));
    drop(open);
    let mut open = made.open(&words(WORDS)).unwrap();
    assert_eq!(open.header.escrow, std::slice::from_ref(&public));
    open.begin_rekey().unwrap();
    open.commit_rekey().unwrap();
    assert!(age::decrypt(&organisation, &fs::read(made.file("keys/db.age")).unwrap()).is_ok(), "a key change keeps it");
    open.remove_escrow(&public).unwrap();
    assert!(age::decrypt(&organisation, &fs::read(made.file("keys/db.age")).unwrap()).is_err());
    assert_eq!(open.remove_escrow(&public).unwrap_err().kind, Kind::Refused);
}

#[test]
fn jots_taken_before_the_inbox_was_renewed_still_open() {
    let made = made();
    let mut open = made.open(&words(WORDS)).unwrap();
    let before = jot::seal(&open.paths.inbox(), &open.header.inbox, b"before").unwrap();
    open.renew_inbox().unwrap();
    let after = jot::seal(&open.paths.inbox(), &open.header.inbox, b"after").unwrap();
    let identities = open.inbox_identities().unwrap();
    assert_eq!(jot::open(&before, &identities).unwrap().as_slice(), b"before");
    assert_eq!(jot::open(&after, &identities).unwrap().as_slice(), b"after");
    assert!(jot::open(&after, &identities[1..]).is_err());
}

#[test]
fn a_folder_without_a_vault_is_named_and_nothing_is_made_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let places = Places { vault: dir.path().join("vault"), state: dir.path().join("state") };
    let missing = Vault::open(&places, &words(WORDS), Locking::Take, true).err().unwrap();
    assert_eq!(missing.kind, Kind::Damaged);
    assert!(missing.what.contains("no vault"));
    assert!(!places.vault.exists());
    fs::create_dir(&places.vault).unwrap();
    fs::write(places.vault.join("letter.txt"), b"mine").unwrap();
    assert!(Vault::open(&places, &words(WORDS), Locking::Take, true).err().unwrap().what.contains("not a vault"));
    assert_eq!(fs::read_dir(&places.vault).unwrap().count(), 1);
}

#[test]
fn a_path_that_leads_nowhere_holds_no_vault() {
    let dir = tempfile::tempdir().unwrap();
    let places = Places { vault: dir.path().join("none").join("vault"), state: dir.path().join("state") };
    assert!(Vault::open(&places, &words(WORDS), Locking::Take, true).err().unwrap().what.contains("no vault"));
}

#[test]
fn harm_to_the_slot_that_was_not_used_is_said_and_a_new_code_makes_it_whole() {
    let made = made();
    fs::write(made.file("keys/recovery.age.2"), b"nothing like age").unwrap();
    let mut open = made.open(&words(WORDS)).unwrap();
    assert_eq!(open.repairs, [Repair::OtherSlotDiffers]);
    open.new_recovery_code(light()).unwrap();
    drop(open);
    assert!(made.open(&words(WORDS)).unwrap().repairs.is_empty());
}

#[test]
fn what_a_killed_process_left_half_written_is_swept_at_the_next_opening() {
    let made = made();
    fs::write(made.file("keys/.caseload-x1.tmp"), b"half").unwrap();
    made.open(&words(WORDS)).unwrap();
    assert!(!made.file("keys/.caseload-x1.tmp").exists());
}
