//! The calls that are made, one for each listing and single read of the three APIs, and what must hold of their outcome.

use admin_client::confident::{Confident, NewPolicy, Scope};
use admin_client::cortecs::{Cortecs, NewApiKey};
use admin_client::corti::{Corti, NewCustomer};
use admin_client::{Edit, Error, Secret, Settings};
use serde_json::Value;

use super::script::Answer;

/// What a call came to.
pub(super) enum Outcome {
    /// The ids of a list.
    Listed(Vec<String>),
    /// Whether the one asked for was found.
    Found(bool),
    /// One object.
    Read,
    /// The id of what was created.
    Created(String),
}

/// The id that is looked for.
const WANTED: &str = "wanted";

/// Makes the call of this letter; every other byte stands for one of them too.
pub(super) async fn make(call: u8, settings: &Settings) -> Result<Outcome, Error> {
    let corti = || Corti::new(settings, "a@example.org", Secret::new("password-password")).expect("settings");
    let cortecs = || Cortecs::new(settings, &Secret::new("management-key")).expect("settings");
    let confident = || Confident::new(settings, &Secret::new("confident_us_org_x"), None).expect("settings");
    let (organization, project) = (Scope::Organization, Scope::Project("p".to_owned()));
    macro_rules! listed {
        ($list:expr, $id:ident) => {
            Outcome::Listed($list.all().await?.iter().map(|it| it.$id.to_string()).collect())
        };
    }
    macro_rules! found {
        ($option:expr) => {
            Outcome::Found($option.await?.is_some())
        };
    }
    Ok(match call.wrapping_sub(b'a') % 26 {
        0 => listed!(corti().customers("p")?, customer_id),
        1 => found!(corti().customers("p")?.find(WANTED)),
        2 => listed!(corti().users("p", "c")?, id),
        3 => found!(corti().users("p", "c")?.find(WANTED)),
        4 => corti().project_quotas("p").await.map(|_| Outcome::Read)?,
        5 => corti().customer_quotas("p", "c").await.map(|_| Outcome::Read)?,
        // Names of keys are chosen by people, and any may be there already.
        6 => cortecs().api_keys()?.all().await.map(|_| Outcome::Read)?,
        7 => found!(cortecs().api_keys()?.find(WANTED)),
        8 => cortecs().project_configs().get().await.map(|_| Outcome::Read)?,
        9 => cortecs().balance().await.map(|_| Outcome::Read)?,
        10 => confident().organization().await.map(|_| Outcome::Read)?,
        11 => listed!(confident().projects()?, id),
        12 => found!(confident().projects()?.find(WANTED)),
        13 => confident().projects()?.get(WANTED).await.map(|_| Outcome::Read)?,
        14 => listed!(confident().api_keys(&organization)?, id),
        15 => listed!(confident().members(&organization)?, id),
        16 => found!(confident().members(&organization)?.find(WANTED)),
        17 => found!(confident().members(&project)?.find_by_email("wanted@example.org")),
        18 => listed!(confident().invitations(&organization)?, id),
        19 => listed!(confident().roles(&organization)?, id),
        20 => found!(confident().roles(&project)?.find(WANTED)),
        21 => listed!(confident().policies(&organization)?, id),
        22 => listed!(confident().permissions(&organization)?, id),
        23 => {
            let (tenant_name, region, is_nfr) = (None, None, None);
            let new = NewCustomer { customer_id: WANTED, display_name: "n", tenant_name, region, is_nfr };
            Outcome::Created(corti().customers("p")?.create(&new).await?.object.customer_id)
        }
        24 => {
            let new = NewApiKey { name: WANTED, is_management_key: false, is_generated_name: false };
            Outcome::Created(cortecs().api_keys()?.create(&new).await?.name)
        }
        _ => {
            let new = NewPolicy { name: "n", permission_ids: &[], description: Edit::Leave };
            Outcome::Created(confident().policies(&organization)?.create(&new).await?.object.id)
        }
    })
}

/// What holds of every outcome, judged by what was served.
pub(super) fn judge(call: u8, outcome: &Result<Outcome, Error>, served: &[Answer]) {
    match outcome {
        Ok(Outcome::Listed(ids)) => {
            for id in ids {
                check_id(id);
            }
            let mut once = ids.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), ids.len(), "an id occurs twice in {ids:?}");
            assert!(ids.is_empty() || served.iter().any(speaks_of_objects), "objects from nowhere");
        }
        Ok(Outcome::Found(false)) => {
            assert!(served.iter().any(speaks_of_objects), "gone, and no list was ever read (call {call})");
        }
        Ok(Outcome::Created(id)) => check_id(id),
        Ok(Outcome::Found(true) | Outcome::Read) => {}
        Err(error) => {
            let text = error.to_string();
            assert!(["GET /", "POST /", "DELETE /"].iter().any(|it| text.starts_with(it)), "{text}");
            assert!(text.len() < 2_000, "an error of {} bytes", text.len());
            assert!(!text.contains(|it: char| it.is_control()), "{text:?}");
        }
    }
}

fn check_id(id: &str) {
    assert!(!id.trim().is_empty() && !id.contains(char::is_control), "{id:?} is the id of an object");
}

/// Whether the answer is a success that holds a list.
fn speaks_of_objects(answer: &Answer) -> bool {
    let Ok(body) = serde_json::from_slice::<Value>(&answer.body) else { return false };
    let holds_list = |it: &Value| it.as_object().is_some_and(|it| it.values().any(Value::is_array));
    (200..300).contains(&answer.status) && (holds_list(&body) || holds_list(&body["data"]))
}
