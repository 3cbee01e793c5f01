//! Sealing approved updates into packages, writing and handing them over, and what the centre answered.
//!
//! Number, manifest and sealed bytes are in the vault before any file is written, so that a process killed at any
//! moment leaves either approved updates or a package that can be written again with the same bytes (exchange
//! section 3). *Sealed* is not *sent*, and *sent* is not *on IS* (domain rule 5).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, Utc};
use zeroize::Zeroizing;

use crate::casework::content::{
    REACH_KEYS, about, frozen_title, gate_purpose, is_child_notification, key_of, normal, still_stands, title_in,
};
use crate::casework::desk::{DEVICE_EPOCH, Desk, Mode, Saved, no_faults};
use crate::casework::facts::Facts;
use crate::casework::intelligence::{decided_anew, entry_moves};
use crate::casework::is_record::{answer_faults, confirm_markers, confirm_person};
use crate::casework::marker::{StepState, TrackStep};
use crate::casework::outbox::recipient;
use crate::domain::consent;
use crate::domain::crime_report::CrimeReport;
use crate::domain::disclosure::Disclosure;
use crate::domain::field::{Code, Fault};
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::id::RecordId;
use crate::domain::intelligence::state as entry_state;
use crate::domain::journal::Operation;
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::marker::{Marker, state as marker_state};
use crate::domain::problem::{Kind as Fails, Outcome, Problem};
use crate::domain::text;
use crate::domain::update::{Update, kind, state};
use crate::domain::when::{self, Due, When};
use crate::exchange::line::Line;
use crate::exchange::manifest::{self, Manifest, NO_HASH, PRACTICE};
use crate::exchange::signer::Signer;
use crate::exchange::source::Source;
use crate::exchange::{bundle, organisation, package, readable};
use crate::store::journal::Why;
use crate::store::package::{Package, state as package_state};
use crate::store::table::{Stored, instant};
use crate::store::write::Write;
use crate::vault::file::{self, Proof};

/// Setting that holds the device's signing key, OpenSSH private text.
const SIGNING_KEY: &str = "device_signing_key";
/// Setting that holds the device's own age identity, to which receipts are sealed.
const IDENTITY: &str = "device_identity";
/// A correction of what the centre refused is due after so many days.
const CORRECT_WITHIN: Days = Days::new(3);

/// This laptop as the centre knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id: 32 hex digits that follow from the signing key.
    pub id: String,
    /// First part of its contact references.
    pub code: String,
    /// Its epoch; a restored vault starts another.
    pub epoch: u64,
    /// The signing key as one public line, `ssh-ed25519 AAAA…`.
    pub public_line: String,
    /// Its fingerprint as `ssh-keygen -l` shows it.
    pub fingerprint: String,
    /// The fingerprint in groups, to be read aloud.
    pub spoken: String,
    /// The age recipient of receipts, `age1…`.
    pub recipient: String,
    /// Its fingerprint in groups, to be read aloud.
    pub recipient_spoken: String,
}

/// What sealing would do now.
#[derive(Clone)]
pub struct SealPreview {
    /// Approved updates that go.
    pub updates: usize,
    /// Contacts they concern.
    pub contacts: usize,
    /// `Central IS desk, key ending 3kq7`.
    pub to: String,
    /// The highest of their classifications.
    pub classification: String,
    /// The number the (first) package will have.
    pub number: i64,
    /// Held, never and still to be decided: they stay here.
    pub held: usize,
    /// Set to never.
    pub never: usize,
    /// Still to be decided.
    pub to_decide: usize,
    /// Approved, but what they rest on changed: they go back to drafts.
    pub left_out: Vec<LeftOut>,
    /// Why nothing can be sealed now, if so.
    pub unavailable: Option<Problem>,
}

/// An approval that no longer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The update.
    pub id: RecordId,
    /// Reference of the contact.
    pub reference: String,
    /// Why.
    pub why: String,
}

/// A step of sealing or writing, in their order on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SealStep {
    /// Number, contents and seal are put together and kept in the vault; counted in updates.
    Keep,
    /// The file is written beside its final name; counted in bytes.
    Write,
    /// It is read back and compared; counted in bytes.
    ReadBack,
    /// It gets its final name.
    Name,
}

impl SealStep {
    /// The step as the screen says it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Keep => "number, contents and seal kept in the vault",
            Self::Write => "file written beside its final name",
            Self::ReadBack => "reading it back and comparing",
            Self::Name => "given its final name",
        }
    }
}

/// How far sealing or writing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealProgress {
    /// The package.
    pub package: i64,
    /// The step.
    pub step: SealStep,
    /// Done of the step.
    pub done: u64,
    /// All of the step.
    pub all: u64,
}

/// Told how far it is; `false` stops where stopping is possible.
pub type Tell<'a> = &'a mut dyn FnMut(SealProgress) -> bool;

/// An approved update that goes, with what it says.
struct Going {
    update: Stored<Update>,
    line: Line,
    /// The source block of intelligence.
    source: Option<Source>,
}

/// What sealing gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SealResult {
    /// The packages, in their order; more than one where one does not hold them all.
    pub packages: Vec<i64>,
    /// Updates in them.
    pub updates: usize,
    /// Approvals that no longer held: drafts again.
    pub left_out: Vec<LeftOut>,
}

/// A package as the screens show it.
#[derive(Clone)]
pub struct PackageView {
    /// Its number here.
    pub number: i64,
    /// draft, approved, sealed, sent, accepted or rejected.
    pub track: Vec<TrackStep>,
    /// `sealed, not written yet`, `sent 17/11, no receipt yet`, `accepted 12/10`.
    pub words: String,
    /// A code of [`crate::store::package::state`].
    pub state: String,
    /// Updates in it.
    pub updates: i64,
    /// Contacts they concern.
    pub contacts: i64,
    /// Of them accepted.
    pub accepted: usize,
    /// Of them rejected.
    pub rejected: usize,
    /// To whom.
    pub recipient: String,
    /// File name.
    pub file_name: String,
    /// Where it was last written; empty until then.
    pub written_to: String,
    /// Bytes of the file, for one package; none once the sealed bytes are deleted, and in lists.
    pub bytes: Option<usize>,
    /// When it was sealed, UK time.
    pub sealed_at: Option<NaiveDateTime>,
    /// When it was handed over, UK time.
    pub sent_at: Option<NaiveDateTime>,
    /// `package 12, sent 17/11, no receipt yet`; blank for the first.
    pub follows: String,
    /// For one package, until it is handed over: what it says that would not be sealed today, and why.
    pub changed: Vec<LeftOut>,
}

