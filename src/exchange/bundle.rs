//! Sealing and opening: a ustar archive inside an age file, signed inside, encrypted outside (exchange section 1).
//!
//! Whoever finds the file learns neither sender nor content; whoever may open it needs stock `age`, `tar` and
//! `ssh-keygen` only. Names come from a closed list and everything stays in memory: no paths, no links, no
//! decompression. What the members say is not looked at here.

use std::io::{Read, Write};

use age::x25519::{Identity, Recipient};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::domain::problem::{Outcome, Problem};
use crate::exchange::manifest::{self, Manifest, Member, kind};
use crate::exchange::organisation;
use crate::exchange::refusal::Refusal;
use crate::exchange::signer::{self, Allowed, Signer};

/// Most bytes of payload in one bundle; a larger set is split into several.
pub const MOST_PAYLOAD: usize = 16 * 1024 * 1024;
/// Most bytes of a bundle file: payload, manifest, archive headers and what age adds.
pub const MOST_SEALED: usize = MOST_PAYLOAD + 1024 * 1024;
/// Name of the manifest in the archive.
pub const MANIFEST: &str = "manifest.json";
/// Name of the signature in the archive.
pub const SIGNATURE: &str = "manifest.json.sig";
/// Most bytes of a signature.
const MOST_SIGNATURE: usize = 4 * 1024;
/// Block of a tar archive.
const BLOCK: usize = 512;
/// The archive is filled up with zero blocks to whole records of tar's usual size. A reader takes the record with the
/// end of the archive in one piece, so that whoever writes into its pipe is never cut off with blocks left to write,
/// and the size of a file says a little less about how much is in it.
const RECORD: usize = 20 * BLOCK;

/// The names a bundle of that kind may hold after manifest and signature, in their order. Empty for a kind that this
/// version neither writes nor reads.
#[must_use]
pub fn names(kind: &str) -> &'static [&'static str] {
    match kind {
        kind::PACKAGE => &["updates.ndjson", "sources.ndjson", "readable.html"],
        kind::RECEIPT => &["receipt.json"],
        _ => &[],
    }
}

/// The file name of a bundle: its number and random hex only, so that a list of files tells nothing.
#[must_use]
pub fn file_name(seq: u64, random: [u8; 4]) -> String {
    format!("CL-{seq:08}-{}.caseload", data_encoding::HEXLOWER.encode(&random))
}

/// One member of the payload; wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Part {
    /// Name, from [`names`].
    pub name: String,
    /// Content.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// Content is never printed by accident.
impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Part({}, {} bytes)", self.name, self.bytes.len())
    }
}

/// A sealed bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The file.
    pub bytes: Vec<u8>,
    /// SHA-256 over manifest and signature: `prev` of the next bundle, and what a receipt is bound to.
    pub manifest_hash: [u8; 32],
    /// What was signed.
    pub manifest: Manifest,
}

/// An opened bundle: signature, recipient and every hash hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What was signed.
    pub manifest: Manifest,
    /// SHA-256 over manifest and signature.
    pub manifest_hash: [u8; 32],
    /// The name of the key that signed.
    pub signer: String,
    /// The payload, in the manifest's order.
    pub parts: Vec<Part>,
}

/// Bytes of payload.
#[must_use]
pub fn size(parts: &[Part]) -> usize {
    parts.iter().map(|p| p.bytes.len()).sum()
}

/// Whether the payload fits in one bundle.
#[must_use]
pub fn fits(parts: &[Part]) -> bool {
    size(parts) <= MOST_PAYLOAD
}

