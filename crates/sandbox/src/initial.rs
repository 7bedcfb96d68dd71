//! The content of a sandbox without a state file, and the environment variables for clients.

use serde_json::json;

use crate::{
    account::{Account, Settings},
    accounts,
    confident::{self, Scope, catalog},
    cortecs::{self, keys},
    corti,
    store::{Product, Store, Table, text},
};

const PASSWORD: &str = "sandbox-password-0001";
const PROVIDER_KEY: &str = "Provider key";

/// All tables, so that the control path accepts those that are still empty.
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

/// The names of objects in an account. For accounts other than `main` they contain its name.
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

/// One account of each product, without managed objects.
pub(crate) fn account(name: &str) -> Account {
    let mut account = Account::new(Store::empty(), Settings::default());
    for table in TABLES {
        account.store.rows_mut(table);
    }
    let names = Names::of(name);
    corti_account(&mut account, &names);
    cortecs_account(&mut account, &names);
    confident_account(&mut account, &names);
    account
}

/// The variables to export, in order. A value is empty if the state file no longer contains the credential.
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

fn corti_account(account: &mut Account, names: &Names) {
    account.store.secrets.insert(PASSWORD.to_owned());
    account.insert(corti::ACCOUNTS, json!({"email": names.email, "password": PASSWORD}));
    let quotas = json!([
        {"region": "eu", "tenantName": "base", "quota": 10_000},
        {"region": "us", "tenantName": "base", "quota": -1},
    ]);
    let project = json!({"projectId": names.corti_project, "embeddedAssistant": true, "quotas": quotas});
    account.insert(corti::PROJECTS, project);
}

fn cortecs_account(account: &mut Account, names: &Names) {
    let key = keys::row(account, "sandbox-management", true);
    account.insert(cortecs::API_KEYS, key);
    let now = account.now();
    let settings = json!({
        "_id": account.store.uuid(),
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
    account.insert(cortecs::SETTINGS, settings);
    account.insert(cortecs::BALANCE, json!({"current_balance": 100.0, "currency": "EUR"}));
}

fn confident_account(account: &mut Account, names: &Names) {
    let organization = json!({
        "id": account.store.cuid(),
        "name": names.organization,
        "plan": "TEAM",
        "created_at": account.now(),
    });
    account.insert(confident::ORGANIZATION, organization);
    let built_in =
        [("organization", ["Owner", "Admin", "Member"]), ("project", ["Owner", "Manager", "Member"])];
    for (scope, names) in built_in {
        for name in names {
            let mut role = confident::roles::SETS.row(account, Scope::Organization, &name.into());
            role["built_in"] = scope.into();
            account.insert(confident::ROLES, role);
        }
    }
    catalog::fill(account);
    let owner = confident::members::person(account, &names.owner);
    let role = confident::roles::built_in(account, Scope::Organization, "Owner");
    confident::members::insert(account, Scope::Organization, &owner, &role);
    let key = confident::keys::row(account, Scope::Organization, &PROVIDER_KEY.into(), None);
    account.insert(confident::API_KEYS, key);
}

/// A table by its names in the control path.
pub(crate) fn table(product: Product, collection: &str) -> Option<Table> {
    TABLES.into_iter().find(|table| table.0 == product && table.1 == collection)
}