/// One update of a package.
#[derive(Clone, PartialEq, Eq)]
pub struct PackageUpdate {
    /// The update.
    pub id: RecordId,
    /// Whose.
    pub contact: Option<RecordId>,
    /// Reference of the contact.
    pub reference: String,
    /// `person, changed`.
    pub title: String,
    /// A code of `update_states`.
    pub state: String,
    /// IS reference, or why it was rejected.
    pub answer: String,
}

/// A written package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub path: PathBuf,
    /// Its length in bytes.
    pub bytes: usize,
}

impl Desk {
    /// Makes the device's keys if it has none yet: at the creation of the vault or at first need.
    ///
    /// # Errors
    /// When the vault is open for reading only, or the machine gives no random numbers.
    pub(crate) fn ensure_device(&mut self) -> Outcome<()> {
        if self.reading().setting(SIGNING_KEY)?.is_some() && self.reading().setting(IDENTITY)?.is_some() {
            return Ok(());
        }
        let signing = Signer::generate()?.to_private_text()?;
        let (identity, _) = organisation::new_identity();
        self.quiet_act("make the device's keys", |w| {
            // Only the names of settings are journalled, never their values.
            if w.reading().setting(SIGNING_KEY)?.is_none() {
                w.set(SIGNING_KEY, &signing)?;
            }
            if w.reading().setting(IDENTITY)?.is_none() {
                w.set(IDENTITY, &identity)?;
            }
            Ok(())
        })
    }

    fn signer(&mut self) -> Outcome<Signer> {
        self.ensure_device()?;
        let text = Zeroizing::new(self.reading().setting(SIGNING_KEY)?.unwrap_or_default());
        Signer::from_private_text(&text)
    }

    fn epoch(&self) -> Outcome<u64> {
        let text = self.reading().setting(DEVICE_EPOCH)?.unwrap_or_default();
        text.parse().map_err(|_| Problem::unexpected("The device epoch kept in the vault cannot be read.", "E-EPOCH"))
    }

    /// This laptop as the centre knows it, for enrolment.
    ///
    /// # Errors
    /// When its keys cannot be made or read.
    pub fn device(&mut self) -> Outcome<Device> {
        let signer = self.signer()?;
        let text = Zeroizing::new(self.reading().setting(IDENTITY)?.unwrap_or_default());
        let unreadable = || Problem::unexpected("The device's own key kept in the vault cannot be read.", "E-KEY");
        let identity = organisation::identities(&text)?.into_iter().next().ok_or_else(unreadable)?;
        let recipient = identity.to_public().to_string();
        Ok(Device {
            id: signer.device_id(),
            code: self.officer.device_code.clone(),
            epoch: self.epoch()?,
            public_line: signer.public_line()?,
            fingerprint: signer.fingerprint(),
            spoken: signer.spoken(),
            recipient_spoken: organisation::spoken(&recipient)?,
            recipient,
        })
    }

