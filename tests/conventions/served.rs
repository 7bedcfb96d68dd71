//! Everything the providers serve, read from the registry: what documentation, examples and snapshots are about.

use aiadmin::registry;
use plugin_framework::engine::Declared;
use plugin_framework::schema::Declares;
use plugin_framework::server::Served;

/// The provider that serves all types.
pub(crate) const UNION: &str = "aiadmin";

/// The products: their prefix and what they call themselves.
pub(crate) const PRODUCTS: [(&str, &str); 3] =
    [("corti", "Corti"), ("cortecs", "Cortecs"), ("confident", "Confident AI")];

/// What sort of thing a type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    Resource,
    DataSource,
    EphemeralResource,
    ListResource,
    Action,
}

impl Sort {
    pub(crate) const ALL: [Sort; 5] =
        [Sort::Resource, Sort::DataSource, Sort::EphemeralResource, Sort::ListResource, Sort::Action];

    /// As it stands in titles.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Sort::Resource => "Resource",
            Sort::DataSource => "Data Source",
            Sort::EphemeralResource => "Ephemeral Resource",
            Sort::ListResource => "List Resource",
            Sort::Action => "Action",
        }
    }

    /// The folder of its pages and of its examples.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Sort::Resource => "resources",
            Sort::DataSource => "data-sources",
            Sort::EphemeralResource => "ephemeral-resources",
            Sort::ListResource => "list-resources",
            Sort::Action => "actions",
        }
    }

    /// The file of its example.
    pub(crate) fn example(self) -> &'static str {
        match self {
            Sort::Resource => "resource.tf",
            Sort::DataSource => "data-source.tf",
            Sort::EphemeralResource => "ephemeral-resource.tf",
            Sort::ListResource => "list-resource.tfquery.hcl",
            Sort::Action => "action.tf",
        }
    }

    /// The key of its schema in a snapshot.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Sort::Resource => "resource",
            Sort::DataSource => "data_source",
            Sort::EphemeralResource => "ephemeral_resource",
            Sort::ListResource => "list_resource",
            Sort::Action => "action",
        }
    }
}

/// A type with its sort.
#[derive(Clone, Copy)]
pub(crate) struct Type<'a> {
    pub(crate) sort: Sort,
    pub(crate) declared: &'a dyn Declared,
}

impl Type<'_> {
    /// For messages: `corti_customer (Data Source)`.
    pub(crate) fn label(&self) -> String {
        format!("{} ({})", self.declared.name(), self.sort.title())
    }

    pub(crate) fn contradictions(&self) -> Vec<String> {
        let id: Vec<&str> = self.declared.id_parts().iter().map(|part| part.name).collect();
        self.declared.schema().contradictions(match self.sort {
            Sort::Resource => Declares::Resource { id: &id },
            Sort::DataSource => Declares::DataSource,
            Sort::EphemeralResource => Declares::EphemeralResource,
            Sort::ListResource | Sort::Action => Declares::Arguments,
        })
    }
}

/// What the union provider serves.
pub(crate) fn everything() -> Served {
    registry::catalog(UNION)
}

/// The types of a catalog, sorted.
pub(crate) fn types(served: &Served) -> Vec<Type<'_>> {
    let resources = served.resources.iter().map(|it| Type { sort: Sort::Resource, declared: &**it });
    let data_sources = served.data_sources.iter().map(|it| Type { sort: Sort::DataSource, declared: &**it });
    let ephemerals =
        served.ephemerals.iter().map(|it| Type { sort: Sort::EphemeralResource, declared: &**it });
    let lists = served.list_resources.iter().map(|it| Type { sort: Sort::ListResource, declared: &**it });
    let actions = served.actions.iter().map(|it| Type { sort: Sort::Action, declared: &**it });
    let mut types: Vec<_> =
        resources.chain(data_sources).chain(ephemerals).chain(lists).chain(actions).collect();
    types.sort_by_key(|it| (it.sort, it.declared.name()));
    types
}
