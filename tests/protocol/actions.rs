//! Actions, as core invokes them: validate, plan, invoke, and a stream of events that ends with one completion.

use futures::StreamExt;
use plugin_framework::proto::tfplugin6::{
    get_provider_schema,
    invoke_action::{self, event::Type},
    plan_action, stop_provider, validate_action_config as validating,
};
use plugin_framework::value::DynamicValue;
use serde_json::{Value, json};

use crate::linter;
use crate::sandbox::Sandbox;
use crate::terraform::{Terraform, said, some};

const RESEND: &str = "confident_resend_invitation";
const ROTATE: &str = "confident_rotate_api_key";

/// The `config` block as Terraform sends it; the text `?` is unknown.
fn config(action: &str, given: &Value) -> DynamicValue {
    let names: &[&'static str] = match action {
        RESEND => &["email", "invitation_id", "project_id"],
        _ => &["key_id", "project_id", "grace_period_hours"],
    };
    let member = |name: &&'static str| {
        let value = match &given[*name] {
            Value::String(text) if text == "?" => DynamicValue::Unknown,
            other => serde_json::from_value(other.clone()).unwrap(),
        };
        (*name, value)
    };
    DynamicValue::object(names.iter().map(member))
}

fn validate(terraform: &mut Terraform, action: &str, given: &Value) -> Vec<String> {
    let request = validating::Request { type_name: action.to_owned(), config: some(&config(action, given)) };
    let answer = terraform.client.validate_action_config(request);
    said(&terraform.runtime.block_on(answer).unwrap().into_inner().diagnostics)
}

fn plan(terraform: &mut Terraform, action: &str, given: &Value) -> Vec<String> {
    let config = some(&config(action, given));
    let request = plan_action::Request { action_type: action.to_owned(), config, ..Default::default() };
    let answer = terraform.runtime.block_on(terraform.client.plan_action(request)).unwrap().into_inner();
    assert_eq!(answer.deferred, None);
    said(&answer.diagnostics)
}

/// The progress messages, and the diagnostics of the one completion.
fn invoke(terraform: &mut Terraform, action: &str, given: &Value) -> (Vec<String>, Vec<String>) {
    let config = some(&config(action, given));
    let request = invoke_action::Request { action_type: action.to_owned(), config, ..Default::default() };
    let events: Vec<invoke_action::Event> = terraform.runtime.block_on(async {
        let stream = terraform.client.invoke_action(request).await.unwrap().into_inner();
        stream.map(Result::unwrap).collect().await
    });
    assert_eq!(linter::action_events(&events), [""; 0], "{action}");
    let mut messages = Vec::new();
    let mut completed = None;
    for event in events.into_iter().filter_map(|it| it.r#type) {
        match event {
            Type::Progress(progress) => messages.push(progress.message),
            Type::Completed(end) => completed = Some(said(&end.diagnostics)),
        }
    }
    (messages, completed.expect("a completion"))
}

#[test]
fn every_action_has_a_schema() {
    let mut terraform = Terraform::unconfigured();
    let schema = terraform.client.get_provider_schema(get_provider_schema::Request {});
    let actions = terraform.runtime.block_on(schema).unwrap().into_inner().action_schemas;
    assert_eq!(actions.keys().collect::<Vec<_>>(), [RESEND, ROTATE]);
    assert!(actions.values().all(|it| it.schema.as_ref().is_some_and(|it| it.block.is_some())));
}

#[test]
fn bad_action_arguments_are_refused_early() {
    let sandbox = Sandbox::start();
    let mut terraform = Terraform::of(&sandbox);
    for (action, given, refused) in [
        (RESEND, json!({"email": "a@b.example"}), false),
        (RESEND, json!({"invitation_id": "7"}), false),
        (RESEND, json!({"email": "?", "project_id": "?"}), false),
        (RESEND, json!({"email": "?", "invitation_id": "?"}), false),
        (RESEND, json!({}), true),
        (RESEND, json!({"email": "a@b.example", "invitation_id": "7"}), true),
        (RESEND, json!({"email": "nobody"}), true),
        (RESEND, json!({"invitation_id": "seven"}), true),
        (ROTATE, json!({"key_id": "7", "grace_period_hours": 0}), false),
        (ROTATE, json!({"key_id": "?", "grace_period_hours": "?"}), false),
        (ROTATE, json!({"key_id": "seven"}), true),
        (ROTATE, json!({"key_id": "7", "grace_period_hours": -1}), true),
    ] {
        assert_eq!(!validate(&mut terraform, action, &given).is_empty(), refused, "{action} {given}");
        assert_eq!(!plan(&mut terraform, action, &given).is_empty(), refused, "{action} {given}");
    }
    assert!(sandbox.journal().0.is_empty(), "neither asks an API");
}

#[test]
fn an_action_without_credentials_fails_in_the_plan() {
    let mut terraform = Terraform::unconfigured();
    terraform.configure(&json!({}));
    let said = plan(&mut terraform, ROTATE, &json!({"key_id": "7"}));
    assert!(said[0].contains("CONFIDENT_ORG_API_KEY"), "{said:?}");
}

#[test]
fn an_invitation_is_sent_again() {
    let sandbox = Sandbox::start();
    sandbox.seed("confident", "invitations", 2);
    sandbox.decline("seed-0002@sandbox.example", None);
    let id = sandbox.find("confident", "invitations", &json!({"email": "seed-0002@sandbox.example"}))["id"]
        .clone();
    let mut terraform = Terraform::of(&sandbox);
    for given in [json!({"email": " SEED-0001@sandbox.example"}), json!({"invitation_id": id.to_string()})] {
        sandbox.clear_journal();
        let (messages, said) = invoke(&mut terraform, RESEND, &given);
        assert_eq!(said, [""; 0], "{given}");
        assert_eq!(messages.len(), 1, "{given} {messages:?}");
        assert_eq!(sandbox.journal().writes().len(), 1, "{given}\n{}", sandbox.journal());
    }
    let status = sandbox.find("confident", "invitations", &json!({"id": id}))["status"].clone();
    assert_eq!(status, "PENDING");
}

