//! Applies: whatever goes wrong, an object that exists stays known.

use plugin_framework::proto::tfplugin6::apply_resource_change as applying;
use plugin_framework::value::DynamicValue;
use serde_json::{Value, json};

use super::thing::{Answer, Script};
use super::{connect, decoded, said, some, thing};

async fn apply(
    script: &Script,
    prior: &DynamicValue,
    planned: &DynamicValue,
    config: &DynamicValue,
) -> applying::Response {
    apply_with(br#"{"imported":true}"#, script, prior, planned, config).await
}

async fn apply_with(
    private: &[u8],
    script: &Script,
    prior: &DynamicValue,
    planned: &DynamicValue,
    config: &DynamicValue,
) -> applying::Response {
    let request = applying::Request {
        type_name: "x_thing".to_owned(),
        prior_state: some(prior),
        planned_state: some(planned),
        config: some(config),
        planned_private: private.to_vec(),
        ..Default::default()
    };
    connect(script.clone()).await.apply_resource_change(request).await.unwrap().into_inner()
}

/// The private state of an object that was just made, without the time of that.
fn private_of_new(answer: &applying::Response) -> Value {
    let mut private: Value = serde_json::from_slice(&answer.private).unwrap();
    let written = private.as_object_mut().unwrap().remove("written");
    assert!(written.is_some_and(|it| it["at_ms"].is_i64()), "{private}");
    private
}

fn config() -> DynamicValue {
    thing([("name", "a".into()), ("secret_wo", "s3cret".into()), ("secret_wo_version", 1.into())])
}

fn planned() -> DynamicValue {
    thing([
        ("id", DynamicValue::Unknown),
        ("name", "a".into()),
        ("region", "eu".into()),
        ("secret_wo_version", 1.into()),
        ("key", DynamicValue::Unknown),
        ("protected", false.into()),
    ])
}

fn stored() -> DynamicValue {
    let mut stored = planned();
    stored.set("id", "1");
    stored.set("key", "key-1");
    stored
}

#[tokio::test]
async fn create_fills_unknowns_and_stores_no_write_only() {
    let script = Script::default();
    let answer = apply(&script, &DynamicValue::Null, &planned(), &config()).await;
    assert_eq!(said(&answer.diagnostics), [""; 0]);
    assert_eq!(decoded(answer.new_state.as_ref()), stored());
    assert_eq!(script.calls(), ["create a with s3cret"]);
    assert_eq!(private_of_new(&answer), json!({"account": "ours", "sent": {"secret_wo": 1}}));
}

#[tokio::test]
async fn resends_write_only_value_only_on_new_version() {
    for (version, sent) in [(1, "update a with no secret"), (2, "update a with s3cret")] {
        let script = Script::default();
        let mut planned = stored();
        planned.set("secret_wo_version", version);
        apply(&script, &stored(), &planned, &config()).await;
        assert_eq!(script.calls(), [sent]);
    }
}

#[tokio::test]
async fn a_broken_promise_is_named_and_the_truth_is_stored() {
    let answer =
        apply(&Script::answering(Answer::AnotherName), &DynamicValue::Null, &planned(), &config()).await;
    let expected = "error at [name]: x_thing `a` is not as planned: `name` was planned as \"a\", but the API returned \
                    \"another\". The state holds what the API returned. If the object was changed outside Terraform \
                    at the same time, run a new plan. Terraform marks the new object as tainted and replaces it with \
                    the next apply. To keep it, run `terraform untaint`. If the next apply fails with the same error, \
                    this is a bug in the provider.";
    let said = said(&answer.diagnostics);
    assert!(said.len() == 1 && said[0].starts_with(expected), "{said:?}");
    assert_eq!(decoded(answer.new_state.as_ref()).get("name"), &"another".into());
}

#[tokio::test]
async fn an_object_made_half_way_is_stored_with_the_error() {
    let answer =
        apply(&Script::answering(Answer::FailsHalfWay), &DynamicValue::Null, &planned(), &config()).await;
    assert_eq!(said(&answer.diagnostics), ["error: Cannot create x_thing `a`: PATCH /things/1: 503."]);
    assert_eq!(decoded(answer.new_state.as_ref()), stored());
    assert_eq!(private_of_new(&answer), json!({"account": "ours", "sent": {"secret_wo": 1}}));
}

#[tokio::test]
async fn a_creation_that_made_nothing_stores_nothing() {
    let answer = apply(&Script::answering(Answer::Fails), &DynamicValue::Null, &planned(), &config()).await;
    assert_eq!(said(&answer.diagnostics), ["error: Cannot create x_thing `a`: PUT /things: 500."]);
    assert_eq!(answer.new_state, None);
}

#[tokio::test]
async fn a_failed_update_keeps_the_object_as_it_was() {
    let mut changed = stored();
    changed.set("note", "n");
    let answer = apply(&Script::answering(Answer::Fails), &stored(), &changed, &config()).await;
    assert_eq!(said(&answer.diagnostics), ["error: Cannot update x_thing `a`: PUT /things: 500."]);
    assert_eq!(decoded(answer.new_state.as_ref()), stored());
    assert_eq!(answer.private, br#"{"imported":true}"#);
}

#[tokio::test]
async fn a_panic_is_a_diagnostic_and_loses_nothing() {
    let answer = apply(&Script::answering(Answer::Panics), &stored(), &stored(), &config()).await;
    let expected = "error: This is a bug in the provider: x_thing stopped unexpectedly: a promise of ours";
    assert_eq!(said(&answer.diagnostics), [expected]);
    assert_eq!(decoded(answer.new_state.as_ref()), stored());
}

#[tokio::test]
async fn a_failed_delete_keeps_the_object() {
    let answer =
        apply(&Script::answering(Answer::Fails), &stored(), &DynamicValue::Null, &DynamicValue::Null).await;
    assert_eq!(said(&answer.diagnostics), ["error: Cannot delete x_thing `a`: DELETE /things/1: 409."]);
    assert_eq!(decoded(answer.new_state.as_ref()), stored());
    let script = Script::default();
    let answer = apply(&script, &stored(), &DynamicValue::Null, &DynamicValue::Null).await;
    assert_eq!(
        (decoded(answer.new_state.as_ref()), script.calls()),
        (DynamicValue::Null, vec!["delete 1".to_owned()])
    );
}

#[tokio::test]
async fn refuses_to_destroy_a_protected_object() {
    let mut protected = stored();
    protected.set("protected", true);
    for private in [&br#"{"imported":true}"#[..], br#"{"replaces":{"imported":true}}"#] {
        let script = Script::default();
        let answer = apply_with(private, &script, &protected, &DynamicValue::Null, &DynamicValue::Null).await;
        let said = said(&answer.diagnostics);
        assert!(
            said[0].starts_with("error at [protected]: The object is protected from deletion"),
            "{said:?}"
        );
        assert_eq!((decoded(answer.new_state.as_ref()), script.calls()), (protected.clone(), Vec::new()));
        assert_eq!(answer.private, br#"{"imported":true}"#);
    }
}

#[tokio::test]
async fn a_creation_that_stopped_stays_protected() {
    let mut planned = planned();
    planned.set("protected", true);
    let mut config = config();
    config.set("protected", true);
    let script = Script::answering(Answer::FailsHalfWay);
    let tainted = apply(&script, &DynamicValue::Null, &planned, &config).await;
    let tainted = decoded(tainted.new_state.as_ref());
    let answer = apply_with(b"", &script, &tainted, &DynamicValue::Null, &DynamicValue::Null).await;
    assert!(answer.diagnostics[0].detail.ends_with("If it is tainted, run `terraform untaint` first."));
    assert_eq!(decoded(answer.new_state.as_ref()), tainted);
}

#[tokio::test]
async fn a_replaced_object_of_another_account_is_kept() {
    let script = Script::default();
    let private = br#"{"replaces":{"account":"theirs"}}"#;
    let answer = apply_with(private, &script, &stored(), &DynamicValue::Null, &DynamicValue::Null).await;
    assert!(said(&answer.diagnostics)[0].contains("The credentials belong to another account"));
    assert_eq!((decoded(answer.new_state.as_ref()), script.calls()), (stored(), Vec::new()));
    assert_eq!(answer.private, br#"{"account":"theirs"}"#);
}

#[tokio::test]
async fn objects_of_another_account_are_never_changed() {
    let mut changed = stored();
    changed.set("note", "n");
    for (planned, config) in [(changed, config()), (DynamicValue::Null, DynamicValue::Null)] {
        let script = Script::default();
        let answer = apply_with(br#"{"account":"theirs"}"#, &script, &stored(), &planned, &config).await;
        assert!(said(&answer.diagnostics)[0].contains("The credentials belong to another account"));
        assert_eq!((decoded(answer.new_state.as_ref()), script.calls()), (stored(), Vec::new()));
        assert_eq!(answer.private, br#"{"account":"theirs"}"#);
    }
}

#[tokio::test]
async fn nested_attributes_are_filled_like_any_other() {
    let mut open = planned();
    open.set("limits", DynamicValue::object([("most", DynamicValue::Unknown), ("mode", "soft".into())]));
    let answer = apply(&Script::default(), &DynamicValue::Null, &open, &config()).await;
    assert_eq!(said(&answer.diagnostics), [""; 0]);
    let expected = DynamicValue::object([("most", 7.into()), ("mode", "soft".into())]);
    assert_eq!(decoded(answer.new_state.as_ref()).get("limits"), &expected);
}

#[tokio::test]
async fn invalid_bytes_fail_and_keep_the_prior_state() {
    let broken =
        Some(plugin_framework::proto::tfplugin6::DynamicValue { msgpack: vec![0xc1], json: Vec::new() });
    let request = applying::Request {
        type_name: "x_thing".to_owned(),
        prior_state: some(&stored()),
        planned_state: broken,
        ..Default::default()
    };
    let answer = connect(Script::default()).await.apply_resource_change(request).await.unwrap().into_inner();
    assert_eq!(answer.diagnostics.len(), 1);
    assert_eq!(decoded(answer.new_state.as_ref()), stored());
}
