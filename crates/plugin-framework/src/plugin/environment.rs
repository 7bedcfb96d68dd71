//! The environment variables that Terraform sets for a plugin, read once at the start.

use std::path::PathBuf;

/// Terraform's value of `TF_PLUGIN_MAGIC_COOKIE`. It prevents users from starting a plugin by hand and is not a secret.
const COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/// Terraform's default ports, if it sets none.
const PORTS: (u16, u16) = (10_000, 25_000);

/// The variables of one process.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Environment {
    /// `TF_PLUGIN_MAGIC_COOKIE` is exactly Terraform's.
    pub(super) cookie: bool,
    /// `PLUGIN_PROTOCOL_VERSIONS`; empty where unset or unreadable.
    pub(super) versions: Vec<u32>,
    /// `PLUGIN_CLIENT_CERT`: PEM of the only certificate that may connect.
    pub(super) client_certificate: Option<String>,
    /// Whether `PLUGIN_MULTIPLEX_GRPC` is set, so that the handshake line needs a seventh field.
    pub(super) asks_for_multiplexing: bool,
    /// `PLUGIN_UNIX_SOCKET_DIR`.
    pub(super) socket_folder: Option<PathBuf>,
    /// `PLUGIN_UNIX_SOCKET_GROUP`: a group's name or number.
    pub(super) socket_group: Option<String>,
    /// `PLUGIN_MIN_PORT` and `PLUGIN_MAX_PORT`, used where there are no Unix sockets.
    pub(super) ports: (u16, u16),
    /// `TF_LOG_PROVIDER`, else `TF_LOG`.
    pub(super) log: Option<String>,
}

impl Environment {
    /// The environment of this process.
    pub(super) fn of_the_process() -> Self {
        Self::read(|name| std::env::var(name).ok())
    }

    /// An empty variable counts as absent, because shells have no other way to unset one for a single command.
    fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        let port = |name: &str, otherwise| {
            variable(name).and_then(|value| value.trim().parse().ok()).unwrap_or(otherwise)
        };
        Self {
            cookie: variable("TF_PLUGIN_MAGIC_COOKIE").is_some_and(|value| value == COOKIE),
            versions: variable("PLUGIN_PROTOCOL_VERSIONS")
                .map(|list| list.split(',').filter_map(|version| version.trim().parse().ok()).collect())
                .unwrap_or_default(),
            client_certificate: variable("PLUGIN_CLIENT_CERT"),
            asks_for_multiplexing: variable("PLUGIN_MULTIPLEX_GRPC").is_some(),
            socket_folder: variable("PLUGIN_UNIX_SOCKET_DIR").map(PathBuf::from),
            socket_group: variable("PLUGIN_UNIX_SOCKET_GROUP"),
            ports: (port("PLUGIN_MIN_PORT", PORTS.0), port("PLUGIN_MAX_PORT", PORTS.1)),
            log: variable("TF_LOG_PROVIDER").or_else(|| variable("TF_LOG")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(set: &[(&str, &str)]) -> Environment {
        Environment::read(|name| {
            set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn only_the_exact_cookie_counts() {
        assert!(read(&[("TF_PLUGIN_MAGIC_COOKIE", COOKIE)]).cookie);
        assert!(!read(&[("TF_PLUGIN_MAGIC_COOKIE", &COOKIE[1..])]).cookie);
        assert!(!read(&[]).cookie);
    }

    #[test]
    fn the_provider_log_level_wins_over_the_general_one() {
        assert_eq!(read(&[("TF_LOG", "WARN"), ("TF_LOG_PROVIDER", "TRACE")]).log.as_deref(), Some("TRACE"));
        assert_eq!(read(&[("TF_LOG", "WARN"), ("TF_LOG_PROVIDER", "")]).log.as_deref(), Some("WARN"));
        assert_eq!(read(&[]).log, None);
    }

    #[test]
    fn versions_and_ports_are_numbers_or_omitted() {
        let environment = read(&[("PLUGIN_PROTOCOL_VERSIONS", "6, x,5"), ("PLUGIN_MIN_PORT", "10100")]);
        assert_eq!(environment.versions, [6, 5]);
        assert_eq!(environment.ports, (10_100, 25_000));
    }

    #[test]
    fn an_empty_variable_is_an_absent_one() {
        assert_eq!(
            read(&[("PLUGIN_CLIENT_CERT", ""), ("PLUGIN_MULTIPLEX_GRPC", "")]),
            Environment { ports: PORTS, ..Environment::default() }
        );
    }
}
