//! The line that a plugin prints on standard output: its address and its certificate.

use super::environment::Environment;
use std::{fmt, io};

/// The version of the handshake itself.
const CORE: u32 = 1;
/// The supported protocol versions.
const SPOKEN: [u32; 1] = [6];

/// Where the plugin listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// `unix` or `tcp`.
    pub(super) network: &'static str,
    /// The path of the socket, or `127.0.0.1:port`.
    pub(super) address: String,
}

/// The handshake line.
#[derive(Debug)]
pub(super) struct Handshake<'a> {
    version: u32,
    address: &'a Address,
    /// The DER of the plugin's certificate in unpadded base64; empty without TLS. Terraform fails on padding.
    certificate: &'a str,
    /// Terraform never asks for multiplexing. Older hosts would read an additional field as part of the certificate.
    answers_multiplexing: bool,
}

impl<'a> Handshake<'a> {
    pub(super) fn new(environment: &Environment, address: &'a Address, certificate: &'a str) -> Self {
        Self {
            version: choose(&environment.versions),
            address,
            certificate,
            answers_multiplexing: environment.asks_for_multiplexing,
        }
    }

    /// Prints the line. It must be the first and only output.
    pub(super) fn print(&self) -> io::Result<()> {
        say(&format!("{self}\n"))
    }
}

/// The only way to standard output. Unlike `println!` it reports a closed pipe instead of panicking.
pub(super) fn say(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    io::Write::write_all(&mut stdout, text.as_bytes())?;
    io::Write::flush(&mut stdout)
}

impl fmt::Display for Handshake<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Address { network, address } = self.address;
        write!(f, "{CORE}|{}|{network}|{address}|grpc|{}", self.version, self.certificate)?;
        if self.answers_multiplexing { f.write_str("|false") } else { Ok(()) }
    }
}

/// The highest version that both sides support. If there is none, returns this side's version, and Terraform reports
/// the mismatch.
fn choose(offered: &[u32]) -> u32 {
    let common = offered.iter().copied().filter(|version| SPOKEN.contains(version)).max();
    common.unwrap_or(SPOKEN[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocol_6_is_named_whatever_is_offered() {
        for offered in [&[5, 6][..], &[6, 5], &[6], &[], &[5], &[7]] {
            assert_eq!(choose(offered), 6, "{offered:?}");
        }
    }

    #[track_caller]
    fn check(environment: &Environment, certificate: &str, expected: &str) {
        let address = Address { network: "unix", address: "/run/p/s".into() };
        assert_eq!(Handshake::new(environment, &address, certificate).to_string(), expected);
    }

    #[test]
    fn the_line_has_six_fields_and_a_seventh_on_request() {
        let asking = Environment { asks_for_multiplexing: true, ..Environment::default() };
        check(&Environment::default(), "MIIB", "1|6|unix|/run/p/s|grpc|MIIB");
        check(&Environment::default(), "", "1|6|unix|/run/p/s|grpc|");
        check(&asking, "MIIB", "1|6|unix|/run/p/s|grpc|MIIB|false");
    }
}
