//! Corti's sign-in: one for all, renewed in time, never repeated with a bad password.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::join_all;
use serde_json::json;

use super::server::{Reply, Seen, Server};
use super::settings;
use crate::Secret;
use crate::corti::Corti;

fn corti(server: &Server) -> Corti {
    Corti::new(&settings(server), "admin@example.org", Secret::new("login-password-1")).unwrap()
}

fn token(number: usize, seconds: u64) -> Reply {
    Reply::Json(
        200,
        json!({"accessToken": format!("token-{number}"), "tokenType": "bearer", "expiresIn": seconds}),
    )
}

fn quotas() -> Reply {
    Reply::Json(200, json!({"quotas": []}))
}

fn is_login(seen: &Seen) -> bool {
    seen.path == "/auth/token"
}

fn logins(server: &Server) -> usize {
    server.seen().iter().filter(|seen| is_login(seen)).count()
}

#[tokio::test]
async fn all_calls_share_one_login() {
    let server = Server::start(|seen| if is_login(seen) { token(1, 3600) } else { quotas() }).await;
    let corti = corti(&server);
    for outcome in join_all((0..20).map(|_| corti.project_quotas("p"))).await {
        outcome.unwrap();
    }
    assert_eq!(logins(&server), 1);
    let seen = server.seen();
    assert_eq!(seen[0].body, json!({"email": "admin@example.org", "password": "login-password-1"}));
    assert!(!seen[0].head.contains("authorization"), "the sign-in itself needs no token");
    assert!(seen[1..].iter().all(|seen| seen.head.contains("authorization: bearer token-1")));
}

#[tokio::test]
async fn an_expired_token_is_renewed_before_use() {
    let made = AtomicUsize::new(0);
    let server =
        Server::start(
            move |seen| {
                if is_login(seen) { token(made.fetch_add(1, Ordering::Relaxed), 0) } else { quotas() }
            },
        )
        .await;
    let corti = corti(&server);
    corti.project_quotas("p").await.unwrap();
    corti.project_quotas("p").await.unwrap();
    assert_eq!(logins(&server), 2);
}

#[tokio::test]
async fn a_token_that_claims_to_live_for_ever_is_used() {
    let server = Server::start(|seen| if is_login(seen) { token(1, u64::MAX) } else { quotas() }).await;
    let corti = corti(&server);
    corti.project_quotas("p").await.unwrap();
    corti.project_quotas("p").await.unwrap();
    assert_eq!(logins(&server), 1);
}

#[tokio::test]
async fn a_401_leads_to_one_new_login_and_one_more_try() {
    let made = AtomicUsize::new(0);
    let server = Server::start(move |seen| {
        if is_login(seen) {
            token(made.fetch_add(1, Ordering::Relaxed), 3600)
        } else if seen.head.contains("bearer token-0") {
            Reply::Json(401, json!({"message": "Invalid JWT"}))
        } else {
            quotas()
        }
    })
    .await;
    let corti = corti(&server);
    for outcome in join_all((0..8).map(|_| corti.project_quotas("p"))).await {
        outcome.unwrap();
    }
    assert_eq!(logins(&server), 2);
}

#[tokio::test]
async fn a_401_that_stays_is_an_error_after_one_more_try() {
    let server =
        Server::start(|seen| if is_login(seen) { token(1, 3600) } else { Reply::Json(401, json!({})) }).await;
    let error = corti(&server).project_quotas("p").await.unwrap_err();
    assert!(error.is_unauthorized() && !error.is_login(), "{error}");
    assert_eq!((logins(&server), server.lines().len()), (2, 4));
}

async fn check_refused(status: u16) {
    let server =
        Server::start(move |_| Reply::Json(status, json!({"error": "wrong password login-password-1"})))
            .await;
    let corti = corti(&server);
    for outcome in join_all((0..5).map(|_| corti.project_quotas("p"))).await {
        let error = outcome.unwrap_err();
        assert!(error.is_login() && error.is_unauthorized(), "{error}");
        assert_eq!(error.message(), "wrong password (sensitive)");
    }
    assert!(corti.access_token().await.is_err());
    assert_eq!(server.lines(), ["POST /auth/token"], "{status}");
}

#[tokio::test]
async fn a_refused_login_is_never_tried_again() {
    for status in [400, 401, 403] {
        check_refused(status).await;
    }
}

#[tokio::test]
async fn failed_sign_in_fails_all_waiters_and_is_retried() {
    let server = Server::start(|_| Reply::Json(500, json!({"message": "down"}))).await;
    let corti = corti(&server);
    let together = join_all((0..20).map(|_| corti.project_quotas("p"))).await;
    assert!(together.iter().all(Result::is_err));
    let first = logins(&server);
    assert!(first < 10, "{first} sign-ins for twenty calls that waited for one");
    let error = corti.project_quotas("p").await.unwrap_err();
    assert!(!error.next_step().is_some_and(|step| step.contains("not tried again")));
    assert!(logins(&server) > first, "a later call tries again");
}

#[tokio::test]
async fn a_login_honours_a_429_and_survives_a_cut() {
    let replies =
        vec![Reply::Raw(429, "retry-after: 0\r\n", String::new()), Reply::Cut, token(1, 3600), quotas()];
    let server = Server::script(replies).await;
    corti(&server).project_quotas("p").await.unwrap();
    assert_eq!(server.lines().len(), 4);
}

#[tokio::test]
async fn tokens_asked_for_at_once_try_a_wrong_password_once() {
    let server = Server::start(|_| Reply::Json(401, json!({"error": "wrong"}))).await;
    let corti = corti(&server);
    let tokens = join_all((0..6).map(|_| corti.access_token()));
    let (tokens, quotas) = tokio::join!(tokens, corti.project_quotas("p"));
    assert!(tokens.iter().all(Result::is_err) && quotas.is_err());
    assert_eq!(logins(&server), 1);
}
