//! The plugin executable: Terraform starts it as a plugin, a person as a command line tool.

use aiadmin::{cli, framework::plugin};
use std::process::ExitCode;

mod placeholder;

fn main() -> ExitCode {
    // Two cryptography libraries are linked, so rustls has to be told which to use; only a second call fails.
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
    let name = cli::provider_name(std::env::args_os().next());
    let service = || placeholder::Placeholder;
    // Terraform gives no arguments, so a command is a person's even where the cookie is set.
    if plugin::started_by_terraform() && std::env::args_os().len() <= 1 {
        plugin::serve(service(), plugin::Options::default())
    } else {
        cli::run(name, service)
    }
}
