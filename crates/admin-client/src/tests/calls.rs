//! What one call does with each kind of answer: repeat, calm, refuse, give up.

use std::time::{Duration, Instant};

use serde_json::json;

use super::server::{Reply, Server};
use super::settings;
use crate::confident::{Confident, Invitation, Scope};
use crate::cortecs::{Cortecs, NewApiKey};
use crate::{Error, Happened, Kind, NotSent, Secret, Settings};

fn cortecs(settings: &Settings) -> Cortecs {
    Cortecs::new(settings, &Secret::new("management-key-1")).unwrap()
}

fn confident(settings: &Settings) -> Confident {
    Confident::new(settings, &Secret::new("confident_us_org_key1"), None).unwrap()
}

fn balance() -> Reply {
    Reply::Json(200, json!({"current_balance": 1.5, "currency": "EUR"}))
}

/// Reads the balance from a server with these replies.
async fn read(replies: Vec<Reply>) -> (Result<f64, Error>, usize) {
    let server = Server::script(replies).await;
    let balance = cortecs(&settings(&server)).balance().await;
    (balance.map(|it| it.current_balance), server.lines().len())
}

async fn check(replies: Vec<Reply>, requests: usize) {
    let (balance, sent) = read(replies).await;
    assert_eq!((balance.unwrap(), sent), (1.5, requests));
}

