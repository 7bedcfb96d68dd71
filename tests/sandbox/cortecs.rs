//! Cortecs' rules.

use serde_json::{Value, json};

use crate::{Sandbox, answer};

const KEYS: &str = "/manage/api-keys";
const SETTINGS: &str = "/manage/project-configs";

#[tokio::test]
async fn a_secret_is_shown_at_creation_and_never_again() {
    let sandbox = Sandbox::start();
    let created = sandbox.cortecs(&format!("POST {KEYS}"), json!({"name": "ci"})).await;
    assert_eq!(created.status, 201);
    assert_eq!(created.body["is_management_key"], false);
    assert!(created.body["created_at"].is_null());
    let secret = created.body["api_key"].as_str().unwrap().to_owned();
    let list = sandbox.cortecs(&format!("GET {KEYS}"), Value::Null).await.body;
    assert!(!list.to_string().contains(&secret), "{list}");
    assert_eq!(list["api_keys"][1]["name"], "ci");
    assert!(list["api_keys"][1]["created_at"].is_i64());
}

#[tokio::test]
async fn duplicates_limits_and_bad_bodies_share_a_status() {
    let sandbox = Sandbox::start();
    let check = async |body: Value| {
        assert_eq!(sandbox.cortecs(&format!("POST {KEYS}"), body.clone()).await.status, 400, "{body}");
    };
    check(json!({"name": "sandbox-management"})).await;
    check(json!({"name": ""})).await;
    check(json!({"name": 1})).await;
    check(json!({"name": "x", "is_management_key": "yes"})).await;
    check(json!({"name": "x", "budget": 1})).await;
    sandbox.control("POST /settings", json!({"cortecs_key_limit": 1})).await;
    check(json!({"name": "x"})).await;
}

#[tokio::test]
async fn deletes_keys_by_name_but_not_the_one_in_use() {
    let sandbox = Sandbox::start();
    sandbox.cortecs(&format!("POST {KEYS}"), json!({"name": "ci"})).await;
    let delete = format!("DELETE {KEYS}");
    let deleted = sandbox.cortecs(&delete, json!({"name": "ci"})).await;
    assert_eq!((deleted.status, &deleted.body["success"]), (200, &json!(true)));
    assert_eq!(sandbox.cortecs(&delete, json!({"name": "ci"})).await.status, 404);
    assert_eq!(sandbox.cortecs(&delete, json!({"name": "sandbox-management"})).await.status, 400);
    assert_eq!(sandbox.cortecs(&delete, Value::Null).await.status, 400);
}

#[tokio::test]
async fn an_inference_key_may_not_manage() {
    let sandbox = Sandbox::start();
    let created = sandbox.cortecs(&format!("POST {KEYS}"), json!({"name": "ci"})).await;
    let check = async |key: &str, status: u16| {
        let request =
            sandbox.request(sandbox.variable("CORTECS_BASE_URL"), &format!("GET {KEYS}"), &Value::Null);
        let refused = answer(request.bearer_auth(key)).await;
        assert_eq!(refused.status, status);
        assert!(refused.body["error"].is_string());
    };
    check(created.body["api_key"].as_str().unwrap(), 403).await;
    check("unknown", 401).await;
}

#[tokio::test]
async fn settings_put_replaces_all_and_checks_timestamps() {
    let sandbox = Sandbox::start();
    let before = sandbox.cortecs(&format!("GET {SETTINGS}"), Value::Null).await.body;
    let mut body = json!({
        "inference_config": {"allowed_providers": ["zeta", "alpha"], "max_tokens": 5},
        "created_at": before["created_at"],
        "updated_at": before["updated_at"],
        "allow_overwrite": null,
    });
    let put = format!("PUT {SETTINGS}");
    let answer = sandbox.cortecs(&put, body.clone()).await;
    assert_eq!((answer.status, answer.body), (200, json!({"success": true})));
    let after = sandbox.cortecs(&format!("GET {SETTINGS}"), Value::Null).await.body;
    assert_eq!(after["inference_config"], json!({"allowed_providers": ["alpha", "zeta"], "max_tokens": 5}));
    assert_eq!(after["allow_overwrite"], before["allow_overwrite"]);
    assert_eq!(after["created_at"], before["created_at"]);
    assert_ne!(after["updated_at"], before["updated_at"]);
    assert_eq!(sandbox.cortecs(&put, body.clone()).await.status, 400);
    body["updated_at"] = after["updated_at"].clone();
    assert_eq!(sandbox.cortecs(&put, body).await.status, 200);
}

#[tokio::test]
async fn settings_refuse_what_the_contract_does_not_list() {
    let sandbox = Sandbox::start();
    let stored = sandbox.cortecs(&format!("GET {SETTINGS}"), Value::Null).await.body;
    let check = async |config: Value| {
        let body = json!({
            "inference_config": config,
            "created_at": stored["created_at"],
            "updated_at": stored["updated_at"],
        });
        assert_eq!(sandbox.cortecs(&format!("PUT {SETTINGS}"), body).await.status, 400, "{config}");
    };
    check(json!({"preference": "fast"})).await;
    check(json!({"allowed_providers": "mistral"})).await;
    check(json!({"allowed_providers": [""]})).await;
    check(json!({"max_tokens": 0})).await;
    check(json!({"colour": "red"})).await;
    check(Value::Null).await;
}

#[tokio::test]
async fn the_balance_is_a_number_with_a_currency() {
    let sandbox = Sandbox::start();
    let balance = sandbox.cortecs("GET /manage/users/balance", Value::Null).await.body;
    assert_eq!(balance, json!({"current_balance": 100.0, "currency": "EUR"}));
}