/// Seals a bundle. `head` is the manifest without `recipients` and `payload`, which are filled in here; blank `format`
/// and `radio` too. The result was decrypted again in memory and compared, byte for byte, before it is given.
///
/// # Errors
/// [`Refused`](crate::domain::problem::Kind::Refused) with no recipient, too many or one that is none, or more than
/// [`MOST_PAYLOAD`];
/// [`Unexpected`](crate::domain::problem::Kind::Unexpected) when `head` or a name is out of order, or what was sealed
/// does not open again.
pub fn seal(head: &Manifest, parts: Vec<Part>, signer: &Signer, recipients: &[String]) -> Outcome<Sealed> {
    if recipients.is_empty() {
        return Err(Problem::refused(
            "There is nobody to seal to: no recipient is set.",
            "Ask the central IS desk for its recipient and confirm its fingerprint by telephone: 9 Records, settings.",
        ));
    }
    if !fits(&parts) {
        return Err(Problem::refused("This is more than one package holds.", "Seal it as several packages."));
    }
    let to: Vec<Recipient> = recipients.iter().map(|r| organisation::parse(r)).collect::<Outcome<_>>()?;
    let mut fingerprints: Vec<String> =
        recipients.iter().map(|r| organisation::fingerprint(r)).collect::<Outcome<_>>()?;
    fingerprints.sort();
    fingerprints.dedup();
    if fingerprints.len() > manifest::MOST_RECIPIENTS {
        return Err(Problem::refused("There are more than 32 recipients.", "Take out those that are not needed."));
    }
    let manifest = Manifest {
        format: manifest::FORMAT,
        radio: crate::domain::radio::SENTENCE.to_owned(),
        recipients: fingerprints,
        payload: parts.iter().map(member).collect(),
        ..head.clone()
    };
    let own = [Allowed::device(&signer.public_line()?)?];
    let own_device = !signed_by_device(&manifest.kind) || own.iter().all(|a| a.principal == manifest.device_id);
    if !manifest.is_in_order() || !in_closed_order(&manifest) || !own_device {
        return Err(Problem::unexpected("The bundle could not be made: its head is not in order.", "E-HEAD"));
    }
    let signed = manifest.to_bytes()?;
    let signature = signer.sign(&signed)?;
    let archive = archive(&manifest, &signed, signature.as_bytes(), &parts)?;
    drop(parts);

    // A bundle that nobody can open would be found out at the centre, days later, when the updates it held look sent.
    // The organisation's key is not here, so one more recipient is made, used once to read the bundle back, and
    // dropped: its secret key was never outside this function. It opens only this one file, which holds nothing that
    // the caller did not have, and is not named in the manifest.
    let once = Identity::generate();
    let once_recipient = once.to_public();
    let all = to.iter().chain(std::iter::once(&once_recipient)).map(|r| r as &dyn age::Recipient);
    let bytes = encrypt(all, &archive)?;
    let read = decrypt(&bytes, std::slice::from_ref(&once));
    drop(once);
    let unequal = || Problem::unexpected("The bundle did not read back as it was sealed.", "E-READ-BACK");
    if read.map_err(|_| unequal())? != archive || bytes.len() > MOST_SEALED {
        return Err(unequal());
    }
    Ok(Sealed { bytes, manifest_hash: manifest_hash(&signed, signature.as_bytes()), manifest })
}

/// Opens a bundle strictly and stops at the first thing that is not in order: size, sealing, archive and its members,
/// manifest, signer and device, signature, own fingerprint among the recipients, hashes.
///
/// # Errors
/// [`BundleRefused`](crate::domain::problem::Kind::BundleRefused) with a [`Refusal`]'s sentence, and its code as the
/// detail.
pub fn open(bytes: &[u8], identities: &[Identity], allowed: &[Allowed]) -> Outcome<Opened> {
    read(bytes, identities, allowed).map_err(Problem::from)
}

