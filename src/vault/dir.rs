//! Where the vault lies: its directory, the names inside it, and places it may not lie.
//!
//! A vault belongs on a disk of this computer, in a folder only its officer may enter. Links, network
//! drives and folders that a program copies elsewhere are refused; the last two can be allowed by the
//! officer, which the caller journals. Nothing here reads or writes the files themselves.

use super::file;
use crate::domain::problem::{Kind, Outcome, Problem};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Overrides the state directory, for tests and for computers with an unusual layout.
pub const STATE_DIR_VARIABLE: &str = "CASELOAD_STATE_DIR";

/// The two directories: the vault, and what is remembered about it outside of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The vault directory.
    pub vault: PathBuf,
    /// The state directory: witness and failed tries.
    pub state: PathBuf,
}

impl Places {
    /// The default places of this user: local to the computer, never roaming, never Documents.
    ///
    /// # Errors
    /// [`Kind::PathRefused`] when the system names no home.
    pub fn of_user() -> Outcome<Self> {
        let of_user = directories::ProjectDirs::from("", "", "caseload").ok_or_else(|| {
            Problem::new(
                Kind::PathRefused,
                "The system does not say where your files belong.",
                "Give the folder of the vault with --vault.",
            )
        })?;
        let local = of_user.data_local_dir();
        let state = of_user.state_dir().map_or_else(|| local.join("state"), Path::to_owned);
        Ok(Self { vault: local.join("vault"), state: overridden(state) })
    }

    /// A vault somewhere else, with this user's state directory.
    ///
    /// # Errors
    /// As [`Places::of_user`].
    pub fn at(vault: PathBuf) -> Outcome<Self> {
        if let Some(state) = std::env::var_os(STATE_DIR_VARIABLE).filter(|s| !s.is_empty()) {
            return Ok(Self { vault, state: PathBuf::from(state) });
        }
        Ok(Self { vault, state: Self::of_user()?.state })
    }
}

fn overridden(state: PathBuf) -> PathBuf {
    std::env::var_os(STATE_DIR_VARIABLE).filter(|s| !s.is_empty()).map_or(state, PathBuf::from)
}

/// The names inside a vault directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The vault directory, canonical.
    pub root: PathBuf,
}

impl Paths {
    /// The names inside `root`.
    #[must_use]
    pub const fn of(root: PathBuf) -> Self {
        Self { root }
    }

    /// `vault.toml`.
    #[must_use]
    pub fn header(&self) -> PathBuf {
        self.root.join("vault.toml")
    }

    /// `keys/`.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }

    /// `inbox/`, jots taken while locked.
    #[must_use]
    pub fn inbox(&self) -> PathBuf {
        self.root.join("inbox")
    }

    /// `backups/`.
    #[must_use]
    pub fn backups(&self) -> PathBuf {
        self.root.join("backups")
    }

    /// `caseload.db`, the encrypted database.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.root.join("caseload.db")
    }

    /// `lock`.
    #[must_use]
    pub fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    /// Makes the directories of a new vault inside `root`.
    pub(super) fn create(&self) -> Outcome<()> {
        file::create_private_dir(&self.root)?;
        for inside in [self.keys(), self.inbox(), self.backups()] {
            file::create_private_dir(&inside).map_err(Problem::after_change)?;
        }
        Ok(())
    }

    /// Refuses links in place of the directories, and closes them to others if they stand open.
    pub(super) fn check_directories(&self) -> Outcome<()> {
        for (directory, needed) in
            [(self.root.clone(), true), (self.keys(), true), (self.inbox(), false), (self.backups(), false)]
        {
            match fs::symlink_metadata(&directory) {
                Ok(found) if found.is_dir() => make_private(&directory, &found)?,
                Ok(_) => return Err(link()),
                Err(e) if e.kind() == std::io::ErrorKind::NotFound && needed => {
                    return Err(Problem::new(
                        Kind::Damaged,
                        "A folder of the vault is missing.",
                        "Check the path of the vault; if it is right, restore the last backup.",
                    ));
                }
                // The inbox and the backups are made again when they are gone: they hold no caseload.
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => file::create_private_dir(&directory)?,
                Err(e) => return Err(e.into()),
            }
        }
        Ok(())
    }
}

#[cfg(unix)]
fn make_private(directory: &Path, found: &fs::Metadata) -> Outcome<()> {
    use std::os::unix::fs::PermissionsExt;
    if found.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(directory, fs::Permissions::from_mode(found.permissions().mode() & 0o700))?;
    }
    Ok(())
}

