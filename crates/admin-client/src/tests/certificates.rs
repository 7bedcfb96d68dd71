//! Certificates of servers: the system's authorities are trusted, and those of `ca_certificate_file` besides.

use std::io::Write as _;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivatePkcs8KeyDer;
use serde_json::json;
use tempfile::NamedTempFile;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::server::{Reply, Server};
use super::settings;
use crate::cortecs::Cortecs;
use crate::error::{Happened, Result};
use crate::{Secret, Settings};

/// A private authority's server in front of another one: its address, and the authority's certificate.
async fn behind_tls(server: &Server) -> (String, NamedTempFile) {
    let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(own.cert.pem().as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![own.cert.der().clone()],
            PrivatePkcs8KeyDer::from(own.key_pair.serialize_der()).into(),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("https://{}", listener.local_addr().unwrap());
    let plain = server.base_url.trim_start_matches("http://").to_owned();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, plain) = (acceptor.clone(), plain.clone());
            tokio::spawn(async move {
                let mut outside = acceptor.accept(stream).await.ok()?;
                let mut inside = TcpStream::connect(plain).await.ok()?;
                tokio::io::copy_bidirectional(&mut outside, &mut inside).await.ok()
            });
        }
    });
    (base_url, file)
}

async fn balance(settings: &Settings) -> Result<f64> {
    let cortecs = Cortecs::new(settings, &Secret::new("management-key")).unwrap();
    Ok(cortecs.balance().await?.current_balance)
}

#[tokio::test]
async fn trusts_a_private_ca_only_if_configured() {
    let server =
        Server::start(|_| Reply::Json(200, json!({ "current_balance": 7.5, "currency": "EUR" }))).await;
    let (base_url, file) = behind_tls(&server).await;
    let base = Settings { base_url: Some(base_url), max_retries: 0, ..settings(&server) };

    let refused = balance(&base).await.unwrap_err();
    assert_eq!(refused.happened(), Happened::No);
    assert!(refused.to_string().contains("UnknownIssuer"), "{refused}");
    assert_eq!(server.lines(), [""; 0]);

    let trusting = Settings { ca_certificate_file: Some(file.path().to_owned()), ..base };
    assert!((balance(&trusting).await.unwrap() - 7.5).abs() < f64::EPSILON);
}

#[test]
fn a_corrupt_certificate_file_blames_itself() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let pem = "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n";
    std::fs::write(file.path(), pem).unwrap();
    let settings = Settings { ca_certificate_file: Some(file.path().into()), ..Settings::default() };
    let error = Cortecs::new(&settings, &Secret::new("management-key-1")).unwrap_err();
    assert_eq!(error.setting, "ca_certificate_file");
}
