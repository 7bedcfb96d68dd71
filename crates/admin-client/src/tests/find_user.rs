//! Users of renamed, emptied and deleted customers are found or certainly gone, at the cost of lists, not of users.

use std::collections::BTreeMap;

use futures::future::join_all;
use serde_json::{Value, json};

use super::server::{Reply, Server};
use super::settings;
use crate::Secret;
use crate::corti::{Corti, CustomerIdentity, EmailSearch};

/// The id of each customer, when it was created, and the ids of its users.
type Customers = &'static [(&'static str, &'static str, &'static [&'static str])];

fn created(at: &str) -> CustomerIdentity {
    let text = str::to_owned;
    CustomerIdentity {
        created_at: text(at),
        region: text("eu"),
        tenant_name: text("base"),
        display_name: text("d"),
    }
}

/// Corti with these customers and the ids of their users.
async fn corti_with(customers: Customers) -> (Server, Corti) {
    let users: BTreeMap<&str, &[&str]> = customers.iter().map(|(id, _, users)| (*id, *users)).collect();
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
                customers
                    .iter()
                    .map(|(id, at, _)| {
                        json!({"customerId": id, "displayName": id, "tenantName": "base", "region": "eu", "createdAt": at})
                    })
                    .collect(),
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

/// Where the user is found whose customer, created at `at`, was last known as `customer`, and what that took.
async fn check(
    customers: Customers,
    (customer, at): (&str, &str),
    user: &str,
    expected: Option<&str>,
    requests: usize,
) {
    let (server, corti) = corti_with(customers).await;
    let found = corti.users("p", customer).unwrap().locate(user, Some(&created(at))).await.unwrap();
    assert_eq!(found.map(|it| it.customer_id).as_deref(), expected, "{user} of {customer}");
    assert_eq!(server.lines().len() - 1, requests, "{user} of {customer}: {:#?}", server.lines());
}

#[tokio::test]
async fn a_user_is_searched_where_its_customer_can_be() {
    check(&[("a", "1", &["u", "v"]), ("b", "2", &[])], ("a", "1"), "u", Some("a"), 1).await;
    check(&[("a", "1", &["v"]), ("b", "2", &["u"])], ("a", "1"), "u", None, 3).await;
    // The customer was renamed, and its old id is free or another customer's.
    check(&[("b", "2", &["w"]), ("c", "1", &["u"])], ("a", "1"), "u", Some("c"), 4).await;
    check(&[("a", "2", &["v"]), ("b", "1", &["u"]), ("c", "3", &[])], ("a", "1"), "u", Some("b"), 4).await;
    check(&[("a", "2", &["v"]), ("c", "3", &[])], ("a", "1"), "u", None, 3).await;
    // Two customers were created at the same instant.
    check(&[("a", "1", &["v"]), ("b", "1", &["u"])], ("a", "1"), "u", Some("b"), 4).await;
}

#[tokio::test]
async fn without_an_identity_every_customer_is_searched() {
    let (_server, corti) = corti_with(&[("a", "2", &["v"]), ("b", "1", &["u"])]).await;
    let found = corti.users("p", "a").unwrap().locate("u", None).await.unwrap();
    assert_eq!(found.unwrap().customer_id, "b");
}

#[tokio::test]
async fn a_thousand_users_of_a_renamed_customer_share_lists() {
    let (server, _) = corti_with(&[("b", "1", &["u"]), ("c", "2", &[])]).await;
    let mut settings = settings(&server);
    settings.timing.failure = std::time::Duration::from_mins(1);
    let corti = Corti::new(&settings, "a@example.org", Secret::new("password-password")).unwrap();
    let users = corti.users("p", "a").unwrap();
    let identity = created("1");
    assert!(users.locate("u", Some(&identity)).await.unwrap().is_some());
    let first = server.lines().len();
    for found in join_all((0..1000).map(|_| users.locate("u", Some(&identity)))).await {
        assert_eq!(found.unwrap().unwrap().customer_id, "b");
    }
    assert_eq!(server.lines().len(), first);
}

#[tokio::test]
async fn a_thousand_users_of_a_deleted_customer_share_lists() {
    let (server, _) = corti_with(&[("b", "1", &["u"]), ("c", "2", &[])]).await;
    let mut settings = settings(&server);
    settings.timing.failure = std::time::Duration::from_mins(1);
    settings.timing.absence = std::time::Duration::ZERO;
    let corti = Corti::new(&settings, "a@example.org", Secret::new("password-password")).unwrap();
    let users = corti.users("p", "a").unwrap();
    for number in 0..1000 {
        let user = number.to_string();
        assert!(users.locate(&user, Some(&created("9"))).await.unwrap().is_none());
    }
    // A sign-in, the users of the customer, two looks at the customers.
    assert_eq!(server.lines().len(), 4, "{:#?}", server.lines());
}

#[tokio::test]
async fn a_deletion_follows_a_renamed_customer() {
    for customers in [&[("b", "1", &["u"] as &[&str])] as Customers, &[("a", "2", &[]), ("b", "1", &["u"])]] {
        let (server, corti) = corti_with(customers).await;
        corti.users("p", "a").unwrap().delete("u", Some(&created("1"))).await.unwrap();
        assert_eq!(server.lines().last().unwrap(), "DELETE /projects/p/customers/b/users/u");
        corti.users("p", "a").unwrap().delete("gone", Some(&created("1"))).await.unwrap();
    }
}

#[tokio::test]
async fn finds_an_email_in_another_customer_of_the_tenant() {
    let (_server, corti) = corti_with(&[("a", "1", &[]), ("b", "2", &["u"])]).await;
    let users = corti.users("p", "a").unwrap();
    let found = users.elsewhere_with_email("U@x.co").await.unwrap();
    assert!(matches!(found, EmailSearch::Found(it) if it.customer_id == "b"));
    let found = users.elsewhere_with_email("w@x.co").await.unwrap();
    assert!(matches!(found, EmailSearch::NotFound { unsearched: 0 }));
}

#[tokio::test]
async fn an_address_is_not_searched_in_many_customers() {
    const MANY: Customers = &[
        ("a", "1", &[]),
        ("b", "1", &[]),
        ("c", "1", &[]),
        ("d", "1", &[]),
        ("e", "1", &[]),
        ("f", "1", &["u"]),
        ("g", "1", &[]),
        ("h", "1", &[]),
        ("i", "1", &[]),
        ("j", "1", &[]),
    ];
    let (server, corti) = corti_with(MANY).await;
    let users = corti.users("p", "a").unwrap();
    let found = users.elsewhere_with_email("u@x.co").await.unwrap();
    assert!(matches!(found, EmailSearch::NotFound { unsearched: 9 }), "{found:?}");
    assert_eq!(server.lines().len(), 2, "{:#?}", server.lines());
}