/// On Windows the folder inherits the rights of the user's local folder.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the other systems can fail here")]
const fn make_private(_directory: &Path, _found: &fs::Metadata) -> Outcome<()> {
    Ok(())
}

/// Finds out whether a vault may lie at `path`, and gives the path with its parent made canonical.
/// `allow_synced` lets network drives and synced folders pass; the caller has asked and journals it.
///
/// # Errors
/// [`Kind::PathRefused`] for a link, a network drive or a synced folder; [`Kind::Disk`] when the parent
/// folder is not there.
pub fn resolve(path: &Path, allow_synced: bool) -> Outcome<PathBuf> {
    let (parent, name) = match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if parent.as_os_str().is_empty() => (Path::new("."), name),
        (Some(parent), Some(name)) => (parent, name),
        _ => {
            return Err(Problem::new(
                Kind::PathRefused,
                "The path names no folder of its own for the vault.",
                "Give a folder inside another one.",
            ));
        }
    };
    let resolved = parent.canonicalize()?.join(name);
    match fs::symlink_metadata(&resolved) {
        Ok(found) if found.file_type().is_symlink() => return Err(link()),
        Ok(found) if !found.is_dir() => {
            return Err(Problem::new(
                Kind::PathRefused,
                "There is a file of that name, not a folder.",
                "Give the folder of the vault.",
            ));
        }
        // What cannot be looked at yet is met when it is opened.
        _ => {}
    }
    if !allow_synced {
        refuse_elsewhere(&resolved)?;
    }
    Ok(resolved)
}

/// Makes the state directory and the folders above it.
pub fn prepare_state(state: &Path) -> Outcome<()> {
    if state.is_dir() {
        return Ok(());
    }
    if let Some(parent) = state.parent() {
        fs::create_dir_all(parent)?;
    }
    file::create_private_dir(state)
}

/// Whether two existing folders lie on different disks, so that losing one leaves the other.
///
/// Two partitions of one disk count as different: the systems do not say more without special rights.
#[must_use]
pub fn on_different_disks(a: &Path, b: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        match (fs::metadata(a), fs::metadata(b)) {
            (Ok(a), Ok(b)) => a.dev() != b.dev(),
            _ => false,
        }
    }
    #[cfg(not(unix))]
    {
        let drive = |path: &Path| {
            path.canonicalize().ok().and_then(|p| p.components().next().map(|c| c.as_os_str().to_owned()))
        };
        match (drive(a), drive(b)) {
            (Some(a), Some(b)) => a != b,
            _ => false,
        }
    }
}

fn refuse_elsewhere(path: &Path) -> Outcome<()> {
    if is_network_path(path) || on_network_disk(path) {
        return Err(Problem::new(
            Kind::PathRefused,
            "This folder is on a network drive.",
            "Choose a folder on a disk of this computer.",
        ));
    }
    if let Some(by) = synced_by(path) {
        return Err(Problem::new(
            Kind::PathRefused,
            format!("This folder is copied elsewhere by {by}."),
            "Choose a folder that stays on this computer.",
        ));
    }
    Ok(())
}

fn link() -> Problem {
    Problem::new(
        Kind::PathRefused,
        "The folder of the vault, or one inside it, is a link to another place.",
        "Give the real folder.",
    )
}

/// A share by its name. Windows gives mapped drives this form once the path is canonical.
fn is_network_path(path: &Path) -> bool {
    use std::path::Prefix;
    path.components()
        .any(|c| matches!(c, Component::Prefix(p) if matches!(p.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..))))
}

