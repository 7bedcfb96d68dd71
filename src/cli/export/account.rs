//! Reads the objects of the accounts with the list resources, in portions that become one file each.

use std::sync::Arc;

use futures::stream::{self, StreamExt};
use plugin_framework::engine::{AnyListResource, ListEvent, ListRequest};
use plugin_framework::server::{Served, import};
use plugin_framework::value::DynamicValue;

use super::name::readable;

/// How many projects are read at the same time.
const AT_ONCE: usize = 4;

/// An object, as an import reads it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Object {
    /// Its resource type.
    pub(super) kind: &'static str,
    /// Its import id.
    pub(super) id: String,
    /// Its display name.
    pub(super) name: String,
    pub(super) state: DynamicValue,
}

/// The objects of one file, or why they cannot be read.
#[derive(Debug)]
pub(super) struct Portion {
    /// The name of its file, without the extension.
    pub(super) file: String,
    /// What it is, for messages.
    pub(super) what: String,
    /// The prefix that makes its resource names unique among all portions.
    pub(super) prefix: Option<String>,
    pub(super) objects: Result<Vec<Object>, String>,
}

/// Reads all objects of one product. Calls `read` after each portion.
pub(super) async fn portions(product: &str, served: &Served, read: &(dyn Fn(usize) + Sync)) -> Vec<Portion> {
    let account = Account { served };
    let portions = match product {
        "corti" => vec![account.corti().await],
        "cortecs" => vec![account.cortecs().await],
        _ => account.confident(read).await,
    };
    read(0);
    portions
}

struct Account<'a> {
    served: &'a Served,
}

impl Account<'_> {
    async fn corti(&self) -> Portion {
        let objects = self.all(None, &["corti_customer", "corti_user"]).await;
        let project =
            objects.iter().flatten().find_map(|it| Some(it.state.get("project_id").text()?.to_owned()));
        portion("corti", "Corti", project.as_deref(), objects)
    }

    async fn cortecs(&self) -> Portion {
        let settings = self.singleton("cortecs_project_settings").await;
        let project =
            settings.as_ref().ok().and_then(|it| Some(it.state.get("project_id").text()?.to_owned()));
        let objects = match settings {
            Ok(settings) => self.all(Some(settings), &["cortecs_api_key"]).await,
            Err(error) => Err(error),
        };
        portion("cortecs", "Cortecs", project.as_deref(), objects)
    }

    async fn confident(&self, read: &(dyn Fn(usize) + Sync)) -> Vec<Portion> {
        const SCOPED: &[&str] =
            &["confident_api_key", "confident_member", "confident_role", "confident_policy"];
        let organization = match self.singleton("confident_organization").await {
            Ok(organization) => self.all(Some(organization), SCOPED).await,
            Err(error) => Err(error),
        };
        read(1);
        let mut portions = vec![portion("confident", "Confident AI", None, organization)];
        let projects = match self.list("confident_project", &DynamicValue::object([])).await {
            Ok(projects) => projects,
            Err(error) => {
                portions.push(portion("confident", "Confident AI", Some("projects"), Err(error)));
                return portions;
            }
        };
        let mut within = stream::iter(projects)
            .map(async |project| {
                let name = project.name.clone();
                let config = DynamicValue::object([("project_id", project.state.get("id").clone())]);
                let objects = self.within(&config, Some(project), SCOPED).await;
                let mut portion = portion("confident", "Confident AI", Some(&name), objects);
                portion.prefix = Some(readable(&name, "project"));
                portion
            })
            .buffered(AT_ONCE);
        while let Some(portion) = within.next().await {
            read(portion.objects.as_ref().map_or(0, Vec::len));
            portions.push(portion);
        }
        portions
    }

    async fn all(&self, first: Option<Object>, kinds: &[&'static str]) -> Result<Vec<Object>, String> {
        self.within(&DynamicValue::object([]), first, kinds).await
    }

    async fn within(
        &self,
        config: &DynamicValue,
        first: Option<Object>,
        kinds: &[&'static str],
    ) -> Result<Vec<Object>, String> {
        let mut objects: Vec<Object> = first.into_iter().collect();
        for kind in kinds {
            let mut listed = self.list(kind, config).await?;
            listed.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
            objects.append(&mut listed);
        }
        Ok(objects)
    }

    /// All objects of a type.
    async fn list(&self, kind: &'static str, config: &DynamicValue) -> Result<Vec<Object>, String> {
        let list: &Arc<dyn AnyListResource> = self
            .served
            .list_resources
            .iter()
            .find(|it| it.name() == kind)
            .ok_or_else(|| format!("{kind} cannot be listed."))?;
        let request = ListRequest { config: config.clone(), include_resource: true, limit: None };
        let mut events = Arc::clone(list).list(request);
        let mut objects = Vec::new();
        while let Some(event) = events.next().await {
            match event {
                ListEvent::Found(found) => {
                    let state = found.object.unwrap_or_default();
                    objects.push(Object { kind, id: found.id.to_string(), name: found.display_name, state });
                }
                ListEvent::Warning(_) => {}
                ListEvent::Failed(error) => return Err(format!("{}: {}", error.summary, error.detail)),
            }
        }
        Ok(objects)
    }

    /// An object that exists once per key.
    async fn singleton(&self, kind: &'static str) -> Result<Object, String> {
        let resource = self
            .served
            .resources
            .iter()
            .find(|it| it.name() == kind)
            .ok_or_else(|| format!("{kind} is not served."))?;
        let state = import(&**resource, "current").await?;
        let id = state.get("id").text().unwrap_or("current").to_owned();
        Ok(Object { kind, id, name: "this".to_owned(), state })
    }
}

fn portion(
    file: &str,
    product: &str,
    project: Option<&str>,
    objects: Result<Vec<Object>, String>,
) -> Portion {
    let (file, what) = match project {
        Some(project) => {
            (format!("{file}_{}", readable(project, "project")), format!("{product}, project `{project}`"))
        }
        None => (file.to_owned(), product.to_owned()),
    };
    Portion { file, what, prefix: None, objects }
}
