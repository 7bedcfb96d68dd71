//! One list serves all readers; it is complete or an error; "gone" needs another read.

use std::sync::{Arc, Mutex};

use futures::future::join_all;
use serde_json::{Value, json};

use super::server::{Reply, Seen, Server};
use super::settings;
use crate::confident::{Confident, Scope};
use crate::corti::{Corti, CustomerEdit, NewCustomer};
use crate::{Secret, Settings};

type Store = Arc<Mutex<Vec<String>>>;

fn customer(id: &str) -> Value {
    json!({"customerId": id, "displayName": id, "tenantName": "base", "region": "eu"})
}

fn user(id: &str) -> Value {
    json!({"id": id, "email": "u@example.org", "firstName": "U", "lastName": "U", "enabled": true})
}

fn number(seen: &Seen, name: &str) -> usize {
    let (_, rest) = seen.path.split_once(&format!("{name}=")).unwrap_or_default();
    rest.split('&').next().and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// Corti with these customers, at most `cap` on a page, in the newer or older form of pages.
async fn corti_with(customers: &[&str], cap: usize, newer: bool) -> (Server, Store) {
    let store: Store = Arc::new(Mutex::new(customers.iter().map(|id| (*id).to_owned()).collect()));
    let shared = Arc::clone(&store);
    let server = Server::start(move |seen| {
        let mut store = shared.lock().unwrap();
        match seen.method.as_str() {
            _ if seen.path == "/auth/token" => {
                Reply::Json(200, json!({"accessToken": "t", "tokenType": "bearer", "expiresIn": 3600}))
            }
            "POST" => {
                let id = seen.body["customerId"].as_str().unwrap().to_owned();
                store.push(id.clone());
                Reply::Json(201, customer(&id))
            }
            "DELETE" => {
                let id = seen.path.rsplit('/').next().unwrap();
                store.retain(|other| other != id);
                Reply::Raw(204, "", String::new())
            }
            "PATCH" => {
                let (old, new) =
                    (seen.path.rsplit('/').next().unwrap(), seen.body["customerId"].as_str().unwrap());
                store.retain(|id| id != old);
                store.push(new.to_owned());
                Reply::Json(200, customer(new))
            }
            "GET" if seen.path.contains("/users") => {
                if store.iter().any(|id| seen.path.contains(&format!("/{id}/"))) {
                    Reply::Json(200, json!({"users": [user("u")], "pagination": {"hasNextPage": false}}))
                } else {
                    Reply::Json(404, json!({"error": "no such customer"}))
                }
            }
            _ => {
                let (page, size) = (number(seen, "page"), number(seen, "pageSize").min(cap));
                let items: Vec<Value> =
                    store.iter().skip((page - 1) * size).take(size).map(|id| customer(id)).collect();
                let mut pagination = json!({"page": page, "pageSize": size});
                if newer {
                    pagination["hasNextPage"] = (page * size < store.len()).into();
                } else {
                    pagination["total"] = store.len().into();
                }
                Reply::Json(200, json!({"customers": items, "pagination": pagination}))
            }
        }
    })
    .await;
    (server, store)
}

fn corti(settings: &Settings) -> Corti {
    Corti::new(settings, "a@example.org", Secret::new("password-password")).unwrap()
}

fn lists(server: &Server) -> usize {
    server.lines().iter().filter(|line| line.starts_with("GET ")).count()
}

#[tokio::test]
async fn a_thousand_readers_cost_one_list() {
    let ids: Vec<String> = (0..1000).map(|number| format!("c{number}")).collect();
    for newer in [true, false] {
        let (server, _) = corti_with(&ids.iter().map(String::as_str).collect::<Vec<_>>(), 100, newer).await;
        let corti = corti(&settings(&server));
        let customers = corti.customers("p").unwrap();
        for (id, found) in ids.iter().zip(join_all(ids.iter().map(|id| customers.find(id))).await) {
            assert_eq!(found.unwrap().unwrap().customer_id, *id);
        }
        // The newer form of pages may cost one request beyond the end.
        let stats = corti.client().request_stats();
        assert_eq!((stats.cache_hits, stats.cache_misses), (999, 1));
        assert!((10..=11).contains(&lists(&server)), "{}", lists(&server));
        assert!(stats.requests <= 12);
    }
}

#[tokio::test]
async fn short_pages_are_followed_to_the_end() {
    for newer in [true, false] {
        let (server, _) = corti_with(&["a", "b", "c", "d", "e"], 2, newer).await;
        let corti = corti(&settings(&server));
        assert_eq!(corti.customers("p").unwrap().all().await.unwrap().len(), 5);
        assert!((3..=4).contains(&lists(&server)), "{}", lists(&server));
    }
}

#[tokio::test]
async fn what_an_older_list_lacks_is_looked_for_once_more() {
    let (server, store) = corti_with(&["a"], 100, true).await;
    let corti = corti(&settings(&server));
    let customers = corti.customers("p").unwrap();
    assert!(customers.find("a").await.unwrap().is_some());
    store.lock().unwrap().push("late".to_owned());
    assert!(customers.find("late").await.unwrap().is_some());
    assert_eq!(lists(&server), 2);
}

#[tokio::test]
async fn readers_of_vanished_objects_share_the_second_look() {
    let (server, _) = corti_with(&["a"], 100, true).await;
    let corti = corti(&settings(&server));
    let customers = corti.customers("p").unwrap();
    customers.all().await.unwrap();
    let gone: Vec<String> = (0..50).map(|number| format!("gone{number}")).collect();
    for found in join_all(gone.iter().map(|id| customers.find(id))).await {
        assert!(found.unwrap().is_none());
    }
    assert_eq!(lists(&server), 2);
}

#[tokio::test]
async fn reads_all_pages_twice_before_reporting_not_found() {
    let (server, _) = corti_with(&["a", "b", "c"], 2, true).await;
    let corti = corti(&settings(&server));
    assert!(corti.customers("p").unwrap().find("x").await.unwrap().is_none());
    // Two looks of two pages, each perhaps with a request beyond the end.
    assert!((4..=6).contains(&lists(&server)), "{}", lists(&server));
}

#[tokio::test]
async fn our_own_writes_need_no_list() {
    let (server, store) = corti_with(&["a", "b"], 100, true).await;
    let corti = corti(&settings(&server));
    let customers = corti.customers("p").unwrap();
    customers.all().await.unwrap();
    let new =
        NewCustomer { customer_id: "n", display_name: "n", tenant_name: None, region: None, is_nfr: None };
    customers.create(&new).await.unwrap();
    customers.delete("a").await.unwrap();
    let edit = CustomerEdit { customer_id: Some("renamed"), ..CustomerEdit::default() };
    customers.edit("b", &edit).await.unwrap();
    for (id, is_listed) in [("n", true), ("a", false), ("b", false), ("renamed", true)] {
        assert_eq!(customers.find(id).await.unwrap().is_some(), is_listed, "{id}");
    }
    assert_eq!((lists(&server), store.lock().unwrap().len()), (1, 2));
}

#[tokio::test]
async fn a_list_that_lags_behind_does_not_lose_what_we_made() {
    let (server, store) = corti_with(&["a"], 100, true).await;
    let corti = corti(&Settings { timing: crate::Timing::default(), ..settings(&server) });
    let customers = corti.customers("p").unwrap();
    let new =
        NewCustomer { customer_id: "n", display_name: "n", tenant_name: None, region: None, is_nfr: None };
    customers.create(&new).await.unwrap();
    store.lock().unwrap().retain(|id| id != "n");
    assert!(customers.find("n").await.unwrap().is_some());
    assert!(customers.find("other").await.unwrap().is_none());
    assert!(customers.find("n").await.unwrap().is_some());
}

#[tokio::test]
async fn after_the_lag_a_new_list_is_trusted() {
    let (server, store) = corti_with(&["a"], 100, true).await;
    let mut settings = settings(&server);
    settings.timing.lag = std::time::Duration::ZERO;
    let corti = corti(&settings);
    let customers = corti.customers("p").unwrap();
    let new =
        NewCustomer { customer_id: "n", display_name: "n", tenant_name: None, region: None, is_nfr: None };
    customers.create(&new).await.unwrap();
    store.lock().unwrap().retain(|id| id != "n");
    assert!(customers.find("n").await.unwrap().is_none());
}

#[tokio::test]
async fn waiting_callers_share_a_failed_list_once() {
    let mut failures = 5;
    let server = Server::start(move |seen| {
        if seen.path == "/v2/projects" && failures > 0 {
            failures -= 1;
            return Reply::Json(503, json!({"success": false, "error": "down"}));
        }
        Reply::Json(200, json!({"success": true, "data": {"projects": []}}))
    })
    .await;
    let confident = Confident::new(&settings(&server), &Secret::new("confident_us_org_x"), None).unwrap();
    let projects = confident.projects().unwrap();
    for outcome in join_all((0..10).map(|_| projects.find("p"))).await {
        assert_eq!(outcome.unwrap_err().status(), Some(503));
    }
    assert_eq!(server.lines().len(), 5);
    assert!(projects.find("p").await.unwrap().is_none());
}

#[tokio::test]
async fn a_reader_whose_loader_was_dropped_loads_again() {
    let mut first = true;
    let server = Server::start(move |_| {
        if std::mem::take(&mut first) {
            return Reply::Silence;
        }
        Reply::Json(200, json!({"success": true, "data": {"projects": []}}))
    })
    .await;
    let confident =
        Arc::new(Confident::new(&settings(&server), &Secret::new("confident_us_org_x"), None).unwrap());
    let loader = tokio::spawn({
        let confident = Arc::clone(&confident);
        async move { confident.projects().unwrap().all().await.map(|all| all.len()) }
    });
    while server.lines().is_empty() {
        tokio::task::yield_now().await;
    }
    let projects = confident.projects().unwrap();
    let (all, ()) = tokio::join!(projects.all(), async { loader.abort() });
    assert!(all.unwrap().is_empty());
}

/// A list of members that answers page after page from the closure.
async fn check_endless(mut page: impl FnMut(usize) -> Value + Send + 'static, message: &str) {
    let server = Server::start(move |seen| {
        Reply::Json(200, json!({"success": true, "data": page(number(seen, "page"))}))
    })
    .await;
    let confident = Confident::new(&settings(&server), &Secret::new("confident_us_org_x"), None).unwrap();
    let error = confident.members(&Scope::Organization).unwrap().all().await.unwrap_err();
    assert_eq!(error.message(), message);
}

fn members(ids: [usize; 2]) -> Value {
    ids.map(|id| json!({"id": id.to_string(), "email": format!("{id}@example.org")})).into_iter().collect()
}

#[tokio::test]
async fn a_list_that_does_not_end_is_an_error() {
    check_endless(
        |_| json!({"members": members([1, 2])}),
        "the same page was returned twice (after 2 pages and 2 objects)",
    )
    .await;
    check_endless(
        |page| json!({"members": members([page, page + 1])}),
        "the list does not end (after 1001 pages and 1001 objects)",
    )
    .await;
    check_endless(
        |_| json!({"members": members([1, 2]), "totalOrganizationMembers": 10_000_000, "pageSize": 2}),
        "the list reports 5000000 pages (after 1 pages and 2 objects)",
    )
    .await;
}

#[tokio::test]
async fn list_404_is_empty_only_if_its_project_is_gone() {
    for (projects, found) in [
        (json!([]), true),
        (json!([{"id": "p", "name": "n", "organizationId": "o", "created_at": "x"}]), false),
    ] {
        let server = Server::start(move |seen| match seen.path.as_str() {
            "/v2/projects" => Reply::Json(200, json!({"success": true, "data": {"projects": projects}})),
            _ => Reply::Json(404, json!({"success": false, "error": "not found"})),
        })
        .await;
        let confident = Confident::new(&settings(&server), &Secret::new("confident_us_org_x"), None).unwrap();
        let roles = confident.roles(&Scope::Project("p".to_owned())).unwrap();
        let outcome = roles.find("r").await;
        assert_eq!(outcome.as_ref().is_ok_and(Option::is_none), found, "{outcome:?}");
        let organization = confident.roles(&Scope::Organization).unwrap();
        assert!(organization.find("r").await.unwrap_err().is_not_found());
    }
}

#[tokio::test]
async fn users_follow_a_renamed_customer() {
    let (server, _) = corti_with(&["a"], 100, true).await;
    let corti = corti(&settings(&server));
    let old = corti.users("p", "a").unwrap();
    assert!(old.find("u").await.unwrap().is_some());
    let edit = CustomerEdit { customer_id: Some("b"), ..CustomerEdit::default() };
    corti.customers("p").unwrap().edit("a", &edit).await.unwrap();
    assert!(old.find("u").await.unwrap().is_none());
    assert!(corti.users("p", "b").unwrap().find("u").await.unwrap().is_some());
}
