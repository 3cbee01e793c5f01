//! Stock tools accept a package without this program: the promise of docs/BUNDLE.md.
//!
//! `age` decrypts it, `tar` unpacks it, `ssh-keygen` verifies it, a JSON Schema validator (python `jsonschema`)
//! accepts every line, and a python one-liner reads the updates.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use dlo_caseload::domain::radio;
use dlo_caseload::domain::update::kind;
use dlo_caseload::exchange::line::{
    ConsentNote, Dlo, FieldChange, GradedItem, Intelligence, KINDS, Line, Override, Statement,
};
use dlo_caseload::exchange::manifest::{self, LastReceipt, Manifest, NO_HASH, PRACTICE};
use dlo_caseload::exchange::organisation::{self, PracticeOrganisation};
use dlo_caseload::exchange::package;
use dlo_caseload::exchange::signer::{Allowed, NAMESPACE, Signer};
use dlo_caseload::exchange::source::Source;
use dlo_caseload::exchange::{bundle, schema};
use sha2::{Digest, Sha256};

/// Whether a tool is here; without it the test says so, and fails where everything must run.
fn is_here(tool: &str, arguments: &[&str]) -> bool {
    let here = Command::new(tool).args(arguments).output().is_ok_and(|out| out.status.success());
    if !here {
        assert!(std::env::var_os("CI").is_none(), "CI must have {tool} {}", arguments.join(" "));
        println!("ignored: needs {tool} {}", arguments.join(" "));
    }
    here
}

/// `ssh-keygen` has no version flag: it is here when it can be started at all.
fn ssh_keygen_is_here() -> bool {
    let here = Command::new("ssh-keygen").arg("-?").output().is_ok();
    if !here {
        assert!(std::env::var_os("CI").is_none(), "CI must have ssh-keygen");
        println!("ignored: needs ssh-keygen");
    }
    here
}

fn text(s: &str) -> String {
    s.to_owned()
}

/// Updates of every kind, with and without each optional part, in several scripts, to the limits.
fn lines() -> Vec<Line> {
    let notes = ["told the DLO herself", "мова: українська \u{2013} «так»", "a\nb & <c> \"d\" \\", "👩‍👧 می‌خواهم", ""];
    let mut lines = Vec::new();
    for n in 0..60_usize {
        let kind = KINDS[n % KINDS.len()];
        let note = |i: usize| text(notes[(n + i) % notes.len()]);
        let filled = |i: usize| text(notes[(n + i) % (notes.len() - 1)]);
        let intelligence = kind == kind::INTELLIGENCE;
        let safeguarding = kind == kind::SAFEGUARDING && n % 2 == 0;
        let justified = |s: &str| if safeguarding { String::new() } else { text(s) };
        let refused = n % 5 == 0 && !intelligence;
        let afterwards = n % 10 == 0;
        lines.push(Line {
            schema: 1,
            update_id: format!("0199c1f2-5a10-7000-8000-{n:012x}"),
            kind: text(kind),
            contact_ref: format!("K7-{:04}", n / 2),
            is_ref: if n % 3 == 0 || intelligence { String::new() } else { text("P/2210457") },
            area: text("central"),
            srn: text("1273179"),
            purpose: justified("safeguarding"),
            necessity: justified("IS has a number that is unsafe"),
            condition: justified("individuals-at-risk"),
            policy_ref: justified("APD-2026-04"),
            consent: ((n % 4 != 0 || refused) && !intelligence).then(|| ConsentNote {
                purpose: text("record-on-is"),
                state: text(if refused { "refused" } else { "given" }),
                on: text("2026-11-24"),
                words: note(0),
            }),
            override_: refused.then(|| Override {
                ground: text(if afterwards { "child" } else { "serious-harm-to-others" }),
                by: if afterwards { String::new() } else { text("DI Shaw") },
            }),
            statements: (0..n % 4)
                .map(|i| Statement {
                    text: filled(i),
                    standing: text(if i % 2 == 0 { "fact" } else { "assessment" }),
                    grounds: text(if i == 2 { "" } else { "self-disclosed" }),
                    on: text(if i == 1 { "" } else { "2025-10-14" }),
                })
                .collect(),
            fields: (0..if intelligence { 0 } else { n % 3 })
                .map(|i| FieldChange {
                    name: text("GivenName"),
                    label: text("Given name"),
                    before: note(i),
                    after: note(i + 1),
                })
                .collect(),
            information: if kind == kind::INFORMATION { "ё".repeat(20_000) } else { note(1) },
            intelligence: intelligence.then(|| Intelligence {
                entry_ref: format!("IN-{n:04}"),
                title: text("Silver estate car at Low Quay"),
                priority: text("routine"),
                provenance: text("told to an officer in a call"),
                first_known: text("summer 2026"),
                last_known: if n % 3 == 0 { String::new() } else { text("17/11/2026") },
                items: (0..=n % 3)
                    .map(|i| GradedItem {
                        text: filled(i),
                        standing: text(if i % 2 == 0 { "fact" } else { "assessment" }),
                        source_grade: text(["1", "2", "3"][i]),
                        assessment: text(["a", "c", "e"][i]),
                        handling: text(if i == 0 { "p" } else { "c" }),
                        action_code: text(["", "a1", "a3"][i]),
                        usage: text(if i == 2 { "stop the car only" } else { "" }),
                        sanitisation: text(["", "s1", "s2"][i]),
                    })
                    .collect(),
            }),
            dlo: Dlo {
                name: text("A. Whitfield"),
                collar: text("PC 4417"),
                role: text("Designated Liaison Officer"),
                phone: text("+441914980117"),
                email: String::new(),
                out_of_hours: text("on-call DLO, 0191 498 0100"),
            },
            radio: text(radio::SENTENCE),
            classification: text(if n % 2 == 0 { "OFFICIAL" } else { "OFFICIAL-SENSITIVE" }),
            review_on: text(if kind == kind::MARKER { "2027-11-24" } else { "" }),
        });
    }
    lines
}

