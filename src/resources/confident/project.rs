//! `confident_project`: a project, which contains metrics, datasets and traces. Creating it also creates a first API
//! key, whose secret is only returned on create.

use std::time::SystemTime;

use crate::resources::error::explained;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::Account;
use super::existence;
use super::key_note::Note;
use super::key_secret::{StoredKey, is_current};
use crate::resources::error::because;
use crate::resources::{Result, restapi};
use admin_client::How;
use admin_client::confident::{
    Confident, GovernancePolicy, NewProject, Project, ProjectEdit, Scope, SecretApiKey,
};
use plugin_framework::engine::{Context, Error, Id, MoveSource, Part, Resource, ResourcePlan};
use plugin_framework::schema::{Attr, Schema, email, flag, object, text};
use plugin_framework::value::{DynamicValue, Value};

/// The announcement of project plans: the IDs of projects that will be destroyed.
pub(super) const DESTROYED: &str = "project destroyed";
/// The announcement of other project plans: IDs of projects that stay.
pub(super) const KEPT: &str = "project kept";

/// How long the secret of the first key is assumed to be valid without another check.
const CHECK: Duration = Duration::hours(1);
const CHECKED: &str = "checked_at";

/// The resource.
#[derive(Debug)]
pub struct ProjectResource;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    id: Value<String>,
    name: String,
    description: Value<String>,
    owner_email: Value<String>,
    deletion_protection: Value<bool>,
    organization_id: Value<String>,
    created_at: Value<String>,
    governance_policy: Value<Governance>,
    default_api_key: Value<String>,
    default_api_key_id: Value<String>,
}

/// The governance policy of a project.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Governance {
    id: Value<String>,
    name: Value<String>,
}

/// What every read of a project returns besides its name and description.
pub(super) fn reported() -> [Attr; 3] {
    [
        text("organization_id", "The ID of the organization.").computed(),
        text("created_at", "When the project was created, in RFC 3339 format.").computed(),
        object(
            "governance_policy",
            "The governance policy that applies to the project, if any.",
            [
                text("id", "The ID of the policy.").computed(),
                text("name", "The name of the policy.").computed(),
            ],
        )
        .computed(),
    ]
}

