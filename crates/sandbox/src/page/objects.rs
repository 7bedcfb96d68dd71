//! The objects of an account, one table for each collection that has any.

use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::{
    account::Account,
    confident, cortecs, corti,
    store::{Table, text},
};

/// The maximum number of rows shown per collection; an account may have many thousands.
const MOST_ROWS: usize = 100;

/// How the page shows one collection.
struct Collection {
    table: Table,
    title: &'static str,
    /// The noun of its objects.
    noun: &'static str,
    /// The field with the display name of an object.
    name: &'static str,
    can_rename: bool,
    /// The fields that identify a row.
    key: &'static [&'static str],
    columns: &'static [(&'static str, Column)],
}

enum Column {
    Text(&'static str),
    /// The name of the role with this id.
    Role,
    /// The name of the project with this id, or the organization.
    Scope,
}

const COLLECTIONS: [Collection; 10] = [
    Collection {
        table: corti::CUSTOMERS,
        title: "Corti customers",
        noun: "customer",
        name: "customerId",
        can_rename: true,
        key: &["projectId", "customerId"],
        columns: &[("Name", Column::Text("displayName")), ("Region", Column::Text("region"))],
    },
    Collection {
        table: corti::USERS,
        title: "Corti users",
        noun: "user",
        name: "email",
        can_rename: false,
        key: &["id"],
        columns: &[("Customer", Column::Text("customerId")), ("Enabled", Column::Text("enabled"))],
    },
    Collection {
        table: cortecs::API_KEYS,
        title: "Cortecs API keys",
        noun: "key",
        name: "name",
        can_rename: false,
        key: &["name"],
        columns: &[("Management key", Column::Text("is_management_key"))],
    },
    Collection {
        table: confident::ORGANIZATION,
        title: "Confident AI organization",
        noun: "organization",
        name: "name",
        can_rename: true,
        key: &["id"],
        columns: &[("Plan", Column::Text("plan"))],
    },
    Collection {
        table: confident::PROJECTS,
        title: "Confident AI projects",
        noun: "project",
        name: "name",
        can_rename: true,
        key: &["id"],
        columns: &[("ID", Column::Text("id"))],
    },
    Collection {
        table: confident::API_KEYS,
        title: "Confident AI API keys",
        noun: "key",
        name: "name",
        can_rename: true,
        key: &["id"],
        columns: &[("Of", Column::Scope), ("Expires", Column::Text("expiresAt"))],
    },
    Collection {
        table: confident::MEMBERS,
        title: "Confident AI members",
        noun: "member",
        name: "email",
        can_rename: false,
        key: &["project_id", "id"],
        columns: &[("Of", Column::Scope), ("Role", Column::Role)],
    },
    Collection {
        table: confident::INVITATIONS,
        title: "Confident AI invitations",
        noun: "invitation of",
        name: "email",
        can_rename: false,
        key: &["id"],
        columns: &[("Of", Column::Scope), ("Role", Column::Role), ("Status", Column::Text("status"))],
    },
    Collection {
        table: confident::ROLES,
        title: "Confident AI roles",
        noun: "role",
        name: "name",
        can_rename: true,
        key: &["id"],
        columns: &[("Of", Column::Scope)],
    },
    Collection {
        table: confident::POLICIES,
        title: "Confident AI policies",
        noun: "policy",
        name: "name",
        can_rename: true,
        key: &["id"],
        columns: &[("Of", Column::Scope)],
    },
];

pub(super) fn view(name: &str, account: &Account) -> Markup {
    html! {
        h3 { "Account " (name) }
        @for collection in &COLLECTIONS { (collection.view(name, account)) }
    }
}

impl Collection {
    fn view(&self, account_name: &str, account: &Account) -> Markup {
        // The built-in roles are the same in every account and cannot be changed.
        let rows = account.store.rows(self.table).iter().filter(|row| !row["built_in"].is_string());
        let rows: Vec<&Value> = rows.collect();
        html! {
            @if !rows.is_empty() {
                table {
                    caption { (self.title) " (" (rows.len()) ")" }
                    thead { tr {
                        th scope="col" { (capitalized(self.noun)) }
                        @for (title, _) in self.columns { th scope="col" { (title) } }
                        th scope="col" { "Outside Terraform" }
                    } }
                    tbody {
                        @for row in rows.iter().take(MOST_ROWS) { tr {
                            th scope="row" { (plain(&row[self.name])) }
                            @for (_, column) in self.columns { td { (column.text(account, row)) } }
                            td { (self.actions(account_name, row)) }
                        } }
                    }
                }
                @if rows.len() > MOST_ROWS { p { "The first " (MOST_ROWS) " are shown." } }
            }
        }
    }

