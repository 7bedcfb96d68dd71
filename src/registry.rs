//! The list of everything that is served. The prefix of a type is the product that it belongs to.

use std::sync::Arc;

use crate::provider::{Block, Env, Summary, UNION};
use crate::resources::confident::{self, Listing};
use crate::resources::{cortecs, corti};
use plugin_framework::engine::{
    AnyAction, AnyDataSource, AnyEphemeralResource, AnyListResource, AnyResource, Error, Function, Host,
    report_bugs,
};
use plugin_framework::server::{Served, Service};
use plugin_framework::value::DynamicValue;

/// The provider names, each of which serves its own types or, for `aiadmin`, all of them.
pub const PROVIDERS: &[&str] = &["corti", "cortecs", "confident", UNION];

fn resources(host: &Host) -> Vec<Box<dyn AnyResource>> {
    vec![
        // Corti
        host.resource(corti::CustomerResource),
        host.resource(corti::UserResource),
        // Cortecs
        host.resource(cortecs::ApiKeyResource),
        host.resource(cortecs::ProjectSettingsResource),
        // Confident AI
        host.resource(confident::ApiKeyResource),
        host.resource(confident::MemberResource),
        host.resource(confident::MembersExclusiveResource),
        host.resource(confident::OrganizationResource),
        host.resource(confident::ProjectResource),
        host.resource(confident::RoleResource),
        host.resource(confident::PolicyResource),
    ]
}

fn data_sources(host: &Host) -> Vec<Box<dyn AnyDataSource>> {
    vec![
        // Corti
        host.data_source(corti::CustomerData),
        host.data_source(corti::CustomersData),
        host.data_source(corti::UserData),
        host.data_source(corti::UsersData),
        host.data_source(corti::QuotasData),
        host.data_source(corti::UserConsumptionData),
        // Cortecs
        host.data_source(cortecs::ApiKeyData),
        host.data_source(cortecs::ApiKeysData),
        host.data_source(cortecs::ProjectSettingsData),
        host.data_source(cortecs::BalanceData),
        // Confident AI
        host.data_source(Listing(confident::ApiKeysData)),
        host.data_source(confident::OrganizationData),
        host.data_source(confident::ProjectData),
        host.data_source(confident::ProjectsData),
        host.data_source(Listing(confident::MembersData)),
        host.data_source(Listing(confident::InvitationsData)),
        host.data_source(confident::RoleData),
        host.data_source(Listing(confident::RolesData)),
        host.data_source(Listing(confident::PoliciesData)),
        host.data_source(Listing(confident::PermissionsData)),
    ]
}

fn ephemerals(host: &Host) -> Vec<Box<dyn AnyEphemeralResource>> {
    vec![
        // Corti
        host.ephemeral(corti::AccessTokenEphemeral),
        // Cortecs
        host.ephemeral(cortecs::ApiKeyEphemeral),
        // Confident AI
        host.ephemeral(confident::ApiKeyEphemeral),
    ]
}

fn list_resources(host: &Host) -> Vec<Arc<dyn AnyListResource>> {
    vec![
        // Corti
        host.list_resource(corti::CustomerResource),
        host.list_resource(corti::UserResource),
        // Cortecs
        host.list_resource(cortecs::ApiKeyResource),
        // Confident AI
        host.list_resource(confident::ApiKeyResource),
        host.list_resource(confident::MemberResource),
        host.list_resource(confident::ProjectResource),
        host.list_resource(confident::RoleResource),
        host.list_resource(confident::PolicyResource),
    ]
}

fn actions(host: &Host) -> Vec<Arc<dyn AnyAction>> {
    vec![
        // Confident AI
        host.action(confident::ResendInvitation),
        host.action(confident::RotateApiKey),
    ]
}

/// The functions with their product, which is not part of their name.
fn functions() -> Vec<(&'static str, Box<dyn Function>)> {
    vec![
        ("corti", Box::new(corti::ImportId)),
        ("confident", Box::new(confident::ImportId)),
        ("confident", Box::new(confident::MembersByEmail)),
    ]
}

/// The server of the provider `name`, one of [`PROVIDERS`].
pub fn service(name: &str, env: Env, summary: Summary) -> Service {
    service_on(Host::default(), name, env, summary)
}

/// The service of a provider on this host, such as one with another clock.
pub fn service_on(host: Host, name: &str, env: Env, summary: Summary) -> Service {
    let place = match env!("CARGO_PKG_REPOSITORY") {
        "" => "in the provider's repository".to_owned(),
        repository => format!("at {repository}/issues"),
    };
    report_bugs(&place, env!("CARGO_PKG_VERSION"));
    let served = served(&host, name, env, summary);
    Service::new(host, served)
}

/// Everything that the provider `name` declares. It is not configured, so it can be inspected but not used.
pub fn catalog(name: &str) -> Served {
    served(&Host::default(), name, Env::default(), Summary::default())
}

/// Everything that the provider `name` serves, configured from the environment only, as by an empty `provider` block.
/// The objects of a list resource are read with [`AnyListResource::list`].
///
/// # Errors
/// If settings are invalid, whether they are used or not. A product without credentials is an error only if it is used.
pub fn configured(name: &str, env: Env, summary: Summary) -> Result<Served, Vec<Error>> {
    let host = Host::default();
    let served = served(&host, name, env, summary);
    host.apis.replace(served.provider.configure(&DynamicValue::object([]), "")?);
    Ok(served)
}

fn served(host: &Host, name: &str, env: Env, summary: Summary) -> Served {
    let functions = functions().into_iter().filter(|(product, _)| name == UNION || *product == name);
    let mut served = Served {
        provider: Box::new(Block::new(name, env, summary)),
        resources: resources(host),
        data_sources: data_sources(host),
        ephemerals: ephemerals(host),
        list_resources: list_resources(host),
        actions: actions(host),
        functions: functions.map(|(_, function)| function).collect(),
        siblings: PROVIDERS,
    };
    let ours = |type_name: &str| name == UNION || type_name.split('_').next() == Some(name);
    served.resources.retain(|it| ours(it.name()));
    served.data_sources.retain(|it| ours(it.name()));
    served.ephemerals.retain(|it| ours(it.name()));
    served.actions.retain(|it| ours(it.name()));
    served.list_resources.retain(|it| ours(it.name()));
    served
}
