//! Who is let in: the bearer of the announced certificate, over TLS 1.2 or 1.3, and nobody else.

use super::*;
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P521_SHA512,
};
use rustls::{
    ClientConfig, RootCertStore, SupportedProtocolVersion,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName},
    sign::{CertifiedKey, SingleCertAndKey},
    version::{TLS12, TLS13},
};
use std::sync::Arc;
use tokio_rustls::{TlsConnector, client::TlsStream};

const VERSIONS: [&SupportedProtocolVersion; 2] = [&TLS12, &TLS13];

/// A certificate as Terraform makes it: self-signed P-521, an authority's.
struct Certificate {
    pem: String,
    der: CertificateDer<'static>,
    key: KeyPair,
}

impl Certificate {
    fn new() -> Self {
        let mut wanted = CertificateParams::new(["localhost".to_owned()]).unwrap();
        wanted.distinguished_name.push(DnType::OrganizationName, "HashiCorp");
        wanted.distinguished_name.push(DnType::CommonName, "localhost");
        wanted.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        wanted.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyCertSign];
        wanted.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate_for(&PKCS_ECDSA_P521_SHA512).unwrap();
        let certificate = wanted.self_signed(&key).unwrap();
        Self { pem: certificate.pem(), der: certificate.der().clone(), key }
    }

    fn key(&self) -> PrivateKeyDer<'static> {
        PrivatePkcs8KeyDer::from(self.key.serialize_der()).into()
    }
}

/// What a client shows.
#[derive(Clone, Copy)]
enum Shown<'a> {
    Nothing,
    Certificate(&'a Certificate),
    /// The first one's certificate, signed with the second one's key.
    Stolen(&'a Certificate, &'a Certificate),
}

/// A plugin that was told to admit `client`, and its socket and certificate.
async fn start_for(client: &Certificate) -> (Plugin, PathBuf, CertificateDer<'static>) {
    let mut plugin = Plugin::start(&[("PLUGIN_CLIENT_CERT", &client.pem), ("TF_LOG", "WARN")]);
    let fields = plugin.handshake().await;
    assert!(!fields[5].contains('='), "padding is fatal to Terraform");
    let certificate = STANDARD_NO_PAD.decode(&fields[5]).unwrap().into();
    (plugin, PathBuf::from(&fields[3]), certificate)
}

fn client_config(
    server: &CertificateDer<'static>,
    shown: Shown<'_>,
    version: &'static SupportedProtocolVersion,
) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(server.clone()).unwrap();
    let crypto = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&crypto))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots);
    let mut config = match shown {
        Shown::Nothing => builder.with_no_client_auth(),
        Shown::Certificate(own) => builder.with_client_auth_cert(vec![own.der.clone()], own.key()).unwrap(),
        Shown::Stolen(stolen, own) => {
            let key = crypto.key_provider.load_private_key(own.key()).unwrap();
            let pair = CertifiedKey::new(vec![stolen.der.clone()], key);
            builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(pair)))
        }
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    config
}

async fn secure(socket: PathBuf, config: ClientConfig) -> io::Result<TlsStream<UnixStream>> {
    let stream = UnixStream::connect(socket).await?;
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

/// Whether the plugin answers a call over TLS. With 1.3 a refusal shows only after the client's side is done.
async fn answers(socket: &Path, config: ClientConfig) -> bool {
    let socket = socket.to_owned();
    let connector = tower::service_fn(move |_| {
        let connection = secure(socket.clone(), config.clone());
        async move { Ok::<_, io::Error>(TokioIo::new(connection.await?)) }
    });
    let connected = Endpoint::from_static("http://localhost").connect_with_connector(connector).await;
    match connected {
        Ok(channel) => health(&channel).await.is_ok(),
        Err(_) => false,
    }
}

#[tokio::test]
async fn the_announced_certificate_is_let_in() {
    let terraform = Certificate::new();
    let (_plugin, socket, server) = start_for(&terraform).await;
    for version in VERSIONS {
        let config = client_config(&server, Shown::Certificate(&terraform), version);
        assert!(answers(&socket, config).await, "{version:?}");
    }
}

async fn check_refused(shown: Shown<'_>, terraform: &Certificate) {
    let (mut plugin, socket, server) = start_for(terraform).await;
    for version in VERSIONS {
        assert!(!answers(&socket, client_config(&server, shown, version)).await, "{version:?}");
        plugin.log_line("a client was rejected").await;
        let right = client_config(&server, Shown::Certificate(terraform), version);
        assert!(answers(&socket, right).await, "still open to Terraform");
    }
}

#[tokio::test]
async fn a_client_without_a_certificate_is_refused() {
    check_refused(Shown::Nothing, &Certificate::new()).await;
}

#[tokio::test]
async fn a_certificate_that_only_looks_the_same_is_refused() {
    check_refused(Shown::Certificate(&Certificate::new()), &Certificate::new()).await;
}

#[tokio::test]
async fn the_right_certificate_without_its_key_is_refused() {
    let terraform = Certificate::new();
    check_refused(Shown::Stolen(&terraform, &Certificate::new()), &terraform).await;
}

#[tokio::test]
async fn a_client_that_speaks_no_tls_is_refused() {
    let terraform = Certificate::new();
    let (mut plugin, socket, server) = start_for(&terraform).await;
    let endpoint = Endpoint::from_static("http://localhost");
    let plain = socket.clone();
    let connector = tower::service_fn(move |_| {
        let plain = plain.clone();
        async move { Ok::<_, io::Error>(TokioIo::new(UnixStream::connect(plain).await?)) }
    });
    let channel = endpoint.connect_with_connector_lazy(connector);
    assert!(health(&channel).await.is_err());
    plugin.log_line("a client was rejected").await;
    assert!(answers(&socket, client_config(&server, Shown::Certificate(&terraform), &TLS13)).await);
}

#[tokio::test]
async fn a_silent_client_keeps_nobody_waiting() {
    let terraform = Certificate::new();
    let (_plugin, socket, server) = start_for(&terraform).await;
    let _silent = UnixStream::connect(&socket).await.unwrap();
    assert!(answers(&socket, client_config(&server, Shown::Certificate(&terraform), &TLS13)).await);
}

#[tokio::test]
async fn http_2_is_agreed_on() {
    let terraform = Certificate::new();
    let (_plugin, socket, server) = start_for(&terraform).await;
    let config = client_config(&server, Shown::Certificate(&terraform), &TLS13);
    let stream = secure(socket, config).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
}