#[test]
fn a_missing_invitation_is_an_error_without_write() {
    let sandbox = Sandbox::start();
    sandbox.seed("confident", "invitations", 1);
    sandbox.accept("seed-0001@sandbox.example", None);
    let mut terraform = Terraform::of(&sandbox);
    for (given, summary) in [
        (json!({"email": "seed-0001@sandbox.example"}), "error: Invitation not found"),
        (json!({"invitation_id": "99"}), "error: Invitation not found"),
        (json!({"email": "a@b.example", "project_id": "nowhere"}), "error: Unknown project"),
    ] {
        let (messages, said) = invoke(&mut terraform, RESEND, &given);
        assert!(said[0].starts_with(summary), "{given} {said:?}");
        assert_eq!(messages, [""; 0]);
    }
    sandbox.journal().assert_only_gets("a missing invitation");
}

#[test]
fn a_key_is_rotated_and_its_secret_stays_secret() {
    let sandbox = Sandbox::start();
    sandbox.seed("confident", "api_keys", 1);
    let row = sandbox.find("confident", "api_keys", &json!({"name": "seed-0001"}));
    let mut terraform = Terraform::of(&sandbox);
    for grace in [json!(null), json!(24)] {
        let given = json!({"key_id": row["id"].to_string(), "grace_period_hours": grace});
        let (messages, said) = invoke(&mut terraform, ROTATE, &given);
        assert_eq!(messages.len(), 2, "{messages:?}");
        assert!(messages[1].contains(if grace.is_null() { "no longer valid" } else { "valid until" }));
        assert!(said.len() == 1 && said[0].contains("rotation_triggers"), "{said:?}");
        let shown = format!("{messages:?} {said:?}");
        let secrets = sandbox.secrets();
        assert!(secrets.iter().all(|it| !shown.contains(it)), "{shown}");
    }
    assert_eq!(sandbox.journal().sent("POST", "/rotate").len(), 2);
}

#[test]
fn a_rotation_that_cannot_be_is_refused_unwritten() {
    let sandbox = Sandbox::start();
    sandbox.seed("confident", "api_keys", 1);
    let matching = json!({"name": "seed-0001"});
    let key = sandbox.find("confident", "api_keys", &matching)["id"].to_string();
    sandbox.edit("confident", "api_keys", &matching, &json!({"expiresAt": "2020-01-01T00:00:00.000Z"}));
    let own = sandbox.find("confident", "api_keys", &json!({"name": "Provider key"}))["id"].to_string();
    let mut terraform = Terraform::of(&sandbox);
    for (given, text) in [
        (json!({"key_id": "999"}), "not found"),
        (json!({"key_id": key}), "expired"),
        (json!({"key_id": own}), "Cannot rotate the API key that the provider uses"),
        (json!({"key_id": "7", "project_id": "nowhere"}), "Unknown project"),
    ] {
        let (messages, said) = invoke(&mut terraform, ROTATE, &given);
        assert!(said[0].starts_with("error") && said[0].contains(text), "{given} {said:?}");
        assert_eq!(messages, [""; 0]);
    }
    sandbox.journal().assert_only_gets("a refused rotation");
}

#[test]
fn a_failed_write_completes_with_an_error() {
    let sandbox = Sandbox::start();
    sandbox.seed("confident", "invitations", 1);
    sandbox.fault(&json!({"method": "PUT", "path": "*/invitations/*", "status": 500}));
    let mut terraform = Terraform::of(&sandbox);
    let given = json!({"email": "seed-0001@sandbox.example"});
    let (messages, said) = invoke(&mut terraform, RESEND, &given);
    assert!(said[0].starts_with("error") && said[0].contains("500"), "{said:?}");
    assert_eq!(messages, [""; 0]);
}

#[test]
fn a_stop_completes_an_action_with_an_error() {
    let sandbox = Sandbox::start();
    sandbox.seed("confident", "invitations", 1);
    sandbox.fault(&json!({"method": "GET", "path": "/v2/organization/invitations", "delay_ms": 1_000}));
    let terraform = Terraform::of(&sandbox);
    let config = some(&config(RESEND, &json!({"email": "seed-0001@sandbox.example"})));
    let request = invoke_action::Request { action_type: RESEND.to_owned(), config, ..Default::default() };
    let (mut invoking, mut stopping) = (terraform.client.clone(), terraform.client.clone());
    let events: Vec<invoke_action::Event> = std::thread::scope(|scope| {
        let runtime = &terraform.runtime;
        let invoked = scope.spawn(move || {
            runtime.block_on(async {
                let stream = invoking.invoke_action(request).await.unwrap().into_inner();
                stream.map(Result::unwrap).collect().await
            })
        });
        while sandbox.journal().0.is_empty() {
            assert!(!invoked.is_finished(), "it ended before it asked for anything");
        }
        let stop = stopping.stop_provider(stop_provider::Request {});
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(stop).unwrap();
        invoked.join().unwrap()
    });
    assert_eq!(linter::action_events(&events), [""; 0]);
    let Some(Type::Completed(end)) = events.into_iter().filter_map(|it| it.r#type).next_back() else {
        panic!("no completion");
    };
    let said = said(&end.diagnostics);
    assert!(said[0].starts_with("error") && said[0].contains("interrupted"), "{said:?}");
    assert_eq!(sandbox.journal().writes().len(), 0, "{}", sandbox.journal());
}
