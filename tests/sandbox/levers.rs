//! What no API has: lists that lag, a second client that acts at a given request, further accounts.

use serde_json::{Value, json};

use crate::{Answer, Sandbox, answer};

const PROJECTS: &str = "/v2/projects";
const KEYS: &str = "/manage/api-keys";

/// The names a list of Confident AI's projects shows.
async fn names(sandbox: &Sandbox) -> Vec<String> {
    let listed = sandbox.data(&format!("GET {PROJECTS}"), Value::Null).await;
    listed["projects"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
}

async fn create(sandbox: &Sandbox, name: &str) -> Answer {
    sandbox.confident(&format!("POST {PROJECTS}"), json!({"name": name})).await
}

#[tokio::test]
async fn a_list_lags_by_time_for_every_write() {
    let sandbox = Sandbox::start();
    let id = create(&sandbox, "alpha").await.body["data"]["project"]["id"].as_str().unwrap().to_owned();
    sandbox.control("POST /lag", json!({"product": "confident", "ms": 60_000})).await;
    sandbox.data(&format!("PUT {PROJECTS}/{id}"), json!({"name": "renamed"})).await;
    create(&sandbox, "beta").await;
    assert_eq!(names(&sandbox).await, ["alpha"]);
    assert_eq!(sandbox.data(&format!("GET {PROJECTS}/{id}"), Value::Null).await["name"], "renamed");
    sandbox.data(&format!("DELETE {PROJECTS}/{id}"), Value::Null).await;
    assert_eq!(names(&sandbox).await, ["alpha"]);
    sandbox.control("POST /settings", json!({"clock_offset_seconds": 61})).await;
    assert_eq!(names(&sandbox).await, ["beta"]);
}

#[tokio::test]
async fn a_list_lags_by_answers() {
    let sandbox = Sandbox::start();
    let lag = json!({"product": "confident", "collection": "projects", "answers": 2});
    sandbox.control("POST /lag", lag.clone()).await;
    create(&sandbox, "alpha").await;
    create(&sandbox, "beta").await;
    let mut counts = Vec::new();
    for _ in 0..3 {
        counts.push(names(&sandbox).await.len());
    }
    assert_eq!(counts, [0, 0, 2]);
    assert_eq!(sandbox.control("GET /lag", Value::Null).await[0]["answers"], 2);
    create(&sandbox, "gamma").await;
    sandbox.control("DELETE /lag", Value::Null).await;
    assert_eq!(names(&sandbox).await.len(), 3);
}

#[tokio::test]
async fn only_the_lists_that_are_named_lag() {
    let sandbox = Sandbox::start();
    sandbox.control("POST /lag", json!({"product": "cortecs", "collection": "api_keys", "answers": 1})).await;
    create(&sandbox, "alpha").await;
    sandbox.cortecs(&format!("POST {KEYS}"), json!({"name": "ci"})).await;
    assert_eq!(names(&sandbox).await, ["alpha"]);
    let keys = async || {
        let listed = sandbox.cortecs(&format!("GET {KEYS}"), Value::Null).await.body;
        listed["api_keys"].as_array().unwrap().len()
    };
    assert_eq!((keys().await, keys().await), (1, 2));
}

#[tokio::test]
async fn a_lag_that_cannot_be_is_refused() {
    let sandbox = Sandbox::start();
    for lag in [
        json!({}),
        json!({"ms": 1, "answers": 1}),
        json!({"collection": "patients", "ms": 1}),
        json!({"product": "corti", "collection": "policies", "ms": 1}),
    ] {
        let request = sandbox.request(&sandbox.base_url, "POST /_sandbox/lag", &lag);
        assert_eq!(answer(request).await.status, 400, "{lag}");
    }
}

#[tokio::test]
async fn another_client_creates_same_object_during_cut() {
    let sandbox = Sandbox::start();
    let fault =
        json!({"path": PROJECTS, "method": "POST", "cut": "before_write", "before": [{"request": {}}]});
    sandbox.control("POST /faults", fault).await;
    let request = sandbox
        .request(
            sandbox.variable("CONFIDENT_BASE_URL"),
            &format!("POST {PROJECTS}"),
            &json!({"name": "alpha"}),
        )
        .header("CONFIDENT_API_KEY", sandbox.variable("CONFIDENT_ORG_API_KEY"));
    assert!(request.send().await.is_err());
    assert_eq!(names(&sandbox).await, ["alpha"]);
    let journal = sandbox.control("GET /journal", Value::Null).await;
    assert_eq!(journal.as_array().unwrap().len(), 2, "the other client is not in the journal");
}

#[tokio::test]
async fn another_client_acts_at_the_nth_request_of_its_body() {
    let sandbox = Sandbox::start();
    let edit = json!({"product": "confident", "collection": "projects", "match": {"name": "alpha"},
        "set": {"name": "theirs"}});
    let fault = json!({"path": PROJECTS, "match": {"name": "gamma"}, "after": [{"edit": edit}]});
    sandbox.control("POST /faults", fault).await;
    for name in ["alpha", "beta"] {
        create(&sandbox, name).await;
        assert!(names(&sandbox).await.contains(&"alpha".to_owned()));
    }
    assert_eq!(create(&sandbox, "gamma").await.status, 200);
    assert_eq!(names(&sandbox).await, ["beta", "gamma", "theirs"]);
}

#[tokio::test]
async fn a_seat_can_be_taken_at_a_request() {
    let sandbox = Sandbox::start();
    let plan =
        json!({"product": "confident", "collection": "organization", "match": {}, "set": {"plan": "FREE"}});
    sandbox.control("POST /edit", plan).await;
    let member = json!({"member": {"email": "nora@clinic.example", "role": "Member"}});
    let fault = json!({"path": "*/invitations", "method": "POST", "before": [member]});
    sandbox.control("POST /faults", fault).await;
    let invitation = json!({"emails": ["nurse@clinic.example"]});
    assert_eq!(sandbox.confident("POST /v2/organization/invitations", invitation).await.status, 403);
}

#[tokio::test]
async fn a_planned_change_that_changes_nothing_is_an_error() {
    let sandbox = Sandbox::start();
    let remove = json!({"product": "confident", "collection": "projects", "match": {"name": "nobody's"}});
    for change in [json!({"remove": remove}), json!({"rotate": {"key_id": 1}})] {
        sandbox.control("DELETE /journal", Value::Null).await;
        sandbox.control("POST /faults", json!({"path": PROJECTS, "before": [change]})).await;
        assert_eq!(create(&sandbox, "alpha").await.status, 500);
        let journal = sandbox.control("GET /journal", Value::Null).await;
        assert!(journal[0]["fault"].as_str().unwrap().starts_with("failed: "), "{journal}");
    }
    assert_eq!(names(&sandbox).await, [""; 0]);
}

#[tokio::test]
async fn added_owner_replaces_the_previous_owner() {
    let sandbox = Sandbox::start();
    let id = create(&sandbox, "alpha").await.body["data"]["project"]["id"].clone();
    for email in ["nora@clinic.example", "nils@clinic.example"] {
        let member = json!({"email": email, "project_id": id, "role": "Owner"});
        sandbox.control("POST /member", member).await;
    }
    let path = format!("GET /v2/projects/{}/members", id.as_str().unwrap());
    let members = sandbox.data(&path, Value::Null).await["members"].clone();
    let role = |place: usize| members[place]["projectRole"]["name"].clone();
    assert_eq!((role(0), role(1)), (json!("Manager"), json!("Owner")));
    let unknown = json!({"email": "nora@clinic.example", "role": "Nobody"});
    let request = sandbox.request(&sandbox.base_url, "POST /_sandbox/member", &unknown);
    assert_eq!(answer(request).await.status, 400);
}

#[tokio::test]
async fn second_client_sees_why_the_api_rejects() {
    let sandbox = Sandbox::start();
    let body = json!({"product": "cortecs", "method": "POST", "path": KEYS, "body": {"name": "ci"}});
    assert_eq!(sandbox.control("POST /request", body.clone()).await["name"], "ci");
    let again = answer(sandbox.request(&sandbox.base_url, "POST /_sandbox/request", &body)).await;
    assert_eq!(again.status, 400);
    assert!(again.body["error"].as_str().unwrap().contains("400"), "{}", again.body);
    assert_eq!(sandbox.control("GET /journal", Value::Null).await, json!([]));
}

#[tokio::test]
async fn second_account_has_own_credentials_and_objects() {
    let mut sandbox = Sandbox::start();
    create(&sandbox, "ours").await;
    let ours = sandbox.environment.clone();
    let theirs = sandbox.control("POST /accounts", json!({"name": "theirs"})).await;
    assert_eq!(theirs["CONFIDENT_BASE_URL"], ours["CONFIDENT_BASE_URL"].as_str());
    sandbox.environment = serde_json::from_value(theirs).unwrap();

    assert_eq!(names(&sandbox).await, [""; 0]);
    create(&sandbox, "theirs").await;
    sandbox.cortecs(&format!("POST {KEYS}"), json!({"name": "theirs"})).await;
    let project = sandbox.variable("CORTI_PROJECT_ID").to_owned();
    assert_eq!(sandbox.corti(&format!("GET /projects/{project}/customers"), Value::Null).await.status, 200);
    assert_eq!(sandbox.corti("GET /projects/sandbox/customers", Value::Null).await.status, 404);
    let state = sandbox.control("GET /state?account=theirs", Value::Null).await;
    assert_eq!(state["tables"]["cortecs"]["api_keys"][1]["name"], "theirs");

    sandbox.environment = ours;
    assert_eq!(names(&sandbox).await, ["ours"]);
    let keys = sandbox.cortecs(&format!("GET {KEYS}"), Value::Null).await.body;
    assert_eq!(keys["api_keys"].as_array().unwrap().len(), 1);
    assert!(sandbox.control("GET /accounts", Value::Null).await["theirs"]["CORTI_EMAIL"].is_string());
}

#[tokio::test]
async fn an_unknown_account_or_change_is_refused() {
    let sandbox = Sandbox::start();
    for call in ["GET /_sandbox/state?account=nobody", "POST /_sandbox/explode"] {
        let refused = answer(sandbox.request(&sandbox.base_url, call, &json!({}))).await;
        assert_eq!(refused.status, 400, "{call}: {}", refused.body);
    }
}
