//! Projects: `/v2/projects`. A creation also creates an API key, whose secret is only in that response.
//!
//! The response to a creation lacks `governancePolicy` (contracts/confident.md 7.3). The owner's email is never
//! returned.

use std::sync::Arc;

use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::Confident;
use super::api_keys::{ApiKey, SecretApiKey};
use crate::collections::List;
use crate::creation::{Creation, How, NewItem, Outcome, same_text};
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
    /// Its governance policy; always `None` in the response to a creation.
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

/// The request of a creation.
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

impl NewItem for NewProject<'_> {
    type Object = Project;

    fn key(&self) -> String {
        self.name.to_owned()
    }

    /// No response contains the owner, so a project that was created with one cannot be identified.
    fn matches(&self, object: &Project) -> bool {
        self.email.is_none() && same_text(self.description, object.description.as_deref())
    }
}

/// The request of an edit: at least one of the two fields. `""` clears a description; `null` is not documented.
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
    /// Its first key with the secret; `None` if the server created none, or if the response with the secret was lost.
    pub default_api_key: Option<SecretApiKey>,
    /// How its creation was determined.
    pub how: How,
}

undivided!(ProjectPage { projects: Project });

impl Item for Project {
    type Page = ProjectPage;
    const NOUN: &'static str = "project";
    const PAGED: bool = false;
    const HAS_CREATED_AT: bool = true;

    fn id(&self) -> String {
        self.id.clone()
    }

    fn key(&self) -> String {
        self.name.clone()
    }

    fn created_at(&self) -> Option<OffsetDateTime> {
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
    pub(super) list: List<Project>,
}

impl Projects<'_> {
    /// All projects.
    pub async fn all(&self) -> Result<Vec<Arc<Project>>> {
        self.list.all().await
    }

    /// All projects, read now.
    pub fn stream(&self) -> BoxStream<'static, Result<Project>> {
        self.list.stream()
    }

    /// The project with this ID. `None` is certain.
    pub async fn find(&self, id: &str) -> Result<Option<Arc<Project>>> {
        self.list.find(id).await
    }

    /// The project with this name.
    pub async fn find_by_name(&self, name: &str) -> Result<Option<Arc<Project>>> {
        Ok(self.list.find_by_key(name).await?.into_iter().next())
    }

    /// The project with all fields, from its own endpoint. The response to a creation lacks some of them.
    pub async fn get(&self, id: &str) -> Result<Project> {
        let path = self.list.path().then("/{project}", &[("project", &id)])?;
        let project: Project = self.confident.client.get(&path).await?;
        if project.id != id {
            return Err(
                Error::unreadable("GET", path.shown(), "the response describes another project").after(1)
            );
        }
        self.list.edited(project.clone());
        Ok(project)
    }

    /// Creates a project.
    pub async fn create(&self, new: &NewProject<'_>) -> Result<CreatedProject> {
        let creation = Creation::begin(&self.list, new).await?;
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
            Outcome::Adopted(project) => {
                CreatedProject { project: Project::clone(&project), default_api_key: None, how: How::Adopted }
            }
        })
    }

    /// Changes the fields of the edit.
    pub async fn edit(&self, id: &str, edit: &ProjectEdit<'_>) -> Result<Project> {
        let path = self.list.path().then("/{project}", &[("project", &id)])?;
        let project: Project = match self.list.after_write(self.confident.client.put(&path, edit).await) {
            Err(error) => {
                return Err(self.list.explain_conflict(error, id, edit.name.unwrap_or_default()).await);
            }
            Ok(project) => project,
        };
        self.list.edited(project.clone());
        Ok(project)
    }

    /// Deletes the project with everything in it. A 404 counts as success only if the list lacks the project, too.
    pub async fn delete(&self, id: &str) -> Result<()> {
        let path = self.list.path().then("/{project}", &[("project", &id)])?;
        match self.list.after_write(self.confident.client.delete(&path).await) {
            Err(error) if error.is_not_found() => {
                if !self.list.confirms_not_found(id).await? {
                    return Err(error);
                }
            }
            outcome => outcome?,
        }
        self.list.deleted(id);
        self.confident.forget_project(&path);
        Ok(())
    }
}
