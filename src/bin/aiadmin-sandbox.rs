//! The three APIs on localhost; everything is in the crate `sandbox`.

use std::process::ExitCode;

fn main() -> ExitCode {
    sandbox::main()
}
