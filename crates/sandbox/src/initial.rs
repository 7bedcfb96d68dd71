//! What a sandbox holds when it starts without a state file, and the environment that leads a client to it.

use serde_json::json;

use crate::{
    accounts,
    confident::{self, Scope, catalog},
    cortecs::{self, keys},
    corti,
    store::{Product, Store, Table, text},
    world::{Settings, World},
};

const PASSWORD: &str = "sandbox-password-0001";
const PROVIDER_KEY: &str = "Provider key";

/// Every table, so that the control path can name the ones that are still empty.
pub(crate) const TABLES: [Table; 17] = [
    corti::ACCOUNTS,
    corti::PROJECTS,
    corti::CUSTOMERS,
    corti::USERS,
    corti::TOKENS,
    cortecs::API_KEYS,
    cortecs::SETTINGS,
    cortecs::BALANCE,
    confident::ORGANIZATION,
    confident::PROJECTS,
    confident::API_KEYS,
    confident::PEOPLE,
    confident::MEMBERS,
    confident::INVITATIONS,
    confident::ROLES,
    confident::POLICIES,
    confident::PERMISSIONS,
];

/// How the things of an account are called: those of another account have its name in theirs.
struct Names {
    email: String,
    corti_project: String,
    cortecs_project: String,
    organization: String,
    owner: String,
}

impl Names {
    fn of(account: &str) -> Self {
        if account == accounts::MAIN {
            return Self {
                email: "admin@sandbox.example".to_owned(),
                corti_project: "sandbox".to_owned(),
                cortecs_project: "clinic-gateway".to_owned(),
                organization: "Sandbox Organization".to_owned(),
                owner: "olga@clinic.example".to_owned(),
            };
        }
        Self {
            email: format!("admin@{account}.example"),
            corti_project: account.to_owned(),
            cortecs_project: format!("{account}-gateway"),
            organization: format!("{account} Organization"),
            owner: format!("owner@{account}.example"),
        }
    }
}

/// One account of each product, nothing managed in it yet.
pub(crate) fn world(account: &str) -> World {
    let mut world = World::new(Store::empty(), Settings::default());
    for table in TABLES {
        world.store.rows_mut(table);
    }
    let names = Names::of(account);
    corti_account(&mut world, &names);
    cortecs_account(&mut world, &names);
    confident_account(&mut world, &names);
    world
}

/// The variables to export, in order. A value is empty when the state file holds no such credential any more.
pub(crate) fn environment(store: &Store, base_url: &str) -> [(&'static str, String); 8] {
    let account =
        |member: &str| store.rows(corti::ACCOUNTS).first().map_or("", |row| text(row, member)).to_owned();
    let secret =
        |row: Option<&serde_json::Value>, member: &str| row.map_or("", |row| text(row, member)).to_owned();
    let management = store.find(cortecs::API_KEYS, |key| key["is_management_key"] == true);
    let provider_key = |key: &serde_json::Value| key["project_id"].is_null() && key["name"] == PROVIDER_KEY;
    let project = store.rows(corti::PROJECTS).first();
    [
        ("CORTI_BASE_URL", format!("{base_url}/corti")),
        ("CORTI_PROJECT_ID", secret(project, "projectId")),
        ("CORTI_EMAIL", account("email")),
        ("CORTI_PASSWORD", account("password")),
        ("CORTECS_BASE_URL", format!("{base_url}/cortecs")),
        ("CORTECS_MANAGEMENT_KEY", secret(management, "api_key")),
        ("CONFIDENT_BASE_URL", format!("{base_url}/confident")),
        ("CONFIDENT_ORG_API_KEY", secret(store.find(confident::API_KEYS, provider_key), "value")),
    ]
}

fn corti_account(world: &mut World, names: &Names) {
    world.store.secrets.insert(PASSWORD.to_owned());
    world.insert(corti::ACCOUNTS, json!({"email": names.email, "password": PASSWORD}));
    let quotas = json!([
        {"region": "eu", "tenantName": "base", "quota": 10_000},
        {"region": "us", "tenantName": "base", "quota": -1},
    ]);
    let project = json!({"projectId": names.corti_project, "embeddedAssistant": true, "quotas": quotas});
    world.insert(corti::PROJECTS, project);
}

fn cortecs_account(world: &mut World, names: &Names) {
    let key = keys::row(world, "sandbox-management", true);
    world.insert(cortecs::API_KEYS, key);
    let now = world.now();
    let settings = json!({
        "_id": world.store.uuid(),
        "project_id": names.cortecs_project,
        "inference_config": {
            "allowed_providers": ["mistral", "scaleway"],
            "eu_native": true,
            "allow_quantization": false,
            "allow_zero_data_retention": true,
            "enable_model_fallback": true,
            "preference": "balanced",
            "max_tokens": null,
        },
        "allow_overwrite": true,
        "created_at": now,
        "updated_at": now,
    });
    world.insert(cortecs::SETTINGS, settings);
    world.insert(cortecs::BALANCE, json!({"current_balance": 100.0, "currency": "EUR"}));
}

fn confident_account(world: &mut World, names: &Names) {
    let organization = json!({
        "id": world.store.cuid(),
        "name": names.organization,
        "plan": "TEAM",
        "created_at": world.now(),
    });
    world.insert(confident::ORGANIZATION, organization);
    let built_in =
        [("organization", ["Owner", "Admin", "Member"]), ("project", ["Owner", "Manager", "Member"])];
    for (scope, names) in built_in {
        for name in names {
            let mut role = confident::roles::row(world, Scope::Organization, &name.into());
            role["built_in"] = scope.into();
            world.insert(confident::ROLES, role);
        }
    }
    catalog::fill(world);
    let owner = confident::members::person(world, &names.owner);
    let role = confident::roles::built_in(world, Scope::Organization, "Owner");
    confident::members::insert(world, Scope::Organization, &owner, &role);
    let key = confident::keys::row(world, Scope::Organization, &PROVIDER_KEY.into(), None);
    world.insert(confident::API_KEYS, key);
}

/// A table by the names the control path uses.
pub(crate) fn table(product: Product, collection: &str) -> Option<Table> {
    TABLES.into_iter().find(|table| table.0 == product && table.1 == collection)
}
