//! Plans, as Terraform asks for them.

use plugin_framework::proto::tfplugin6::{
    plan_resource_change as planning, validate_resource_config as validating,
};
use plugin_framework::value::DynamicValue;

use super::thing::{Answer, Script};
use super::{connect, decoded, said, some, thing};

async fn plan(answer: Answer, prior: &DynamicValue, config: &DynamicValue) -> planning::Response {
    plan_with(br#"{"imported":true}"#, answer, prior, config).await
}

async fn plan_with(
    private: &[u8],
    answer: Answer,
    prior: &DynamicValue,
    config: &DynamicValue,
) -> planning::Response {
    let request = planning::Request {
        type_name: "x_thing".to_owned(),
        prior_state: some(prior),
        // The engine plans from prior state and configuration; Terraform's proposal is not looked at.
        proposed_new_state: some(&DynamicValue::Null),
        config: some(config),
        prior_private: private.to_vec(),
        ..Default::default()
    };
    connect(Script::answering(answer)).await.plan_resource_change(request).await.unwrap().into_inner()
}

fn stored() -> DynamicValue {
    thing([
        ("id", "1".into()),
        ("name", "a".into()),
        ("region", "eu".into()),
        ("key", "k".into()),
        ("protected", false.into()),
    ])
}

#[tokio::test]
async fn create_plans_unknowns_and_no_write_only_value() {
    let config = thing([("name", "a".into()), ("secret_wo", "s3cret".into())]);
    let answer = plan(Answer::AsAsked, &DynamicValue::Null, &config).await;
    assert_eq!(said(&answer.diagnostics), [""; 0]);
    let mut expected = stored();
    expected.set("id", DynamicValue::Unknown);
    expected.set("key", DynamicValue::Unknown);
    assert_eq!(decoded(answer.planned_state.as_ref()), expected);
    assert!(answer.requires_replace.is_empty());
}

#[tokio::test]
async fn unchanged_object_keeps_its_private_state() {
    let answer = plan(Answer::AsAsked, &stored(), &thing([("name", "a".into())])).await;
    assert_eq!(decoded(answer.planned_state.as_ref()), stored());
    assert_eq!(answer.planned_private, br#"{"imported":true}"#);
    assert!(answer.planned_identity.is_some());
}

#[tokio::test]
async fn new_region_replaces_unless_protected() {
    let elsewhere = thing([("name", "a".into()), ("region", "us".into())]);
    let answer = plan(Answer::AsAsked, &stored(), &elsewhere).await;
    assert_eq!(answer.requires_replace.len(), 1);
    let mut protected = stored();
    protected.set("protected", true);
    let mut config = elsewhere;
    config.set("protected", true);
    let answer = plan(Answer::AsAsked, &protected, &config).await;
    let expected = "error at [protected]: The object is protected from deletion: x_thing `a` has `protected = true` \
                    in the state. Changing `region` forces replacement. Nothing was deleted. To delete it, set \
                    `protected = false`, apply, and then destroy or replace it. If it is tainted, run \
                    `terraform untaint` first.";
    assert_eq!(said(&answer.diagnostics), [expected]);
}

#[tokio::test]
async fn rejects_destroy_when_protected() {
    let answer = plan(Answer::AsAsked, &stored(), &DynamicValue::Null).await;
    assert_eq!((decoded(answer.planned_state.as_ref()), answer.diagnostics.len()), (DynamicValue::Null, 0));
    let mut protected = stored();
    protected.set("protected", true);
    let answer = plan(Answer::AsAsked, &protected, &DynamicValue::Null).await;
    let expected = "error at [protected]: The object is protected from deletion: x_thing `a` has `protected = true` \
                    in the state. Nothing was deleted. To delete it, set `protected = false`, apply, and then destroy or \
                    replace it. If it is tainted, run `terraform untaint` first.";
    assert_eq!(said(&answer.diagnostics), [expected]);
}

/// What Terraform asks for `-replace` and `replace_triggered_by`: an update, then a create with the private state of that.
#[tokio::test]
async fn refuses_to_replace_a_protected_object() {
    let config = |protected: bool| thing([("name", "a".into()), ("protected", protected.into())]);
    for (protected, refused) in [(true, true), (false, false)] {
        let mut prior = stored();
        prior.set("protected", protected);
        let update = plan(Answer::AsAsked, &prior, &config(protected)).await;
        assert_eq!(said(&update.diagnostics), [""; 0]);
        let private = &update.planned_private;
        let create = plan_with(private, Answer::AsAsked, &DynamicValue::Null, &config(protected)).await;
        let said = said(&create.diagnostics);
        assert_eq!(
            said.iter().any(|it| it.contains("x_thing `a` has `protected = true`")),
            refused,
            "{said:?}"
        );
    }
}

#[tokio::test]
async fn a_replacement_carries_private_state() {
    let config = thing([("name", "a".into())]);
    let answer = plan_with(br#"{"account":"o"}"#, Answer::AsAsked, &DynamicValue::Null, &config).await;
    assert_eq!(answer.planned_private, br#"{"replaces":{"account":"o"}}"#);
    let answer = plan_with(b"", Answer::AsAsked, &DynamicValue::Null, &config).await;
    assert_eq!(answer.planned_private, b"");
}

#[tokio::test]
async fn unknown_settings_do_not_fail_a_plan() {
    let script = Script::answering(Answer::LooksUp);
    let mut client = super::connect_waiting(script).await;
    let request = planning::Request {
        type_name: "x_thing".to_owned(),
        prior_state: some(&DynamicValue::Null),
        proposed_new_state: some(&DynamicValue::Null),
        config: some(&thing([("name", "a".into())])),
        ..Default::default()
    };
    let answer = client.plan_resource_change(request).await.unwrap().into_inner();
    assert_eq!(said(&answer.diagnostics), [""; 0]);
    assert_eq!(decoded(answer.planned_state.as_ref()).get("name"), &"a".into());
}

#[tokio::test]
async fn invalid_plan_is_reported_as_provider_bug() {
    let answer = plan(Answer::ForgesThePlan, &DynamicValue::Null, &thing([("name", "a".into())])).await;
    let expected = "error: This is a bug in the provider: x_thing: `name` was not planned as configured.";
    assert_eq!(said(&answer.diagnostics), [expected]);
}

#[tokio::test]
async fn rejects_new_version_without_write_only_value() {
    let config = thing([("name", "a".into()), ("secret_wo_version", 2.into())]);
    let answer = plan(Answer::AsAsked, &stored(), &config).await;
    let expected = "error at [secret_wo_version]: Missing write-only value: `secret_wo_version` changed, which sends \
                    `secret_wo` again, but `secret_wo` is not set.";
    assert_eq!(said(&answer.diagnostics), [expected]);
}

#[tokio::test]
async fn rejects_write_only_value_that_is_never_sent() {
    let config = thing([("name", "a".into()), ("secret_wo", "s3cret".into())]);
    for (private, sent) in [("", false), (r#"{"sent":{"secret_wo":true}}"#, true)] {
        let answer = plan_with(private.as_bytes(), Answer::AsAsked, &stored(), &config).await;
        let refused = said(&answer.diagnostics);
        assert_eq!(refused.is_empty(), sent, "{refused:?}");
        let expected =
            "error at [secret_wo]: `secret_wo` would not be sent: Terraform does not store `secret_wo`";
        assert!(refused.iter().all(|it| it.starts_with(expected)), "{refused:?}");
    }
}

async fn validate(config: &DynamicValue, write_only_allowed: bool) -> Vec<String> {
    let capabilities = plugin_framework::proto::tfplugin6::ClientCapabilities {
        write_only_attributes_allowed: write_only_allowed,
        ..Default::default()
    };
    let request = validating::Request {
        type_name: "x_thing".to_owned(),
        config: some(config),
        client_capabilities: Some(capabilities),
    };
    let answer = connect(Script::default()).await.validate_resource_config(request).await.unwrap();
    said(&answer.into_inner().diagnostics)
}

#[tokio::test]
async fn validation_errors_point_at_their_attribute() {
    let inside = DynamicValue::object([("most", 3.into()), ("mode", DynamicValue::Null)]);
    let wrong = thing([
        ("name", "much too long".into()),
        ("region", "mars".into()),
        ("id", "7".into()),
        ("note", "".into()),
        ("limits", inside),
    ]);
    assert_eq!(
        validate(&wrong, true).await,
        [
            "error at [id]: Read-only attribute: `id` is read-only. Remove it from the configuration.",
            "error at [name]: Invalid value: `name` must have at most 8 characters; it has 13.",
            "error at [region]: Invalid value: `region` must be one of `eu`, `us`.",
            "error at [note]: Invalid value: `note` must not be empty; omit it instead.",
            "error at [limits, most]: Read-only attribute: `most` is read-only. Remove it from the configuration.",
        ]
    );
    let unknown = thing([
        ("name", DynamicValue::Unknown),
        ("region", DynamicValue::Unknown),
        ("secret_wo_version", DynamicValue::Unknown),
        ("limits", DynamicValue::Unknown),
    ]);
    assert_eq!(validate(&unknown, true).await, [""; 0]);
}

#[tokio::test]
async fn rejects_client_without_write_only_support() {
    let config = thing([("name", "a".into()), ("secret_wo", "s".into())]);
    assert_eq!(validate(&config, true).await, [""; 0]);
    let refused = validate(&config, false).await;
    assert!(refused[0].starts_with("error at [secret_wo]: Write-only argument not supported"), "{refused:?}");
}

#[tokio::test]
async fn numbers_sent_as_text_are_checked() {
    for (sent, said) in [("0.5", 1), ("100000000000000000000", 1), ("many", 1), ("3", 0)] {
        let config =
            thing([("name", "a".into()), ("secret_wo", "s".into()), ("secret_wo_version", sent.into())]);
        let refused = validate(&config, true).await;
        assert_eq!(refused.len(), said, "{sent}: {refused:?}");
        assert!(refused.iter().all(|it| it.starts_with("error at [secret_wo_version]: Invalid value")));
    }
}

#[tokio::test]
async fn a_panic_while_validating_is_an_error() {
    let expected = "error: This is a bug in the provider: x_thing stopped unexpectedly: assertion `left != right` failed: a promise of ours";
    assert_eq!(validate(&thing([("name", "panics".into())]), true).await, [expected]);
}
