//! A provider of one resource: `minimal_file`, a text file in a folder. `tests/minimal.rs` runs it with the Terraform CLI.

use std::process::ExitCode;
use std::sync::Arc;
use std::{fs, io, path::PathBuf};

use async_trait::async_trait;
use plugin_framework::engine::{
    Api, Apis, Context, Error, Evidence, Host, Id, Part, Provider, Resource, Result,
};
use plugin_framework::plugin::{self, Options};
use plugin_framework::schema::{Schema, flag, text};
use plugin_framework::server::{Served, Service};
use plugin_framework::value::{DynamicValue, Value};
use serde::{Deserialize, Serialize};

struct Folder(PathBuf);

impl Api for Folder {
    type Error = Error;
}

fn failed(error: &io::Error) -> Error {
    Error::from_response(format!("{error}."), Evidence::None)
}

struct File;

#[derive(Serialize, Deserialize)]
struct Model {
    id: Value<String>,
    name: String,
    content: Value<String>,
    deletion_protection: Value<bool>,
}

#[async_trait]
impl Resource for File {
    const NAME: &'static str = "minimal_file";
    const ID: &'static [Part] = &[Part::required("name", "The name of the file.")];
    const NOT_FOUND_REASON: &'static str = "The file was not found.";
    type Api = Folder;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "A text file.",
            [
                text("id", "The name of the file.").computed().use_state_for_unknown(),
                text("name", "The name of the file.").required().length(1, 100).requires_replace(),
                text("content", "What the file contains.").optional().default("").allow_empty(),
                flag("deletion_protection", "Whether destroying the file is refused.").deletion_protection(),
            ],
        )
    }

    async fn create(&self, ctx: &Context<Folder>, plan: Model) -> Result<Model> {
        let content = plan.content.as_deref_option().unwrap_or_default();
        fs::write(ctx.api()?.0.join(&plan.name), content).map_err(|error| failed(&error))?;
        Ok(Model { id: Value::Value(plan.name.clone()), ..plan })
    }

    async fn read(&self, ctx: &Context<Folder>, id: &Id) -> Result<Option<Model>> {
        let (id, name) = (Value::Value(id.to_string()), id.last().to_owned());
        match fs::read_to_string(ctx.api()?.0.join(&name)) {
            Ok(text) => {
                let content = Value::Value(text);
                Ok(Some(Model { id, name, content, deletion_protection: Value::Null }))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    async fn update(&self, ctx: &Context<Folder>, _: &Id, plan: Model) -> Result<Model> {
        self.create(ctx, plan).await
    }

    async fn delete(&self, ctx: &Context<Folder>, id: &Id) -> Result<()> {
        fs::remove_file(ctx.api()?.0.join(id.last())).map_err(|error| failed(&error))
    }
}

struct Minimal;

impl Provider for Minimal {
    fn schema(&self) -> Schema {
        Schema::new("Manages text files.", [text("folder", "The folder of the files.").required()])
    }

    fn configure(&self, config: &DynamicValue, _: &str) -> std::result::Result<Apis, Vec<Error>> {
        let mut apis = Apis::default();
        apis.insert(Ok(Arc::new(Folder(config.get("folder").text().unwrap_or_default().into()))));
        Ok(apis)
    }
}

fn main() -> ExitCode {
    let host = Host::default();
    let served = Served { resources: vec![host.resource(File)], ..Served::new(Minimal, &["minimal"]) };
    plugin::serve(Service::new(host, served), Options::default())
}
