//! Confident AI's organization and projects.

use serde_json::{Value, json};

use crate::Sandbox;

#[tokio::test]
async fn the_organization_can_be_renamed_and_nothing_else() {
    let sandbox = Sandbox::start();
    let before = sandbox.data("GET /v2/organization", Value::Null).await;
    assert_eq!(before["name"], "Sandbox Organization");
    let after = sandbox.data("PUT /v2/organization", json!({"name": "Acme"})).await;
    assert_eq!((&after["id"], &after["name"]), (&before["id"], &json!("Acme")));
    let refused = sandbox.confident("PUT /v2/organization", json!({"name": "Acme", "plan": "FREE"})).await;
    assert_eq!((refused.status, &refused.body["success"]), (400, &json!(false)));
}

#[tokio::test]
async fn new_project_has_a_key_and_no_governance_policy() {
    let sandbox = Sandbox::start();
    let created = sandbox.data("POST /v2/projects", json!({"name": "alpha"})).await;
    assert!(created["project"].get("governancePolicy").is_none());
    assert!(created["project"]["created_at"].is_string());
    assert_eq!(created["apiKey"]["name"], "Default Key");
    assert!(created["apiKey"]["value"].as_str().unwrap().starts_with("confident_us_proj_"));
    let read = sandbox.data(&format!("GET /v2/projects/{}", id(&created)), Value::Null).await;
    assert_eq!(read.get("governancePolicy"), Some(&Value::Null));
    assert_eq!(read["description"], Value::Null);
}

#[tokio::test]
async fn projects_are_listed_by_name() {
    let sandbox = Sandbox::start();
    for name in ["gamma", "alpha", "beta"] {
        sandbox.data("POST /v2/projects", json!({"name": name})).await;
    }
    let list = sandbox.data("GET /v2/projects", Value::Null).await;
    let names: Vec<&Value> = list["projects"].as_array().unwrap().iter().map(|row| &row["name"]).collect();
    assert_eq!(names, ["alpha", "beta", "gamma"]);
}

#[tokio::test]
async fn the_owner_must_be_a_member_of_the_organization() {
    let sandbox = Sandbox::start();
    let nobody = json!({"name": "alpha", "email": "nobody@acme.example"});
    assert_eq!(sandbox.confident("POST /v2/projects", nobody).await.status, 400);
    let owned = json!({"name": "alpha", "email": "Olga@clinic.example"});
    let created = sandbox.data("POST /v2/projects", owned).await;
    let members = sandbox.data(&format!("GET /v2/projects/{}/members", id(&created)), Value::Null).await;
    assert_eq!(members["totalProjectMembers"], 1);
    assert_eq!(members["members"][0]["projectRole"]["name"], "Owner");
}

#[tokio::test]
async fn project_name_is_unique_until_deleted() {
    let sandbox = Sandbox::start();
    let first = sandbox.data("POST /v2/projects", json!({"name": "alpha"})).await;
    let second = sandbox.data("POST /v2/projects", json!({"name": "beta"})).await;
    assert_eq!(sandbox.confident("POST /v2/projects", json!({"name": "alpha"})).await.status, 409);
    let rename = format!("PUT /v2/projects/{}", id(&second));
    assert_eq!(sandbox.confident(&rename, json!({"name": "alpha"})).await.status, 409);
    sandbox.data(&format!("DELETE /v2/projects/{}", id(&first)), Value::Null).await;
    sandbox.data("POST /v2/projects", json!({"name": "alpha"})).await;
}

#[tokio::test]
async fn an_update_needs_a_member_and_refuses_null() {
    let sandbox = Sandbox::start();
    let created = sandbox.data("POST /v2/projects", json!({"name": "alpha", "description": "text"})).await;
    let update = format!("PUT /v2/projects/{}", id(&created));
    for body in [json!({}), json!({"description": null}), json!({"email": "olga@clinic.example"})] {
        assert_eq!(sandbox.confident(&update, body.clone()).await.status, 400, "{body}");
    }
    assert_eq!(sandbox.data(&update, json!({"name": "beta"})).await["description"], "text");
    assert_eq!(sandbox.data(&update, json!({"description": ""})).await["description"], "");
}

#[tokio::test]
async fn a_deleted_project_takes_everything_along() {
    let sandbox = Sandbox::start();
    let created = sandbox.data("POST /v2/projects", json!({"name": "alpha"})).await;
    let path = format!("/v2/projects/{}", id(&created));
    sandbox.data(&format!("POST {path}/roles"), json!({"name": "r", "policyIds": []})).await;
    sandbox.data(&format!("POST {path}/policies"), json!({"name": "p", "permissionIds": []})).await;
    sandbox.data(&format!("POST {path}/invitations"), json!({"emails": ["a@acme.example"]})).await;
    assert_eq!(sandbox.data(&format!("DELETE {path}"), Value::Null).await, json!({"id": id(&created)}));
    for below in ["", "/api-keys", "/members", "/invitations", "/roles", "/policies", "/permissions"] {
        assert_eq!(
            sandbox.confident(&format!("GET {path}{below}"), Value::Null).await.status,
            404,
            "{below}"
        );
    }
    let state = sandbox.control("GET /state", Value::Null).await.to_string();
    assert!(!state.contains(&format!("\"project_id\":\"{}\"", id(&created))));
}

#[tokio::test]
async fn a_full_plan_is_refused_with_its_figures() {
    let sandbox = Sandbox::start();
    sandbox.control("POST /settings", json!({"confident_project_limit": 1})).await;
    sandbox.data("POST /v2/projects", json!({"name": "alpha"})).await;
    let refused = sandbox.confident("POST /v2/projects", json!({"name": "beta"})).await;
    assert_eq!(refused.status, 403);
    assert_eq!(refused.body["details"], json!({"usage": "1", "limit": "1"}));
}

fn id(created: &Value) -> &str {
    created["project"]["id"].as_str().unwrap()
}