    fn actions(&self, account: &str, row: &Value) -> Markup {
        let object = format!("{} {}", self.noun, plain(&row[self.name]));
        let key: Map<String, Value> =
            self.key.iter().map(|member| ((*member).to_owned(), row[*member].clone())).collect();
        let hidden = |action: &str| {
            html! {
                input type="hidden" name="account" value=(account);
                input type="hidden" name="action" value=(action);
                input type="hidden" name="object" value=(object);
                input type="hidden" name="product" value=(self.table.0.name());
                input type="hidden" name="collection" value=(self.table.1);
                input type="hidden" name="row" value=(Value::Object(key.clone()));
            }
        };
        let is_pending = self.table == confident::INVITATIONS && row["status"] == "PENDING";
        html! {
            @if is_pending { @for (action, title) in [("accept", "Accept"), ("decline", "Decline")] {
                form method="post" action="/do" {
                    (hidden(action))
                    input type="hidden" name="email" value=(text(row, "email"));
                    input type="hidden" name="project_id" value=(text(row, "project_id"));
                    button aria-label=(format!("{title} {object}")) { (title) }
                }
            } }
            @if self.can_rename {
                form method="post" action="/do" {
                    (hidden("rename"))
                    input type="hidden" name="member" value=(self.name);
                    input type="text" name="value" required aria-label=(format!("New name of {object}"));
                    button aria-label=(format!("Rename {object}")) { "Rename" }
                }
            }
            @if self.table != confident::ORGANIZATION {
                form method="post" action="/do" {
                    (hidden("delete"))
                    button aria-label=(format!("Delete {object}")) { "Delete" }
                }
            }
        }
    }
}

impl Column {
    fn text(&self, account: &Account, row: &Value) -> String {
        let name = |table, id: &Value| {
            account.store.find(table, |row| row["id"] == *id).map_or(String::new(), |row| plain(&row["name"]))
        };
        match self {
            Self::Text(member) => plain(&row[*member]),
            Self::Role => name(confident::ROLES, &row["roleId"]),
            Self::Scope if row["project_id"].is_null() => "the organization".to_owned(),
            Self::Scope => name(confident::PROJECTS, &row["project_id"]),
        }
    }
}

/// The text of a field; empty if it is missing.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    }
}

fn capitalized(noun: &str) -> String {
    let noun = noun.trim_end_matches(" of");
    noun.chars().next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + &noun[1..])
}

#[cfg(test)]
mod tests {
    use super::COLLECTIONS;
    use crate::{confident, cortecs, corti, initial::TABLES};

    /// Tables that nobody manages object by object.
    const HIDDEN: [crate::store::Table; 7] = [
        corti::ACCOUNTS,
        corti::PROJECTS,
        corti::TOKENS,
        cortecs::SETTINGS,
        cortecs::BALANCE,
        confident::PEOPLE,
        confident::PERMISSIONS,
    ];

    #[test]
    fn every_collection_is_on_the_page() {
        for table in TABLES {
            let is_shown = COLLECTIONS.iter().any(|it| it.table == table);
            assert_ne!(is_shown, HIDDEN.contains(&table), "{table:?}");
        }
    }
}
