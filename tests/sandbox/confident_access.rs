//! Confident AI's roles, policies and permissions.

use serde_json::{Value, json};

use crate::Sandbox;

const ROLES: &str = "/v2/organization/roles";
const POLICIES: &str = "/v2/organization/policies";

async fn permission(sandbox: &Sandbox, scope: &str, name: &str) -> Value {
    let catalog = sandbox.data(&format!("GET {scope}/permissions"), Value::Null).await;
    let found =
        catalog["permissions"].as_array().unwrap().iter().find(|permission| permission["name"] == name);
    found.unwrap()["id"].clone()
}

async fn policy(sandbox: &Sandbox, name: &str) -> Value {
    sandbox.data(&format!("POST {POLICIES}"), json!({"name": name, "permissionIds": []})).await["id"].clone()
}

#[tokio::test]
async fn built_in_roles_are_read_only_and_exclude_owner() {
    let sandbox = Sandbox::start();
    let list = sandbox.data(&format!("GET {ROLES}"), Value::Null).await;
    let roles = list["roles"].as_array().unwrap();
    let names: Vec<&Value> = roles.iter().map(|role| &role["name"]).collect();
    assert_eq!(names, ["Owner", "Admin", "Member"]);
    for role in roles {
        assert_eq!((&role["organizationId"], &role["policies"]), (&Value::Null, &json!([])));
        let path = format!("{ROLES}/{}", role["id"].as_str().unwrap());
        let body = json!({"name": "x", "policyIds": []});
        assert_eq!(sandbox.confident(&format!("PUT {path}"), body).await.status, 404);
        assert_eq!(sandbox.confident(&format!("DELETE {path}"), Value::Null).await.status, 404);
    }
}

#[tokio::test]
async fn role_names_are_unique_and_never_built_in() {
    let sandbox = Sandbox::start();
    let create = format!("POST {ROLES}");
    let auditor = sandbox.data(&create, json!({"name": "Auditor", "policyIds": []})).await;
    for name in ["Auditor", "OWNER", "admin", "Member"] {
        let body = json!({"name": name, "policyIds": []});
        assert_eq!(sandbox.confident(&create, body).await.status, 409, "{name}");
    }
    let update = format!("PUT {ROLES}/{}", auditor["id"].as_str().unwrap());
    sandbox.data(&update, json!({"name": "Auditor", "policyIds": []})).await;
}

#[tokio::test]
async fn omitted_description_is_kept_and_null_clears_it() {
    let sandbox = Sandbox::start();
    let check = async |path: &str, list: &str| {
        let mut body = json!({"name": "x", list: [], "description": "text"});
        let created = sandbox.data(&format!("POST {path}"), body.clone()).await;
        let update = format!("PUT {path}/{}", created["id"].as_str().unwrap());
        body.as_object_mut().unwrap().remove("description");
        assert_eq!(sandbox.data(&update, body.clone()).await["description"], "text", "{path}");
        body["description"] = Value::Null;
        assert_eq!(sandbox.data(&update, body).await["description"], Value::Null, "{path}");
    };
    check(ROLES, "policyIds").await;
    check(POLICIES, "permissionIds").await;
}

#[tokio::test]
async fn a_role_in_use_cannot_be_deleted() {
    let sandbox = Sandbox::start();
    let role = sandbox.data(&format!("POST {ROLES}"), json!({"name": "Auditor", "policyIds": []})).await;
    let body = json!({"emails": ["a@acme.example"], "organizationRoleId": role["id"]});
    sandbox.data("POST /v2/organization/invitations", body).await;
    sandbox.control("POST /accept", json!({"email": "a@acme.example"})).await;
    let delete = format!("DELETE {ROLES}/{}", role["id"].as_str().unwrap());
    assert_eq!(sandbox.confident(&delete, Value::Null).await.status, 409);
    let remove =
        json!({"product": "confident", "collection": "members", "match": {"email": "a@acme.example"}});
    sandbox.control("POST /remove", remove).await;
    assert_eq!(sandbox.data(&delete, Value::Null).await, json!({"id": role["id"]}));
    assert_eq!(sandbox.confident(&delete, Value::Null).await.status, 404);
}

#[tokio::test]
async fn deleting_a_policy_detaches_it_from_roles() {
    let sandbox = Sandbox::start();
    let policy = policy(&sandbox, "read").await;
    let role =
        sandbox.data(&format!("POST {ROLES}"), json!({"name": "Auditor", "policyIds": [policy]})).await;
    assert_eq!(role["policies"], json!([{"id": policy, "name": "read"}]));
    sandbox.data(&format!("DELETE {POLICIES}/{}", policy.as_str().unwrap()), Value::Null).await;
    let list = sandbox.data(&format!("GET {ROLES}"), Value::Null).await;
    assert_eq!(list["roles"][3]["policies"], json!([]));
}

#[tokio::test]
async fn a_permission_of_the_other_scope_is_stored() {
    let sandbox = Sandbox::start();
    let created = sandbox.data("POST /v2/projects", json!({"name": "alpha"})).await;
    let scope = format!("/v2/projects/{}", created["project"]["id"].as_str().unwrap());
    let foreign = permission(&sandbox, &scope, "dataset:read").await;
    let body = json!({"name": "mixed", "permissionIds": [foreign]});
    let policy = sandbox.data(&format!("POST {POLICIES}"), body).await;
    assert_eq!(policy["permissions"], json!([{"id": foreign, "name": "dataset:read"}]));
}

#[tokio::test]
async fn unknown_and_repeated_ids_are_refused() {
    let sandbox = Sandbox::start();
    let policy = policy(&sandbox, "read").await;
    let known = permission(&sandbox, "/v2/organization", "billing:read").await;
    let check = async |call: &str, list: &str, ids: Value| {
        let body = json!({"name": "x", list: ids});
        assert_eq!(sandbox.confident(call, body.clone()).await.status, 400, "{call} {body}");
    };
    check(&format!("POST {POLICIES}"), "permissionIds", json!(["unknown"])).await;
    check(&format!("POST {POLICIES}"), "permissionIds", json!([known, known])).await;
    check(&format!("POST {ROLES}"), "policyIds", json!(["unknown"])).await;
    check(&format!("POST {ROLES}"), "policyIds", json!([policy, policy])).await;
    check(&format!("POST {ROLES}"), "policyIds", json!("unknown")).await;
}

#[tokio::test]
async fn a_policy_name_is_unique_in_its_scope() {
    let sandbox = Sandbox::start();
    policy(&sandbox, "read").await;
    let body = json!({"name": "read", "permissionIds": []});
    assert_eq!(sandbox.confident(&format!("POST {POLICIES}"), body.clone()).await.status, 409);
    let created = sandbox.data("POST /v2/projects", json!({"name": "alpha"})).await;
    let scope = format!("/v2/projects/{}", created["project"]["id"].as_str().unwrap());
    sandbox.data(&format!("POST {scope}/policies"), body).await;
}

#[tokio::test]
async fn project_roles_accept_only_project_policies() {
    let sandbox = Sandbox::start();
    let foreign = policy(&sandbox, "read").await;
    let created = sandbox.data("POST /v2/projects", json!({"name": "alpha"})).await;
    let project_id = created["project"]["id"].as_str().unwrap();
    let create = format!("POST /v2/projects/{project_id}/roles");
    let body = json!({"name": "Auditor", "policyIds": [foreign]});
    assert_eq!(sandbox.confident(&create, body).await.status, 400);
    let role = sandbox.data(&create, json!({"name": "Auditor", "policyIds": []})).await;
    assert_eq!(role["projectId"], project_id);
}
