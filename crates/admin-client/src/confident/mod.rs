//! Confident AI's administration API, `/v2` (contract: contracts/confident.md): the organization, its projects, and in both scopes API
//! keys, members, invitations, roles, policies and permissions.
//!
//! JSON is camelCase except `created_at`. IDs are strings, except those of keys and invitations, which are integers.

mod api_keys;
mod invitations;
mod members;
mod organization;
mod permissions;
mod policies;
mod projects;
mod roles;
mod scoped;

pub use api_keys::{ApiKey, ApiKeys, CreatedApiKey, NewApiKey, Rotation, SecretApiKey, SecretStatus};
pub use invitations::{Invitation, InvitationStatus, Invitations, NewInvitation};
pub use members::{Member, MemberRole, Members};
pub use organization::Organization;
pub use permissions::{Permission, Permissions};
pub use policies::{NewPolicy, Policies, Policy, PolicyPermission};
pub use projects::{CreatedProject, GovernancePolicy, NewProject, Project, ProjectEdit, Projects};
pub use roles::{NewRole, Role, RolePolicy, Roles};

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use reqwest::header::HeaderName;

use self::scoped::Scoped;
use super::admin::{AdminClient, Product};
use super::auth::Auth;
use super::collections::Collections;
use super::error::{Missing, Result};
use super::fetch_once::FetchOnce;
use super::listing::Item;
use super::path::Path;
use super::secret::Secret;
use super::settings::{ConfigError, Settings};

const HEADER: HeaderName = HeaderName::from_static("confident_api_key");

/// The region of the API, which has its own host (contracts/confident.md 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Region {
    /// The default.
    Us,
    /// Europe.
    Eu,
    /// Australia, which the vendor's own client does not support.
    Au,
}

impl Region {
    /// The region with this name, case-insensitive.
    pub fn from_name(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "us" => Some(Region::Us),
            "eu" => Some(Region::Eu),
            "au" => Some(Region::Au),
            _ => None,
        }
    }

    /// The region in the key's prefix. Older keys have none and belong to the US.
    pub fn of_key(key: &Secret) -> Self {
        let key = key.expose().trim().to_ascii_lowercase();
        match key.strip_prefix("confident_") {
            Some(rest) if rest.starts_with("eu_") => Region::Eu,
            Some(rest) if rest.starts_with("au_") => Region::Au,
            _ => Region::Us,
        }
    }

    /// Its host.
    pub fn base_url(self) -> &'static str {
        match self {
            Region::Us => "https://api.confident-ai.com",
            Region::Eu => "https://eu.api.confident-ai.com",
            Region::Au => "https://au.api.confident-ai.com",
        }
    }
}

/// The owner of keys, members, invitations, roles, policies or permissions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The organization of the key.
    Organization,
    /// One project.
    Project(String),
}

impl Scope {
    /// The organization for `None`, else the project.
    pub fn of(project: Option<&str>) -> Self {
        project.map_or(Scope::Organization, |id| Scope::Project(id.to_owned()))
    }

    /// The project; `None` for the organization.
    pub fn project(&self) -> Option<&str> {
        match self {
            Scope::Organization => None,
            Scope::Project(id) => Some(id),
        }
    }

    fn path(&self) -> Result<Path> {
        match self {
            Scope::Organization => path!("/v2/organization"),
            Scope::Project(project) => path!("/v2/projects/{project}", project),
        }
    }
}

/// The client of one Confident AI organization.
#[derive(Debug)]
pub struct Confident {
    client: AdminClient,
    key: Secret,
    organization_id: Arc<FetchOnce<Arc<str>>>,
    /// Projects that are known to be deleted. IDs are never reused.
    gone_projects: Arc<Mutex<BTreeSet<String>>>,
    projects: Collections<Project>,
    api_keys: Collections<ApiKey>,
    members: Collections<Member>,
    invitations: Collections<Invitation>,
    roles: Collections<Role>,
    policies: Collections<Policy>,
    permissions: Collections<Permission>,
}

impl Confident {
    /// Checks the settings; nothing is sent. Without a region, the key determines it.
    pub fn new(settings: &Settings, api_key: &Secret, region: Option<Region>) -> Result<Self, ConfigError> {
        let region = region.unwrap_or_else(|| Region::of_key(api_key));
        let product = Product { name: "confident", base_url: region.base_url().to_owned(), envelope: true };
        let auth = Auth::key(HEADER, "", api_key, "api_key")?;
        Ok(Confident {
            client: AdminClient::new(product, settings, auth)?,
            key: api_key.clone(),
            organization_id: Arc::default(),
            gone_projects: Arc::default(),
            projects: Collections::default(),
            api_keys: Collections::default(),
            members: Collections::default(),
            invitations: Collections::default(),
            roles: Collections::default(),
            policies: Collections::default(),
            permissions: Collections::default(),
        })
    }