fn source(update_id: &str) -> Source {
    Source {
        schema: 1,
        update_id: text(update_id),
        srn: text("1273179"),
        source: text("a worker of Harbour Project"),
        provenance: text("heard it in the waiting room"),
        known_to: text("two more workers"),
        first_known: text("autumn 2026"),
        last_known: String::new(),
        can_give_more: text("unknown"),
        risk: text("yes"),
        risk_why: text("few people know it"),
        risk_reduced: text("not to be shared outside the unit"),
        radio: text(radio::SENTENCE),
        classification: text("OFFICIAL-SENSITIVE"),
    }
}

struct Made {
    dir: tempfile::TempDir,
    device: Signer,
    manifest_hash: [u8; 32],
    package: PathBuf,
}

impl Made {
    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }
}

/// A package with its organisation's key and the allowed signers, as files.
fn made() -> Made {
    let dir = tempfile::tempdir().unwrap();
    let organisation = PracticeOrganisation::generate().unwrap();
    let device = Signer::generate().unwrap();
    let mut lines = lines();
    package::sort(&mut lines);
    let intelligence = lines.iter().filter(|l| l.kind == kind::INTELLIGENCE);
    let sources: Vec<Source> = intelligence.map(|l| source(&l.update_id)).collect();
    let head = Manifest {
        kind: text(manifest::kind::PACKAGE),
        bundle_id: text("0199c1f2-5a10-7000-8000-0123456789ab"),
        device_id: device.device_id(),
        device_epoch: 1,
        seq: 12,
        prev: text(NO_HASH),
        created_utc: text("2026-11-24T14:23:05Z"),
        classification: text(package::classification(&lines, &sources)),
        practice: text(PRACTICE),
        counts: package::counts(&lines, &sources),
        last_receipt: Some(LastReceipt { seq: 11, sha256: "c".repeat(64) }),
        journal_head: "d".repeat(64),
        ..Manifest::default()
    };
    let parts = package::parts(&lines, &sources, &head).unwrap();
    let sealed = bundle::seal(&head, parts, &device, std::slice::from_ref(&organisation.recipient)).unwrap();
    let package = dir.path().join(bundle::file_name(12, [0x9f, 0x3a, 0x61, 0xc2]));
    fs::write(&package, &sealed.bytes).unwrap();
    fs::write(dir.path().join("org.key"), organisation.key_file.as_bytes()).unwrap();
    let allowed = [Allowed::device(&device.public_line().unwrap()).unwrap()];
    fs::write(dir.path().join("allowed_signers"), organisation::allowed_signers(&allowed).unwrap()).unwrap();
    for (name, schema) in [("update", schema::UPDATE), ("manifest", schema::MANIFEST), ("source", schema::SOURCE)] {
        fs::write(dir.path().join(format!("{name}.schema.json")), schema).unwrap();
    }
    Made { dir, device, manifest_hash: sealed.manifest_hash, package }
}