#[async_trait]
impl Resource for ProjectResource {
    const NAME: &'static str = "confident_project";
    const ID: &'static [Part] =
        &[Part::required("project_id", "The ID of the project, or `name:` followed by its name.")];
    const NOT_FOUND_REASON: &'static str = "Not found in a complete listing of the organization's projects.";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let mut attrs = vec![
            text("id", "The ID of the project.").computed().use_state_for_unknown(),
            text("name", "The name of the project, unique in the organization.").required(),
            text("description", "What the project is for. An empty string is the same as null.").optional().empty_is_null(),
            text(
                "owner_email",
                "The email address of a member of the organization who becomes the project's owner. Not case-sensitive. If \
                 omitted, the new project has no members, but administrators of the organization have access.",
            )
            .optional()
            .validate_with(email)
            .semantic_equality(|a, b| a.to_lowercase() == b.to_lowercase())
            .requires_replace_unless_imported(),
            flag("deletion_protection", "Whether plans that would destroy or replace the project are rejected.").deletion_protection(),
        ];
        let [organization_id, created_at, governance_policy] = reported();
        attrs.extend([
            organization_id.use_state_for_unknown(),
            created_at.use_state_for_unknown(),
            governance_policy.observed(),
        ]);
        attrs.extend([
            text(
                "default_api_key",
                "The secret of the API key that Confident AI creates with the project. Null after an import, because \
                 the API returns it only on creation. Also null after the key was rotated or deleted outside \
                 Terraform, which the provider detects within an hour.",
            )
            .computed()
            .use_state_for_unknown()
            .sensitive(),
            text("default_api_key_id", "The ID of that API key. Null after an import.").computed().use_state_for_unknown().only_returned_on_create(),
        ]);
        Schema::new(
            "Manages a project of a Confident AI organization.",
            attrs,
        )
        .caution(
            "Destroying a project permanently deletes its metrics, datasets, prompts, traces, test runs, API keys and \
             memberships. Set `deletion_protection` to prevent this.",
        )
        .permissions(super::ORGANIZATION_KEY)
        .calls(&[
            "GET /v2/projects",
            "POST /v2/projects",
            "GET /v2/projects/{project_id}",
            "PUT /v2/projects/{project_id}",
            "DELETE /v2/projects/{project_id}",
            "GET /v2/organization",
            "GET /v2/organization/members",
            "GET /v2/projects/{project_id}/api-keys",
            "POST /v2/projects/{project_id}/api-keys/{key_id}/rotate",
        ])
    }

    fn moved_from(object: &MoveSource<'_>) -> plugin_framework::engine::Result<Option<String>> {
        restapi::import_id(object, &[&["projects"]])
    }

    async fn create(&self, ctx: &Context<Account>, plan: Model) -> Result<Model> {
        let confident = ctx.api()?;
        let projects = confident.projects()?;
        let new = NewProject {
            name: &plan.name,
            description: plan.description.as_deref_option().filter(|text| !text.is_empty()),
            email: plan.owner_email.as_deref_option(),
        };
        let created = match projects.create(&new).await {
            Ok(created) => created,
            Err(error) => return Err(refused(&confident, new.email, error).await.into()),
        };
        let id = created.project.id.clone();
        if created.how == How::Adopted {
            ctx.adopted();
            if created.default_api_key.is_none() {
                ctx.warn(lost_secret(&plan.name));
            }
        }
        // A failure from here on would taint the project, and the next apply would destroy it because of a missing
        // detail.
        let project = match projects.get(&id).await {
            Ok(project) => project,
            Err(error) => {
                ctx.warn(read_failed_warning(&plan.name, &error.to_string()));
                created.project
            }
        };
        if let Some(made) = &created.default_api_key {
            ctx.set_private(first_key(Some(made.ending()), ctx.now()));
        }
        Ok(model(&project, created.default_api_key.as_ref()))
    }

    async fn read(&self, ctx: &Context<Account>, id: &Id) -> Result<Option<Model>> {
        let confident = ctx.api()?;
        let projects = confident.projects()?;
        let found = match id.last().strip_prefix("name:") {
            Some(name) => projects.find_by_name(name).await?,
            None => projects.find(id.last()).await?,
        };
        if found.is_none() && ctx.is_importing() && projects.find_by_name(id.last()).await?.is_some() {
            let name = id.last();
            ctx.set_not_found_reason(format!(
                "This is the name of a project, not its ID. Import it as `name:{name}`."
            ));
        }
        let Some(project) = found else { return Ok(None) };
        if !ctx.is_importing() {
            confident.allow_project_prefetch(&project.id);
        }
        let default_api_key = default_api_key(ctx, &confident, &project).await?.into();
        Ok(Some(Model { default_api_key, ..model(&project, None) }))
    }

    async fn update(&self, ctx: &Context<Account>, id: &Id, plan: Model) -> Result<Model> {
        let edit = ProjectEdit {
            name: Some(&plan.name),
            description: Some(plan.description.as_deref_option().unwrap_or_default()),
        };
        let edited = existence::changed(ctx.api()?.projects()?.edit(id.last(), &edit).await, "project")?;
        Ok(Model { default_api_key: plan.default_api_key, ..model(&edited, None) })
    }

    async fn delete(&self, ctx: &Context<Account>, id: &Id) -> Result<()> {
        Ok(ctx.api()?.projects()?.delete(id.last()).await?)
    }

    async fn plan(&self, ctx: &Context<Account>, plan: &mut ResourcePlan) -> Result<()> {
        if let Some(id) = plan.prior.get("id").text() {
            ctx.announce(if plan.is_destroy() { DESTROYED } else { KEPT }, id);
        }
        Ok(())
    }
}

const ANOTHER_KEY: &str = "To get another secret, create a key with `confident_api_key`.";