fn read(bytes: &[u8], identities: &[Identity], allowed: &[Allowed]) -> Result<Opened, Refusal> {
    if bytes.len() > MOST_SEALED {
        return Err(Refusal::Size);
    }
    let archive = decrypt(bytes, identities)?;
    let mut members = members(&archive)?.into_iter();
    let mut head = |name: &str, most: usize| {
        members.next().filter(|(n, b)| *n == name && b.len() <= most).map(|(_, b)| b).ok_or(Refusal::Member)
    };
    let signed = head(MANIFEST, manifest::MOST_BYTES)?;
    let signature = head(SIGNATURE, MOST_SIGNATURE)?;
    let members: Vec<(&str, &[u8])> = members.collect();
    let manifest = Manifest::from_bytes(signed)?;
    if names(&manifest.kind).is_empty() {
        return Err(Refusal::OtherKind);
    }
    if !members.iter().all(|(name, _)| names(&manifest.kind).contains(name)) {
        return Err(Refusal::Member);
    }
    let signer = signer::verify(allowed, signed, signature)?;
    if signed_by_device(&manifest.kind) && signer.principal != manifest.device_id {
        return Err(Refusal::Device);
    }
    let mine = identities.iter().filter_map(|i| organisation::fingerprint(&i.to_public().to_string()).ok());
    if !mine.into_iter().any(|f| manifest.recipients.contains(&f)) {
        return Err(Refusal::PassedOn);
    }
    if !in_closed_order(&manifest) || members.len() != manifest.payload.len() {
        return Err(Refusal::Member);
    }
    let mut parts = Vec::with_capacity(members.len());
    for ((name, bytes), wanted) in members.into_iter().zip(&manifest.payload) {
        let part = Part { name: name.to_owned(), bytes: Zeroizing::new(bytes.to_vec()) };
        if member(&part) != *wanted {
            return Err(Refusal::Payload);
        }
        parts.push(part);
    }
    Ok(Opened { manifest_hash: manifest_hash(signed, signature), signer: signer.principal.clone(), manifest, parts })
}

/// Kinds that the named device signs itself; the others are signed by the organisation.
fn signed_by_device(kind: &str) -> bool {
    !matches!(kind, kind::RECEIPT | kind::ENROLMENT)
}

/// Whether the payload is taken from the closed list of its kind, in that list's order.
fn in_closed_order(manifest: &Manifest) -> bool {
    let mut allowed = names(&manifest.kind).iter();
    manifest.payload.iter().all(|m| allowed.any(|n| *n == m.name))
}

fn member(part: &Part) -> Member {
    Member {
        name: part.name.clone(),
        length: part.bytes.len() as u64,
        sha256: data_encoding::HEXLOWER.encode(&Sha256::digest(part.bytes.as_slice())),
    }
}

fn manifest_hash(signed: &[u8], signature: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(signed).chain_update(signature).finalize().into()
}

/// The archive. The headers say nothing about machine or user: mode 0600, owner 0, the time of sealing.
fn archive(manifest: &Manifest, signed: &[u8], signature: &[u8], parts: &[Part]) -> Outcome<Zeroizing<Vec<u8>>> {
    let failed = |e: std::io::Error| Problem::unexpected("The bundle could not be put together.", e);
    let time = manifest::instant(&manifest.created_utc).map_or(0, |t| t.and_utc().timestamp());
    let heads = [(MANIFEST, signed), (SIGNATURE, signature)];
    let all: Vec<(&str, &[u8])> =
        heads.into_iter().chain(parts.iter().map(|p| (p.name.as_str(), p.bytes.as_slice()))).collect();
    let whole: usize = all.iter().map(|(_, b)| BLOCK + b.len().next_multiple_of(BLOCK)).sum::<usize>() + 2 * BLOCK;
    // Room for all of it at once: growing would leave copies behind.
    let mut room = Zeroizing::new(Vec::with_capacity(whole.next_multiple_of(RECORD)));
    let mut builder = tar::Builder::new(&mut *room);
    for (name, bytes) in all {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(tar::EntryType::Regular);
        header.set_path(name).map_err(failed)?;
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(u64::try_from(time).unwrap_or_default());
        header.set_cksum();
        builder.append(&header, bytes).map_err(failed)?;
    }
    builder.into_inner().map_err(failed)?;
    let padded = room.len().next_multiple_of(RECORD);
    room.resize(padded, 0);
    Ok(room)
}