/// `age -d -i org.key PACKAGE | tar x`, with stock tools alone; nothing when one of them is missing.
fn unpacked() -> Option<Made> {
    if !is_here("age", &["--version"]) || !is_here("tar", &["--version"]) {
        return None;
    }
    let made = made();
    let mut age = Command::new("age")
        .arg("-d")
        .arg("-i")
        .arg(made.path("org.key"))
        .arg(&made.package)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let tar = Command::new("tar").arg("xv").current_dir(made.dir.path()).stdin(age.stdout.take().unwrap()).output();
    let tar = tar.unwrap();
    assert!(age.wait().unwrap().success());
    assert!(tar.status.success(), "{}", String::from_utf8_lossy(&tar.stderr));
    // GNU tar lists what it unpacks on standard output, others on standard error.
    let listed = format!("{}{}", String::from_utf8_lossy(&tar.stdout), String::from_utf8_lossy(&tar.stderr));
    for name in ["manifest.json", "manifest.json.sig", "updates.ndjson", "sources.ndjson", "readable.html"] {
        assert!(listed.contains(name) && made.path(name).is_file(), "{name}");
    }
    Some(made)
}

/// `ssh-keygen -Y verify` over `message`.
fn ssh_keygen_accepts(made: &Made, principal: &str, namespace: &str, message: &[u8]) -> bool {
    let given = made.path("given");
    fs::write(&given, message).unwrap();
    Command::new("ssh-keygen")
        .args(["-Y", "verify", "-n", namespace, "-I", principal, "-f"])
        .arg(made.path("allowed_signers"))
        .arg("-s")
        .arg(made.path("manifest.json.sig"))
        .stdin(fs::File::open(given).unwrap())
        .output()
        .unwrap()
        .status
        .success()
}

#[test]
fn age_and_tar_unpack_it_and_its_parts_are_those_of_the_manifest() {
    let Some(made) = unpacked() else { return };
    let manifest = fs::read(made.path("manifest.json")).unwrap();
    let signature = fs::read(made.path("manifest.json.sig")).unwrap();
    let both = Sha256::new().chain_update(&manifest).chain_update(&signature).finalize();
    assert_eq!(both.as_slice(), made.manifest_hash);
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    for member in manifest["payload"].as_array().unwrap() {
        let bytes = fs::read(made.path(member["name"].as_str().unwrap())).unwrap();
        assert_eq!(member["length"], bytes.len());
        assert_eq!(member["sha256"], data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes)));
    }
    let page = fs::read_to_string(made.path("readable.html")).unwrap();
    assert!(page.contains(radio::SENTENCE) && page.contains("PRACTICE"));
}

#[test]
fn nothing_is_left_to_write_when_a_reader_of_tar_has_seen_the_end() {
    // A reader takes whole records of twenty blocks and may close its end of the pipe after the one with the end.
    const RECORD: usize = 20 * 512;
    if !is_here("age", &["--version"]) {
        return;
    }
    let made = made();
    let out = Command::new("age").arg("-d").arg("-i").arg(made.path("org.key")).arg(&made.package).output().unwrap();
    assert!(out.status.success());
    let end = out.stdout.iter().rposition(|b| *b != 0).unwrap().next_multiple_of(512) + 2 * 512;
    assert_eq!(out.stdout.len(), end.next_multiple_of(RECORD));
}

#[test]
fn age_refuses_it_to_any_other_key() {
    if !is_here("age", &["--version"]) {
        return;
    }
    let made = made();
    fs::write(made.path("other.key"), organisation::new_identity().0.as_bytes()).unwrap();
    let out = Command::new("age").arg("-d").arg("-i").arg(made.path("other.key")).arg(&made.package).output().unwrap();
    assert!(!out.status.success() && out.stdout.is_empty());
}

#[test]
fn ssh_keygen_verifies_the_manifest_for_this_device_and_purpose_only() {
    if !ssh_keygen_is_here() {
        return;
    }
    let Some(made) = unpacked() else { return };
    let manifest = fs::read(made.path("manifest.json")).unwrap();
    let device = made.device.device_id();
    assert!(ssh_keygen_accepts(&made, &device, NAMESPACE, &manifest));
    assert!(!ssh_keygen_accepts(&made, &device, "file", &manifest));
    assert!(!ssh_keygen_accepts(&made, "another-device", NAMESPACE, &manifest));
    let altered = String::from_utf8(manifest).unwrap().replace("\"seq\": 12", "\"seq\": 13");
    assert!(!ssh_keygen_accepts(&made, &device, NAMESPACE, altered.as_bytes()));
}

