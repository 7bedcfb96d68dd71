//! Schemas and the list of what is served. No call depends on them having been asked for (protocol.md 0.1, 17).

use tf_provider::Diagnostics;

use super::{Inner, convert};
use crate::proto::tfplugin6::{self as wire, get_metadata as metadata};

fn capabilities() -> wire::ServerCapabilities {
    wire::ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: true,
        generate_resource_config: true,
    }
}

impl Inner {
    pub(super) fn schemas(&self) -> wire::get_provider_schema::Response {
        let mut diags = Diagnostics::default();
        let resources = self.resources.iter();
        let resource_schemas = resources
            .map(|(name, it)| ((*name).to_owned(), convert::schema(it.view(&mut diags), it.schema())))
            .collect();
        let data_sources = self.data_sources.iter();
        let data_source_schemas = data_sources
            .map(|(name, it)| ((*name).to_owned(), convert::schema(it.view(&mut diags), it.schema())))
            .collect();
        let ephemerals = self.ephemerals.iter();
        wire::get_provider_schema::Response {
            provider: Some(convert::schema(None, &self.provider.schema())),
            resource_schemas,
            data_source_schemas,
            ephemeral_resource_schemas: ephemerals
                .map(|(name, it)| ((*name).to_owned(), convert::declared_schema(&**it)))
                .collect(),
            list_resource_schemas: self
                .list_resources
                .iter()
                .map(|(name, it)| ((*name).to_owned(), convert::declared_schema(&**it)))
                .collect(),
            server_capabilities: Some(capabilities()),
            diagnostics: convert::diagnostics(diags),
            ..Default::default()
        }
    }

    pub(super) fn metadata(&self) -> metadata::Response {
        let name = |name: &&str| (*name).to_owned();
        metadata::Response {
            server_capabilities: Some(capabilities()),
            resources: self
                .resources
                .keys()
                .map(|it| metadata::ResourceMetadata { type_name: name(it) })
                .collect(),
            data_sources: self
                .data_sources
                .keys()
                .map(|it| metadata::DataSourceMetadata { type_name: name(it) })
                .collect(),
            ephemeral_resources: self
                .ephemerals
                .keys()
                .map(|it| metadata::EphemeralMetadata { type_name: name(it) })
                .collect(),
            list_resources: self
                .list_resources
                .keys()
                .map(|it| metadata::ListResourceMetadata { type_name: name(it) })
                .collect(),
            ..Default::default()
        }
    }
}
