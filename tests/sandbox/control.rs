//! The control path: journal, state, meddling, seeds, settings and secrets.

use std::time::Instant;

use serde_json::{Value, json};

use crate::{Sandbox, answer};

#[tokio::test]
async fn the_journal_holds_every_request_as_it_was_sent() {
    let sandbox = Sandbox::start();
    sandbox.confident("POST /v2/projects?dry=1", json!({"name": "alpha"})).await;
    sandbox.confident_with("wrong", "GET /v2/projects/a%2Fb", Value::Null).await;
    let journal = sandbox.control("GET /journal", Value::Null).await;
    let entry = |place: usize| {
        let mut entry = journal[place].clone();
        assert!(entry["at_ms"].is_i64());
        entry.as_object_mut().unwrap().remove("at_ms");
        entry
    };
    assert_eq!(journal.as_array().unwrap().len(), 2);
    assert_eq!(
        entry(0),
        json!({"seq": 1, "product": "confident", "method": "POST", "path": "/v2/projects", "query": {"dry": "1"},
            "body": {"name": "alpha"}, "status": 200, "authorized": true})
    );
    assert_eq!(
        entry(1),
        json!({"seq": 2, "product": "confident", "method": "GET", "path": "/v2/projects/a%2Fb", "query": {},
            "body": null, "status": 401, "authorized": false})
    );
    sandbox.control("DELETE /journal", Value::Null).await;
    assert_eq!(sandbox.control("GET /journal", Value::Null).await, json!([]));
}

#[tokio::test]
async fn a_failed_log_in_is_journaled_as_unauthorized() {
    let sandbox = Sandbox::start();
    let base_url = sandbox.variable("CORTI_BASE_URL");
    for password in ["sandbox-password-0001", "wrong"] {
        let body = json!({"email": "admin@sandbox.example", "password": password});
        answer(sandbox.request(base_url, "POST /auth/token", &body)).await;
    }
    let journal = sandbox.control("GET /journal", Value::Null).await;
    assert_eq!((&journal[0]["authorized"], &journal[1]["authorized"]), (&json!(true), &json!(false)));
}

#[tokio::test]
async fn every_answer_carries_a_request_id_of_its_own() {
    let sandbox = Sandbox::start();
    let first = sandbox.confident("GET /v2/projects", Value::Null).await;
    let second = sandbox.cortecs("GET /nowhere", Value::Null).await;
    assert_eq!((first.status, second.status), (200, 404));
    assert_ne!(first.headers["x-request-id"], second.headers["x-request-id"]);
}

#[tokio::test]
async fn control_changes_are_not_in_the_journal() {
    let sandbox = Sandbox::start();
    let project = sandbox.data("POST /v2/projects", json!({"name": "alpha"})).await["project"].clone();
    sandbox.control("DELETE /journal", Value::Null).await;
    let wanted = json!({"id": project["id"]});
    let edit =
        json!({"product": "confident", "collection": "projects", "match": wanted, "set": {"name": "beta"}});
    assert_eq!(sandbox.control("POST /edit", edit).await, json!({"changed": 1}));
    assert_eq!(sandbox.control("GET /journal", Value::Null).await, json!([]));
    let get = format!("GET /v2/projects/{}", project["id"].as_str().unwrap());
    assert_eq!(sandbox.data(&get, Value::Null).await["name"], "beta");
    let remove = json!({"product": "confident", "collection": "projects", "match": wanted});
    assert_eq!(sandbox.control("POST /remove", remove.clone()).await, json!({"changed": 1}));
    assert_eq!(sandbox.control("POST /remove", remove).await, json!({"changed": 0}));
    assert_eq!(sandbox.confident(&get, Value::Null).await.status, 404);
}

#[tokio::test]
async fn unknown_collection_error_lists_known_ones() {
    let sandbox = Sandbox::start();
    let body = json!({"product": "corti", "collection": "patients"});
    let refused = answer(sandbox.request(&sandbox.base_url, "POST /_sandbox/remove", &body)).await;
    assert_eq!(refused.status, 400);
    assert!(refused.body["error"].as_str().unwrap().contains("customers"), "{}", refused.body);
}

