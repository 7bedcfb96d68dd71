//! Confident AI's keys: masks, one-time secrets, rotation.

use serde_json::{Value, json};

use crate::Sandbox;

const KEYS: &str = "/v2/organization/api-keys";

async fn with_key(body: Value) -> (Sandbox, Value) {
    let sandbox = Sandbox::start();
    let key = sandbox.data(&format!("POST {KEYS}"), body).await;
    (sandbox, key)
}

fn mask(secret: &Value) -> String {
    let secret = secret.as_str().unwrap();
    format!("***************{}", &secret[secret.len() - 6..])
}

async fn status_with(sandbox: &Sandbox, secret: &Value) -> u16 {
    sandbox.confident_with(secret.as_str().unwrap(), "GET /v2/organization", Value::Null).await.status
}

async fn pass_hours(sandbox: &Sandbox, hours: i64) {
    sandbox.control("POST /settings", json!({"clock_offset_seconds": hours * 3600})).await;
}

#[tokio::test]
async fn secret_is_only_returned_on_create() {
    let (sandbox, key) = with_key(json!({"name": "ci"})).await;
    assert!(key["id"].is_i64());
    assert!(key["value"].as_str().unwrap().starts_with("confident_us_org_"));
    assert_eq!(key["expiresAt"], Value::Null);
    let listed = sandbox.data(&format!("GET {KEYS}"), Value::Null).await;
    assert_eq!(listed["apiKeys"][0]["value"], mask(&key["value"]));
    let read = sandbox.data(&format!("GET {KEYS}/{}", key["id"]), Value::Null).await;
    assert_eq!(read["value"], mask(&key["value"]));
    assert_eq!(read.as_object().unwrap().len(), 9);
}

#[tokio::test]
async fn keys_are_listed_newest_first() {
    let (sandbox, _) = with_key(json!({"name": "older"})).await;
    sandbox.data(&format!("POST {KEYS}"), json!({"name": "newer"})).await;
    let listed = sandbox.data(&format!("GET {KEYS}"), Value::Null).await;
    let names: Vec<&Value> = listed["apiKeys"].as_array().unwrap().iter().map(|key| &key["name"]).collect();
    assert_eq!(names, ["newer", "older", "Provider key"]);
}

#[tokio::test]
async fn reactivated_key_keeps_its_secret() {
    let (sandbox, key) = with_key(json!({"name": "ci"})).await;
    assert_eq!(status_with(&sandbox, &key["value"]).await, 200);
    let update = format!("PUT {KEYS}/{}", key["id"]);
    sandbox.data(&update, json!({"valid": false})).await;
    assert_eq!(status_with(&sandbox, &key["value"]).await, 401);
    sandbox.data(&update, json!({"valid": true})).await;
    assert_eq!(status_with(&sandbox, &key["value"]).await, 200);
}

#[tokio::test]
async fn rotation_without_grace_revokes_the_old_secret() {
    let (sandbox, key) = with_key(json!({"name": "ci"})).await;
    let rotated = sandbox.data(&format!("POST {KEYS}/{}/rotate", key["id"]), json!({})).await;
    assert_eq!(rotated["shadowValue"], Value::Null);
    assert_eq!((&rotated["id"], &rotated["name"]), (&key["id"], &key["name"]));
    assert_eq!(status_with(&sandbox, &key["value"]).await, 401);
    assert_eq!(status_with(&sandbox, &rotated["value"]).await, 200);
}

#[tokio::test]
async fn grace_period_accepts_both_and_warns_on_the_old() {
    let (sandbox, key) = with_key(json!({"name": "ci"})).await;
    let rotate = format!("POST {KEYS}/{}/rotate", key["id"]);
    let rotated = sandbox.data(&rotate, json!({"gracePeriodInHours": 2})).await;
    assert_eq!(rotated["value"], mask(&key["value"]));
    assert!(rotated["rotatesAt"].is_string());
    let check = async |secret: &Value, warned: bool| {
        let call = "GET /v2/organization";
        let answer = sandbox.confident_with(secret.as_str().unwrap(), call, Value::Null).await;
        assert_eq!(answer.status, 200);
        for header in ["sunset", "x-api-key-warning"] {
            assert_eq!(answer.headers.contains_key(header), warned, "{header}");
        }
    };
    check(&key["value"], true).await;
    check(&rotated["shadowValue"], false).await;
}

