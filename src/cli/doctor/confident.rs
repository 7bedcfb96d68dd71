//! The examination of a Confident AI organization.

use admin_client::Path;
use plugin_framework::engine::Apis;

use super::assumption::{Assumption, Facts, Reading, needs_write};
use super::examination::{Examination, Outcome, repeated, rows};
use super::report::ProductReport;
use crate::resources::confident::Account;

/// The lists that both the organization and a project have.
const COLLECTIONS: [(&str, &str, &str); 6] = [
    ("API keys", "API keys of a project", "/api-keys"),
    ("members", "members of a project", "/members"),
    ("invitations", "invitations of a project", "/invitations"),
    ("roles", "roles of a project", "/roles"),
    ("policies", "policies of a project", "/policies"),
    ("permissions", "permissions of a project", "/permissions"),
];

/// Reads every list of the organization and of one project.
pub(super) async fn examine(apis: &Apis, report: &mut ProductReport) -> Outcome {
    let account = apis.get::<Account>().map_err(|error| error.detail)?;
    let mut it = Examination::begin(account.client(), report, ASSUMPTIONS).await?;
    let ended = read(&mut it).await;
    it.finish(ASSUMPTIONS, ended)
}

async fn read(it: &mut Examination<'_>) -> Outcome {
    let at = |path: &str| Path::fill(path, &[]).map_err(|error| error.to_string());
    let organization = it.read("the organization", true, &at("/v2/organization")?).await?;
    let text =
        |name: &str| organization.pointer(&format!("/data/{name}")).and_then(serde_json::Value::as_str);
    let (id, plan) = (text("id").unwrap_or("unknown"), text("plan").unwrap_or("unknown"));
    it.identify(format!("an organization API key of the organization `{id}` (plan {plan})"));

    let projects = it.read("projects", true, &at("/v2/projects")?).await?;
    for (what, _, below) in COLLECTIONS {
        it.read(what, false, &at(&format!("/v2/organization{below}"))?).await?;
    }
    if let Some(project) = rows(&projects, "/data/projects").first().and_then(|it| it["id"].as_str()) {
        for (_, what, below) in COLLECTIONS {
            let path = Path::fill(&format!("/v2/projects/{{project}}{below}"), &[("project", &project)]);
            it.read(what, false, &path.map_err(|error| error.to_string())?).await?;
        }
    }
    it.probe("an unknown API key", &at("/v2/organization/api-keys/999999999")?).await
}

pub(super) const ASSUMPTIONS: &[Assumption] = &[
    Assumption {
        contract: "contracts/confident.md",
        quote: "treat it as all-powerful in its organization (A)",
        assumed: "An organization API key has full access to its organization.",
        reading: all_powerful,
    },
    Assumption {
        contract: "contracts/confident.md",
        quote: "by name it carries plan-limit figures (A)",
        assumed: "`details` of an error contains the limits of the plan.",
        reading: needs_write,
    },
    Assumption {
        contract: "contracts/confident.md",
        quote: "read-after-write is assumed",
        assumed: "A write appears in lists immediately.",
        reading: needs_write,
    },
    Assumption {
        contract: "contracts/confident.md",
        quote: "none (names may repeat, A)",
        assumed: "Names of API keys are not unique.",
        reading: repeated_names,
    },
    Assumption {
        contract: "contracts/confident.md",
        quote: "| GET by id (stale rotation) or list (settles it) | gone → drop (A)",
        assumed: "Reading an API key that does not exist returns HTTP 404.",
        reading: |facts| Reading::status(facts, "an unknown API key"),
    },
    Assumption {
        contract: "contracts/confident.md",
        quote: "PUT/DELETE of a built-in → 404 (S); unknown id → 404 (A)",
        assumed: "Updating a role that does not exist returns HTTP 404.",
        reading: needs_write,
    },
    Assumption {
        contract: "contracts/confident.md",
        quote: "| org policy | `name` |",
        assumed: "Updating a policy that does not exist returns HTTP 404.",
        reading: needs_write,
    },
    Assumption {
        contract: "contracts/confident.md",
        quote: "not a member → absent from list; PUT → 404 (A)",
        assumed: "Updating a person who is not a member returns HTTP 404.",
        reading: needs_write,
    },
    Assumption {
        contract: "contracts/confident.md",
        quote: "no ETag or version member; last write wins (A)",
        assumed: "Responses have no `ETag`, so the last write wins.",
        reading: etags,
    },
    Assumption {
        contract: "contracts/confident.md",
        quote: "| single object | `data.<name>.{…}`",
        assumed: "`data` is the object itself, as in `/v2`, and not nested under its name, as in `/v1`.",
        reading: wrapped,
    },
];

fn all_powerful(facts: &Facts) -> Reading {
    let reads = facts.seen.iter().filter(|(what, _)| **what != "an unknown API key");
    let refused: Vec<&str> = reads.filter(|(_, seen)| !seen.is_success()).map(|(what, _)| *what).collect();
    if refused.is_empty() {
        Reading::No("everything can be read; writing was not tested".to_owned())
    } else {
        Reading::Yes(format!("no permission to read {}", refused.join(", ")))
    }
}

fn repeated_names(facts: &Facts) -> Reading {
    let keys = facts.seen.get("API keys").map_or(&[][..], |seen| rows(&seen.body, "/data/apiKeys"));
    match repeated(keys.iter().filter_map(|key| key["name"].as_str())) {
        0 => Reading::No(format!("no duplicate names in {} keys", keys.len())),
        count => Reading::Yes(format!("{count} names occur more than once")),
    }
}

fn etags(facts: &Facts) -> Reading {
    let tagged = facts.seen.values().filter(|seen| seen.etag).count();
    Reading::Yes(format!("{tagged} of {} responses have an ETag", facts.seen.len()))
}

fn wrapped(facts: &Facts) -> Reading {
    match facts.seen.get("the organization").map(|seen| &seen.body) {
        Some(body) if body.pointer("/data/organization").is_some() => {
            Reading::Yes("nested under its name".to_owned())
        }
        Some(body) if body.pointer("/data/id").is_some() => Reading::Yes("the object itself".to_owned()),
        _ => Reading::No("the organization could not be read".to_owned()),
    }
}
