//! The plugin executable: Terraform starts it as a plugin, users as a command-line tool.

use aiadmin::provider::{Env, Summary};
use aiadmin::{cli, registry};
use plugin_framework::{masking::mask, plugin};
use std::process::ExitCode;

#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

fn main() -> ExitCode {
    // Two cryptography libraries are linked, so the one for rustls is selected here. Only a second call fails.
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
    admin_client::secret::on_new(mask);
    let name = cli::provider_name(std::env::args_os().next());
    let summary = Summary::default();
    let at_exit = summary.clone();
    let service = move || registry::service(name, Env::of_the_process(), summary.clone());
    // Terraform passes no arguments, so a command comes from a user even if the cookie is set.
    if plugin::started_by_terraform() && std::env::args_os().len() <= 1 {
        plugin::serve(
            service(),
            plugin::Options {
                own_crates: aiadmin::OWN_CRATES,
                at_exit: Some(Box::new(move || at_exit.log())),
            },
        )
    } else {
        cli::run(name, service)
    }
}
