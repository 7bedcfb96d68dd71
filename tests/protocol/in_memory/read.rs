//! Reads and upgrades of stored state.

use plugin_framework::proto::tfplugin6::{
    ClientCapabilities, RawState, deferred::Reason, read_data_source, read_resource as reading,
    upgrade_resource_state as upgrading,
};
use plugin_framework::value::DynamicValue;

use super::thing::{Answer, Script};
use super::{connect, connect_waiting, decoded, said, some, thing};

async fn read(answer: Answer, private: &str) -> reading::Response {
    let request = reading::Request {
        type_name: "x_thing".to_owned(),
        current_state: some(&stored()),
        private: private.as_bytes().to_vec(),
        ..Default::default()
    };
    connect(Script::answering(answer)).await.read_resource(request).await.unwrap().into_inner()
}

fn stored() -> DynamicValue {
    thing([
        ("id", "1".into()),
        ("name", "old".into()),
        ("region", "eu".into()),
        ("key", "key-1".into()),
        ("protected", true.into()),
    ])
}

#[tokio::test]
async fn read_keeps_what_the_api_does_not_return() {
    let answer = read(Answer::AsAsked, r#"{"imported":true}"#).await;
    let mut expected = stored();
    expected.set("name", "thing");
    assert_eq!(decoded(answer.new_state.as_ref()), expected);
    assert_eq!(answer.private, br#"{"account":"ours","imported":true}"#);
    let identity = decoded(answer.new_identity.unwrap().identity_data.as_ref());
    assert_eq!(identity, DynamicValue::object([("region", DynamicValue::Null), ("id", "1".into())]));
}

#[tokio::test]
async fn missing_object_is_removed_with_a_warning() {
    let answer = read(Answer::Gone, "").await;
    assert_eq!(decoded(answer.new_state.as_ref()), DynamicValue::Null);
    let expected = "warning: x_thing `old` no longer exists: Not found in a complete listing of the things. The resource was \
                    removed from the state. The next apply recreates it. To prevent this, remove the resource from \
                    the configuration.";
    assert_eq!(said(&answer.diagnostics), [expected]);
}

#[tokio::test]
async fn an_object_of_another_account_is_not_taken_for_gone() {
    let answer = read(Answer::Gone, r#"{"account":"theirs"}"#).await;
    assert_eq!(decoded(answer.new_state.as_ref()), stored());
    let [said] = &said(&answer.diagnostics)[..] else { panic!("one diagnostic: {:?}", answer.diagnostics) };
    let expected = "error: The credentials belong to another account: The object belongs to the account `theirs`, but \
                    the provider's credentials belong to `ours`.";
    assert!(said.starts_with(expected), "{said}");
    assert_eq!(
        decoded(read(Answer::Gone, r#"{"account":"ours"}"#).await.new_state.as_ref()),
        DynamicValue::Null
    );
}

#[tokio::test]
async fn refuses_an_object_found_in_another_account() {
    let answer = read(Answer::AsAsked, r#"{"account":"theirs"}"#).await;
    assert!(said(&answer.diagnostics)[0].starts_with("error: The credentials belong to another account"));
    assert_eq!(decoded(answer.new_state.as_ref()), stored());
    assert_eq!(answer.private, br#"{"account":"theirs"}"#);
}

#[tokio::test]
async fn unknown_settings_keep_the_stored_state() {
    let script = Script::default();
    let mut client = connect_waiting(script.clone()).await;
    let request = || reading::Request {
        type_name: "x_thing".to_owned(),
        current_state: some(&stored()),
        private: br#"{"imported":true}"#.to_vec(),
        ..Default::default()
    };
    let first = client.read_resource(request()).await.unwrap().into_inner();
    let second = client.read_resource(request()).await.unwrap().into_inner();
    let expected = "warning: The stored state was not refreshed: `key` is known only after apply.";
    assert_eq!((said(&first.diagnostics), said(&second.diagnostics)), (vec![expected.to_owned()], vec![]));
    for answer in [first, second] {
        assert_eq!(decoded(answer.new_state.as_ref()), stored());
        assert_eq!(answer.private, br#"{"imported":true}"#);
    }
    assert_eq!(script.calls(), [""; 0]);
}

#[tokio::test]
async fn unknown_settings_fail_an_import_and_a_data_source() {
    let mut client = connect_waiting(Script::default()).await;
    let request = reading::Request {
        type_name: "x_thing".to_owned(),
        current_state: some(&thing([("id", "1".into())])),
        private: br#"{"importing":true}"#.to_vec(),
        ..Default::default()
    };
    let answer = client.read_resource(request).await.unwrap().into_inner();
    assert_eq!(
        said(&answer.diagnostics),
        ["error: The API is not configured: `key` is known only after apply."]
    );
    let request = |deferral_allowed| read_data_source::Request {
        type_name: "x_things".to_owned(),
        config: some(&DynamicValue::object([("region", "eu".into()), ("things", DynamicValue::Null)])),
        client_capabilities: Some(ClientCapabilities { deferral_allowed, ..Default::default() }),
        ..Default::default()
    };
    let answer = client.read_data_source(request(false)).await.unwrap().into_inner();
    let expected = "error: Reading x_things: provider settings are known only after apply: `key` is known only after \
                    apply.";
    assert_eq!(said(&answer.diagnostics), [expected]);
    let answer = client.read_data_source(request(true)).await.unwrap().into_inner();
    assert_eq!(answer.deferred.unwrap().reason(), Reason::ProviderConfigUnknown);
}

#[tokio::test]
async fn a_read_that_fails_keeps_everything() {
    let answer = read(Answer::Fails, r#"{"imported":true}"#).await;
    assert_eq!(said(&answer.diagnostics), ["error: Cannot read x_thing `old`: GET /things: 403."]);
    assert_eq!(decoded(answer.new_state.as_ref()), stored());
    assert_eq!(answer.private, br#"{"imported":true}"#);
}

#[tokio::test]
async fn private_state_of_another_making_is_no_obstacle() {
    let answer = read(Answer::AsAsked, "not json").await;
    assert_eq!(said(&answer.diagnostics), [""; 0]);
}

async fn upgrade(json: &str) -> upgrading::Response {
    let raw_state = Some(RawState { json: json.as_bytes().to_vec(), ..Default::default() });
    let request = upgrading::Request { type_name: "x_thing".to_owned(), version: 0, raw_state };
    connect(Script::default()).await.upgrade_resource_state(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn stored_state_may_lack_and_exceed_todays_attributes() {
    let answer = upgrade(r#"{"id":"1","name":"a","dropped":[1],"secret_wo":"leaked"}"#).await;
    assert_eq!(decoded(answer.upgraded_state.as_ref()), thing([("id", "1".into()), ("name", "a".into())]));
    let answer = upgrade(r#"{"id":1}"#).await;
    assert!(
        said(&answer.diagnostics)[0]
            .starts_with("error: The state could not be read: The state of `id` has a format")
    );
    assert!(said(&upgrade("").await.diagnostics)[0].contains("written by a Terraform version before 0.12"));
}

#[tokio::test]
async fn data_source_returns_all_attributes() {
    let config = DynamicValue::object([("region", "eu".into()), ("things", DynamicValue::Null)]);
    let request = read_data_source::Request {
        type_name: "x_things".to_owned(),
        config: some(&config),
        ..Default::default()
    };
    let answer = connect(Script::default()).await.read_data_source(request).await.unwrap().into_inner();
    let things = DynamicValue::List(vec![DynamicValue::object([("name", "thing".into())])]);
    assert_eq!(
        decoded(answer.state.as_ref()),
        DynamicValue::object([("region", "eu".into()), ("things", things)])
    );
}