#[test]
fn ssh_keygen_reads_the_device_key_and_shows_the_same_fingerprint() {
    if !ssh_keygen_is_here() {
        return;
    }
    let made = made();
    let public = made.path("device.pub");
    fs::write(&public, format!("{}\n", made.device.public_line().unwrap())).unwrap();
    let out = Command::new("ssh-keygen").arg("-lf").arg(public).output().unwrap();
    assert!(String::from_utf8_lossy(&out.stdout).contains(&made.device.fingerprint()));
}

/// Runs python in the directory of the unpacked package.
fn python(dir: &Path, code: &str) -> std::process::Output {
    Command::new("python3").args(["-c", code]).current_dir(dir).env("PYTHONUTF8", "1").output().unwrap()
}

#[test]
fn a_stock_schema_validator_accepts_every_line_and_refuses_what_is_not_one() {
    if !is_here("python3", &["-c", "import jsonschema"]) {
        return;
    }
    let Some(made) = unpacked() else { return };
    let out = python(
        made.dir.path(),
        r#"
import copy, json
from jsonschema import Draft202012Validator as V

def of(name):
    schema = json.load(open(name + ".schema.json"))
    V.check_schema(schema)
    return V(schema)

manifest, update, source = of("manifest"), of("update"), of("source")
manifest.validate(json.load(open("manifest.json")))
lines = [json.loads(l) for l in open("updates.ndjson", newline="\n")]
for line in lines: update.validate(line)
for line in open("sources.ndjson", newline="\n"): source.validate(json.loads(line))
whole = next(l for l in lines if l["fields"] and l["statements"] and "consent" in l and "override" in l and l["purpose"])

def refused(change):
    line = copy.deepcopy(whole)
    change(line)
    assert not update.is_valid(line), change.__code__.co_firstlineno

refused(lambda l: l.update(population_group="street"))
refused(lambda l: l.pop("radio"))
refused(lambda l: l.update(radio="SAY IT"))
refused(lambda l: l.update(classification="SECRET"))
refused(lambda l: l.update(kind="parcel"))
refused(lambda l: l.update(kind="person", purpose=""))
refused(lambda l: l.update(kind="person", condition=""))
refused(lambda l: l.update(kind="information", information=" "))
refused(lambda l: l.update(review_on="24/11/2026"))
refused(lambda l: l["statements"][0].update(standing="rumour"))
refused(lambda l: l["fields"][0].update(name="working_names"))
refused(lambda l: l["consent"].update(state="refused") or l.pop("override"))
refused(lambda l: l["override"].update(ground="statutory-duty", by=""))
refused(lambda l: l["dlo"].update(phone=""))
print(len(lines))
"#,
    );
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(String::from_utf8_lossy(&out.stdout).trim(), "60");
}

#[test]
fn a_python_one_liner_reads_the_updates() {
    if !is_here("python3", &["--version"]) {
        return;
    }
    let Some(made) = unpacked() else { return };
    let one_liner =
        r#"import json; print(*sorted({json.loads(l)["kind"] for l in open("updates.ndjson", newline="\n")}))"#;
    let out = python(made.dir.path(), one_liner);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let mut kinds = KINDS;
    kinds.sort_unstable();
    assert_eq!(String::from_utf8_lossy(&out.stdout).trim(), kinds.join(" "));
}

#[test]
fn the_fingerprints_of_the_documentation_can_be_worked_out_with_stock_tools() {
    if !is_here("python3", &["--version"]) {
        return;
    }
    let made = made();
    let recipient = organisation::new_identity().1;
    let code = format!(
        r#"
import hashlib
d = hashlib.sha256(b"{recipient}").digest()
print(d.hex())
print(" ".join("%04d" % (int.from_bytes(d[3*i:3*i+3], "big") % 10000) for i in range(10)))
"#
    );
    let out = python(made.dir.path(), &code);
    let expected =
        format!("{}\n{}\n", organisation::fingerprint(&recipient).unwrap(), organisation::spoken(&recipient).unwrap());
    assert_eq!(String::from_utf8_lossy(&out.stdout).replace("\r\n", "\n"), expected);
}