    /// The same organization for a reader that needs current data: it uses only lists requested from now on, and shares
    /// them with concurrent readers.
    #[must_use]
    pub fn uncached(&self) -> Self {
        let since = Instant::now();
        Confident {
            client: self.client.clone(),
            key: self.key.clone(),
            organization_id: Arc::clone(&self.organization_id),
            gone_projects: Arc::clone(&self.gone_projects),
            projects: self.projects.since(since),
            api_keys: self.api_keys.since(since),
            members: self.members.since(since),
            invitations: self.invitations.since(since),
            roles: self.roles.since(since),
            policies: self.policies.since(since),
            permissions: self.permissions.since(since),
        }
    }

    /// The core, for its stop switch, request statistics and notices.
    pub fn client(&self) -> &AdminClient {
        &self.client
    }

    /// The projects of the organization.
    pub fn projects(&self) -> Result<Projects<'_>> {
        Ok(Projects { confident: self, list: self.projects.of(&self.client, path!("/v2/projects")?) })
    }

    /// The API keys of a scope.
    pub fn api_keys(&self, scope: &Scope) -> Result<ApiKeys<'_>> {
        self.scoped(&self.api_keys, scope, "/api-keys")
    }

    /// The members of a scope.
    pub fn members(&self, scope: &Scope) -> Result<Members<'_>> {
        self.scoped(&self.members, scope, "/members")
    }

    /// The invitations of a scope.
    pub fn invitations(&self, scope: &Scope) -> Result<Invitations<'_>> {
        self.scoped(&self.invitations, scope, "/invitations")
    }

    /// The roles of a scope, built-in ones included.
    pub fn roles(&self, scope: &Scope) -> Result<Roles<'_>> {
        self.scoped(&self.roles, scope, "/roles")
    }

    /// The policies of a scope.
    pub fn policies(&self, scope: &Scope) -> Result<Policies<'_>> {
        self.scoped(&self.policies, scope, "/policies")
    }

    /// The permissions of a scope.
    pub fn permissions(&self, scope: &Scope) -> Result<Permissions<'_>> {
        self.scoped(&self.permissions, scope, "/permissions")
    }

    /// Allows the lists of this project to be prefetched. Once callers have asked for a list of two projects, the same
    /// list of other projects is prefetched.
    pub fn allow_project_prefetch(&self, project: &str) {
        let Ok(path) = Scope::of(Some(project)).path() else { return };
        self.allow_list_prefetch(&self.api_keys, &path, "/api-keys");
        self.allow_list_prefetch(&self.members, &path, "/members");
        self.allow_list_prefetch(&self.invitations, &path, "/invitations");
        self.allow_list_prefetch(&self.roles, &path, "/roles");
        self.allow_list_prefetch(&self.policies, &path, "/policies");
    }

    fn allow_list_prefetch<T: Item>(&self, collections: &Collections<T>, scope: &Path, below: &str) {
        if let Ok(path) = scope.then(below, &[]) {
            collections.allow_prefetch(&self.client, path);
        }
    }

    /// The project of the scope if it is certain that it does not exist. The list may lag behind its creation, so the
    /// project itself is requested, too.
    pub async fn missing(&self, scope: &Scope) -> Result<Option<Missing>> {
        let Some(project) = scope.project() else { return Ok(None) };
        if !self.is_gone(project) {
            let projects = self.projects()?;
            if projects.find(project).await?.is_some() {
                return Ok(None);
            }
            match projects.get(project).await {
                Err(error) if error.is_not_found() => self.note_gone(project),
                outcome => return outcome.map(|_| None),
            }
        }
        Ok(Some(Missing {
            what: "project",
            key: "project_id",
            id: project.to_owned(),
            place: "in the organization of the API key".to_owned(),
        }))
    }

    /// Adds the missing project to a not-found error, if the project of the scope does not exist.
    async fn explain_not_found<R>(&self, scope: Scope, outcome: Result<R>) -> Result<R> {
        match outcome {
            Err(error) if error.is_not_found() => Err(match self.missing(&scope).await {
                Ok(Some(missing)) => error.with_missing(missing),
                Ok(None) | Err(_) => error,
            }),
            outcome => outcome,
        }
    }

    fn scoped<T: Item>(
        &self,
        collections: &Collections<T>,
        scope: &Scope,
        below: &str,
    ) -> Result<Scoped<'_, T>> {
        let list = collections.of(&self.client, scope.path()?.then(below, &[])?);
        Ok(Scoped { confident: self, scope: scope.clone(), list })
    }

    /// Whether the project is already known to be deleted.
    fn is_gone(&self, project: &str) -> bool {
        self.gone_projects.lock().unwrap_or_else(PoisonError::into_inner).contains(project)
    }

    fn note_gone(&self, project: &str) {
        self.gone_projects.lock().unwrap_or_else(PoisonError::into_inner).insert(project.to_owned());
    }

    /// Drops all lists of a project, after it was deleted.
    fn forget_project(&self, project: &Path) {
        self.api_keys.forget_below(project);
        self.members.forget_below(project);
        self.invitations.forget_below(project);
        self.roles.forget_below(project);
        self.policies.forget_below(project);
        self.permissions.forget_below(project);
    }
}