#[tokio::test]
async fn list_completes_a_rotation_but_get_does_not() {
    let (sandbox, key) = with_key(json!({"name": "ci"})).await;
    let rotate = format!("POST {KEYS}/{}/rotate", key["id"]);
    let rotated = sandbox.data(&rotate, json!({"gracePeriodInHours": 2})).await;
    pass_hours(&sandbox, 3).await;
    assert_eq!(status_with(&sandbox, &key["value"]).await, 401);
    assert_eq!(status_with(&sandbox, &rotated["shadowValue"]).await, 200);
    let get = format!("GET {KEYS}/{}", key["id"]);
    let stale = sandbox.data(&get, Value::Null).await;
    assert_eq!(stale["rotatesAt"], rotated["rotatesAt"]);
    assert_eq!(stale["value"], mask(&key["value"]));
    sandbox.data(&format!("GET {KEYS}"), Value::Null).await;
    let rotated_key = sandbox.data(&get, Value::Null).await;
    assert_eq!(rotated_key["value"], mask(&rotated["shadowValue"]));
    assert_eq!((&rotated_key["shadowValue"], &rotated_key["rotatesAt"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn rotating_expired_key_needs_new_expiry_and_no_grace() {
    let (sandbox, key) = with_key(json!({"name": "ci", "expiresInDays": 1})).await;
    pass_hours(&sandbox, 25).await;
    assert_eq!(status_with(&sandbox, &key["value"]).await, 401);
    let rotate = format!("POST {KEYS}/{}/rotate", key["id"]);
    for body in [json!({}), json!({"expiresInDays": 5, "gracePeriodInHours": 1})] {
        assert_eq!(sandbox.confident(&rotate, body.clone()).await.status, 400, "{body}");
    }
    let revived = sandbox.data(&rotate, json!({"expiresInDays": null})).await;
    assert_eq!(revived["expiresAt"], Value::Null);
    assert_eq!(status_with(&sandbox, &revived["value"]).await, 200);
}

#[tokio::test]
async fn rotation_keeps_expiry_and_never_exceeds_it() {
    let (sandbox, key) = with_key(json!({"name": "ci", "expiresInDays": 1})).await;
    let rotate = format!("POST {KEYS}/{}/rotate", key["id"]);
    let rotated = sandbox.data(&rotate, json!({"gracePeriodInHours": 48})).await;
    assert_eq!(rotated["expiresAt"], key["expiresAt"]);
    assert_eq!(rotated["rotatesAt"], key["expiresAt"]);
}

#[tokio::test]
async fn a_key_rotated_elsewhere_shows_another_mask() {
    let (sandbox, key) = with_key(json!({"name": "ci"})).await;
    sandbox.control("POST /rotate", json!({"key_id": key["id"]})).await;
    let read = sandbox.data(&format!("GET {KEYS}/{}", key["id"]), Value::Null).await;
    assert_ne!(read["value"], mask(&key["value"]));
    assert_eq!(status_with(&sandbox, &key["value"]).await, 401);
}

#[tokio::test]
async fn key_bodies_are_closed_typed_and_bounded() {
    let (sandbox, key) = with_key(json!({"name": "ci"})).await;
    let check = async |call: String, body: Value| {
        assert_eq!(sandbox.confident(&call, body.clone()).await.status, 400, "{call} {body}");
    };
    check(format!("POST {KEYS}"), json!({})).await;
    check(format!("POST {KEYS}"), json!({"name": ""})).await;
    check(format!("POST {KEYS}"), json!({"name": "x", "expiresInDays": 0})).await;
    check(format!("POST {KEYS}"), json!({"name": "x", "expiresInDays": null})).await;
    check(format!("PUT {KEYS}/{}", key["id"]), json!({"valid": "yes"})).await;
    check(format!("PUT {KEYS}/{}", key["id"]), json!({"valid": true, "name": "y"})).await;
    check(format!("POST {KEYS}/{}/rotate", key["id"]), json!({"gracePeriodInHours": -1})).await;
}

#[tokio::test]
async fn a_deleted_key_is_gone_and_its_secret_refused() {
    let (sandbox, key) = with_key(json!({"name": "ci"})).await;
    let path = format!("{KEYS}/{}", key["id"]);
    assert_eq!(sandbox.data(&format!("DELETE {path}"), Value::Null).await, json!({"id": key["id"]}));
    assert_eq!(sandbox.confident(&format!("GET {path}"), Value::Null).await.status, 404);
    assert_eq!(status_with(&sandbox, &key["value"]).await, 401);
}

#[tokio::test]
async fn a_project_key_may_not_administer() {
    let sandbox = Sandbox::start();
    let created = sandbox.data("POST /v2/projects", json!({"name": "alpha"})).await;
    assert_eq!(status_with(&sandbox, &created["apiKey"]["value"]).await, 403);
}
