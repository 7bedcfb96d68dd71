//! Planned faults and limits, as a client feels them.

use serde_json::{Value, json};

use crate::{Answer, Sandbox, answer};

const PROJECTS: &str = "/v2/projects";

async fn list(sandbox: &Sandbox) -> Answer {
    let request =
        sandbox.request(sandbox.variable("CONFIDENT_BASE_URL"), &format!("GET {PROJECTS}"), &Value::Null);
    // A planned answer need not be one of the contract's.
    answer(request.header("CONFIDENT_API_KEY", sandbox.variable("CONFIDENT_ORG_API_KEY"))).await
}

/// Creates a project and gives back the client's error, if it had one.
async fn create(sandbox: &Sandbox, name: &str) -> Result<String, reqwest::Error> {
    let body = json!({"name": name});
    let request = sandbox.request(sandbox.variable("CONFIDENT_BASE_URL"), &format!("POST {PROJECTS}"), &body);
    let response =
        request.header("CONFIDENT_API_KEY", sandbox.variable("CONFIDENT_ORG_API_KEY")).send().await?;
    response.text().await
}

async fn count(sandbox: &Sandbox) -> usize {
    list(sandbox).await.body["data"]["projects"].as_array().unwrap().len()
}

#[tokio::test]
async fn status_fault_skips_then_hits_as_often_as_set() {
    let sandbox = Sandbox::start();
    let fault = json!({"path": PROJECTS, "method": "GET", "status": 503, "skip": 1, "times": 2,
        "headers": {"retry-after": "1"}});
    sandbox.control("POST /faults", fault).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(list(&sandbox).await.status);
    }
    assert_eq!(statuses, [200, 503, 503, 200]);
    assert_eq!(sandbox.control("GET /faults", Value::Null).await, json!([]));
}

#[tokio::test]
async fn a_fault_hits_only_its_product_method_and_path() {
    let sandbox = Sandbox::start();
    for fault in [
        json!({"path": PROJECTS, "product": "corti", "status": 500}),
        json!({"path": PROJECTS, "method": "POST", "status": 500}),
        json!({"path": "/v2/projects/*/roles", "status": 500}),
    ] {
        sandbox.control("POST /faults", fault).await;
    }
    assert_eq!(list(&sandbox).await.status, 200);
    sandbox.control("DELETE /faults", Value::Null).await;
    assert_eq!(sandbox.control("GET /faults", Value::Null).await, json!([]));
}

#[tokio::test]
async fn a_fault_for_ever_lasts() {
    let sandbox = Sandbox::start();
    let body = "<html>bad gateway</html>";
    let fault = json!({"path": "*", "times": 0, "status": 502, "body": body, "content_type": "text/html"});
    sandbox.control("POST /faults", fault).await;
    for _ in 0..3 {
        let answer = list(&sandbox).await;
        assert_eq!((answer.status, &answer.body), (502, &json!(body)));
        assert_eq!(answer.headers["content-type"], "text/html");
    }
}

#[tokio::test]
async fn a_refusal_can_come_with_status_200() {
    let sandbox = Sandbox::start();
    let body = json!({"success": false, "error": "no"});
    sandbox.control("POST /faults", json!({"path": PROJECTS, "status": 200, "body": body})).await;
    let answer = list(&sandbox).await;
    assert_eq!((answer.status, answer.body), (200, body));
}

#[tokio::test]
async fn a_cut_before_the_write_changes_nothing() {
    let sandbox = Sandbox::start();
    sandbox.control("POST /faults", json!({"path": PROJECTS, "cut": "before_write"})).await;
    assert!(create(&sandbox, "alpha").await.is_err());
    assert_eq!(count(&sandbox).await, 0);
}

#[tokio::test]
async fn a_cut_after_the_write_leaves_the_object() {
    let sandbox = Sandbox::start();
    sandbox.control("POST /faults", json!({"path": PROJECTS, "cut": "after_write"})).await;
    assert!(create(&sandbox, "alpha").await.is_err());
    assert_eq!(count(&sandbox).await, 1);
    let journal = sandbox.control("GET /journal", Value::Null).await;
    assert_eq!((&journal[0]["status"], &journal[0]["fault"]), (&Value::Null, &json!("cut after_write")));
}

#[tokio::test]
async fn a_truncated_answer_leaves_the_object() {
    let sandbox = Sandbox::start();
    sandbox.control("POST /faults", json!({"path": PROJECTS, "truncate": true})).await;
    assert!(create(&sandbox, "alpha").await.is_err());
    assert_eq!(count(&sandbox).await, 1);
}

#[tokio::test]
async fn another_answer_can_stand_in_for_the_right_one() {
    let sandbox = Sandbox::start();
    sandbox.control("POST /faults", json!({"path": PROJECTS, "answer": {"body": "not json"}})).await;
    assert_eq!(create(&sandbox, "alpha").await.unwrap(), "not json");
    assert_eq!(count(&sandbox).await, 1);
}

#[tokio::test]
async fn a_client_that_gives_up_does_not_stop_the_write() {
    let sandbox = Sandbox::start();
    sandbox.control("POST /faults", json!({"path": PROJECTS, "method": "POST", "delay_ms": 500})).await;
    let journaled = async |wanted: fn(&Value) -> bool| {
        while !wanted(&sandbox.control("GET /journal", Value::Null).await[0]) {}
    };
    tokio::select! {
        answered = create(&sandbox, "alpha") => panic!("the answer was not delayed: {answered:?}"),
        () = journaled(Value::is_object) => {}
    }
    journaled(|entry| entry["status"] == 200).await;
    assert_eq!(count(&sandbox).await, 1);
}

#[tokio::test]
async fn contradictory_faults_are_refused() {
    let sandbox = Sandbox::start();
    for fault in [
        json!({"path": "*", "status": 500, "truncate": true}),
        json!({"path": "*", "body": "x"}),
        json!({"path": "*", "statue": 500}),
        json!({"status": 500}),
    ] {
        let request = sandbox.request(&sandbox.base_url, "POST /_sandbox/faults", &fault);
        assert_eq!(crate::answer(request).await.status, 400, "{fault}");
    }
}

#[tokio::test]
async fn rate_limit_is_per_product_with_retry_after() {
    let sandbox = Sandbox::start();
    sandbox.control("POST /settings", json!({"requests_per_minute": 2})).await;
    let (first, second, third) = (list(&sandbox).await, list(&sandbox).await, list(&sandbox).await);
    assert_eq!((first.status, second.status, third.status), (200, 200, 429));
    let seconds: u64 = third.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds));
    assert_eq!(third.body["success"], false);
    assert_eq!(sandbox.cortecs("GET /manage/api-keys", Value::Null).await.status, 200);
    sandbox.control("POST /settings", json!({"clock_offset_seconds": 61})).await;
    assert_eq!(list(&sandbox).await.status, 200);
}
