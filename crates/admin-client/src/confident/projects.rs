//! Projects: `/v2/projects`. A creation also mints a key, whose secret is in that answer only.
//!
//! The creation's answer lacks `governancePolicy` (contracts/confident.md 7.3); the owner's address is never readable.

use std::sync::Arc;

use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::api_keys::{ApiKey, Rotation, SecretApiKey};
use super::{Confident, Scope};
use crate::collection::Collection;
use crate::creation::{Creation, How, Outcome};
use crate::deserialize;
use crate::error::{Error, Result};
use crate::listing::{Item, undivided};

/// A project (contracts/confident.md 3.2).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// Opaque.
    #[serde(deserialize_with = "deserialize::id")]
    pub id: String,
    /// Unique in the organization.
    pub name: String,
    /// Free text.
    #[serde(default)]
    pub description: Option<String>,
    /// The organization it belongs to.
    pub organization_id: String,
    /// RFC 3339.
    #[serde(rename = "created_at")]
    pub created_at: String,
    /// The governance policy it is under; always `None` in the answer of a creation.
    #[serde(default)]
    pub governance_policy: Option<GovernancePolicy>,
}

/// A governance policy by name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GovernancePolicy {
    /// Opaque.
    pub id: String,
    /// Its display name.
    pub name: String,
}

/// What a creation sends.
#[derive(Debug, Clone, Serialize)]
pub struct NewProject<'a> {
    /// Unique in the organization.
    pub name: &'a str,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    /// The member of the organization who becomes Owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<&'a str>,
}

/// What an edit sends: at least one of the two. `""` clears a description; `null` is not documented.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ProjectEdit<'a> {
    /// The new name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    /// The new description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
}

/// A project that was created.
#[derive(Debug)]
pub struct CreatedProject {
    /// The project.
    pub project: Project,
    /// Its first key with the secret, a new one if the answer was lost; `None` when the server made none, or when it could
    /// not be made again.
    pub default_api_key: Option<SecretApiKey>,
    /// How we know of it.
    pub how: How,
}

undivided!(ProjectPage { projects: Project });

impl Item for Project {
    type Page = ProjectPage;
    const NOUN: &'static str = "project";
    const PAGED: bool = false;

    fn id(&self) -> String {
        self.id.clone()
    }

    fn key(&self) -> String {
        self.name.clone()
    }

    fn made_at(&self) -> Option<OffsetDateTime> {
        deserialize::instant(&self.created_at)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answered {
    project: Project,
    #[serde(default)]
    api_key: Option<ApiKey>,
}

/// The projects of the organization.
#[derive(Debug)]
pub struct Projects<'a> {
    pub(super) confident: &'a Confident,
    pub(super) list: Arc<Collection<Project>>,
}

impl Projects<'_> {
    /// All of them.
    pub async fn all(&self) -> Result<Vec<Arc<Project>>> {
        self.list.all().await
    }

    /// All of them, read now.
    pub fn stream(&self) -> BoxStream<'static, Result<Project>> {
        self.list.stream()
    }

    /// One of them; `None` is certain.
    pub async fn find(&self, id: &str) -> Result<Option<Arc<Project>>> {
        self.list.find(id).await
    }

    /// The one of this name.
    pub async fn find_by_name(&self, name: &str) -> Result<Option<Arc<Project>>> {
        Ok(self.list.find_by_key(name).await?.into_iter().next())
    }

    /// One of them in full, asked for by itself: what the answer of a creation lacks.
    pub async fn get(&self, id: &str) -> Result<Project> {
        let path = self.list.path().then("/{project}", &[("project", &id)])?;
        let project: Project = self.confident.client.get(&path).await?;
        if project.id != id {
            return Err(Error::unreadable("GET", path.template(), "it is about another project").after(1));
        }
        self.list.edited(project.clone());
        Ok(project)
    }

    /// Makes one.
    pub async fn create(&self, new: &NewProject<'_>) -> Result<CreatedProject> {
        let creation = Creation::begin(&self.list, new.name.to_owned(), true, true).await?;
        let post = || self.confident.client.post::<Answered>(self.list.path(), new);
        Ok(match creation.run(post).await? {
            Outcome::Answered(Answered { project, api_key }) => {
                self.list.created(project.clone());
                CreatedProject {
                    project,
                    default_api_key: api_key.map(SecretApiKey::revealed),
                    how: How::Answered,
                }
            }
            Outcome::Adopted(project) => CreatedProject {
                project: Project::clone(&project),
                default_api_key: self.remade_key(&project.id).await.ok().flatten(),
                how: How::Adopted,
            },
        })
    }

    /// The only key of a project whose creation's answer was lost, with a new secret: nobody has seen the first one.
    async fn remade_key(&self, project: &str) -> Result<Option<SecretApiKey>> {
        let keys = self.confident.api_keys(&Scope::of(Some(project)))?;
        match keys.all().await?.as_slice() {
            [only] => keys.rotate(only.id, &Rotation::default()).await.map(Some),
            _ => Ok(None),
        }
    }

    /// Changes what the edit names.
    pub async fn edit(&self, id: &str, edit: &ProjectEdit<'_>) -> Result<Project> {
        let path = self.list.path().then("/{project}", &[("project", &id)])?;
        let project: Project = match self.list.after_write(self.confident.client.put(&path, edit).await) {
            Err(error) => return Err(self.list.blamed(error, id, edit.name.unwrap_or_default()).await),
            Ok(project) => project,
        };
        self.list.edited(project.clone());
        Ok(project)
    }

    /// Removes it with everything in it; one that is not there is removed already.
    pub async fn delete(&self, id: &str) -> Result<()> {
        let path = self.list.path().then("/{project}", &[("project", &id)])?;
        match self.list.after_write(self.confident.client.delete(&path).await) {
            Err(error) if error.is_not_found() => {}
            outcome => outcome?,
        }
        self.list.deleted(id);
        self.confident.forget_project(&path);
        Ok(())
    }
}
