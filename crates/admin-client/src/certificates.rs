//! The certificates that a connection trusts: the system's, or Mozilla's if the system has none, and those of a file.

use std::path::Path;

use reqwest::Certificate;

use super::settings::ConfigError;

/// The source of the trusted certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The operating system, or the files in `SSL_CERT_FILE` and `SSL_CERT_DIR`.
    System,
    /// Mozilla's list, which is compiled in.
    Mozilla,
}

/// The source of certificates for a new client.
pub fn source() -> Source {
    if no_system_certificates() { Source::Mozilla } else { Source::System }
}

/// Whether the system has no certificates, as in a minimal container. If a variable is set but its file has none, that
/// is an error to report and no reason to fall back.
#[cfg(all(unix, not(target_vendor = "apple")))]
pub(super) fn no_system_certificates() -> bool {
    ["SSL_CERT_FILE", "SSL_CERT_DIR"].iter().all(|name| std::env::var_os(name).is_none())
        && rustls_native_certs::load_native_certs().certs.is_empty()
}

/// These systems have their own verifier.
#[cfg(not(all(unix, not(target_vendor = "apple"))))]
pub(super) fn no_system_certificates() -> bool {
    false
}

/// Mozilla's certificates.
pub(super) fn mozilla() -> impl Iterator<Item = Certificate> {
    webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().filter_map(|der| Certificate::from_der(der).ok())
}

/// The certificates in a PEM file, at least one.
pub(super) fn read(file: &Path) -> Result<Vec<Certificate>, ConfigError> {
    let unusable = |problem: &str| ConfigError::new("ca_certificate_file", problem);
    let pem = std::fs::read(file).map_err(|error| unusable(&format!("cannot be read: {error}")))?;
    let certificates =
        Certificate::from_pem_bundle(&pem).map_err(|_| unusable("is not a PEM file with certificates"))?;
    if certificates.is_empty() {
        return Err(unusable("contains no certificate"));
    }
    // The content is checked only when a client is built.
    match reqwest::Client::builder().tls_certs_only(certificates.clone()).build() {
        Ok(_) => Ok(certificates),
        Err(_) => Err(unusable("contains an invalid certificate")),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn mozillas_certificates_can_all_be_read() {
        assert_eq!(super::mozilla().count(), webpki_root_certs::TLS_SERVER_ROOT_CERTS.len());
        assert!(super::mozilla().count() > 50);
    }
}
