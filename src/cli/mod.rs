//! The command line: arguments, plain linear output, exit codes.

/// Runs the program and gives its exit code (`spec` of codes: see [`crate::domain::problem::Kind`]).
pub fn run() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
