//! Debug mode: what it prints, and that it serves anybody who reads it until interrupted.

use super::*;
use serde_json::{Value, json};

/// Reads what debug mode prints and returns the process and the socket it names.
pub(super) async fn reattached(plugin: &mut Plugin) -> (u32, PathBuf) {
    let provider = &value(plugin).await["registry.terraform.io/aiadmin/aiadmin"];
    let process = provider["Pid"].as_u64().unwrap();
    (u32::try_from(process).unwrap(), provider["Addr"]["String"].as_str().unwrap().into())
}

async fn value(plugin: &mut Plugin) -> Value {
    assert!(plugin.line().await.ends_with("press Ctrl-C here."));
    assert_eq!(plugin.line().await, "");
    let line = plugin.line().await;
    let quoted = line.strip_prefix("\tTF_REATTACH_PROVIDERS=").unwrap();
    serde_json::from_str(quoted.trim_matches('\'')).unwrap()
}

fn start(variables: &[(&str, &str)]) -> Plugin {
    Plugin::run(Command::new(EXECUTABLE).args(["serve", "--debug"]), variables)
}

#[tokio::test]
async fn the_value_names_protocol_process_and_socket() {
    let mut plugin = start(&[]);
    let value = value(&mut plugin).await;
    let provider = &value["registry.terraform.io/aiadmin/aiadmin"];
    assert_eq!(provider["Pid"], json!(plugin.child.id()));
    assert_eq!(provider["Addr"]["Network"], json!("unix"));
    assert_eq!(
        (&provider["Protocol"], &provider["ProtocolVersion"], &provider["Test"]),
        (&json!("grpc"), &json!(6), &json!(true))
    );
}

#[tokio::test]
async fn debug_server_accepts_clients_until_interrupt() {
    let mut plugin = start(&[("PLUGIN_CLIENT_CERT", "left over from somewhere")]);
    let (_, socket) = reattached(&mut plugin).await;
    for _ in 0..3 {
        assert_serving(health(&connect(&socket).await).await);
    }
    plugin.signal("INT").await;
    let ended = plugin.end().await;
    assert_eq!((ended.status, ended.stdout.as_str(), ended.left_behind), (Some(0), "", 0));
}

#[tokio::test]
async fn serving_by_hand_takes_the_word_debug() {
    let ended = Plugin::run(Command::new(EXECUTABLE).arg("serve"), &[]).end().await;
    assert_eq!((ended.status, ended.stdout.as_str()), (Some(2), ""));
    assert!(ended.stderr.contains("--debug"), "{}", ended.stderr);
}
