//! The commands of the executable: `export`, `doctor`, `serve`, `completions`.

mod credentials;
mod doctor;
mod export;
mod version;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use clap_complete::Shell;
use plugin_framework::{plugin, server::Service};
use std::{
    ffi::OsString,
    io::{self, Write as _},
    path::Path,
    process::ExitCode,
};

use crate::provider::Env;

/// Terraform providers for Corti, Cortecs and Confident AI.
#[derive(Debug, Parser)]
#[command(version = version::LONG)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check the connection and permissions of each product with the credentials in the environment. Read-only.
    ///
    /// The output contains no secrets, names or email addresses, so you can paste it into an issue. The exit status
    /// is 1 if a product failed.
    Doctor {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Write configuration and `import` blocks for everything that the credentials can read. Read-only.
    ///
    /// Uses the credentials in the environment. `terraform plan` then shows imports only. The files contain no
    /// secrets. If something cannot be read, the command reports it, does not write its file, and exits with status 1.
    Export(export::Options),
    /// Print a completion script for your shell.
    Completions {
        /// The shell to print completions for.
        #[arg(value_parser = clap::builder::EnumValueParser::<Shell>::new())]
        shell: Shell,
    },
    /// Run the provider outside Terraform, for debugging.
    Serve {
        /// Print the `TF_REATTACH_PROVIDERS` value and run until interrupted.
        #[arg(long, required = true)]
        debug: bool,
    },
}

/// The provider this executable is, by the name it was started under: `corti`, `cortecs`, `confident`, or `aiadmin` for
/// all three. Terraform installs `terraform-provider-corti_v1.2.3`; anything unknown is `aiadmin`.
pub fn provider_name(program: Option<OsString>) -> &'static str {
    let program = program.unwrap_or_default();
    let file = Path::new(&program).file_name().and_then(|file| file.to_str()).unwrap_or_default();
    let name = file.strip_prefix("terraform-provider-").unwrap_or_default();
    let name = name.split(['_', '.']).next().unwrap_or_default();
    ["corti", "cortecs", "confident"].into_iter().find(|known| *known == name).unwrap_or("aiadmin")
}

/// Does what the arguments say and returns the status to exit with. `service` is called only if something is served.
pub fn run(name: &'static str, service: impl Fn() -> Service + Send + Sync + 'static) -> ExitCode {
    let program = format!("terraform-provider-{name}");
    let mut command = Arguments::command().display_name(program.clone()).bin_name(program.clone());
    let arguments = Arguments::from_arg_matches(&command.clone().get_matches());
    match arguments.map(|arguments| arguments.command) {
        Err(error) => error.exit(),
        Ok(None) => explain(name),
        Ok(Some(Command::Doctor { json })) => doctor::run(name, &Env::of_the_process(), json),
        Ok(Some(Command::Export(options))) => export::run(name, &Env::of_the_process(), &options),
        Ok(Some(Command::Completions { shell })) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut command, program, &mut script);
            match print(&String::from_utf8_lossy(&script)) {
                Ok(()) => ExitCode::SUCCESS,
                Err(_) => ExitCode::FAILURE,
            }
        }
        Ok(Some(Command::Serve { .. })) => {
            let address = format!("registry.terraform.io/aiadmin/{name}");
            plugin::serve_for_debugging(
                service,
                plugin::Options { own_crates: crate::OWN_CRATES, at_exit: None },
                &address,
            )
        }
    }
}

/// Writes what a person asked for. A closed pipe is an error, not a panic.
fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Prints an error to standard error.
fn complain(text: &str) -> ExitCode {
    // Standard error is closed if this fails, and nothing else can be done.
    io::stderr().lock().write_all(text.as_bytes()).ok();
    ExitCode::FAILURE
}

/// Explains what the executable is and how to install it, if it is started without Terraform.
fn explain(name: &str) -> ExitCode {
    let text = format!(
        "This is a Terraform provider. Terraform starts it automatically. To use it, run `make install`\nin its \
         repository, add this block to your configuration, and run `terraform init`:\n\nterraform {{\n  \
         required_providers {{\n    {name} = {{\n      source = \"aiadmin/{name}\"\n    }}\n  }}\n}}\n\nFor other \
         commands, run `terraform-provider-{name} --help`.\n"
    );
    complain(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(program: &str, expected: &str) {
        assert_eq!(provider_name(Some(program.into())), expected, "{program}");
    }

    #[test]
    fn the_file_name_says_which_provider_this_is() {
        check("terraform-provider-corti", "corti");
        check("/a/b/terraform-provider-cortecs_v0.1.0", "cortecs");
        check("/a/b/terraform-provider-cortecs_v0.1.0_x5", "cortecs");
        check("terraform-provider-confident.exe", "confident");
        check("terraform-provider-aiadmin", "aiadmin");
    }

    #[test]
    fn any_other_name_is_all_three_products() {
        check("/x/terraform-provider-cort", "aiadmin");
        check("debugger", "aiadmin");
        check("", "aiadmin");
        assert_eq!(provider_name(None), "aiadmin");
    }

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        Arguments::command().debug_assert();
    }
}
