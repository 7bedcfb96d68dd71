//! The examination of a Cortecs account.

use admin_client::Path;
use plugin_framework::engine::Apis;

use super::assumption::{Assumption, Facts, Reading, needs_write};
use super::examination::{Examination, Outcome, repeated, rows};
use super::report::ProductReport;
use crate::resources::cortecs::Account;

/// Reads everything that the provider reads.
pub(super) async fn examine(apis: &Apis, report: &mut ProductReport) -> Outcome {
    let account = apis.get::<Account>().map_err(|error| error.detail)?;
    let mut it = Examination::begin(account.client(), report, ASSUMPTIONS).await?;
    let ended = read(&mut it).await;
    it.finish(ASSUMPTIONS, ended)
}

async fn read(it: &mut Examination<'_>) -> Outcome {
    let at = |path: &str| Path::fill(path, &[]).map_err(|error| error.to_string());
    it.read("API keys", true, &at("/manage/api-keys")?).await?;
    it.identify("a management API key".to_owned());
    let settings = it.read("project settings", false, &at("/manage/project-configs")?).await?;
    if let Some(project) = settings["project_id"].as_str() {
        it.identify(format!("a management API key of the project `{project}`"));
    }
    it.read("the balance", false, &at("/manage/users/balance")?).await.map(drop)
}

pub(super) const ASSUMPTIONS: &[Assumption] = &[
    Assumption {
        contract: "contracts/cortecs.md",
        quote: "`name`; case-sensitive (ASSUMED)",
        assumed: "Names of API keys are case-sensitive.",
        reading: case_sensitive,
    },
    Assumption {
        contract: "contracts/cortecs.md",
        quote: "(ASSUMED: they are stored as sent or used as a check; send them unchanged)",
        assumed: "Updating the settings requires the timestamps of a previous read.",
        reading: needs_write,
    },
    Assumption {
        contract: "contracts/cortecs.md",
        quote: "PUT probably replaces `inference_config` whole (ASSUMED)",
        assumed: "Updating the settings replaces `inference_config` as a whole.",
        reading: needs_write,
    },
];

fn case_sensitive(facts: &Facts) -> Reading {
    let keys = facts.seen.get("API keys").map_or(&[][..], |seen| rows(&seen.body, "/api_keys"));
    match repeated(keys.iter().filter_map(|key| Some(key["name"].as_str()?.to_lowercase()))) {
        0 => Reading::No(format!("no names that differ only in case in {} keys", keys.len())),
        count => Reading::Yes(format!("case-sensitive: {count} names differ only in case")),
    }
}