/// The members of an archive: regular files in plain ustar, no paths, nothing between or behind but zeros.
fn members(archive: &[u8]) -> Result<Vec<(&str, &[u8])>, Refusal> {
    let mut members = Vec::new();
    let mut rest = archive;
    loop {
        let (block, tail) = rest.split_at_checked(BLOCK).ok_or(Refusal::Archive)?;
        if is_zero(block) {
            // The end: a second zero block at least, and nothing hidden behind it.
            return if tail.len() >= BLOCK && is_zero(tail) { Ok(members) } else { Err(Refusal::Archive) };
        }
        if members.len() > 2 + 8 {
            return Err(Refusal::Member);
        }
        let block: &[u8; BLOCK] = block.try_into().map_err(|_| Refusal::Archive)?;
        let (name, length) = header(block)?;
        let padded = length.next_multiple_of(BLOCK);
        let (content, after) = tail.split_at_checked(padded).ok_or(Refusal::Archive)?;
        let (content, filling) = content.split_at_checked(length).ok_or(Refusal::Archive)?;
        if !is_zero(filling) {
            return Err(Refusal::Archive);
        }
        members.push((name, content));
        rest = after;
    }
}

/// Name and length of a regular file in plain ustar.
fn header(block: &[u8; BLOCK]) -> Result<(&str, usize), Refusal> {
    let header = tar::Header::from_byte_slice(block);
    let mut again = header.clone();
    again.set_cksum();
    if again.cksum().ok() != header.cksum().ok() {
        return Err(Refusal::Archive);
    }
    let ustar = header.as_ustar().ok_or(Refusal::Member)?;
    let plain = ustar.typeflag == [b'0'] && is_zero(&ustar.prefix) && is_zero(&ustar.linkname);
    let end = ustar.name.iter().position(|b| *b == 0).unwrap_or(ustar.name.len());
    let name = ustar.name.get(..end).and_then(|n| std::str::from_utf8(n).ok()).ok_or(Refusal::Member)?;
    let known = |n: &str| [MANIFEST, SIGNATURE].contains(&n) || kind::ALL.iter().any(|k| names(k).contains(&n));
    let length = header.entry_size().ok().and_then(|n| usize::try_from(n).ok()).ok_or(Refusal::Archive)?;
    if plain && known(name) && length <= MOST_PAYLOAD { Ok((name, length)) } else { Err(Refusal::Member) }
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|b| *b == 0)
}

fn encrypt<'a>(to: impl Iterator<Item = &'a dyn age::Recipient>, plain: &[u8]) -> Outcome<Vec<u8>> {
    let failed = |e: &dyn std::fmt::Display| Problem::unexpected("Sealing failed.", e);
    let encryptor = age::Encryptor::with_recipients(to).map_err(|e| failed(&e))?;
    let mut sealed = Vec::with_capacity(plain.len() + plain.len() / 2048 + 8 * 1024);
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(|e| failed(&e))?;
    writer.write_all(plain).map_err(|e| failed(&e))?;
    writer.finish().map_err(|e| failed(&e))?;
    Ok(sealed)
}

