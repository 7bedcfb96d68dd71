//! The plugin executable: Terraform starts it as a plugin, a person as a command line tool.

use aiadmin::{cli, framework::plugin};
use std::process::ExitCode;

mod placeholder;

fn main() -> ExitCode {
    // Two cryptography libraries are linked, so rustls has to be told which to use; only a second call fails.
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
    let name = cli::provider_name(std::env::args_os().next());
    let service = || placeholder::Placeholder;
    if plugin::started_by_terraform() {
        plugin::serve(service(), plugin::Options::default())
    } else {
        cli::run(name, service)
    }
}
