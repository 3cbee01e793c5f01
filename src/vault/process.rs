//! Hardening of the process: no core file, no peeking, private files, a panic that tells nothing.
//!
//! To be called once at the start of every process of the product, before a secret is in memory. What
//! the system refuses is reported for `doctor` and stops nothing. Windows gives no safe call for these:
//! there the force's policy (error reporting without heap, no crash dumps) must do it.

use std::panic::{self, PanicHookInfo};

/// What could be put in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hardening {
    /// No core file is written when the process crashes.
    pub no_core_file: bool,
    /// Other processes of the same user cannot read this one's memory.
    pub not_dumpable: bool,
    /// New files are closed to other users.
    pub private_files: bool,
}

/// Puts everything in force that the system allows.
#[must_use]
pub fn harden() -> Hardening {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit, umask};
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        let no_core_file = setrlimit(Resource::Core, none).is_ok();
        umask(rustix::fs::Mode::from_raw_mode(0o077));
        Hardening { no_core_file, not_dumpable: forbid_dumps(), private_files: true }
    }
    #[cfg(not(unix))]
    Hardening { no_core_file: false, not_dumpable: false, private_files: false }
}

#[cfg(target_os = "linux")]
fn forbid_dumps() -> bool {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    set_dumpable_behavior(DumpableBehavior::NotDumpable).is_ok()
}

#[cfg(all(unix, not(target_os = "linux")))]
const fn forbid_dumps() -> bool {
    false
}

/// Replaces the panic message, which may quote a name, by the file and line alone, printed after the
/// terminal is restored by `restore`.
pub fn quiet_panics(restore: impl Fn() + Send + Sync + 'static) {
    panic::set_hook(Box::new(move |info| {
        restore();
        let line = panic_line(info);
        use std::io::Write;
        // Nobody is left to be told when standard error is gone.
        let _ = writeln!(std::io::stderr(), "{line}");
    }));
}

/// The one line a panic prints.
fn panic_line(info: &PanicHookInfo<'_>) -> String {
    info.location().map_or_else(
        || "caseload stopped because of an error in the program.".to_owned(),
        |at| {
            // The path of the building computer is cut off; what remains is the place in the product.
            let file = at.file().rsplit_once("src/").map_or(at.file(), |(_, inside)| inside);
            format!("caseload stopped because of an error in the program (src/{file}:{}).", at.line())
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[test]
    fn a_panic_tells_the_line_and_never_the_message() {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&lines);
        let former = panic::take_hook();
        panic::set_hook(Box::new(move |info| kept.lock().unwrap().push(panic_line(info))));
        let outcome = panic::catch_unwind(|| panic!("Amara Invented, 07700 900123"));
        panic::set_hook(former);
        assert!(outcome.is_err());
        let lines = lines.lock().unwrap();
        let mine = lines.iter().find(|l| l.contains("process.rs")).unwrap();
        assert!(mine.contains("src/vault/process.rs:"));
        assert!(lines.iter().all(|l| !l.contains("Amara")));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_hardened_process_writes_no_core_file() {
        let done = harden();
        assert!(done.no_core_file && done.not_dumpable && done.private_files);
        let limit = rustix::process::getrlimit(rustix::process::Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
    }
}
