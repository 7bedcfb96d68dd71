//! The start: the cookie, the line on standard output and the socket it names.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

use super::*;

async fn check_refused(variables: &[(&str, &str)]) {
    let ended = Plugin::run(&mut Command::new(EXECUTABLE), variables).end().await;
    assert_eq!((ended.status, ended.stdout.as_str()), (Some(1), ""));
    assert!(ended.stderr.contains("Terraform starts it automatically"), "{}", ended.stderr);
}

#[tokio::test]
async fn without_cookie_explains_itself_on_stderr() {
    check_refused(&[]).await;
    check_refused(&[("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f")]).await;
    check_refused(&[("PLUGIN_PROTOCOL_VERSIONS", "5,6")]).await;
}

#[tokio::test]
async fn protocol_6_is_announced_whatever_terraform_offers() {
    for versions in ["5,6", "6,5", "6", "5", ""] {
        let mut plugin = Plugin::start(&[("PLUGIN_PROTOCOL_VERSIONS", versions)]);
        let fields = plugin.handshake().await;
        assert_eq!((fields[0].as_str(), fields[1].as_str()), ("1", "6"), "{versions}");
        assert_serving(health(&connect(Path::new(&fields[3])).await).await);
    }
}

#[tokio::test]
async fn the_line_has_six_fields_and_nothing_follows_it() {
    let mut plugin = Plugin::start(&[]);
    let fields = plugin.handshake().await;
    let [_, _, network, socket, protocol, certificate] = fields.try_into().unwrap();
    assert_eq!((network.as_str(), protocol.as_str(), certificate.as_str()), ("unix", "grpc", ""));
    shut_down(&connect(Path::new(&socket)).await).await;
    assert_eq!(plugin.end().await.stdout, "");
}

#[tokio::test]
async fn declines_multiplexing_in_a_seventh_field() {
    let mut plugin = Plugin::start(&[("PLUGIN_MULTIPLEX_GRPC", "true")]);
    let fields = plugin.handshake().await;
    assert_eq!((fields.len(), fields[6].as_str()), (7, "false"));
}

#[tokio::test]
async fn the_socket_is_in_a_folder_nobody_else_can_enter() {
    let mut plugin = Plugin::start(&[]);
    let socket = plugin.socket().await;
    let folder = socket.parent().unwrap();
    assert_eq!(folder.parent().unwrap(), plugin.folder.path());
    assert_eq!(std::fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn the_socket_is_where_the_host_wants_it() {
    let wanted = tempfile::tempdir().unwrap();
    let mut plugin = Plugin::start(&[("PLUGIN_UNIX_SOCKET_DIR", wanted.path().to_str().unwrap())]);
    let socket = plugin.socket().await;
    assert!(socket.starts_with(wanted.path()), "{}", socket.display());
    shut_down(&connect(&socket).await).await;
    plugin.end().await;
    assert_eq!(std::fs::read_dir(wanted.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn the_group_may_use_the_socket() {
    let group = std::process::Command::new("id").arg("-g").output().unwrap();
    let group = String::from_utf8(group.stdout).unwrap();
    let mut plugin = Plugin::start(&[("PLUGIN_UNIX_SOCKET_GROUP", group.trim())]);
    let socket = plugin.socket().await;
    let file = std::fs::metadata(&socket).unwrap();
    assert_eq!((file.permissions().mode() & 0o777, file.gid().to_string()), (0o660, group.trim().to_owned()));
    shut_down(&connect(&socket).await).await;
    assert_eq!(plugin.end().await.status, Some(0));
}

#[tokio::test]
async fn avoids_temp_dir_too_long_for_a_socket() {
    let deep = tempfile::tempdir().unwrap();
    let deep = deep.path().join("d".repeat(100));
    std::fs::create_dir(&deep).unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", "TMPDIR=$1 exec $0", EXECUTABLE, deep.to_str().unwrap()]);
    let mut plugin = Plugin::run(command.env(COOKIE.0, COOKIE.1), &[]);
    let socket = plugin.socket().await;
    assert!(socket.starts_with("/tmp"), "{}", socket.display());
    shut_down(&connect(&socket).await).await;
    plugin.end().await;
    assert!(!socket.exists());
}

#[tokio::test]
async fn a_client_certificate_that_is_none_is_reported() {
    let ended = Plugin::start(&[("PLUGIN_CLIENT_CERT", "no certificate")]).end().await;
    assert_eq!((ended.status, ended.stdout.as_str()), (Some(1), ""));
    assert!(ended.stderr.contains("PLUGIN_CLIENT_CERT is not a PEM certificate"), "{}", ended.stderr);
}

#[tokio::test]
async fn an_unknown_group_is_reported() {
    let ended = Plugin::start(&[("PLUGIN_UNIX_SOCKET_GROUP", "no such group")]).end().await;
    assert_eq!((ended.status, ended.stdout.as_str(), ended.left_behind), (Some(1), "", 0));
    assert!(ended.stderr.contains("the unknown group no such group"), "{}", ended.stderr);
}