/// Names of programs that copy a folder elsewhere, by the beginning of a folder name in lower case.
const SYNCED: &[(&str, &str)] = &[
    ("onedrive", "OneDrive"),
    ("sharepoint", "SharePoint"),
    ("dropbox", "Dropbox"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("my drive", "Google Drive"),
    ("drivefs", "Google Drive"),
    ("icloud", "iCloud"),
    ("mobile documents", "iCloud"),
    ("com~apple~clouddocs", "iCloud"),
    ("cloudstorage", "a cloud service"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("box sync", "Box"),
    ("pclouddrive", "pCloud"),
    ("syncthing", "Syncthing"),
];
/// Files and folders that such programs leave in the folder they watch.
const MARKS: &[(&str, &str)] = &[
    (".dropbox.cache", "Dropbox"),
    (".dropbox", "Dropbox"),
    (".stfolder", "Syncthing"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".tmp.drivedownload", "Google Drive"),
];

/// The program that copies this folder elsewhere, if the path or a mark in it says so.
fn synced_by(path: &Path) -> Option<&'static str> {
    let by_name = path.components().find_map(|component| {
        let name = component.as_os_str().to_string_lossy().to_lowercase();
        SYNCED.iter().find(|(beginning, _)| {
            // "Dropbox", "OneDrive - Northshire", "Dropbox (Personal)", but not "dropboxes".
            name.strip_prefix(beginning).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphabetic()))
                || (*beginning == "icloud" && name.starts_with("icloud"))
        })
    });
    // Such a mark in the home folder itself is the program's own and says nothing of its folders.
    let home = directories::BaseDirs::new().map(|d| d.home_dir().to_owned());
    let by_mark = || {
        path.ancestors()
            .filter(|folder| Some(*folder) != home.as_deref())
            .find_map(|folder| MARKS.iter().find(|(mark, _)| folder.join(mark).symlink_metadata().is_ok()))
    };
    by_name.or_else(by_mark).map(|(_, program)| *program)
}

/// Asks the system what kind of disk the nearest existing folder is on.
#[cfg(target_os = "linux")]
fn on_network_disk(path: &Path) -> bool {
    path.ancestors().find(|p| p.exists()).is_some_and(|folder| {
        rustix::fs::statfs(folder).is_ok_and(|found| {
            #[expect(
                clippy::cast_sign_loss,
                clippy::cast_possible_truncation,
                reason = "file system numbers are 32 bits wide; the field is wider on some machines"
            )]
            let kind = found.f_type as u32;
            is_network_kind(kind) || (kind == FUSE && fuse_is_remote(folder))
        })
    })
}

#[cfg(target_os = "macos")]
fn on_network_disk(path: &Path) -> bool {
    /// `MNT_LOCAL` of `sys/mount.h`.
    const LOCAL: u32 = 0x1000;
    path.ancestors()
        .find(|p| p.exists())
        .is_some_and(|folder| rustix::fs::statfs(folder).is_ok_and(|found| found.f_flags & LOCAL == 0))
}

/// Windows shows a network drive in the canonical path, see [`is_network_path`].
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
const fn on_network_disk(_path: &Path) -> bool {
    false
}

/// `FUSE_SUPER_MAGIC`, a disk served by a program.
#[cfg(target_os = "linux")]
const FUSE: u32 = 0x6573_5546;

/// Network file systems by the numbers of statfs(2).
#[cfg(target_os = "linux")]
const fn is_network_kind(kind: u32) -> bool {
    matches!(
        kind,
        0x6969 // NFS
        | 0x517B // SMB
        | 0xFE53_4D42 // SMB2
        | 0xFF53_4D42 // CIFS
        | 0x564C // NCP
        | 0x7375_7245 // Coda
        | 0x5346_414F // AFS
        | 0x6B41_4653 // kAFS
        | 0x0102_1997 // 9P
        | 0x00C3_6400 // Ceph
        | 0x0BD0_0BD0 // Lustre
        | 0x0116_1970 // GFS2
    )
}

/// Whether a disk served by a program is one of the remote kinds; `fuseblk` is a local disk.
#[cfg(target_os = "linux")]
fn fuse_is_remote(folder: &Path) -> bool {
    fs::read_to_string("/proc/self/mountinfo").is_ok_and(|mounts| is_remote_mount(&mounts, folder))
}

