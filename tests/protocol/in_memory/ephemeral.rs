//! Ephemeral resources: closing gets what opening gave, and nothing stays behind.

use plugin_framework::proto::tfplugin6::{
    close_ephemeral_resource as closing, open_ephemeral_resource as opening,
    renew_ephemeral_resource as renewing,
};
use plugin_framework::value::DynamicValue;

use super::thing::{Answer, Script};
use super::{connect, connect_waiting, decoded, said, some};

async fn open(script: &Script) -> opening::Response {
    let config = some(&DynamicValue::object([("name", "n".into()), ("token", DynamicValue::Null)]));
    let request = opening::Request { type_name: "x_token".to_owned(), config, client_capabilities: None };
    connect(script.clone()).await.open_ephemeral_resource(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn what_opening_gave_comes_back_to_close_it() {
    let script = Script::default();
    let opened = open(&script).await;
    assert_eq!(
        decoded(opened.result.as_ref()),
        DynamicValue::object([("name", "n".into()), ("token", "t".into())])
    );
    let mut client = connect(script.clone()).await;
    let request = renewing::Request { type_name: "x_token".to_owned(), private: opened.private.clone() };
    let renewed = client.renew_ephemeral_resource(request).await.unwrap().into_inner();
    assert_eq!((renewed.private, renewed.renew_at), (opened.private.clone(), None));
    let request = closing::Request { type_name: "x_token".to_owned(), private: opened.private };
    let closed = client.close_ephemeral_resource(request).await.unwrap().into_inner();
    assert_eq!(said(&closed.diagnostics), [""; 0]);
    assert_eq!(script.calls(), ["open", "close \"9\""]);
}

#[tokio::test]
async fn an_answer_that_cannot_be_used_is_closed_at_once() {
    let script = Script::answering(Answer::AnotherName);
    let opened = open(&script).await;
    assert!(
        said(&opened.diagnostics)[0]
            .contains("`name` was planned as \"n\", but the API returned \"another\"")
    );
    assert_eq!(script.calls(), ["open", "close \"9\""]);
}

#[tokio::test]
async fn a_close_that_fails_says_so() {
    let request =
        closing::Request { type_name: "x_token".to_owned(), private: Some(br#"{"id":"9"}"#.to_vec()) };
    let mut client = connect(Script::answering(Answer::Fails)).await;
    let closed = client.close_ephemeral_resource(request).await.unwrap().into_inner();
    assert_eq!(said(&closed.diagnostics), ["error: Cannot close x_token: DELETE /tokens/9: 500."]);
}

#[tokio::test]
async fn unknown_settings_leave_the_result_unknown() {
    let script = Script::default();
    let mut client = connect_waiting(script.clone()).await;
    let config = some(&DynamicValue::object([("name", "n".into()), ("token", DynamicValue::Null)]));
    let request = opening::Request { type_name: "x_token".to_owned(), config, client_capabilities: None };
    let opened = client.open_ephemeral_resource(request).await.unwrap().into_inner();
    let expected = DynamicValue::object([("name", "n".into()), ("token", DynamicValue::Unknown)]);
    assert_eq!((said(&opened.diagnostics), decoded(opened.result.as_ref())), (vec![], expected));
    let request = closing::Request { type_name: "x_token".to_owned(), private: opened.private };
    client.close_ephemeral_resource(request).await.unwrap();
    assert_eq!(script.calls(), [""; 0]);
}
