//! The latest requests, newest first, with every secret masked.

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::{account::rfc3339, journal::Entry, sandbox::Inner};

/// How many requests the page shows.
const LATEST: usize = 50;

const MASK: &str = "(secret)";

pub(super) fn view(inner: &Inner) -> Markup {
    let known: BTreeSet<&String> =
        inner.accounts.all().flat_map(|(_, account)| &account.store.secrets).collect();
    let mut secrets: Vec<&str> = known.into_iter().map(String::as_str).collect();
    // A short secret that is part of a long one would leave the rest of the long one readable.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    let entries = inner.journal.entries();
    html! {
        section #requests aria-labelledby="requests-title" {
            h2 #requests-title { "Requests" }
            @if entries.is_empty() { p { "None yet." } } @else {
                table {
                    caption { "The latest of " (entries.len()) " requests, newest first" }
                    thead { tr {
                        @for title in ["Time (UTC)", "API", "Request", "Body", "Status", "Fault"] {
                            th scope="col" { (title) }
                        }
                    } }
                    tbody { @for entry in entries.into_iter().rev().take(LATEST) { (row(entry, &secrets)) } }
                }
            }
        }
    }
}

fn row(entry: &Entry, secrets: &[&str]) -> Markup {
    let time = rfc3339(entry.at_ms);
    let time = time.get(11..19).unwrap_or_default();
    let query: Vec<String> = entry.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    let request = format!("{} {}{mark}{}", entry.method, entry.path, query.join("&"));
    let status = entry.status.map_or("none".to_owned(), |status| status.to_string());
    html! {
        tr.failed[entry.status.is_none_or(|status| status >= 400)] {
            td { (time) }
            td { (entry.product.name()) }
            th scope="row" { code { (masked(&request, secrets)) } }
            td { @if !entry.body.is_null() { code { (masked(&entry.body.to_string(), secrets)) } } }
            td { (status) }
            td { (entry.fault.as_deref().unwrap_or_default()) }
        }
    }
}

fn masked(text: &str, secrets: &[&str]) -> String {
    secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, MASK))
}
