//! The examination of a Corti account.

use std::collections::BTreeSet;

use admin_client::Path;
use plugin_framework::engine::Apis;
use serde_json::Value;

use super::assumption::{Assumption, Facts, Reading, needs_write};
use super::examination::{Examination, Outcome, repeated, rows};
use super::report::ProductReport;
use crate::provider::Env;
use crate::resources::corti::Account;

/// The number of customers to read: enough to see the case of email addresses, without reading a large account.
const CUSTOMERS: usize = 3;

const USERS: [&str; CUSTOMERS] =
    ["users of a first customer", "users of a second customer", "users of a third customer"];

/// The ID of an object that does not exist.
const NOTHING: &str = "aiadmin-doctor-does-not-exist";

/// Reads a part of everything that the provider reads.
pub(super) async fn examine(apis: &Apis, env: &Env, report: &mut ProductReport) -> Outcome {
    let account = apis.get::<Account>().map_err(|error| error.detail)?;
    let mut it = Examination::begin(account.corti().client(), report, ASSUMPTIONS).await?;
    it.identify("a Corti Console account (its address is not shown)".to_owned());
    let ended = if let Some(project) = env.get("CORTI_PROJECT_ID") {
        read(&mut it, project).await
    } else {
        it.warn("CORTI_PROJECT_ID is not set, so only the sign-in was checked.");
        Ok(())
    };
    it.finish(ASSUMPTIONS, ended)
}

async fn read(it: &mut Examination<'_>, project: &str) -> Outcome {
    let usable = |path: admin_client::Result<Path>| {
        path.map_err(|_| {
            "An ID, possibly CORTI_PROJECT_ID, contains characters that are not allowed in a URL path."
                .to_owned()
        })
    };
    let page = |path: Path| path.with_query(&[("page", "1"), ("pageSize", "1000")]);
    let customers = usable(Path::fill("/projects/{project}/customers", &[("project", &project)]))?;
    let body = it.read("customers", true, &page(customers.clone())).await?;
    let quotas = usable(Path::fill("/projects/{project}/quotas", &[("project", &project)]))?;
    it.read("quotas", false, &quotas).await?;
    let users =
        |customer: &str| usable(customers.then("/{customer}/users", &[("customer", &customer)])).map(page);
    for (customer, what) in rows(&body, "/customers").iter().zip(USERS) {
        let Some(id) = customer["customerId"].as_str() else { continue };
        it.read(what, false, &users(id)?).await?;
    }
    it.probe("users of an unknown customer", &users(NOTHING)?).await?;
    let unknown = usable(Path::fill("/projects/{project}/customers", &[("project", &NOTHING)]))?;
    it.probe("customers of an unknown project", &unknown).await
}

pub(super) const ASSUMPTIONS: &[Assumption] = &[
    Assumption {
        contract: "contracts/corti.md",
        quote: "**path is ASSUMED** to equal that of PATCH",
        assumed: "Deleting a customer uses the same path as updating it.",
        reading: needs_write,
    },
    Assumption {
        contract: "contracts/corti.md",
        quote: "| Status for bad credentials: 401, possibly 400 | ASSUMED",
        assumed: "Wrong credentials return HTTP 401, or possibly 400.",
        reading: bad_credentials,
    },
    Assumption {
        contract: "contracts/corti.md",
        quote: "201 and 200 ASSUMED",
        assumed: "Creating answers HTTP 201, updating HTTP 200.",
        reading: needs_write,
    },
    Assumption {
        contract: "contracts/corti.md",
        quote: "Delete status 204 ASSUMED",
        assumed: "Deleting a customer returns HTTP 204.",
        reading: needs_write,
    },
    Assumption {
        contract: "contracts/corti.md",
        quote: "For the API this is ASSUMED",
        assumed: "A user created without a password receives an invitation by email.",
        reading: needs_write,
    },
    Assumption {
        contract: "contracts/corti.md",
        quote: "very likely unique per (region, tenantName), not per customer. ASSUMED",
        assumed: "An email is unique within a region and tenant.",
        reading: unique_addresses,
    },
    Assumption {
        contract: "contracts/corti.md",
        quote: "lower-cased on write",
        assumed: "Emails are stored in lower case.",
        reading: lower_case,
    },
    Assumption {
        contract: "contracts/corti.md",
        quote: "(ASSUMED lower-casing)",
        assumed: "Emails are returned in lower case, regardless of how they were written.",
        reading: lower_case,
    },
    Assumption {
        contract: "contracts/corti.md",
        quote: "| 409 Conflict on duplicate customerId or e-mail | **ASSUMED**",
        assumed: "A customer ID or email that is in use returns HTTP 409.",
        reading: needs_write,
    },
    Assumption {
        contract: "contracts/corti.md",
        quote: "| 429 | **ASSUMED**",
        assumed: "Too many requests return HTTP 429.",
        reading: too_many,
    },
    Assumption {
        contract: "contracts/corti.md",
        quote: "**T4 two-step create.**",
        assumed: "A user is created in two steps, and a failure in between leaves an invisible user.",
        reading: needs_write,
    },
    Assumption {
        contract: "contracts/corti.md",
        quote: "| 409 on DELETE | ASSUMED",
        assumed: "HTTP 409 on deleting a customer means that it still has users.",
        reading: needs_write,
    },
    Assumption {
        contract: "contracts/corti.md",
        quote: "user list answers 404 (ASSUMED)",
        assumed: "Listing the users of a customer that does not exist returns HTTP 404.",
        reading: |facts| Reading::status(facts, "users of an unknown customer"),
    },
    Assumption {
        contract: "contracts/corti.md",
        quote: "**T9 wrong project.**",
        assumed: "A project that does not exist or belongs to another account returns HTTP 403 or 404.",
        reading: |facts| Reading::status(facts, "customers of an unknown project"),
    },
    Assumption {
        contract: "contracts/corti.md",
        quote: "NEW `pagination` =",
        assumed: "Pages contain `hasNextPage`, or `total` in older deployments.",
        reading: pagination,
    },
    Assumption {
        contract: "contracts/corti.md",
        quote: "a server cap is possible",
        assumed: "The server may return smaller pages than requested.",
        reading: page_cap,
    },
];