/// Reads the mount that holds a folder (proc(5), mountinfo): the longest mount point is the one.
#[cfg(target_os = "linux")]
fn is_remote_mount(mounts: &str, folder: &Path) -> bool {
    const REMOTE: &[&str] = &[
        "sshfs",
        "rclone",
        "davfs",
        "s3fs",
        "gcsfuse",
        "goofys",
        "google-drive",
        "onedriver",
        "glusterfs",
        "smbnetfs",
        "gvfsd",
        "curlftpfs",
        "seadrive",
        "mergerfs-nfs",
        "juicefs",
        "ceph",
    ];
    mounts
        .lines()
        .filter_map(|line| {
            let (mount, kind) = line.split_once(" - ")?;
            let point = PathBuf::from(mount.split(' ').nth(4)?.replace("\\040", " "));
            folder.starts_with(&point).then(|| (point.components().count(), kind.to_lowercase()))
        })
        .max_by_key(|(depth, _)| *depth)
        .is_some_and(|(_, kind)| REMOTE.iter().any(|remote| kind.contains(remote)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synced_folders_are_known_by_their_names_in_any_case() {
        for (path, by) in [
            ("/home/a/OneDrive/vault", "OneDrive"),
            ("/home/a/onedrive - Northshire Police/vault", "OneDrive"),
            ("/home/a/Dropbox (Personal)/vault", "Dropbox"),
            ("/home/a/Library/Mobile Documents/vault", "iCloud"),
            ("/Users/a/Library/CloudStorage/x/vault", "a cloud service"),
            ("/home/a/Nextcloud/vault", "Nextcloud"),
            ("/home/a/Google Drive/vault", "Google Drive"),
            ("/home/a/iCloudDrive/vault", "iCloud"),
        ] {
            assert_eq!(synced_by(Path::new(path)), Some(by), "{path}");
        }
        for path in ["/home/a/.local/share/caseload/vault", "/home/a/dropboxes/vault"] {
            assert_eq!(synced_by(Path::new(path)), None, "{path}");
        }
    }

    #[test]
    fn a_synced_folder_is_refused_until_the_officer_allows_it() {
        let dir = tempfile::tempdir().unwrap();
        let synced = dir.path().join("OneDrive");
        fs::create_dir(&synced).unwrap();
        let problem = resolve(&synced.join("vault"), false).unwrap_err();
        assert_eq!(problem.kind, Kind::PathRefused);
        assert!(problem.what.contains("OneDrive"));
        resolve(&synced.join("vault"), true).unwrap();
        let watched = dir.path().join("watched");
        fs::create_dir_all(watched.join(".stfolder")).unwrap();
        assert!(resolve(&watched.join("vault"), false).unwrap_err().what.contains("Syncthing"));
    }

    #[test]
    fn the_parent_is_made_canonical_and_files_and_roots_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("a")).unwrap();
        let roundabout = dir.path().join("a").join("..").join("vault");
        assert_eq!(resolve(&roundabout, true).unwrap(), dir.path().canonicalize().unwrap().join("vault"));
        fs::write(dir.path().join("file"), b"").unwrap();
        assert_eq!(resolve(&dir.path().join("file"), true).unwrap_err().kind, Kind::PathRefused);
        assert_eq!(resolve(Path::new("/"), true).unwrap_err().kind, Kind::PathRefused);
        assert_eq!(resolve(&dir.path().join("none").join("vault"), true).unwrap_err().kind, Kind::Disk);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_refused_even_when_synced_folders_are_allowed() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("real")).unwrap();
        std::os::unix::fs::symlink(dir.path().join("real"), dir.path().join("link")).unwrap();
        assert_eq!(resolve(&dir.path().join("link"), true).unwrap_err().kind, Kind::PathRefused);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn network_disks_are_known() {
        assert!(is_network_kind(0x6969) && is_network_kind(0xFF53_4D42));
        assert!(!is_network_kind(0xEF53), "ext4");
        let mounts = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n\
            40 22 0:50 / /mnt/far rw - fuse.sshfs host:/x rw\n\
            41 22 8:2 / /mnt/near\\040disk rw - fuseblk /dev/sdb1 rw\n";
        assert!(is_remote_mount(mounts, Path::new("/mnt/far/vault")));
        assert!(!is_remote_mount(mounts, Path::new("/mnt/near disk/vault")));
        assert!(!is_remote_mount(mounts, Path::new("/home")));
    }

    #[cfg(unix)]
    #[test]
    fn a_directory_open_to_others_is_closed() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::of(dir.path().join("vault"));
        paths.create().unwrap();
        fs::set_permissions(&paths.root, fs::Permissions::from_mode(0o755)).unwrap();
        paths.check_directories().unwrap();
        for directory in [&paths.root, &paths.keys(), &paths.inbox(), &paths.backups()] {
            assert_eq!(fs::metadata(directory).unwrap().permissions().mode() & 0o777, 0o700);
        }
        fs::remove_dir(paths.keys()).unwrap();
        std::os::unix::fs::symlink(paths.inbox(), paths.keys()).unwrap();
        assert_eq!(paths.check_directories().unwrap_err().kind, Kind::PathRefused);
    }
}
