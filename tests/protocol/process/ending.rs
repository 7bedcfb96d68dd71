//! The end: when Terraform asks for it, by signals, and when Terraform is gone.

use super::*;
use std::time::Instant;

/// Terraform kills the plugin then.
const PROMPTLY: Duration = Duration::from_secs(2);

#[tokio::test]
async fn shutdown_ends_the_process_and_removes_the_socket() {
    let mut plugin = Plugin::start(&[]);
    let channel = connect(&plugin.socket().await).await;
    let asked = Instant::now();
    shut_down(&channel).await;
    let ended = plugin.end().await;
    assert!(asked.elapsed() < PROMPTLY, "{:?}", asked.elapsed());
    assert_eq!((ended.status, ended.stderr.as_str(), ended.left_behind), (Some(0), "", 0));
}

#[tokio::test]
async fn shutdown_does_not_wait_for_a_call_that_never_ends() {
    let mut plugin = Plugin::start(&[]);
    let channel = connect(&plugin.socket().await).await;
    let request = HealthCheckRequest { service: "plugin".to_owned() };
    let mut watch = HealthClient::new(channel.clone()).watch(request).await.unwrap().into_inner();
    assert!(watch.message().await.unwrap().is_some());
    let asked = Instant::now();
    shut_down(&channel).await;
    let ended = plugin.end().await;
    assert!(asked.elapsed() < PROMPTLY, "{:?}", asked.elapsed());
    assert_eq!((ended.status, ended.left_behind), (Some(0), 0));
    assert!(watch.message().await.is_err(), "the call is cut off");
}

#[tokio::test]
async fn an_interrupt_is_left_to_terraform() {
    let mut plugin = Plugin::start(&[("TF_LOG", "TRACE")]);
    let channel = connect(&plugin.socket().await).await;
    plugin.signal("INT").await;
    plugin.log_line("interrupt left to Terraform").await;
    assert_serving(health(&channel).await);
}

async fn check_signal(name: &str, status: i32) {
    // A test under `nohup` inherits that hang-ups are ignored.
    let mut command = if cfg!(target_os = "linux") {
        let mut env = Command::new("env");
        env.args([&format!("--default-signal={name}"), EXECUTABLE]);
        env
    } else {
        Command::new(EXECUTABLE)
    };
    let mut plugin = Plugin::run(command.env(COOKIE.0, COOKIE.1), &[]);
    plugin.socket().await;
    plugin.signal(name).await;
    let ended = plugin.end().await;
    assert_eq!((ended.status, ended.left_behind), (Some(status), 0), "{name}");
}

#[tokio::test]
async fn a_terminated_plugin_removes_its_socket() {
    check_signal("TERM", 143).await;
    check_signal("HUP", 129).await;
}

#[tokio::test]
async fn hang_ups_ignored_by_nohup_stay_ignored() {
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' HUP; exec $0", EXECUTABLE]);
    let mut plugin = Plugin::run(shell.env(COOKIE.0, COOKIE.1), &[]);
    let channel = connect(&plugin.socket().await).await;
    plugin.signal("HUP").await;
    shut_down(&channel).await;
    assert_eq!(plugin.end().await.status, Some(0), "not 129, which a hang-up gives");
}

/// A shell that runs `command` in the background and waits, so that it can be killed as Terraform can.
fn parent_of(command: &str) -> Plugin {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{command} & read never"), EXECUTABLE]);
    Plugin::run(shell.env(COOKIE.0, COOKIE.1), &[])
}

#[tokio::test]
async fn the_plugin_of_a_killed_terraform_ends_by_itself() {
    let mut terraform = parent_of("$0");
    let socket = terraform.socket().await;
    terraform.signal("KILL").await;
    let ended = terraform.end().await;
    assert_eq!((ended.stdout.as_str(), ended.left_behind), ("", 0));
    assert!(!socket.exists());
}

#[tokio::test]
async fn in_debug_mode_the_parent_does_not_matter() {
    let mut shell = parent_of("$0 serve --debug");
    let (process, socket) = debug::reattached(&mut shell).await;
    shell.signal("KILL").await;
    let looks = Duration::from_millis(2500);
    assert!(timeout(looks, shell.line()).await.is_err(), "its output is still open after two looks");
    assert_serving(health(&connect(&socket).await).await);
    send("INT", process).await;
    assert_eq!(shell.end().await.left_behind, 0);
}
