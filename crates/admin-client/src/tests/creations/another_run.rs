//! What another run may have made in the same moment is named and left alone.

use std::sync::Arc;

use serde_json::json;

use super::{Fault, NEW, World, cortecs, corti, create_cortecs_key, ids, now};
use crate::Secret;
use crate::corti::{Corti, NewCustomer, NewUser};
use crate::tests::settings;

#[tokio::test]
async fn a_lost_key_of_a_chosen_name_is_left_alone() {
    let world = cortecs(vec![Fault::CutAfter]).await;
    let error = create_cortecs_key(&world, false).await.unwrap_err();
    assert_eq!((ids(&error), world.posts(), world.rows().len()), (vec!["k"], 1, 1));
    assert!(error.candidates()[0].created_at.is_some(), "{error}");
}

#[tokio::test]
async fn another_runs_customer_is_named_and_not_adopted() {
    for (field, value) in [("displayName", "Other"), ("region", "us"), ("tenantName", "other")] {
        let world = corti(vec![Fault::CutBefore]).await;
        let rows = Arc::clone(&world.rows);
        let mut row = json!({"customerId": "c", "displayName": "C", "tenantName": "base", "region": "eu",
            "createdAt": now()});
        row[field] = value.into();
        rows.lock().unwrap().push(row.clone());
        let new = NewCustomer { tenant_name: Some("base"), region: Some("eu"), ..NEW };
        let corti =
            Corti::new(&settings(&world.server), "a@example.org", Secret::new("password-password")).unwrap();
        let error = corti.customers("p").unwrap().create(&new).await.unwrap_err();
        assert_eq!((ids(&error), world.rows()), (vec!["c"], vec![row]), "{field}");
    }
}

#[tokio::test]
async fn a_user_that_was_sent_a_password_is_not_adopted() {
    let world = World::start(
        vec![Fault::CutAfter; 3],
        |body, number| {
            json!({"id": format!("u{number}"), "email": body["email"], "firstName": body["firstName"],
                "lastName": body["lastName"], "enabled": true, "createdAt": now()})
        },
        |rows| json!({"users": rows, "pagination": {"page": 1, "pageSize": 100, "hasNextPage": false}}),
        |row| row,
    )
    .await;
    let corti =
        Corti::new(&settings(&world.server), "a@example.org", Secret::new("password-password")).unwrap();
    let users = corti.users("p", "c").unwrap();
    let password = Secret::new("sixteen-letters-1");
    let new =
        |email| NewUser { email, first_name: "F", last_name: "L", password: None, disabled_next: false };
    assert!(users.create(&new("a@example.org")).await.unwrap().is_adopted());
    for other in [
        NewUser { password: Some(password.in_body()), ..new("b@example.org") },
        NewUser { disabled_next: true, ..new("c@example.org") },
    ] {
        assert_eq!(users.create(&other).await.unwrap_err().candidates().len(), 1, "{other:?}");
    }
    assert_eq!(world.rows().len(), 3);
}
