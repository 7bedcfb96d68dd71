//! Mutual TLS with exactly one client certificate, which Terraform announces at the start. The standard verifier cannot
//! be used, because Terraform presents a CA certificate (P-521, CA:TRUE) as its own. Pinning its bytes is stricter
//! anyway.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use rustls::{
    DigitallySignedStruct, DistinguishedName, Error, ServerConfig, SignatureScheme,
    client::danger::HandshakeSignatureValid,
    crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, PrivatePkcs8KeyDer, UnixTime, pem::PemObject as _},
    server::danger::{ClientCertVerified, ClientCertVerifier},
};
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;

/// The server side of the connection.
pub(super) struct Tls {
    pub(super) acceptor: TlsAcceptor,
    /// For the handshake line: unpadded base64 of the DER.
    pub(super) certificate: String,
}

impl Tls {
    /// Creates a certificate for this process and accepts only the client with the certificate `client_pem`.
    ///
    /// # Errors
    ///
    /// If `client_pem` is not a certificate, or if no key could be created.
    pub(super) fn for_client(client_pem: &str) -> Result<Self, String> {
        let client = CertificateDer::from_pem_slice(client_pem.as_bytes())
            .map_err(|error| format!("PLUGIN_CLIENT_CERT is not a PEM certificate: {error}"))?;
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()])
            .map_err(|error| format!("could not create a certificate: {error}"))?;
        let certificate = own.cert.der().clone();
        let key = PrivatePkcs8KeyDer::from(own.key_pair.serialize_der());
        let field = STANDARD_NO_PAD.encode(&certificate);
        let config =
            config(client, certificate, key).map_err(|error| format!("could not set up TLS: {error}"))?;
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), certificate: field })
    }
}

fn config(
    client: CertificateDer<'static>,
    certificate: CertificateDer<'static>,
    key: PrivatePkcs8KeyDer<'static>,
) -> Result<ServerConfig, Error> {
    let crypto = Arc::new(aws_lc_rs::default_provider());
    let only_client = Arc::new(OnlyClient { certificate: client, crypto: Arc::clone(&crypto) });
    let mut config = ServerConfig::builder_with_provider(crypto)
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(only_client)
        .with_single_cert(vec![certificate], key.into())?;
    // Terraform 1.12 and later close the connection without it.
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(config)
}

/// Accepts exactly one certificate, and verifies that the client has its key.
#[derive(Debug)]
struct OnlyClient {
    certificate: CertificateDer<'static>,
    crypto: Arc<CryptoProvider>,
}

impl ClientCertVerifier for OnlyClient {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if *end_entity == self.certificate {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(Error::InvalidCertificate(rustls::CertificateError::ApplicationVerificationFailure))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.crypto.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.crypto.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.crypto.signature_verification_algorithms.supported_schemes()
    }
}