fn decrypt(sealed: &[u8], identities: &[Identity]) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    use age::DecryptError as E;
    let decryptor = age::Decryptor::new(sealed).map_err(|_| Refusal::Sealed)?;
    // A passphrase would cost whatever work the file asks for; no bundle has one.
    if decryptor.is_scrypt() {
        return Err(Refusal::OtherRecipient);
    }
    let mut reader = decryptor.decrypt(identities.iter().map(|i| i as &dyn age::Identity)).map_err(|e| match e {
        E::NoMatchingKeys => Refusal::OtherRecipient,
        _ => Refusal::Sealed,
    })?;
    // The plain text is shorter than the sealed one: room for all of it at once, no copies left by growing.
    let mut plain = Zeroizing::new(vec![0; sealed.len()]);
    let mut length = 0;
    while let Some(room) = plain.get_mut(length..).filter(|r| !r.is_empty()) {
        match reader.read(room) {
            Ok(0) => break,
            Ok(n) => length += n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Err(Refusal::Sealed),
        }
    }
    plain.truncate(length);
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::problem::Kind;
    use crate::exchange::manifest::tests::example;

    struct Desk {
        signer: Signer,
        centre: Identity,
        allowed: Vec<Allowed>,
    }

    fn desk() -> Desk {
        let signer = Signer::generate().unwrap();
        let allowed = vec![Allowed::device(&signer.public_line().unwrap()).unwrap()];
        Desk { signer, centre: Identity::generate(), allowed }
    }

    fn head(desk: &Desk) -> Manifest {
        Manifest { device_id: desk.signer.device_id(), ..example() }
    }

    fn part(name: &str, bytes: &[u8]) -> Part {
        Part { name: name.to_owned(), bytes: Zeroizing::new(bytes.to_vec()) }
    }

    fn parts() -> Vec<Part> {
        vec![part("updates.ndjson", b"{}\n"), part("readable.html", b"<!DOCTYPE html>")]
    }

    fn to(desk: &Desk) -> Vec<String> {
        vec![desk.centre.to_public().to_string()]
    }

    fn sealed(desk: &Desk) -> Sealed {
        seal(&head(desk), parts(), &desk.signer, &to(desk)).unwrap()
    }

    /// Opens a hand-made archive: signed and sealed properly, whatever is in it.
    fn refusal_of(desk: &Desk, archive: &[u8]) -> Refusal {
        let recipient = desk.centre.to_public();
        let bytes = encrypt(std::iter::once(&recipient as &dyn age::Recipient), archive).unwrap();
        read(&bytes, std::slice::from_ref(&desk.centre), &desk.allowed).unwrap_err()
    }

    /// The archive of a bundle as sealed, for a test to alter.
    fn archive_of(desk: &Desk) -> Vec<u8> {
        decrypt(&sealed(desk).bytes, std::slice::from_ref(&desk.centre)).unwrap().to_vec()
    }

    /// An archive of these members, headers as `alter` leaves them.
    fn made(members: &[(&str, &[u8])], alter: impl Fn(&str, &mut tar::Header)) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, bytes) in members {
            let mut header = tar::Header::new_ustar();
            header.as_ustar_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_size(bytes.len() as u64);
            header.set_entry_type(tar::EntryType::Regular);
            header.set_mode(0o600);
            alter(name, &mut header);
            header.set_cksum();
            builder.append(&header, *bytes).unwrap();
        }
        builder.into_inner().unwrap()
    }

    /// Manifest and signature over it, as the desk would make them.
    fn signed(desk: &Desk, manifest: &Manifest) -> (Vec<u8>, String) {
        let bytes = manifest.to_bytes().unwrap();
        let signature = desk.signer.sign(&bytes).unwrap();
        (bytes, signature)
    }

    #[test]
    fn what_was_sealed_opens_as_it_was_for_the_recipient_and_nobody_else() {
        let desk = desk();
        let sealed = sealed(&desk);
        let opened = open(&sealed.bytes, std::slice::from_ref(&desk.centre), &desk.allowed).unwrap();
        assert_eq!(opened.parts, parts());
        assert_eq!((&opened.manifest, opened.manifest_hash), (&sealed.manifest, sealed.manifest_hash));
        assert_eq!(opened.signer, desk.signer.device_id());
        let stranger = read(&sealed.bytes, &[Identity::generate()], &desk.allowed).unwrap_err();
        assert_eq!(stranger, Refusal::OtherRecipient);
        assert_eq!(read(&sealed.bytes, &[], &desk.allowed).unwrap_err(), Refusal::OtherRecipient);
    }

    #[test]
    fn the_file_shows_neither_sender_nor_content_and_little_of_its_size() {
        let desk = desk();
        let text = String::from_utf8_lossy(&sealed(&desk).bytes).into_owned();
        for word in ["manifest", "ustar", "ssh-ed25519", desk.signer.device_id().as_str(), "DOCTYPE"] {
            assert!(!text.contains(word), "{word}");
        }
        let more = vec![part("updates.ndjson", &[b'x'; 4_000])];
        let other = seal(&head(&desk), more, &desk.signer, &to(&desk)).unwrap();
        // age adds a few bytes of chance itself.
        assert!(other.bytes.len().abs_diff(sealed(&desk).bytes.len()) < 1024);
    }

    #[test]
    fn the_archive_has_the_same_bytes_for_the_same_content_and_tells_no_machine() {
        let desk = desk();
        let archive = archive_of(&desk);
        assert_eq!(archive, archive_of(&desk));
        let header = tar::Header::from_byte_slice(&archive[..BLOCK]);
        assert_eq!((header.mode().unwrap(), header.uid().unwrap(), header.gid().unwrap()), (0o600, 0, 0));
        assert_eq!(header.mtime().unwrap(), 1_795_530_185);
        assert_eq!(header.username().unwrap(), Some(""));
    }

    #[test]
    fn nothing_is_sealed_without_a_recipient_or_beyond_the_size() {
        let desk = desk();
        let nobody = seal(&head(&desk), parts(), &desk.signer, &[]).unwrap_err();
        assert_eq!(nobody.kind, Kind::Refused);
        assert!(nobody.remedy.contains("settings"));
        let full = vec![part("updates.ndjson", &vec![b'x'; MOST_PAYLOAD])];
        assert!(fits(&full));
        let bytes = seal(&head(&desk), full, &desk.signer, &to(&desk)).unwrap().bytes;
        assert!(open(&bytes, std::slice::from_ref(&desk.centre), &desk.allowed).is_ok());
        let more = vec![part("updates.ndjson", &vec![b'x'; MOST_PAYLOAD]), part("readable.html", b"x")];
        assert!(!fits(&more));
        assert_eq!(seal(&head(&desk), more, &desk.signer, &to(&desk)).unwrap_err().kind, Kind::Refused);
    }

    #[test]
    fn names_outside_the_list_out_of_order_or_of_another_device_are_never_sealed() {
        let desk = desk();
        for parts in [
            vec![part("notes.txt", b"x")],
            vec![part("../updates.ndjson", b"x")],
            vec![part("readable.html", b"x"), part("updates.ndjson", b"x")],
            vec![part("updates.ndjson", b"x"), part("updates.ndjson", b"x")],
            vec![],
        ] {
            assert_eq!(seal(&head(&desk), parts, &desk.signer, &to(&desk)).unwrap_err().kind, Kind::Unexpected);
        }
        let foreign = Manifest { device_id: "f".repeat(32), ..head(&desk) };
        assert!(seal(&foreign, parts(), &desk.signer, &to(&desk)).is_err());
        let secret = Manifest { classification: "SECRET".to_owned(), ..head(&desk) };
        assert!(seal(&secret, parts(), &desk.signer, &to(&desk)).is_err());
    }

    #[test]
    fn a_file_cut_short_at_any_place_or_lengthened_is_refused() {
        let desk = desk();
        let bytes = sealed(&desk).bytes;
        let identity = std::slice::from_ref(&desk.centre);
        for length in (0..bytes.len()).step_by(997).chain([bytes.len() - 1, bytes.len() - 16]) {
            assert_eq!(read(&bytes[..length], identity, &desk.allowed).unwrap_err(), Refusal::Sealed, "{length}");
        }
        let mut longer = bytes;
        longer.push(0);
        assert_eq!(read(&longer, identity, &desk.allowed).unwrap_err(), Refusal::Sealed);
        let huge = vec![0; MOST_SEALED + 1];
        assert_eq!(read(&huge, identity, &desk.allowed).unwrap_err(), Refusal::Size);
    }

    #[test]
    fn a_flipped_bit_is_refused_wherever_it_is() {
        let desk = desk();
        let bytes = sealed(&desk).bytes;
        for at in (0..400).chain((400..bytes.len()).step_by(1009)) {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << (at % 8);
            let refusal = read(&flipped, std::slice::from_ref(&desk.centre), &desk.allowed).unwrap_err();
            assert!(matches!(refusal, Refusal::Sealed | Refusal::OtherRecipient), "byte {at}: {refusal:?}");
        }
    }

    #[test]
    fn a_file_that_asks_for_a_passphrase_is_refused_without_any_work() {
        let desk = desk();
        let mut recipient = age::scrypt::Recipient::new("x".to_owned().into());
        recipient.set_work_factor(2);
        let bytes = encrypt(std::iter::once(&recipient as &dyn age::Recipient), b"x").unwrap();
        let refusal = read(&bytes, std::slice::from_ref(&desk.centre), &desk.allowed).unwrap_err();
        assert_eq!(refusal, Refusal::OtherRecipient);
    }

    /// Where the closing zero blocks begin.
    fn end(archive: &[u8]) -> usize {
        archive.iter().rposition(|b| *b != 0).unwrap().next_multiple_of(BLOCK)
    }

    #[test]
    fn an_archive_altered_inside_is_refused_at_every_block() {
        let desk = desk();
        let archive = archive_of(&desk);
        for at in (0..archive.len()).step_by(61) {
            let mut altered = archive.clone();
            altered[at] ^= 0x21;
            refusal_of(&desk, &altered);
        }
        for length in [0, 1, 511, 512, 1024, end(&archive) - 512] {
            assert_eq!(refusal_of(&desk, &archive[..length]), Refusal::Archive, "{length}");
        }
        let mut hidden = archive;
        *hidden.last_mut().unwrap() = 1;
        assert_eq!(refusal_of(&desk, &hidden), Refusal::Archive);
    }

    #[test]
    fn paths_links_devices_and_other_names_are_refused() {
        let desk = desk();
        let one = vec![part("updates.ndjson", b"{}\n")];
        let manifest = seal(&head(&desk), one, &desk.signer, &to(&desk)).unwrap().manifest;
        let (bytes, signature) = signed(&desk, &manifest);
        let heads = [(MANIFEST, bytes.as_slice()), (SIGNATURE, signature.as_bytes())];
        let plain = made(&[heads[0], heads[1], ("updates.ndjson", b"{}\n")], |_, _| {});
        let recipient = desk.centre.to_public();
        let good = encrypt(std::iter::once(&recipient as &dyn age::Recipient), &plain).unwrap();
        assert!(open(&good, std::slice::from_ref(&desk.centre), &desk.allowed).is_ok());
        for name in
            ["../updates.ndjson", "/updates.ndjson", "./updates.ndjson", "a/readable.html", "UPDATES.NDJSON", "x", ""]
        {
            let members = [heads[0], heads[1], (name, b"{}\n".as_slice())];
            assert_eq!(refusal_of(&desk, &made(&members, |_, _| {})), Refusal::Member, "{name}");
        }
        for kind in [b'1', b'2', b'3', b'4', b'5', b'6', b'7', b'x', b'g', b'L', b'K', b'S', 0] {
            let members = [heads[0], heads[1], ("updates.ndjson", b"{}\n".as_slice())];
            let archive = made(&members, |name, header| {
                if name == "updates.ndjson" {
                    header.as_ustar_mut().unwrap().typeflag = [kind];
                }
            });
            assert_eq!(refusal_of(&desk, &archive), Refusal::Member, "{}", char::from(kind));
        }
        for alter in [
            (|h: &mut tar::Header| h.as_ustar_mut().unwrap().prefix[0] = b'a') as fn(&mut tar::Header),
            |h| h.as_ustar_mut().unwrap().linkname[0] = b'a',
            |h| h.as_ustar_mut().unwrap().magic = *b"ustar ",
        ] {
            let members = [heads[0], heads[1], ("updates.ndjson", b"{}\n".as_slice())];
            assert_eq!(refusal_of(&desk, &made(&members, |_, h| alter(h))), Refusal::Member);
        }
    }

    #[test]
    fn members_missing_repeated_reordered_or_unnamed_are_refused() {
        let desk = desk();
        let (bytes, signature) = signed(&desk, &sealed(&desk).manifest);
        let m = (MANIFEST, bytes.as_slice());
        let s = (SIGNATURE, signature.as_bytes());
        let u = ("updates.ndjson", b"{}\n".as_slice());
        let r = ("readable.html", b"<!DOCTYPE html>".as_slice());
        let c = ("sources.ndjson", b"{}\n".as_slice());
        let long = vec![b' '; manifest::MOST_BYTES + 1];
        let archive = made(&[m, s, u, r], |_, _| {});
        let recipient = desk.centre.to_public();
        let good = encrypt(std::iter::once(&recipient as &dyn age::Recipient), &archive).unwrap();
        assert!(open(&good, std::slice::from_ref(&desk.centre), &desk.allowed).is_ok());
        for members in [
            vec![s, m, u, r],
            vec![u, m, s, r],
            vec![m, u, r],
            vec![m],
            vec![],
            vec![m, s],
            vec![m, s, u],
            vec![m, s, u, c, r],
            vec![m, s, u, r, r],
            vec![m, m, s, u, r],
            vec![(MANIFEST, long.as_slice()), s, u, r],
            vec![m, s, u, ("receipt.json", b"{}".as_slice())],
        ] {
            assert_eq!(refusal_of(&desk, &made(&members, |_, _| {})), Refusal::Member);
        }
        assert_eq!(refusal_of(&desk, &made(&[m, s, r, u], |_, _| {})), Refusal::Payload);
        let other = ("updates.ndjson", b"{ }".as_slice());
        assert_eq!(refusal_of(&desk, &made(&[m, s, other, r], |_, _| {})), Refusal::Payload);
    }

    #[test]
    fn a_wrong_signer_device_namespace_or_recipient_has_its_own_code() {
        let desk = desk();
        let manifest = sealed(&desk).manifest;
        let u = ("updates.ndjson", b"{}\n".as_slice());
        let r = ("readable.html", b"<!DOCTYPE html>".as_slice());
        let refusal = |manifest: &Manifest, sign: &dyn Fn(&[u8]) -> String| {
            let bytes = manifest.to_bytes().unwrap();
            let signature = sign(&bytes);
            refusal_of(&desk, &made(&[(MANIFEST, &bytes), (SIGNATURE, signature.as_bytes()), u, r], |_, _| {}))
        };
        let other = Signer::generate().unwrap();
        assert_eq!(refusal(&manifest, &|b| other.sign(b).unwrap()), Refusal::Signer);
        assert_eq!(refusal(&manifest, &|b| desk.signer.sign_in("git", b).unwrap()), Refusal::Namespace);
        assert_eq!(refusal(&manifest, &|_| desk.signer.sign(b"else").unwrap()), Refusal::Forged);
        assert_eq!(refusal(&manifest, &|_| "no".to_owned()), Refusal::Signature);
        let foreign = Manifest { device_id: "f".repeat(32), ..manifest.clone() };
        assert_eq!(refusal(&foreign, &|b| desk.signer.sign(b).unwrap()), Refusal::Device);
        let passed_on = Manifest { recipients: vec!["a".repeat(64)], ..manifest.clone() };
        assert_eq!(refusal(&passed_on, &|b| desk.signer.sign(b).unwrap()), Refusal::PassedOn);
        let kind = Manifest { kind: kind::DIGEST.to_owned(), ..manifest };
        assert_eq!(refusal(&kind, &|b| desk.signer.sign(b).unwrap()), Refusal::OtherKind);
    }

    #[test]
    fn a_receipt_is_signed_by_the_organisation_for_the_device() {
        let centre = Signer::generate().unwrap();
        let device = Identity::generate();
        let allowed = [Allowed::new("central-is-desk", &centre.public_line().unwrap()).unwrap()];
        let head = Manifest { kind: kind::RECEIPT.to_owned(), ..example() };
        let receipt = vec![part("receipt.json", b"{}")];
        let sealed = seal(&head, receipt, &centre, &[device.to_public().to_string()]).unwrap();
        let opened = open(&sealed.bytes, &[device], &allowed).unwrap();
        assert_eq!((opened.signer.as_str(), &opened.manifest.device_id), ("central-is-desk", &head.device_id));
    }

    #[test]
    fn every_one_of_several_recipients_opens_it_and_the_manifest_names_them_all() {
        let desk = desk();
        let second = Identity::generate();
        let mut both = to(&desk);
        both.push(second.to_public().to_string());
        both.push(second.to_public().to_string().to_uppercase());
        let sealed = seal(&head(&desk), parts(), &desk.signer, &both).unwrap();
        assert_eq!(sealed.manifest.recipients.len(), 2);
        for identity in [&desk.centre, &second] {
            assert!(open(&sealed.bytes, std::slice::from_ref(identity), &desk.allowed).is_ok());
        }
    }

    #[test]
    fn a_file_name_is_number_and_hex_only() {
        assert_eq!(file_name(12, [0x9f, 0x3a, 0x61, 0xc2]), "CL-00000012-9f3a61c2.caseload");
    }
}
