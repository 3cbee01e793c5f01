//! The `caseload` program: everything happens in the library.

fn main() -> std::process::ExitCode {
    dlo_caseload::cli::run()
}