#[tokio::test]
async fn seeds_are_numbered_on_and_listed() {
    let sandbox = Sandbox::start();
    let seed = async |body: Value| sandbox.control("POST /seed", body).await;
    seed(json!({"product": "corti", "collection": "customers", "count": 2})).await;
    seed(json!({"product": "corti", "collection": "customers", "count": 1})).await;
    let customers = sandbox.corti("GET /projects/sandbox/customers", Value::Null).await.body;
    assert_eq!(customers["customers"][2]["customerId"], "seed-0003");
    let users = json!({"product": "corti", "collection": "users", "count": 2, "customer_id": "seed-0001"});
    seed(users).await;
    let users = sandbox.corti("GET /projects/sandbox/customers/seed-0001/users", Value::Null).await.body;
    assert_eq!(users["users"][1]["email"], "seed-0002@sandbox.example");
    seed(json!({"product": "cortecs", "collection": "api_keys", "count": 2})).await;
    let keys = sandbox.cortecs("GET /manage/api-keys", Value::Null).await.body;
    assert_eq!(keys["api_keys"][2]["name"], "seed-0002");
    seed(json!({"product": "confident", "collection": "projects", "count": 1})).await;
    let projects = sandbox.data("GET /v2/projects", Value::Null).await;
    let id = projects["projects"][0]["id"].as_str().unwrap();
    let below = [
        ("members", "members"),
        ("invitations", "invitations"),
        ("roles", "roles"),
        ("policies", "policies"),
        ("api_keys", "apiKeys"),
    ];
    for (collection, member) in below {
        for scope in [json!(null), json!(id)] {
            seed(json!({"product": "confident", "collection": collection, "count": 3, "project_id": scope}))
                .await;
        }
        let path = collection.replace('_', "-");
        let listed = sandbox.data(&format!("GET /v2/projects/{id}/{path}"), Value::Null).await;
        assert!(listed[member].as_array().unwrap().len() >= 3, "{collection}: {listed}");
    }
}

#[tokio::test]
async fn control_settings_reject_unknown_names() {
    let sandbox = Sandbox::start();
    sandbox.control("POST /settings", json!({"token_seconds": 5})).await;
    sandbox.control("POST /settings", json!({"corti_page_cap": 7})).await;
    let settings = sandbox.control("GET /settings", Value::Null).await;
    assert_eq!((&settings["token_seconds"], &settings["corti_page_cap"]), (&json!(5), &json!(7)));
    let body = json!({"speed": 5});
    assert_eq!(
        answer(sandbox.request(&sandbox.base_url, "POST /_sandbox/settings", &body)).await.status,
        400
    );
}

#[tokio::test]
async fn every_secret_given_configured_or_received_is_known() {
    let sandbox = Sandbox::start();
    let project = sandbox.data("POST /v2/projects", json!({"name": "alpha"})).await;
    let invited =
        sandbox.data("POST /v2/organization/invitations", json!({"emails": ["a@acme.example"]})).await;
    let key = sandbox.cortecs("POST /manage/api-keys", json!({"name": "ci"})).await.body;
    sandbox.corti("GET /projects/sandbox/customers", Value::Null).await;
    let body =
        json!({"email": "a@b.example", "firstName": "A", "lastName": "B", "password": "received-password-1"});
    sandbox.corti("POST /projects/sandbox/customers/none/users", body).await;
    sandbox.confident_with("received-key", "GET /v2/projects", Value::Null).await;
    let secrets = sandbox.control("GET /secrets", Value::Null).await;
    for secret in [
        &project["apiKey"]["value"],
        &invited["invitations"][0]["token"],
        &key["api_key"],
        &json!(sandbox.variable("CONFIDENT_ORG_API_KEY")),
        &json!(sandbox.variable("CORTECS_MANAGEMENT_KEY")),
        &json!(sandbox.corti_token.get().unwrap()),
        &json!("sandbox-password-0001"),
        &json!("received-password-1"),
        &json!("received-key"),
    ] {
        assert!(secrets.as_array().unwrap().contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn the_state_can_be_taken_and_put_back() {
    let sandbox = Sandbox::start();
    let before = sandbox.control("GET /state", Value::Null).await;
    sandbox.data("POST /v2/projects", json!({"name": "alpha"})).await;
    sandbox.control("PUT /state", before).await;
    assert_eq!(sandbox.data("GET /v2/projects", Value::Null).await, json!({"projects": []}));
}

#[tokio::test]
async fn a_large_state_can_be_put_back_too() {
    let sandbox = Sandbox::start();
    sandbox
        .control("POST /seed", json!({"product": "confident", "collection": "projects", "count": 5000}))
        .await;
    let state = sandbox.control("GET /state", Value::Null).await;
    sandbox.control("PUT /state", state).await;
}

#[tokio::test]
async fn latency_holds_up_every_answer_of_an_api() {
    let sandbox = Sandbox::start();
    sandbox.control("POST /settings", json!({"latency_ms": 80})).await;
    let start = Instant::now();
    assert_eq!(sandbox.confident("GET /v2/projects", Value::Null).await.status, 200);
    assert!(start.elapsed().as_millis() >= 80, "{:?}", start.elapsed());
}