#[tokio::test]
async fn a_read_is_repeated_until_it_is_answered() {
    check(vec![balance()], 1).await;
    check(vec![Reply::Cut, balance()], 2).await;
    check(vec![Reply::CutBody(json!({"current_balance": 1.5})), balance()], 2).await;
    check(vec![Reply::Json(500, json!({})), Reply::Raw(502, "", "<html>".to_owned()), balance()], 3).await;
    check(vec![Reply::Raw(503, "retry-after: 0\r\n", String::new()), balance()], 2).await;
    check(vec![Reply::Json(429, json!({})), Reply::Json(429, json!({})), balance()], 3).await;
    check(vec![Reply::Raw(302, "location: /elsewhere\r\n", String::new()), balance()], 2).await;
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_named() {
    let server = Server::script(Vec::new()).await;
    let settings = Settings { base_url: Some("http://127.0.0.1:1".to_owned()), ..settings(&server) };
    let error = cortecs(&settings).balance().await.unwrap_err();
    let said = error.to_string();
    assert!(
        said.starts_with("GET /manage/users/balance: the server could not be reached (127.0.0.1: "),
        "{said}"
    );
}

#[tokio::test]
async fn a_refusal_says_where_to_look() {
    for (status, body, expected) in [
        (404, "not the server you want", "The response did not come from the API. Check `base_url`."),
        (
            404,
            "{}",
            "An object in the request does not exist, or the credentials do not have access to it. Check the IDs.",
        ),
        (401, "{}", "Check `management_key`."),
    ] {
        let server = Server::script(vec![Reply::Raw(status, "", body.to_owned())]).await;
        let settings = Settings { credential: "`management_key`".to_owned(), ..settings(&server) };
        let error = cortecs(&settings).balance().await.unwrap_err();
        assert_eq!(error.next_step().as_deref(), Some(expected), "{status} {body}");
    }
}

#[tokio::test]
async fn attempts_are_bounded_and_counted() {
    let (balance, sent) = read((0..9).map(|_| Reply::Json(503, json!({"error": "down"}))).collect()).await;
    let error = balance.unwrap_err();
    assert_eq!((sent, error.attempts()), (5, 5));
    assert_eq!(error.to_string(), "GET /manage/users/balance: HTTP 503 (down, request ID req-1, 5 attempts)");
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_refused() {
    let location = "location: http://127.0.0.1:9/stolen\r\n";
    let (balance, sent) = read(vec![Reply::Raw(302, location, String::new())]).await;
    let error = balance.unwrap_err();
    assert_eq!((sent, error.status()), (1, Some(302)));
    assert_eq!(error.message(), "redirects to another host are not followed");
}

#[tokio::test]
async fn a_pause_longer_than_the_budget_is_not_waited_for() {
    let began = Instant::now();
    let server = Server::script(vec![Reply::Raw(429, "retry-after: 3600\r\n", String::new())]).await;
    let cortecs = cortecs(&settings(&server));
    assert_eq!(cortecs.balance().await.unwrap_err().status(), Some(429));
    let next = cortecs.balance().await.unwrap_err();
    assert!(matches!(next.kind(), Kind::Unsent { why: NotSent::Paused, .. }), "{next}");
    assert_eq!((server.lines().len(), cortecs.client().request_stats().too_many), (1, 1));
    assert!(began.elapsed() < Duration::from_mins(1));
}

#[tokio::test]
async fn one_429_calms_all_requests_of_the_product() {
    let mut answered_429 = false;
    let server = Server::start(move |_| {
        if std::mem::replace(&mut answered_429, true) {
            balance()
        } else {
            Reply::Raw(429, "retry-after: 1\r\n", String::new())
        }
    })
    .await;
    let cortecs = cortecs(&settings(&server));
    let began = Instant::now();
    // One at a time, so that the others have not been sent when the first is refused.
    let cortecs = std::sync::Arc::new(cortecs);
    let first = tokio::spawn({
        let cortecs = std::sync::Arc::clone(&cortecs);
        async move { cortecs.balance().await }
    });
    while cortecs.client().request_stats().too_many == 0 {
        tokio::task::yield_now().await;
    }
    cortecs.balance().await.unwrap();
    first.await.unwrap().unwrap();
    assert!(began.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.lines().len(), 3);
}

#[tokio::test]
async fn a_stop_ends_waits_and_later_calls_work_again() {
    let replies = vec![Reply::Raw(503, "retry-after: 1\r\n", String::new()), balance()];
    let server = Server::script(replies).await;
    let cortecs = std::sync::Arc::new(cortecs(&settings(&server)));
    let waiting = tokio::spawn({
        let cortecs = std::sync::Arc::clone(&cortecs);
        async move { cortecs.balance().await }
    });
    while server.lines().is_empty() {
        tokio::task::yield_now().await;
    }
    // The answer may still be on its way; a stop during the request takes effect at the wait that follows.
    cortecs.client().stop().cancel_waits();
    let error = waiting.await.unwrap().unwrap_err();
    assert!(error.was_interrupted() && error.status() == Some(503), "{error}");
    assert!(cortecs.balance().await.is_ok());
}

#[tokio::test]
async fn nothing_listening_is_unsent() {
    let settings =
        Settings { base_url: Some("http://127.0.0.1:9".to_owned()), max_retries: 0, ..Settings::default() };
    let error = cortecs(&settings).balance().await.unwrap_err();
    assert_eq!((error.happened(), error.attempts()), (Happened::No, 1), "{error}");
    assert!(matches!(error.kind(), Kind::Unsent { why: NotSent::Unreachable, .. }));
}

#[tokio::test]
async fn a_silent_server_runs_into_the_time_limit() {
    let server = Server::script(vec![Reply::Silence]).await;
    let settings =
        Settings { request_timeout: Some(Duration::from_millis(50)), max_retries: 0, ..settings(&server) };
    let error = cortecs(&settings).balance().await.unwrap_err();
    assert_eq!(error.happened(), Happened::Perhaps);
    assert_eq!(error.message(), "the request timed out");
}

#[tokio::test]
async fn an_answer_too_large_is_not_kept() {
    let server = Server::script(vec![Reply::Raw(200, "", "x".repeat(33 * 1024 * 1024))]).await;
    let error = cortecs(&settings(&server)).balance().await.unwrap_err();
    assert_eq!(error.message(), "the response is larger than 16 MiB");
}

#[tokio::test]
async fn success_false_is_a_refusal_whatever_the_status() {
    let refusal = json!({"success": false, "error": "Plan limit reached", "data": null});
    let server = Server::script(vec![Reply::Json(200, refusal.clone()), Reply::Json(200, refusal)]).await;
    let confident = confident(&settings(&server));
    let error = confident.organization().await.unwrap_err();
    assert_eq!((error.status(), error.message()), (Some(200), "Plan limit reached"));
    let error = confident.projects().unwrap().delete("p").await.unwrap_err();
    assert_eq!((error.status(), error.happened()), (Some(200), Happened::No));
}

#[tokio::test]
async fn an_answer_without_data_is_unreadable() {
    let server = Server::script(vec![Reply::Json(200, json!({"success": true}))]).await;
    let error = confident(&settings(&server)).organization().await.unwrap_err();
    assert_eq!((error.happened(), error.message()), (Happened::Yes, "`data` is missing"));
}

#[tokio::test]
async fn an_email_is_never_sent_twice() {
    let server = Server::script(vec![Reply::Cut, Reply::Cut]).await;
    let confident = confident(&settings(&server));
    let resent: Result<Invitation, Error> =
        confident.invitations(&Scope::Organization).unwrap().resend(7).await;
    assert_eq!(resent.unwrap_err().happened(), Happened::Perhaps);
    assert_eq!(server.lines(), ["PUT /v2/organization/invitations/7"]);
}

#[tokio::test]
async fn a_refusal_after_a_cut_may_have_happened() {
    let server = Server::script(vec![Reply::Cut, Reply::Json(400, json!({"error": "no"}))]).await;
    let error = confident(&settings(&server)).edit_organization("n").await.unwrap_err();
    assert_eq!((error.status(), error.happened(), error.attempts()), (Some(400), Happened::Perhaps, 2));
}

#[tokio::test]
async fn warns_once_about_the_key_in_use() {
    let answer = || {
        let body =
            json!({"success": true, "data": {"id": "o", "name": "n", "plan": "FREE", "created_at": "x"}});
        Reply::Raw(200, "x-api-key-warning: rotated out\r\n", body.to_string())
    };
    let server = Server::script(vec![answer(), answer()]).await;
    let confident = confident(&settings(&server));
    confident.organization().await.unwrap();
    assert_eq!(
        confident.client().take_notices(),
        ["the API sent a notice about the credentials: x-api-key-warning: rotated out"]
    );
    confident.organization().await.unwrap();
    assert!(confident.client().take_notices().is_empty());
}

#[tokio::test]
async fn requests_carry_the_key_and_the_user_agent() {
    let server = Server::script(vec![balance()]).await;
    cortecs(&Settings { user_agent: "ours/1".to_owned(), ..settings(&server) }).balance().await.unwrap();
    let head = &server.seen()[0].head;
    for line in ["authorization: bearer management-key-1", "user-agent: ours/1", "accept: application/json"] {
        assert!(head.contains(line), "{head}");
    }
}

fn check_setting(settings: &Settings, message: &str) {
    let error = Cortecs::new(settings, &Secret::new("management-key-1")).unwrap_err();
    assert_eq!(error.to_string(), message);
}

#[test]
fn a_setting_that_cannot_be_used_is_named() {
    let default = Settings::default;
    check_setting(
        &Settings { max_concurrent_requests: 0, ..default() },
        "`max_concurrent_requests` must be at least 1",
    );
    check_setting(
        &Settings { requests_per_minute: Some(0), ..default() },
        "`requests_per_minute` must be at least 1",
    );
    check_setting(
        &Settings { request_timeout: Some(Duration::ZERO), ..default() },
        "`request_timeout` must be greater than zero",
    );
    check_setting(
        &Settings { ca_certificate_file: Some("no/such/file.pem".into()), ..default() },
        "`ca_certificate_file` cannot be read: No such file or directory (os error 2)",
    );
    check_setting(
        &Settings { ca_certificate_file: Some("Cargo.toml".into()), ..default() },
        "`ca_certificate_file` contains no certificate",
    );
    check_setting(
        &Settings { base_url: Some("http://api.example.org".to_owned()), ..default() },
        "`base_url` must start with `https://` (`http://` is accepted for loopback addresses only)",
    );
}

#[tokio::test]
async fn our_own_limit_makes_requests_wait() {
    let server = Server::start(|_| balance()).await;
    let cortecs = cortecs(&Settings { requests_per_minute: Some(1), ..settings(&server) });
    cortecs.balance().await.unwrap();
    let stop = async { cortecs.client().stop().cancel_waits() };
    let (second, ()) = tokio::join!(cortecs.balance(), stop);
    assert!(second.unwrap_err().was_interrupted());
    assert_eq!((server.lines().len(), cortecs.client().request_stats().waits), (1, 1));
}

/// Deletes a key from a server that answers so and lists these keys afterwards.
async fn delete_key(reply: Reply, listed: serde_json::Value) -> (Result<(), Error>, Vec<String>) {
    let list = || Reply::Json(200, json!({"api_keys": listed}));
    let server = Server::script([reply].into_iter().chain((0..4).map(|_| list())).collect()).await;
    let deleted = cortecs(&settings(&server)).api_keys().unwrap().delete("k").await;
    (deleted, server.lines())
}

#[tokio::test]
async fn a_deletion_is_believed_only_in_the_apis_own_form() {
    let html = |status| Reply::Raw(status, "", "<html>Welcome</html>".to_owned());
    for (reply, happened) in [
        (Reply::Json(200, json!({"success": false, "message": "in use"})), Happened::No),
        (html(200), Happened::Perhaps),
        (Reply::Json(200, json!(["welcome"])), Happened::Perhaps),
        (html(404), Happened::No),
    ] {
        let (deleted, lines) = delete_key(reply, json!([])).await;
        assert_eq!((deleted.unwrap_err().happened(), lines.len()), (happened, 1));
    }
    let (deleted, lines) =
        delete_key(Reply::Json(200, json!({"success": true, "deleted": 1})), json!([])).await;
    assert!(deleted.is_ok() && lines.len() == 1, "{lines:?}");
}

#[tokio::test]
async fn a_404_to_a_deletion_needs_a_list_that_agrees() {
    let not_found = || Reply::Json(404, json!({"error": "no such key"}));
    let (deleted, lines) = delete_key(not_found(), json!([])).await;
    assert!(deleted.is_ok() && lines.len() == 2, "{lines:?}");
    let (deleted, lines) = delete_key(not_found(), json!([{"name": "k", "created_at": 1}])).await;
    assert!(deleted.unwrap_err().is_not_found() && lines.len() == 4, "{lines:?}");
}

#[tokio::test]
async fn success_false_rejects_a_write_in_every_product() {
    let refusal = || Reply::Json(200, json!({"success": false, "error": "no"}));
    let server = Server::script(vec![refusal(), refusal()]).await;
    let error = confident(&settings(&server)).edit_organization("n").await.unwrap_err();
    assert_eq!((error.happened(), error.message()), (Happened::No, "no"));
    let keys = cortecs(&settings(&server));
    let new = NewApiKey { name: "k", is_management_key: false, is_generated_name: false };
    let error = keys.api_keys().unwrap().create(&new).await.unwrap_err();
    assert_eq!((error.happened(), error.message()), (Happened::No, "no"));
}

#[tokio::test]
async fn rejection_after_lost_response_is_not_retried() {
    let (balance, sent) = read(vec![Reply::Cut, Reply::Json(404, json!({"error": "no"}))]).await;
    assert_eq!((balance.unwrap_err().status(), sent), (Some(404), 2));
}
