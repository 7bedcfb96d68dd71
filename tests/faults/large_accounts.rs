//! Requests stay few in an account with a thousand customers, also when something goes wrong.

use serde_json::{Value, json};

use crate::inject_fault;
use crate::provider::Provider;
use crate::sandbox::Sandbox;

const CUSTOMERS: usize = 1_000;

/// A list of all customers: its ten pages, and those that are requested ahead of an end that is not known yet.
const PAGES: usize = 10 + 8;

fn account() -> Sandbox {
    let sandbox = Sandbox::start();
    sandbox.seed("corti", "customers", CUSTOMERS);
    sandbox
}

fn user(customer: &str) -> Value {
    json!({"customer_id": customer, "email": "nurse@clinic.example", "first_name": "Ada", "last_name": "King"})
}

/// The lists of customers took at most this many pages, and there were at most this many other requests.
#[track_caller]
fn assert_requests(sandbox: &Sandbox, lists: usize, others: usize) {
    let journal = sandbox.journal();
    let is_page = |path: &str| path.split('?').next().is_some_and(|path| path.ends_with("/customers"));
    let pages = journal.0.iter().filter(|entry| entry.method == "GET" && is_page(&entry.path)).count();
    let rest: Vec<String> =
        journal.0.iter().filter(|entry| !is_page(&entry.path)).map(ToString::to_string).collect();
    assert!(pages <= lists * PAGES, "{pages} pages of customers");
    assert!(rest.len() <= others, "{rest:#?}");
}

#[test]
fn a_refresh_of_a_thousand_customers_costs_their_pages() {
    let sandbox = Sandbox::start();
    let creating = Provider::of(&sandbox);
    let customer = |number| json!({"customer_id": format!("c{number}"), "display_name": "Clinic"});
    let customers: Vec<_> =
        (0..CUSTOMERS).map(|number| creating.create("corti_customer", &customer(number))).collect();
    sandbox.clear_journal();
    let next = Provider::of(&sandbox);
    for customer in &customers {
        assert_eq!(next.read("corti_customer", customer).state, customer.state);
    }
    let journal = sandbox.journal();
    journal.assert_only_gets("a refresh");
    // The pages, the sign-in, and one page that was asked for ahead of an end nobody knew.
    assert!(journal.0.len() <= CUSTOMERS / 100 + 2, "{} requests", journal.0.len());
}

#[test]
fn a_failed_creation_of_a_user_costs_a_handful() {
    let sandbox = account();
    inject_fault(
        &sandbox,
        "POST",
        "/projects/*/users",
        &json!({"status": 500, "body": {"error": "internal"}}),
    );
    let made = Provider::of(&sandbox).create("corti_user", &user("seed-0001"));
    assert!(made.failed() && !made.is_stored(), "{made:?}");
    // A sign-in, the request, two looks at the users of the customer.
    assert_requests(&sandbox, 1, 4);
}

#[test]
fn a_taken_address_costs_a_handful() {
    let sandbox = account();
    let theirs = Provider::of(&sandbox).create("corti_user", &user("seed-0900"));
    assert!(!theirs.failed(), "{theirs:?}");
    sandbox.clear_journal();
    let made = Provider::of(&sandbox).create("corti_user", &user("seed-0001"));
    assert!(made.says("999 other customers of the tenant, which were not searched"), "{made:?}");
    // A sign-in, the request, the users of the customer, its quota.
    assert_requests(&sandbox, 1, 4);
}

#[test]
fn a_customer_deleted_outside_costs_a_handful() {
    let sandbox = account();
    let users: Vec<_> = (0..20)
        .map(|number| {
            let mut user = user("seed-0001");
            user["email"] = format!("nurse-{number}@clinic.example").into();
            Provider::of(&sandbox).create("corti_user", &user)
        })
        .collect();
    sandbox.remove("corti", "customers", &json!({"customerId": "seed-0001"}));
    sandbox.clear_journal();
    let next = Provider::of(&sandbox);
    for user in &users {
        let read = next.read("corti_user", user);
        assert!(!read.is_stored() && !read.failed(), "{read:?}");
    }
    // A sign-in and the users of the customer; two lists of the customers prove that it is gone. Up to eight others that were
    // created at the same instant can be the same customer under another ID.
    assert_requests(&sandbox, 2, 2 + 8);
}
