//! Moves of state: between our provider names, and from the generic REST provider, without a write and with the identity kept.

use plugin_framework::engine::Id;
use plugin_framework::proto::tfplugin6::{
    RawState, move_resource_state as moving, plan_resource_change as planning, read_resource as reading,
};
use serde_json::{Value, json};

use crate::sandbox::Sandbox;
use crate::terraform::{Terraform, decoded, said, some};

const REST: &str = "registry.example/mastercard/restapi";

fn move_to(terraform: &mut Terraform, source: (&str, &str), target: &str, state: &Value) -> moving::Response {
    let json = serde_json::to_vec(state).unwrap();
    let request = moving::Request {
        source_provider_address: source.0.to_owned(),
        source_type_name: source.1.to_owned(),
        source_state: Some(RawState { json, ..Default::default() }),
        target_type_name: target.to_owned(),
        ..Default::default()
    };
    terraform.runtime.block_on(terraform.client.move_resource_state(request)).unwrap().into_inner()
}

/// A row's ID as the generic provider keeps it.
fn id(row: &Value, name: &str) -> String {
    row[name].as_str().map_or_else(|| row[name].to_string(), str::to_owned)
}

#[test]
fn every_type_moves_from_restapi_and_reads_alike() {
    let sandbox = Sandbox::start();
    sandbox.seed("corti", "customers", 1);
    sandbox.seed_in("corti", "users", 1, &json!({"customer_id": "seed-0001"}));
    sandbox.seed("cortecs", "api_keys", 1);
    sandbox.seed("confident", "projects", 1);
    let project = sandbox.find("confident", "projects", &json!({"name": "seed-0001"}))["id"].clone();
    for collection in ["api_keys", "roles", "policies", "members", "invitations"] {
        sandbox.seed_in("confident", collection, 1, &json!({"project_id": project}));
    }
    let of_project = |collection: &str, name: &str| {
        let row = sandbox.find("confident", collection, &json!({"project_id": project, "name": "seed-0001"}));
        id(&row, name)
    };
    let project = project.as_str().unwrap();
    let user = id(&sandbox.find("corti", "users", &json!({"customerId": "seed-0001"})), "id");
    let below = |what: &str| format!("/v2/projects/{project}/{what}");
    let cases = [
        ("corti_customer", "/projects/sandbox/customers".to_owned(), "seed-0001".to_owned(), json!({})),
        ("corti_user", "/projects/sandbox/customers/seed-0001/users".to_owned(), user, json!({})),
        ("cortecs_api_key", "/manage/api-keys".to_owned(), "seed-0001".to_owned(), json!({})),
        ("cortecs_project_settings", "/manage/project-configs".to_owned(), "x".to_owned(), json!({})),
        ("confident_organization", "/v2/organization".to_owned(), "x".to_owned(), json!({})),
        ("confident_project", "/v2/projects".to_owned(), project.to_owned(), json!({})),
        ("confident_api_key", below("api-keys"), of_project("api_keys", "id"), json!({})),
        ("confident_role", below("roles"), of_project("roles", "id"), json!({})),
        ("confident_policy", below("policies"), of_project("policies", "id"), json!({})),
        ("confident_member", below("members"), "u".to_owned(), json!({"email": "seed-0001@sandbox.example"})),
        (
            "confident_member",
            below("invitations"),
            "1".to_owned(),
            json!({"emails": ["Seed-0001@sandbox.example"]}),
        ),
    ];
    let mut unconfigured = Terraform::unconfigured();
    let mut terraform = Terraform::of(&sandbox);
    for (target, path, id, data) in cases {
        let state = json!({"path": path, "id": id, "data": data.to_string(), "api_data": {}});
        let moved = move_to(&mut unconfigured, (REST, "restapi_object"), target, &state);
        assert_eq!(said(&moved.diagnostics), [""; 0], "{target} {path}");
        let request = reading::Request {
            type_name: target.to_owned(),
            current_state: moved.target_state.clone(),
            private: moved.target_private.clone(),
            current_identity: moved.target_identity.clone(),
            ..Default::default()
        };
        let read = terraform.runtime.block_on(terraform.client.read_resource(request)).unwrap().into_inner();
        assert_eq!(said(&read.diagnostics), [""; 0], "{target} {path}");
        let state = decoded(read.new_state.as_ref());
        assert!(!state.get("id").is_null(), "{target} {path}");
        let parts = &aiadmin::registry::catalog("aiadmin");
        let parts = parts.resources.iter().find(|it| it.name() == target).unwrap().id_parts();
        let id = Id::parse(parts, state.get("id").text().unwrap()).unwrap();
        assert_eq!(decoded(read.new_identity.unwrap().identity_data.as_ref()), id.identity(), "{target}");
        assert_eq!(state, terraform.imported(target, &id), "{target} {path}");

        // With `-refresh=false` nothing but the ID is known, so nothing is planned.
        let request = planning::Request {
            type_name: target.to_owned(),
            prior_state: moved.target_state,
            prior_private: moved.target_private,
            proposed_new_state: some(&state),
            config: some(&state),
            ..Default::default()
        };
        let plan = terraform.client.plan_resource_change(request);
        let plan = terraform.runtime.block_on(plan).unwrap().into_inner();
        assert!(said(&plan.diagnostics)[0].contains("not been read yet"), "{target}");
    }
    sandbox.journal().assert_only_gets("a move");
}

#[test]
fn a_move_from_elsewhere_is_refused() {
    let mut terraform = Terraform::unconfigured();
    let roles = json!({"path": "/v2/organization/roles", "id": "7"});
    for (source, target, state, summary) in [
        (
            (REST, "restapi_object"),
            "confident_policy",
            roles.clone(),
            "Cannot move an object of another collection",
        ),
        (
            (REST, "restapi_object"),
            "confident_role",
            json!({"id": "7"}),
            "Cannot move an object without path and ID",
        ),
        (
            (REST, "restapi_object"),
            "confident_member",
            json!({"path": "/v2/organization/invitations", "id": "7"}),
            "Cannot move an invitation without an email",
        ),
        ((REST, "restapi_other"), "confident_role", roles.clone(), "Unsupported `moved` block"),
        (
            ("registry.example/other/restapi", "restapi_object"),
            "confident_role",
            roles,
            "Unsupported `moved` block",
        ),
        (
            ("terraform.io/builtin/terraform", "terraform_data"),
            "confident_role",
            json!({"id": "7"}),
            "Unsupported `moved` block",
        ),
        (
            ("registry.example/aiadmin/confident", "confident_policy"),
            "confident_role",
            json!({"id": "7"}),
            "Unsupported `moved` block",
        ),
    ] {
        let refused = move_to(&mut terraform, source, target, &state);
        let said = said(&refused.diagnostics);
        assert!(said[0].starts_with(&format!("error: {summary}")), "{source:?} {target} {said:?}");
        assert_eq!(refused.target_state, None);
    }
}