fn bad_credentials(facts: &Facts) -> Reading {
    match facts.sign_in_refused {
        Some(status) => Reading::Yes(format!("HTTP {status}")),
        None => {
            Reading::No("wrong credentials were not tested, because that could lock the account".to_owned())
        }
    }
}

fn too_many(facts: &Facts) -> Reading {
    if facts.too_many > 0 {
        return Reading::Yes("HTTP 429".to_owned());
    }
    Reading::No(format!("no limit was reached in {} requests", facts.requests))
}

/// The addresses of each region and tenant that were seen.
fn addresses(facts: &Facts) -> Vec<(&Value, &Value, &str)> {
    let customers = facts.seen.get("customers").map_or(&[][..], |seen| rows(&seen.body, "/customers"));
    let users =
        customers.iter().zip(USERS).filter_map(|(customer, what)| Some((customer, facts.seen.get(what)?)));
    users
        .flat_map(|(customer, seen)| rows(&seen.body, "/users").iter().map(move |user| (customer, user)))
        .filter_map(|(customer, user)| {
            Some((&customer["region"], &customer["tenantName"], user["email"].as_str()?))
        })
        .collect()
}

fn unique_addresses(facts: &Facts) -> Reading {
    let all = addresses(facts);
    let realm = |(region, tenant, email): &(&Value, &Value, &str)| {
        (region.to_string(), tenant.to_string(), email.to_lowercase())
    };
    match repeated(all.iter().map(realm)) {
        0 => Reading::No(format!("no duplicate emails in {} users", all.len())),
        count => Reading::Yes(format!("not unique: {count} emails occur more than once")),
    }
}

fn lower_case(facts: &Facts) -> Reading {
    let all: BTreeSet<&str> = addresses(facts).into_iter().map(|(_, _, email)| email).collect();
    match all.iter().filter(|email| email.chars().any(char::is_uppercase)).count() {
        0 => Reading::No(format!("all {} emails are in lower case", all.len())),
        kept => Reading::Yes(format!("upper case is preserved: {kept} of {} emails contain it", all.len())),
    }
}

fn pagination(facts: &Facts) -> Reading {
    let pagination = facts.seen.get("customers").and_then(|seen| seen.body.get("pagination"));
    let says = |name: &str| pagination.is_some_and(|it| it.get(name).is_some());
    match (says("hasNextPage"), says("total")) {
        (true, true) => Reading::Yes("`hasNextPage` and `total`".to_owned()),
        (true, false) => Reading::Yes("`hasNextPage`".to_owned()),
        (false, true) => Reading::Yes("`total`".to_owned()),
        (false, false) => Reading::No("no page contained either of them".to_owned()),
    }
}

fn page_cap(facts: &Facts) -> Reading {
    let size =
        facts.seen.get("customers").and_then(|seen| seen.body.pointer("/pagination/pageSize")?.as_u64());
    match size {
        Some(size) => Reading::Yes(format!("a page of 1000 was requested, and the page size was {size}")),
        None => Reading::No("no page size was returned".to_owned()),
    }
}
