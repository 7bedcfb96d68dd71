//! The forms for faults, lists that lag, and exhausted quotas.

use maud::{Markup, html};

use crate::{confident, corti, sandbox::Inner, store::text};

/// The fault of a request, by the value of its form.
const FAILURES: [(&str, &str); 8] = [
    ("500", "500 Internal Server Error"),
    ("503", "503 Service Unavailable"),
    ("429", "429 Too Many Requests"),
    ("403", "403 Forbidden"),
    ("soft", "200 with \"success\": false"),
    ("proxy", "502 with a proxy's HTML page"),
    ("cut", "connection cut before the API acts"),
    ("lost", "connection cut after the API acted"),
];

const PRODUCTS: [(&str, &str); 4] =
    [("", "any API"), ("corti", "Corti"), ("cortecs", "Cortecs"), ("confident", "Confident AI")];

const METHODS: [(&str, &str); 6] = [
    ("", "any method"),
    ("GET", "GET"),
    ("POST", "POST"),
    ("PUT", "PUT"),
    ("PATCH", "PATCH"),
    ("DELETE", "DELETE"),
];

pub(super) fn view(inner: &Inner) -> Markup {
    html! {
        section #happens aria-labelledby="happens-title" {
            h2 #happens-title { "What happens next" }
            (failures(inner))
            (lags(inner))
            (seats(inner))
        }
    }
}

fn failures(inner: &Inner) -> Markup {
    html! {
        form method="post" action="/do" {
            input type="hidden" name="action" value="fail";
            label { "The next request to " (select("product", &PRODUCTS)) }
            label { " with " (select("member", &METHODS)) }
            label { " fails: " (select("value", &FAILURES)) }
            button { "Let it fail" }
        }
        @if !inner.faults.is_empty() {
            form method="post" action="/do" {
                input type="hidden" name="action" value="heal";
                span { (inner.faults.len()) " failures are waiting for a request. " }
                button { "Clear failures" }
            }
        }
    }
}

fn lags(inner: &Inner) -> Markup {
    let is_lagging = inner.accounts.all().any(|(_, account)| !account.lag.lags.is_empty());
    html! {
        @if is_lagging {
            form method="post" action="/do" {
                input type="hidden" name="action" value="catch-up";
                span { "Lists lag behind writes. " }
                button { "Let lists catch up" }
            }
        } @else {
            form method="post" action="/do" {
                input type="hidden" name="action" value="lag";
                label { "Lists lag for " input type="number" name="value" value="10" min="1" max="600" required; " seconds after each write" }
                button { "Let lists lag" }
            }
        }
    }
}

/// Members of the first account, and users of its customers.
fn seats(inner: &Inner) -> Markup {
    let store = &inner.accounts.main().store;
    let projects = store.rows(confident::PROJECTS).iter();
    let scopes: Vec<(&str, &str)> = [("", "the organization")]
        .into_iter()
        .chain(projects.map(|project| (text(project, "id"), text(project, "name"))))
        .collect();
    let customers: Vec<(&str, &str)> = store
        .rows(corti::CUSTOMERS)
        .iter()
        .map(|customer| (text(customer, "customerId"), text(customer, "displayName")))
        .collect();
    html! {
        form method="post" action="/do" {
            input type="hidden" name="action" value="member";
            label { "Confident AI: " input type="email" name="email" placeholder="nora@clinic.example" required; }
            label { " becomes a member of " (select("project_id", &scopes)) }
            button { "Take a seat" }
        }
        @if !customers.is_empty() {
            form method="post" action="/do" {
                input type="hidden" name="action" value="user";
                label { "Corti: a new user of " (select("customer_id", &customers)) }
                button { "Add the user" }
            }
        }
    }
}

fn select(name: &str, choices: &[(&str, &str)]) -> Markup {
    html! {
        select name=(name) { @for (value, title) in choices { option value=(value) { (title) } } }
    }
}
