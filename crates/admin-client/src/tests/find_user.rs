//! Users of renamed, emptied and deleted customers are found or certainly gone, at the cost of lists, not of users.

use std::collections::BTreeMap;

use futures::future::join_all;
use serde_json::{Value, json};

use super::server::{Reply, Server};
use super::settings;
use crate::Secret;
use crate::corti::Corti;

type Customers = &'static [(&'static str, &'static [&'static str])];

/// Corti with these customers and the ids of their users.
async fn corti_with(customers: Customers) -> (Server, Corti) {
    let users: BTreeMap<&str, &[&str]> = customers.iter().copied().collect();
    let server = Server::start(move |seen| {
        let path = seen.path.split('?').next().unwrap_or_default();
        let place: Vec<&str> = path.split('/').skip(3).collect();
        let list = |key: &str, items: Vec<Value>| {
            Reply::Json(200, json!({key: items, "pagination": {"page": 1, "hasNextPage": false}}))
        };
        match (seen.method.as_str(), place.as_slice()) {
            ("POST", _) => {
                Reply::Json(200, json!({"accessToken": "t", "tokenType": "bearer", "expiresIn": 3600}))
            }
            ("GET", ["customers"]) => list(
                "customers",
                users.keys().map(|id| json!({"customerId": id, "displayName": id, "tenantName": "base", "region": "eu"})).collect(),
            ),
            ("GET", ["customers", id, "users"]) if users.contains_key(id) => list(
                "users",
                users[id]
                    .iter()
                    .map(|id| json!({"id": id, "email": format!("{id}@x.co"), "firstName": "A", "lastName": "B"}))
                    .collect(),
            ),
            ("DELETE", ["customers", id, "users", user]) if users.get(id).is_some_and(|it| it.contains(user)) => {
                Reply::Raw(204, "", String::new())
            }
            _ => Reply::Json(404, json!({"message": "not found"})),
        }
    })
    .await;
    let corti = Corti::new(&settings(&server), "a@example.org", Secret::new("password-password")).unwrap();
    (server, corti)
}

/// Where the user is found whose customer was last known as `customer`, and what that took.
async fn check(customers: Customers, customer: &str, user: &str, expected: Option<&str>, requests: usize) {
    let (server, corti) = corti_with(customers).await;
    let found = corti.users("p", customer).unwrap().locate(user).await.unwrap();
    assert_eq!(found.map(|it| it.customer_id).as_deref(), expected, "{user} of {customer}");
    assert_eq!(server.lines().len() - 1, requests, "{user} of {customer}: {:#?}", server.lines());
}

#[tokio::test]
async fn a_user_is_looked_for_elsewhere_only_when_its_customer_is_gone() {
    check(&[("a", &["u", "v"]), ("b", &[])], "a", "u", Some("a"), 1).await;
    check(&[("a", &["v"]), ("b", &["u"])], "a", "u", None, 2).await;
    check(&[("b", &["v"]), ("c", &["u"])], "a", "v", Some("b"), 4).await;
}

#[tokio::test]
async fn a_thousand_users_of_a_renamed_customer_cost_no_more_than_the_first_ones() {
    let (server, corti) = corti_with(&[("b", &["u"]), ("c", &[])]).await;
    let users = corti.users("p", "a").unwrap();
    assert!(users.locate("u").await.unwrap().is_some());
    let first = server.lines().len();
    for found in join_all((0..1000).map(|_| users.locate("u"))).await {
        assert_eq!(found.unwrap().unwrap().customer_id, "b");
    }
    assert_eq!(server.lines().len(), first);
}

#[tokio::test]
async fn a_deletion_follows_a_renamed_customer_and_believes_no_lonely_404() {
    let (server, corti) = corti_with(&[("b", &["u"])]).await;
    corti.users("p", "a").unwrap().delete("u").await.unwrap();
    assert_eq!(server.lines().last().unwrap(), "DELETE /projects/p/customers/b/users/u");
    corti.users("p", "a").unwrap().delete("gone").await.unwrap();
}

#[tokio::test]
async fn an_address_is_found_in_another_customer_of_the_tenant() {
    let (_server, corti) = corti_with(&[("a", &[]), ("b", &["u"])]).await;
    let users = corti.users("p", "a").unwrap();
    assert_eq!(users.elsewhere_with_email("U@x.co").await.unwrap().unwrap().customer_id, "b");
    assert!(users.elsewhere_with_email("w@x.co").await.unwrap().is_none());
}
