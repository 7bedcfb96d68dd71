//! The version of this build.

/// The version of the package.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The commit of the build, or `unknown` if it was built outside a repository.
pub(super) const COMMIT: &str = env!("AIADMIN_COMMIT");

/// Version, commit and protocol version.
pub(super) const LONG: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    " (commit ",
    env!("AIADMIN_COMMIT"),
    ", Terraform plugin protocol 6.11)"
);

#[cfg(test)]
mod tests {
    #[test]
    fn the_version_names_the_protocol_in_use() {
        let contract = include_str!("../../proto/tfplugin6.proto");
        let (_, rest) = contract.split_once("Terraform plugin protocol, version ").expect("its version");
        let version = rest.split(':').next().expect("a version");
        assert!(super::LONG.ends_with(&format!("protocol {version})")), "{} is not {version}", super::LONG);
    }
}