    /// What sealing would do now.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn seal_preview(&self) -> Outcome<SealPreview> {
        let approved = self.reading().updates(&[state::APPROVED])?;
        let (go, left_out) = self.still_holding(approved)?;
        let by_state = self.reading().updates_by_state()?;
        let count = |s: &str| by_state.get(s).and_then(|n| usize::try_from(*n).ok()).unwrap_or(0);
        let lines: Vec<Line> = go.iter().map(|g| g.line.clone()).collect();
        let sources: Vec<Source> = go.iter().filter_map(|g| g.source.clone()).collect();
        let contacts: std::collections::BTreeSet<_> = go.iter().filter_map(|g| g.update.meta.contact).collect();
        let unavailable = if go.is_empty() && !left_out.is_empty() {
            Some(none_holds(&left_out, "Walk the outbox: each of them is decided again there."))
        } else {
            self.cannot_seal(go.is_empty())
        };
        Ok(SealPreview {
            updates: go.len(),
            contacts: contacts.len(),
            to: recipient(&self.officer.organisation),
            classification: package::classification(&lines, &sources).to_owned(),
            number: self.next_package()?,
            held: count(state::HELD),
            never: count(state::NEVER),
            to_decide: count(state::DRAFT) + count(""),
            left_out,
            unavailable,
        })
    }

    fn cannot_seal(&self, nothing: bool) -> Option<Problem> {
        if nothing {
            return Some(Problem::refused(
                "No update is approved, so there is nothing to seal.",
                "Walk the outbox and approve what is to go.",
            ));
        }
        let organisation = &self.officer.organisation;
        if organisation.recipients.is_empty() {
            return Some(Problem::refused(
                "There is nobody to seal to: no recipient is set.",
                "Ask the central IS desk for its recipient and confirm its fingerprint by telephone: 9 Records, settings.",
            ));
        }
        organisation.confirmed_recipients().is_empty().then(|| {
            Problem::refused(
                format!(
                    "The fingerprint of {} was not confirmed, so nothing is sealed to it.",
                    recipient(organisation)
                ),
                "Have its holder read it to you by telephone and enter it: 9 Records, settings.",
            )
        })
    }

    fn next_package(&self) -> Outcome<i64> {
        Ok(self.reading().packages()?.first().map_or(0, |p| p.number) + 1)
    }

    /// Approved updates with their frozen lines, and those whose approval no longer holds: the person refused since,
    /// turned out to be a child, a number that was to be sent is no longer safe, or something that would be said no
    /// longer stands in the record. A child's notification always holds.
    fn still_holding(&self, approved: Vec<Stored<Update>>) -> Outcome<(Vec<Going>, Vec<LeftOut>)> {
        let mut facts: BTreeMap<RecordId, Facts> = BTreeMap::new();
        let (mut go, mut left) = (Vec::with_capacity(approved.len()), Vec::new());
        for u in approved {
            if u.it.kind.is(kind::INTELLIGENCE) {
                match self.intelligence_holds(&u)? {
                    (Some((line, source)), None) => go.push(Going { update: u, line, source: Some(source) }),
                    (_, why) => left.push(LeftOut {
                        id: u.meta.id,
                        reference: self.entry_of(&u.it).map(|e| e.it.reference).unwrap_or_default(),
                        why: why.unwrap_or_default(),
                    }),
                }
                continue;
            }
            // What belongs to nobody is read by itself.
            let known = match facts.entry(u.meta.contact.unwrap_or(u.meta.id)) {
                std::collections::btree_map::Entry::Occupied(e) => e.into_mut(),
                std::collections::btree_map::Entry::Vacant(e) => e.insert(self.facts_of(&u)?),
            };
            // An approval that did not come through the walk (a practice caseload) has no frozen line yet: it is worked
            // out now and has to pass what the walk asks.
            let (line, why) = if u.it.content.is_empty() {
                let line = self.fresh_line(known, &u)?;
                let gate = self.gates(known, &u, &line)?.into_iter().next();
                (Ok(line), gate.map(|g| lower_first(g.what.trim_end_matches('.'))))
            } else {
                match Line::from_json_line(&u.it.content) {
                    Ok(line) => {
                        let why = self.no_longer_holds(known, &u, &line)?;
                        (Ok(line), why)
                    }
                    Err(p) => (Err(p), Some("what was approved cannot be read".to_owned())),
                }
            };
            match (line, why) {
                (Ok(line), None) => go.push(Going { update: u, line, source: None }),
                (_, why) => left.push(LeftOut {
                    id: u.meta.id,
                    reference: known.contact.it.reference.clone(),
                    why: why.unwrap_or_default(),
                }),
            }
        }
        Ok((go, left))
    }

    /// What an approved update of intelligence says, and why it no longer holds, if it does not.
    #[expect(clippy::type_complexity, reason = "read at once by its one caller")]
    fn intelligence_holds(&self, u: &Stored<Update>) -> Outcome<(Option<(Line, Source)>, Option<String>)> {
        if !u.it.kind.is(kind::INTELLIGENCE) {
            return Ok((None, Some("it is about nobody".to_owned())));
        }
        let said = match self.intelligence_line(u) {
            Ok(said) => said,
            Err(_) => return Ok((None, Some("the entry is no longer there".to_owned()))),
        };
        let why = self.intelligence_no_longer_holds(u, &said)?;
        Ok((Some(said), why))
    }

    fn no_longer_holds(&self, facts: &Facts, stored: &Stored<Update>, line: &Line) -> Outcome<Option<String>> {
        let u = &stored.it;
        let concern = self.concern_of(u)?;
        if is_child_notification(facts, u, concern.as_ref()) {
            return Ok(None);
        }
        if self.mode == Mode::SetUp {
            return Ok(Some("the caseload is in SET-UP".to_owned()));
        }
        let purpose = gate_purpose(facts, u, concern.as_ref());
        if line.override_.is_none() && purpose.is_some_and(|p| consent::is_refused(&facts.consents, p, self.today())) {
            return Ok(Some("the person refused since".to_owned()));
        }
        let child = facts.contact.it.is_child();
        let marker = u.about.and_then(|id| facts.marker(id));
        let closed = marker.is_some_and(|m| !lists::allowed_under_18("marker_types", m.it.marker_type.as_str()));
        if child && (u.kind.is(kind::PERSON) || (u.kind.is(kind::MARKER) && closed)) {
            return Ok(Some("the person is or may be under 18".to_owned()));
        }
        if u.kind.is(kind::MARKER) && marker.is_none_or(|m| m.it.state.is(marker_state::REMOVED)) {
            return Ok(Some("the marker was removed".to_owned()));
        }
        let unsafe_now = line.fields.iter().any(|f| {
            let key = key_of(&f.name).filter(|k| REACH_KEYS.contains(k));
            key.is_some_and(|key| {
                !f.after.is_empty() && facts.points.iter().any(|p| normal(key, &p.value) == f.after && !p.is_safe())
            })
        });
        if unsafe_now {
            return Ok(Some("a number or address in it is no longer safe".to_owned()));
        }
        let stands = still_stands(facts, line, &self.fresh_line(facts, stored)?);
        Ok((!stands).then(|| "something that it says no longer stands in the record".to_owned()))
    }

    /// Seals every approved update: one package, or several when one does not hold them. Each package is one final
    /// act that commits number, sealed bytes, the updates' and markers' states and a disclosure for each contact.
    ///
    /// Stopped by `tell`, or failing, before that commit, nothing of the package has happened.
    ///
    /// # Errors
    /// Refused when nothing is approved, nobody is set to seal to or no fingerprint was confirmed; or a failure.
    pub fn seal(&mut self, tell: Tell<'_>) -> Outcome<SealResult> {
        let approved = self.reading().updates(&[state::APPROVED])?;
        let (go, left_out) = self.still_holding(approved)?;
        if let Some(problem) = self.cannot_seal(go.is_empty() && left_out.is_empty()) {
            return Err(problem);
        }
        if !left_out.is_empty() {
            self.take_back(&left_out)?;
        }
        if go.is_empty() {
            return Err(none_holds(&left_out, "They are drafts again. Walk the outbox.").after_change());
        }
        let signer = self.signer()?;
        let mut by_id: BTreeMap<String, Stored<Update>> = BTreeMap::new();
        let mut lines = Vec::with_capacity(go.len());
        let mut sources: BTreeMap<String, Source> = BTreeMap::new();
        for Going { update, line, source } in go {
            by_id.insert(line.update_id.clone(), update);
            sources.extend(source.map(|s| (line.update_id.clone(), s)));
            lines.push(line);
        }
        let mut result = SealResult { left_out, ..SealResult::default() };
        for set in package::split(lines, &sources)? {
            let blocks: Vec<Source> = set.iter().filter_map(|l| sources.get(&l.update_id).cloned()).collect();
            let Some(number) = self.seal_one(&signer, (&set, &blocks), &by_id, tell)? else {
                let stopped = Problem::refused("Sealing was stopped.", "Seal again when you are ready.");
                return if result.packages.is_empty() { Err(stopped) } else { Err(stopped.after_change()) };
            };
            result.packages.push(number);
            result.updates += set.len();
        }
        Ok(result)
    }

    fn take_back(&mut self, left: &[LeftOut]) -> Outcome<()> {
        let stored: Vec<Stored<Update>> =
            left.iter().map(|l| self.stored_update(l.id).map(|(u, _)| u)).collect::<Outcome<_>>()?;
        self.quiet_act("take back approvals that no longer hold", |w| {
            let why = Why::code("approval-no-longer-holds");
            stored.iter().try_for_each(|u| match u.meta.contact {
                Some(_) => crate::casework::marker::back_to_draft(w, u, &why),
                None => w.put(u.meta.id, None, &decided_anew(&u.it), &why),
            })
        })
    }

    fn seal_one(
        &mut self,
        signer: &Signer,
        (lines, sources): (&[Line], &[Source]),
        by_id: &BTreeMap<String, Stored<Update>>,
        tell: Tell<'_>,
    ) -> Outcome<Option<i64>> {
        let packages = self.reading().packages()?;
        let epoch = self.epoch()?;
        let epoch_kept = i64::try_from(epoch).unwrap_or(i64::MAX);
        let number = packages.first().map_or(0, |p| p.number) + 1;
        let of_epoch: Vec<&Package> = packages.iter().filter(|p| p.epoch == epoch_kept).collect();
        let all = lines.len() as u64;
        let mut say = |done| tell(SealProgress { package: number, step: SealStep::Keep, done, all });
        if !say(0) {
            return Ok(None);
        }
        let bundle_id = RecordId::at_millis(self.now().timestamp_millis(), random::<10>()?);
        let head = Manifest {
            kind: manifest::kind::PACKAGE.to_owned(),
            bundle_id: bundle_id.to_string(),
            device_id: signer.device_id(),
            device_epoch: epoch,
            seq: of_epoch.len() as u64 + 1,
            prev: of_epoch
                .first()
                .map_or_else(|| NO_HASH.to_owned(), |p| data_encoding::HEXLOWER.encode(&p.manifest_hash)),
            created_utc: self.now().format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            classification: package::classification(lines, sources).to_owned(),
            practice: if self.mode == Mode::Practice { PRACTICE } else { "" }.to_owned(),
            counts: package::counts(lines, sources),
            journal_head: data_encoding::HEXLOWER.encode(&self.store.head().1),
            ..Manifest::default()
        };
        let parts = package::parts(lines, sources, &head)?;
        if !say(all / 3) {
            return Ok(None);
        }
        let recipients = self.officer.organisation.confirmed_recipients();
        let sealed = bundle::seal(&head, parts, signer, &recipients)?;
        if !say(all * 2 / 3) {
            return Ok(None);
        }
        let contacts: std::collections::BTreeSet<RecordId> =
            lines.iter().filter_map(|l| by_id.get(&l.update_id)?.meta.contact).collect();
        let kept = Package {
            number,
            bundle_id: bundle_id.to_string(),
            epoch: epoch_kept,
            file_name: bundle::file_name(u64::try_from(number).unwrap_or_default(), random::<4>()?),
            written_to: String::new(),
            manifest_hash: sealed.manifest_hash.to_vec(),
            sealed: sealed.bytes,
            state: package_state::SEALED.to_owned(),
            sealed_at: instant(self.now()),
            sent_at: String::new(),
            updates: i64::try_from(lines.len()).unwrap_or(i64::MAX),
            contacts: i64::try_from(contacts.len()).unwrap_or(i64::MAX),
            recipient: recipient(&self.officer.organisation),
        };
        let to = kept.recipient.clone();
        let happened = When::at(self.local_now());
        self.final_act("seal a package", |w| {
            let why = Why { recipient: to.clone(), ..Why::code("package") };
            w.keep_package(&kept, &why)?;
            let mut of_contact: BTreeMap<Option<RecordId>, Vec<&Stored<Update>>> = BTreeMap::new();
            let blocks: BTreeMap<&str, &Source> = sources.iter().map(|s| (s.update_id.as_str(), s)).collect();
            for line in lines {
                let Some(u) = by_id.get(&line.update_id) else { continue };
                let sealed = Update {
                    state: Code::new(state::SEALED),
                    package: Some(number),
                    content: line.to_json_line()?,
                    source: match blocks.get(line.update_id.as_str()) {
                        Some(block) => block.to_json_line()?,
                        None => String::new(),
                    },
                    ..u.it.clone()
                };
                w.put(u.meta.id, u.meta.contact, &sealed, &why)?;
                marker_left(w, u, &why)?;
                entry_moves(w, &sealed, entry_state::SUBMITTED, &why)?;
                of_contact.entry(u.meta.contact).or_default().push(u);
            }
            for (contact, updates) in of_contact {
                disclose(w, contact, &updates, number, &happened, &to)?;
            }
            Ok(())
        })?;
        // What was approved is sealed now: no act before it can be taken back from under it.
        self.forget_undo();
        let _ = tell(SealProgress { package: number, step: SealStep::Keep, done: all, all });
        Ok(Some(number))
    }

    /// Writes a package to a folder, and again with the same bytes until it is settled: beside its final name, read
    /// back, compared byte for byte, then renamed without replacing anything. A failure leaves it sealed.
    ///
    /// # Errors
    /// Refused when there is no such package, its bytes are deleted, or it was stopped; [`Fails::Disk`] when the disk
    /// does not take it.
    pub fn write_package(&mut self, number: i64, folder: &Path, tell: Tell<'_>) -> Outcome<Written> {
        let package = self.stored_package(number)?;
        if package.sealed.is_empty() {
            return Err(Problem::refused(
                format!("The sealed bytes of package {number} were deleted, because nothing of it waits any more."),
                "Nothing is left to write; its updates show what became of each.",
            ));
        }
        let bytes = Zeroizing::new(package.sealed);
        let path = folder.join(&package.file_name);
        let all = bytes.len() as u64;
        let mut say = |step, done| tell(SealProgress { package: number, step, done, all });
        let kept = || {
            format!(
                "It is sealed and kept in the vault. Writing it again gives the same bytes under the same number. \
                 {} are needed: choose another place.",
                size(all)
            )
        };
        // A file that is there and equal is what would be written.
        let there = std::fs::symlink_metadata(&path).is_ok();
        if there {
            let same = file::read_bounded(&path, all).is_ok_and(|b| b == *bytes);
            if !same {
                return Err(Problem::new(
                    Fails::Disk,
                    format!(
                        "Package {number} was not written: another file of its name is there and was not replaced."
                    ),
                    kept(),
                ));
            }
        } else {
            let mut proof = |p| match p {
                Proof::Writing(n) => say(SealStep::Write, n),
                Proof::Comparing(n) => say(SealStep::ReadBack, n),
                Proof::Naming => say(SealStep::Name, 0),
            };
            let done = file::write_proven(&path, &bytes, &mut proof).map_err(|p| Problem {
                what: format!("Package {number} was not written: {}", lower_first(&p.what)),
                remedy: kept(),
                ..p
            })?;
            if !done {
                return Err(Problem::refused(format!("Writing package {number} was stopped."), kept()));
            }
        }
        let to = folder.display().to_string();
        let new = if package.state == package_state::SEALED { package_state::WRITTEN } else { &package.state };
        let why = Why { recipient: package.recipient.clone(), ..Why::code("package-written") };
        self.quiet_act("write a package", |w| w.package_state(number, new, Some(&to), &why))
            .map_err(Problem::after_change)?;
        say(SealStep::Name, all);
        Ok(Written { path, bytes: bytes.len() })
    }

    fn stored_package(&self, number: i64) -> Outcome<Package> {
        self.reading()
            .package(number)?
            .ok_or_else(|| Problem::refused(format!("There is no package {number}."), "Go back to the outbox."))
    }

    /// The officer has handed a package over: it and its updates are *sent*. Sent is not received.
    ///
    /// # Errors
    /// Refused when it was not written to a file yet, or was sent already; or a failure.
    pub fn mark_sent(&mut self, number: i64) -> Outcome<()> {
        let package = self.stored_package(number)?;
        match package.state.as_str() {
            package_state::WRITTEN => {}
            package_state::SEALED => {
                return Err(Problem::refused(
                    format!("Package {number} was not written to a file yet, so it cannot have been handed over."),
                    "Write it to a folder first.",
                ));
            }
            _ => return Err(Problem::refused(format!("Package {number} was sent already."), "Nothing to do.")),
        }
        let updates = self.reading().updates_of_package(number)?;
        let why = Why { recipient: package.recipient, ..Why::code("package-sent") };
        self.final_act("hand a package over", |w| {
            for u in updates.iter().filter(|u| u.it.state.is(state::SEALED)) {
                let sent = Update { state: Code::new(state::SENT), ..u.it.clone() };
                w.put(u.meta.id, u.meta.contact, &sent, &why)?;
            }
            w.package_state(number, package_state::SENT, None, &why)
        })
    }

    /// Enters by hand that IS took an update, under which reference and on which day: the same effect as a receipt
    /// (domain rule 5). What is confirmed of the contact takes the update over.
    ///
    /// # Errors
    /// Faults `is_reference`, `confirmed_on`; refused for an update that was not sealed or is answered; or a failure.
    pub fn confirm_by_hand(&mut self, id: RecordId, is_reference: &str, on: NaiveDate) -> Saved<()> {
        let reference = text::clean_line(is_reference).text.trim().to_owned();
        no_faults(answer_faults(&reference, ("confirmed_on", on), self.today()))?;
        let (stored, contact) = self.answerable(id)?;
        // What is confirmed of a contact takes the update over; intelligence confirms nothing of anybody.
        let line = if stored.it.kind.is(kind::INTELLIGENCE) {
            Line::default()
        } else {
            self.line_of(&self.facts_of(&stored)?, &stored)?
        };
        let number = stored.it.package;
        let accepted = Update {
            state: Code::new(state::ACCEPTED),
            is_reference: reference.clone(),
            rejection: String::new(),
            ..stored.it.clone()
        };
        // A correction of what is nobody's is a follow-up of nobody, settled on Today.
        let served = match contact {
            Some(c) => self.corrections_of(c, id)?,
            None => Vec::new(),
        };
        let today = self.today();
        let why = self.why_of_update(&stored.it, contact);
        self.answer(id, number, "confirm an update by hand", |w| {
            w.put(id, contact, &accepted, &why)?;
            // What is confirmed is a contact's; a child's notification of nobody confirms nothing but itself.
            match (accepted.kind.as_str(), contact) {
                (kind::PERSON | kind::RECTIFICATION | kind::REMOVAL, Some(contact)) => {
                    confirm_person(w, contact, &line, &reference, on, ("by-hand", number), &why)?;
                }
                (kind::CRIME, _) => crime_answered(w, &accepted, &reference, &why)?,
                (kind::MARKER | kind::MARKER_REMOVAL, Some(contact)) => {
                    marker_answered(w, &accepted, Some((&reference, on)), &why)?;
                    confirm_markers(w, contact, on, "by-hand", number, &why)?;
                }
                _ => entry_moves(w, &accepted, entry_state::SUBMITTED, &why)?,
            }
            for f in &served {
                let settled = FollowUp {
                    state: Code::new(follow_up::state::DONE),
                    outcome: "IS has it".to_owned(),
                    settled_on: Some(today),
                    ..f.it.clone()
                };
                w.put(f.meta.id, f.meta.contact, &settled, &why)?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Enters by hand that the centre refused an update, with its code and words: a follow-up asks for the correction.
    ///
    /// # Errors
    /// A fault under `rejection`; refused for an update that was not sealed or is answered; or a failure.
    pub fn reject_by_hand(&mut self, id: RecordId, code: &str, words: &str) -> Saved<RecordId> {
        let line = |t: &str| text::clean_line(t).text.trim().to_owned();
        let (code, words) = (line(code), line(words));
        if code.is_empty() && words.is_empty() {
            no_faults(vec![Fault::new("rejection", "Give the code or the words of the refusal.")])?;
        }
        let (stored, contact) = self.answerable(id)?;
        let rejection = match (code.is_empty(), words.is_empty()) {
            (false, false) => format!("{code}: {words}"),
            _ => format!("{code}{words}"),
        };
        let what = if stored.it.kind.is(kind::INTELLIGENCE) {
            format!("intelligence {}", self.entry_of(&stored.it)?.it.reference)
        } else {
            title_in(&self.facts_of(&stored)?, &stored.it)
        };
        let f = FollowUp {
            what: text::truncate_graphemes(&format!("correct what IS refused: {what}, {rejection}"), text::LINE)
                .to_owned(),
            kind: Code::new(follow_up::kind::OTHER),
            due: self.today().checked_add_days(CORRECT_WITHIN).map(Due::On),
            state: Code::new(follow_up::state::OPEN),
            serves: Some(id),
            ..FollowUp::default()
        };
        let rejected = Update { state: Code::new(state::REJECTED), rejection, ..stored.it.clone() };
        let number = stored.it.package;
        let why = self.why_of_update(&stored.it, contact);
        Ok(self.answer(id, number, "enter a refusal by hand", |w| {
            w.put(id, contact, &rejected, &why)?;
            marker_answered(w, &rejected, None, &why)?;
            entry_moves(w, &rejected, entry_state::DRAFT, &why)?;
            w.add(contact, &f, &why)
        })?)
    }

    /// An update that can be answered: sealed or sent, and not answered finally.
    fn answerable(&self, id: RecordId) -> Outcome<(Stored<Update>, Option<RecordId>)> {
        let (stored, contact) = self.stored_update(id)?;
        match stored.it.state.as_str() {
            state::SEALED | state::SENT | state::DEFERRED => Ok((stored, contact)),
            state::ACCEPTED | state::REJECTED => Err(Problem::refused(
                "This update is answered already, and that is final.",
                "If IS shows something else now, enter it on the IS record.",
            )),
            _ => Err(Problem::refused(
                "This update was never sealed, so IS cannot have answered it.",
                "What IS shows now is entered on the IS record.",
            )),
        }
    }

    /// Follow-ups that ask for the correction of an earlier refusal of the same kind and record.
    fn corrections_of(&self, contact: RecordId, id: RecordId) -> Outcome<Vec<Stored<FollowUp>>> {
        let facts = self.facts(contact)?;
        let Some(this) = facts.updates.iter().find(|u| u.meta.id == id) else { return Ok(Vec::new()) };
        let earlier: Vec<RecordId> = facts
            .updates
            .iter()
            .filter(|u| u.it.state.is(state::REJECTED) && u.it.kind == this.it.kind && u.it.about == this.it.about)
            .map(|u| u.meta.id)
            .collect();
        Ok(self
            .reading()
            .of_contact::<FollowUp>(contact)?
            .into_iter()
            .filter(|f| f.it.is_open() && f.it.serves.is_some_and(|s| earlier.contains(&s)))
            .collect())
    }

    /// One answer. The last of a package settles it: the kept bytes go, so that answer cannot be undone.
    fn answer<T>(
        &mut self,
        id: RecordId,
        number: Option<i64>,
        what: &'static str,
        f: impl FnOnce(&mut Write<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        let is_final = |s: &str| matches!(s, state::ACCEPTED | state::REJECTED);
        let last = match number {
            Some(n) => {
                self.reading().updates_of_package(n)?.iter().all(|u| u.meta.id == id || is_final(u.it.state.as_str()))
            }
            None => false,
        };
        match number.filter(|_| last) {
            Some(n) => {
                let given = self.final_act(what, |w| {
                    let given = f(w)?;
                    w.package_state(n, package_state::SETTLED, None, &Why::code("package-settled"))?;
                    Ok(given)
                })?;
                self.forget_undo();
                Ok(given)
            }
            None => self.act(what, f),
        }
    }

    /// Packages, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn packages(&self) -> Outcome<Vec<PackageView>> {
        let all = self.reading().packages()?;
        all.iter().map(|p| self.package_line(p, &all)).collect()
    }

    /// One package, with the length of its file.
    ///
    /// # Errors
    /// When it is not there or the database cannot be read.
    pub fn package_view(&self, number: i64) -> Outcome<PackageView> {
        let package = self.stored_package(number)?;
        let mut view = self.package_line(&package, &self.reading().packages()?)?;
        view.bytes = (!package.sealed.is_empty()).then_some(package.sealed.len());
        view.changed = self.changed_since_sealed(number)?;
        Ok(view)
    }

    /// What a package says, not handed over yet, that would not be sealed today: the person refused since, turned out
    /// to be a child, or what it says no longer stands. What is sealed stays as it is, so that it is said before the
    /// file is written and handed over.
    fn changed_since_sealed(&self, number: i64) -> Outcome<Vec<LeftOut>> {
        let mut changed = Vec::new();
        for u in self.reading().updates_of_package(number)?.into_iter().filter(|u| u.it.state.is(state::SEALED)) {
            if u.it.kind.is(kind::INTELLIGENCE) {
                if let (_, Some(why)) = self.intelligence_holds(&u)? {
                    let reference = self.entry_of(&u.it).map(|e| e.it.reference).unwrap_or_default();
                    changed.push(LeftOut { id: u.meta.id, reference, why });
                }
                continue;
            }
            let Ok(line) = Line::from_json_line(&u.it.content) else { continue };
            let facts = self.facts_of(&u)?;
            if let Some(why) = self.no_longer_holds(&facts, &u, &line)? {
                changed.push(LeftOut { id: u.meta.id, reference: facts.contact.it.reference.clone(), why });
            }
        }
        Ok(changed)
    }

    fn package_line(&self, p: &Package, all: &[Package]) -> Outcome<PackageView> {
        let counts = self.reading().answers_of_package(p.number)?;
        let count = |s: &str| counts.get(s).and_then(|n| usize::try_from(*n).ok()).unwrap_or(0);
        let (accepted, rejected) = (count(state::ACCEPTED), count(state::REJECTED));
        let local =
            |t: &str| DateTime::parse_from_rfc3339(t).ok().map(|t| when::to_local(t.with_timezone(&Utc), self.zone));
        let before = all.iter().find(|q| q.number < p.number);
        let follows = match before {
            Some(q) => {
                let c = self.reading().answers_of_package(q.number)?;
                let count = |s: &str| c.get(s).and_then(|n| usize::try_from(*n).ok()).unwrap_or(0);
                let said = package_words(q, count(state::ACCEPTED), count(state::REJECTED), local(&q.sent_at));
                format!("package {}, {said}", q.number)
            }
            None => String::new(),
        };
        let sent_at = local(&p.sent_at);
        Ok(PackageView {
            number: p.number,
            track: package_track(p, accepted, rejected),
            words: package_words(p, accepted, rejected, sent_at),
            state: p.state.clone(),
            updates: p.updates,
            contacts: p.contacts,
            accepted,
            rejected,
            recipient: p.recipient.clone(),
            file_name: p.file_name.clone(),
            written_to: p.written_to.clone(),
            bytes: None,
            sealed_at: local(&p.sealed_at),
            sent_at,
            follows,
            changed: Vec::new(),
        })
    }

    /// The updates of a package, for entering the IS references one by one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn package_updates(&self, number: i64) -> Outcome<Vec<PackageUpdate>> {
        let today = self.today();
        let frozen: BTreeMap<RecordId, String> = self
            .reading()
            .updates_of_package(number)?
            .iter()
            .filter_map(|u| Some((u.meta.id, frozen_title(&u.it)?)))
            .collect();
        self.reading()
            .update_lines(&[], Some(number))?
            .into_iter()
            .map(|u| {
                let answer = if u.state == state::REJECTED { u.rejection.clone() } else { u.is_reference.clone() };
                let line = self.outbox_line(u, today)?;
                Ok(PackageUpdate {
                    id: line.id,
                    contact: line.contact,
                    reference: line.reference,
                    title: frozen.get(&line.id).cloned().unwrap_or(line.title),
                    state: line.state,
                    answer,
                })
            })
            .collect()
    }

    /// The readable page of a package, as the IS desk will see it. It shows what was disclosed, so looking at it is
    /// journalled as a consultation of each contact.
    ///
    /// # Errors
    /// When there is no such package, or it cannot be journalled: a vault open for reading only shows no page.
    pub fn readable_page(&mut self, number: i64) -> Outcome<String> {
        let package = self.stored_package(number)?;
        let updates = self.reading().updates_of_package(number)?;
        let kept = updates.iter().filter(|u| !u.it.content.is_empty());
        let mut lines: Vec<Line> = kept.map(|u| Line::from_json_line(&u.it.content)).collect::<Outcome<_>>()?;
        if lines.is_empty() {
            return Err(Problem::refused(
                format!("What package {number} said is not kept here."),
                "Its updates show what became of each.",
            ));
        }
        package::sort(&mut lines);
        let sealed = DateTime::parse_from_rfc3339(&package.sealed_at).map(|t| t.with_timezone(&Utc)).ok();
        let seq = self
            .reading()
            .packages()?
            .iter()
            .filter(|p| p.epoch == package.epoch && p.number <= package.number)
            .count();
        let head = Manifest {
            kind: manifest::kind::PACKAGE.to_owned(),
            device_id: self.signer()?.device_id(),
            device_epoch: u64::try_from(package.epoch).unwrap_or_default(),
            seq: seq as u64,
            created_utc: sealed.map(|t| t.format("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default(),
            classification: package::classification(&lines, &[]).to_owned(),
            practice: if self.mode == Mode::Practice { PRACTICE } else { "" }.to_owned(),
            counts: package::counts(&lines, &[]),
            ..Manifest::default()
        };
        let contacts: std::collections::BTreeSet<RecordId> = updates.iter().filter_map(|u| u.meta.contact).collect();
        let of_nobody = updates.iter().filter(|u| u.meta.contact.is_none()).filter_map(|u| about(&u.it));
        let of_nobody: Vec<(Kind, RecordId)> = of_nobody.collect();
        let why = Why::code("readable-page");
        self.quiet_act("look at a package's page", |w| {
            for c in &contacts {
                w.note(Operation::Consultation, Some((Kind::Contact, *c)), Some(*c), &why)?;
            }
            of_nobody.iter().try_for_each(|of| w.note(Operation::Consultation, Some(*of), None, &why))
        })?;
        Ok(readable::page(&head, &lines))
    }
}

/// `3.1 MB`, `41 KB`, `812 bytes`.
#[must_use]
pub fn size(bytes: u64) -> String {
    match bytes {
        1_000_000.. => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
        1_000.. => format!("{} KB", bytes / 1_000),
        _ => format!("{bytes} bytes"),
    }
}

/// So many bytes that nobody can guess.
pub(crate) fn random<const N: usize>() -> Outcome<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| Problem::unexpected("The machine gave no random numbers.", e))?;
    Ok(bytes)
}

/// Everything that was approved changed since: whose it is and why, so that nobody has to look for it.
fn none_holds(left_out: &[LeftOut], remedy: &str) -> Problem {
    let why: Vec<String> = left_out.iter().map(|l| format!("{}: {}", l.reference, l.why)).collect();
    Problem::refused(format!("No approval holds any more: {}.", why.join("; ")), remedy)
}

fn lower_first(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// The marker of a sealed update left with it: *exported*, or *removal exported*.
fn marker_left(w: &mut Write<'_>, u: &Stored<Update>, why: &Why) -> Outcome<()> {
    let Some(about) = u.it.about else { return Ok(()) };
    let Some(mut m) = w.reading().get::<Marker>(about)? else { return Ok(()) };
    let to = match (u.it.kind.as_str(), m.it.state.as_str()) {
        (kind::MARKER, marker_state::READY) => marker_state::EXPORTED,
        (kind::MARKER_REMOVAL, marker_state::ON_IS | marker_state::EXPORTED) => marker_state::REMOVAL,
        _ => return Ok(()),
    };
    m.it.state = Code::new(to);
    w.put(about, u.meta.contact, &m.it, why)
}

/// The centre answered a marker's update: placed or removed under a reference on a day, or refused.
fn marker_answered(w: &mut Write<'_>, u: &Update, accepted: Option<(&String, NaiveDate)>, why: &Why) -> Outcome<()> {
    let Some(about) = u.about else { return Ok(()) };
    let Some(mut m) = w.reading().get::<Marker>(about)? else { return Ok(()) };
    let stands = m.it.on_is_since.is_some();
    match (u.kind.as_str(), accepted, m.it.state.as_str()) {
        (kind::MARKER, Some((reference, on)), marker_state::READY | marker_state::EXPORTED | marker_state::ON_IS) => {
            m.it.state = Code::new(marker_state::ON_IS);
            m.it.is_reference.clone_from(reference);
            m.it.on_is_since = m.it.on_is_since.or(Some(on));
        }
        // The first placement was refused: the marker is written again.
        (kind::MARKER, None, marker_state::EXPORTED) if !stands => m.it.state = Code::new(marker_state::DRAFT),
        (kind::MARKER_REMOVAL, Some(_), _) => m.it.state = Code::new(marker_state::REMOVED),
        (kind::MARKER_REMOVAL, None, marker_state::REMOVAL) => {
            m.it.state = Code::new(if stands { marker_state::ON_IS } else { marker_state::EXPORTED });
        }
        _ => return Ok(()),
    }
    w.put(about, m.meta.contact, &m.it, why)
}

/// A crime report that IS has keeps the reference it has there.
fn crime_answered(w: &mut Write<'_>, u: &Update, reference: &str, why: &Why) -> Outcome<()> {
    let Some(about) = u.about else { return Ok(()) };
    let Some(mut report) = w.reading().get::<CrimeReport>(about)? else { return Ok(()) };
    reference.clone_into(&mut report.it.is_reference);
    w.put(about, report.meta.contact, &report.it, why)
}

/// What left about a contact, recorded by the program itself (domain section 4, *Disclosure*).
fn disclose(
    w: &mut Write<'_>,
    contact: Option<RecordId>,
    updates: &[&Stored<Update>],
    number: i64,
    happened: &When,
    to: &str,
) -> Outcome<()> {
    let mut what: Vec<String> = updates.iter().map(|u| lists::label("update_kinds", u.it.kind.as_str())).collect();
    what.sort();
    what.dedup();
    let first = updates.first().map(|u| &u.it);
    let overridden = updates.iter().find(|u| !u.it.override_ground.is_blank()).map(|u| &u.it);
    let d = Disclosure {
        happened: Some(happened.clone()),
        to_whom: to.to_owned(),
        verified: "sealed to its key, whose fingerprint was confirmed".to_owned(),
        channel: Code::new("package"),
        what: what.join("; "),
        purpose: first.map(|u| u.purpose.clone()).unwrap_or_default(),
        basis: first.map(|u| u.condition.clone()).unwrap_or_default(),
        override_ground: overridden.map(|u| u.override_ground.clone()).unwrap_or_default(),
        override_by: overridden.map(|u| u.override_by.clone()).unwrap_or_default(),
        about: first.and_then(|u| u.about).filter(|_| contact.is_none()),
        package: Some(number),
    };
    let why = Why { recipient: to.to_owned(), basis: d.override_ground.as_str().to_owned(), ..Why::code("package") };
    let id = w.add(contact, &d, &why)?;
    w.note(Operation::Disclosure, Some((Kind::Disclosure, id)), contact, &why)
}

fn package_words(p: &Package, accepted: usize, rejected: usize, sent: Option<NaiveDateTime>) -> String {
    let answered = accepted + rejected;
    let all = usize::try_from(p.updates).unwrap_or(0);
    let day = sent.map(|t| format!(" {}", t.format("%d/%m"))).unwrap_or_default();
    match p.state.as_str() {
        package_state::SETTLED if rejected == 0 => "accepted".to_owned(),
        package_state::SETTLED if accepted == 0 => "rejected".to_owned(),
        package_state::SETTLED => format!("{accepted} accepted, {rejected} rejected"),
        _ if answered > 0 => format!("{answered} of {all} answered"),
        package_state::SENT => format!("sent{day}, no receipt yet"),
        package_state::WRITTEN => "sealed and written, not sent yet".to_owned(),
        _ => "sealed, not written yet".to_owned(),
    }
}

fn package_track(p: &Package, accepted: usize, rejected: usize) -> Vec<TrackStep> {
    use StepState::{Done, Due, Here, Late, ToCome};
    let step = TrackStep::new;
    let sent = matches!(p.state.as_str(), package_state::SENT | package_state::SETTLED);
    let settled = p.state == package_state::SETTLED;
    let mut track = vec![step(Done, "draft"), step(Done, "approved")];
    track.push(step(if sent { Done } else { Here }, "sealed"));
    track.push(match (sent, settled || accepted + rejected > 0) {
        (true, true) => step(Done, "sent"),
        (true, false) => step(Due, "sent, no receipt yet"),
        (false, _) => step(ToCome, "sent"),
    });
    track.push(match (settled, rejected) {
        (true, 0) => step(Done, "accepted"),
        (true, _) if accepted == 0 => step(Late, "rejected"),
        (true, _) => TrackStep::new(Late, format!("{accepted} accepted, {rejected} rejected")),
        (false, _) => step(ToCome, "accepted or rejected"),
    });
    track
}