/// The note about the first key: the last characters of its secret, and the time of the last check in Unix seconds.
fn first_key(ending: Option<String>, now: SystemTime) -> DynamicValue {
    let mut noted = DynamicValue::from(Note { ending, ..Note::default() });
    noted.set(CHECKED, OffsetDateTime::from(now).unix_timestamp());
    noted
}

/// Whether the first key was checked recently. A check requires a separate list for each project, so not every refresh
/// does it.
fn checked_recently(noted: &DynamicValue, now: SystemTime) -> bool {
    let age = noted.get(CHECKED).whole().map(|at| OffsetDateTime::from(now).unix_timestamp() - at);
    age.is_some_and(|age| (0..CHECK.whole_seconds()).contains(&age))
}

/// The stored secret of the first key, unless the key was deleted or rotated.
async fn default_api_key(
    ctx: &Context<Account>,
    confident: &Confident,
    project: &Project,
) -> Result<Option<String>> {
    let prior = ctx.prior();
    let (Some(secret), Some(key_id)) =
        (prior.get("default_api_key").text(), prior.get("default_api_key_id").text())
    else {
        return Ok(None);
    };
    if checked_recently(ctx.private(), ctx.now()) {
        return Ok(Some(secret.to_owned()));
    }
    // If the list cannot be read, the stored secret is kept.
    let Ok(key) = confident.api_keys(&Scope::of(Some(&project.id)))?.find_cached(key_id).await else {
        return Ok(Some(secret.to_owned()));
    };
    let note = Note::read(ctx.private());
    let label = format!("default API key of the project `{}`", project.name);
    let current = if let Some(key) = key {
        is_current(ctx, &note, &key, &StoredKey { label, next_step: ANOTHER_KEY })
    } else {
        let detail = format!("`default_api_key` was removed from the state. {ANOTHER_KEY}");
        ctx.warn(Error::new(format!("The {label} was deleted outside Terraform"), detail));
        false
    };
    ctx.set_private(first_key(note.ending, ctx.now()));
    Ok(current.then(|| secret.to_owned()))
}

/// The error for a rejected request. It points to `owner_email` if no member of the organization has that address.
async fn refused(confident: &Confident, owner: Option<&str>, error: admin_client::Error) -> Error {
    if let (Some(owner), Some(400 | 404 | 422), None) = (owner, error.status(), error.existing())
        && let Ok(members) = confident.members(&Scope::Organization)
        && let Ok(None) = members.find_by_email(owner).await
    {
        let reason = format!("No member of the organization has the address `{owner}`.");
        return because(&error, &reason).on("owner_email");
    }
    explained(&error)
}

fn lost_secret(name: &str) -> Error {
    Error::new(
        "The secret of the project's first API key is lost",
        format!(
            "The response that contained it was lost, so `default_api_key` of `{name}` is null. Create another key \
             with `confident_api_key`."
        ),
    )
}

fn read_failed_warning(name: &str, error: &str) -> Error {
    Error::new(
        "The new project could not be read yet",
        format!(
            "The project `{name}` was created, but reading it failed: {error}. `governance_policy` is null until the \
             next refresh."
        ),
    )
}

pub(super) fn model(project: &Project, made: Option<&SecretApiKey>) -> Model {
    Model {
        id: project.id.clone().into(),
        name: project.name.clone(),
        description: project.description.clone().into(),
        owner_email: Value::Null,
        deletion_protection: Value::Null,
        organization_id: project.organization_id.clone().into(),
        created_at: project.created_at.clone().into(),
        governance_policy: project.governance_policy.as_ref().map(Governance::from).into(),
        default_api_key: made.map(|it| it.secret.expose().to_owned()).into(),
        default_api_key_id: made.map(|it| it.key.id.to_string()).into(),
    }
}

impl From<&GovernancePolicy> for Governance {
    fn from(it: &GovernancePolicy) -> Governance {
        Governance { id: it.id.clone().into(), name: it.name.clone().into() }
    }
}
