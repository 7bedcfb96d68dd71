//! Lists of sibling scopes are read beside those that are asked for: each once, and few in vain.

use std::time::Duration;

use serde_json::json;

use super::server::{Reply, Server};
use super::settings;
use crate::corti::Corti;
use crate::{Secret, Settings};

/// Corti with one user in each customer.
async fn server() -> Server {
    Server::start(|seen| {
        if seen.path == "/auth/token" {
            return Reply::Json(200, json!({"accessToken": "t", "tokenType": "bearer", "expiresIn": 3600}));
        }
        let user =
            json!({"id": "u", "email": "u@example.org", "firstName": "U", "lastName": "U", "enabled": true});
        Reply::Json(200, json!({"users": [user], "pagination": {"hasNextPage": false}}))
    })
    .await
}

fn corti(settings: &Settings) -> Corti {
    let corti = Corti::new(settings, "a@example.org", Secret::new("password-password")).unwrap();
    (0..20).for_each(|number| corti.allow_users_prefetch("p", &format!("c{number}")));
    corti
}

async fn ask(corti: &Corti, customers: std::ops::Range<usize>) {
    for number in customers {
        let users = corti.users("p", &format!("c{number}")).unwrap();
        assert!(users.find("u").await.unwrap().is_some());
    }
}

fn lists(server: &Server) -> Vec<String> {
    server.lines().into_iter().filter(|line| line.starts_with("GET ")).collect()
}

/// Waits for so many lists; the watch only ends a test that would never end.
async fn has_read(server: &Server, number: usize) {
    let reading = async {
        while lists(server).len() < number {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reading).await.expect("the lists are read");
}

#[tokio::test]
async fn prefetches_four_lists_per_list_after_the_first() {
    let server = server().await;
    let corti = corti(&settings(&server));
    ask(&corti, 0..1).await;
    assert_eq!(lists(&server).len(), 1);
    ask(&corti, 1..2).await;
    has_read(&server, 6).await;
    ask(&corti, 2..6).await;
    has_read(&server, 20).await;
    ask(&corti, 6..20).await;
    let mut lists = lists(&server);
    lists.sort();
    lists.dedup();
    assert_eq!((lists.len(), server.lines().len()), (20, 21), "each once, and a sign-in");
}

#[tokio::test]
async fn nothing_is_read_ahead_where_requests_are_limited() {
    let server = server().await;
    let limited = Settings { requests_per_minute: Some(100_000), ..settings(&server) };
    let one_at_once = Settings { max_concurrent_requests: 1, ..settings(&server) };
    for settings in [limited, one_at_once] {
        let before = lists(&server).len();
        ask(&corti(&settings), 0..5).await;
        assert_eq!(lists(&server).len() - before, 5, "{settings:?}");
    }
}
