//! Changes made outside the client under test: rows edited, removed or added, invitations answered, keys rotated,
//! requests of a second client.
//!
//! The account stays consistent: objects that depend on a removed row are removed with it, as in the vendor's console.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{
    account::Account,
    confident::{self, Scope},
    cortecs, corti, initial,
    request::ApiRequest,
    seed::{self, Seed},
    store::{Product, Table, text},
};

/// The fields of rows that contain a secret.
const SECRETS: [&str; 5] = ["password", "api_key", "value", "shadowValue", "token"];

/// The reason why a change was not made.
#[derive(Debug)]
pub(crate) struct Problem(pub(crate) String);

impl<E: std::error::Error> From<E> for Problem {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// A change, by the name of its control path: `{"edit": {…}}`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change {
    Edit(Edit),
    Remove(Remove),
    Insert(Insert),
    Member(Member),
    Accept(Invited),
    Decline(Invited),
    Rotate(Rotated),
    Seed(Seed),
    Request(Request),
}

/// Rows of one collection. An empty `match` selects all rows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Remove {
    product: Product,
    collection: String,
    #[serde(default, rename = "match")]
    wanted: Map<String, Value>,
}

/// Rows of one collection and the fields to set.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Edit {
    product: Product,
    collection: String,
    #[serde(default, rename = "match")]
    wanted: Map<String, Value>,
    set: Map<String, Value>,
}

/// An invited person. Without `project_id` it is an invitation to the organization.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Invited {
    email: String,
    project_id: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rotated {
    key_id: i64,
}

/// A complete row, including fields that the API would add.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Insert {
    product: Product,
    collection: String,
    row: Map<String, Value>,
}

/// A person who becomes a member of the organization or a project without an invitation, with a role by name. `Owner`
/// replaces the current owner. An existing member gets the role.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Member {
    email: String,
    project_id: Option<String>,
    role: String,
}

/// A request of a second client with separate credentials. Within a fault, omitted values are those of the affected
/// request, so `{}` is the same request of another client a moment earlier.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    product: Option<Product>,
    method: Option<String>,
    path: Option<String>,
    body: Option<Value>,
}

impl Change {
    /// Makes the change. `hit` is the request that a fault affects.
    pub(crate) fn make(
        &self,
        account: &mut Account,
        hit: Option<(Product, &ApiRequest)>,
    ) -> Result<Value, Problem> {
        match self {
            Self::Edit(it) => edit(account, it),
            Self::Remove(it) => remove(account, it),
            Self::Insert(it) => insert(account, it),
            Self::Member(it) => member(account, it),
            Self::Accept(it) => answered(confident::invitations::accept(account, it.scope(), &it.email())),
            Self::Decline(it) => answered(confident::invitations::decline(account, it.scope(), &it.email())),
            Self::Rotate(it) => rotate(account, it),
            Self::Seed(it) => seed::seed(account, it),
            Self::Request(it) => request(account, it, hit),
        }
    }
}

fn edit(account: &mut Account, edit: &Edit) -> Result<Value, Problem> {
    let table = table(edit.product, &edit.collection)?;
    remember_secrets(account, &edit.set);
    let mut renamed = Vec::new();
    let mut changed = 0;
    for row in account.store.rows_mut(table).iter_mut().filter(|row| matches(row, &edit.wanted)) {
        changed += 1;
        let old = row.clone();
        for (name, value) in &edit.set {
            row[name] = value.clone();
        }
        renamed.push((old, row.clone()));
    }
    if edit.product == Product::Corti && edit.collection == "customers" {
        for (old, new) in renamed {
            let project = text(&old, "projectId");
            corti::customers::move_users(
                account,
                project,
                text(&old, "customerId"),
                text(&new, "customerId"),
            );
        }
    }
    Ok(json!({"changed": changed}))
}

fn remove(account: &mut Account, remove: &Remove) -> Result<Value, Problem> {
    let table = table(remove.product, &remove.collection)?;
    let removed = account.store.take(table, |row| matches(row, &remove.wanted));
    for row in &removed {
        match (remove.product, remove.collection.as_str()) {
            (Product::Corti, "customers") => {
                let (project, customer) = (&row["projectId"], &row["customerId"]);
                account.store.take(corti::USERS, |user| {
                    user["projectId"] == *project && user["customerId"] == *customer
                });
            }
            (Product::Confident, "projects") => {
                confident::projects::delete_contents(account, text(row, "id"));
            }
            (Product::Confident, "members") => confident::members::after_removal(account, row),
            (Product::Confident, "roles") => confident::roles::after_removal(account, text(row, "id")),
            (Product::Confident, "policies") => confident::policies::after_removal(account, text(row, "id")),
            _ => {}
        }
    }
    Ok(json!({"changed": removed.len()}))
}

fn insert(account: &mut Account, insert: &Insert) -> Result<Value, Problem> {
    let table = table(insert.product, &insert.collection)?;
    remember_secrets(account, &insert.row);
    account.insert(table, Value::Object(insert.row.clone()));
    Ok(json!({"changed": 1}))
}

fn member(account: &mut Account, member: &Member) -> Result<Value, Problem> {
    let scope = member.project_id.as_deref().map_or(Scope::Organization, Scope::Project);
    if confident::members::set_role(account, scope, &member.email.trim().to_lowercase(), &member.role) {
        return Ok(json!({"changed": 1}));
    }
    Err(Problem(format!("there is no such project, or no role {:?} in it", member.role)))
}

fn request(
    account: &mut Account,
    request: &Request,
    hit: Option<(Product, &ApiRequest)>,
) -> Result<Value, Problem> {
    let product = request.product.or(hit.map(|(product, _)| product)).ok_or(missing("product"))?;
    let method = request.method.as_deref().or(hit.map(|(_, request)| request.method.as_str()));
    let path =
        request.path.as_deref().or(hit.map(|(_, request)| request.path.as_str())).ok_or(missing("path"))?;
    let sent = match (hit, request.path.is_some() || request.method.is_some()) {
        (Some((_, request)), false) => request.json(),
        _ => Value::Null,
    };
    let body = match request.body.clone().unwrap_or(sent) {
        Value::Null => Vec::new(),
        body => body.to_string().into_bytes(),
    };
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let method = method.ok_or(missing("method"))?;
    let request = ApiRequest::new(method, path, query, axum::http::HeaderMap::new(), &body);
    let response = match product {
        Product::Corti => corti::answer_authorized(account, &request),
        Product::Cortecs => cortecs::answer_authorized(account, &request, &Value::Null),
        Product::Confident => confident::answer_authorized(account, &request),
    };
    let body = response.body.unwrap_or_default();
    if response.status >= 400 {
        return Err(Problem(format!("{method} {path} was refused with {}: {body}", response.status)));
    }
    Ok(body)
}

fn remember_secrets(account: &mut Account, members: &Map<String, Value>) {
    let known = SECRETS.iter().filter_map(|name| members.get(*name)?.as_str());
    account.store.secrets.extend(known.map(str::to_owned));
}

fn missing(what: &str) -> Problem {
    Problem(format!("a request needs a {what}"))
}

fn rotate(account: &mut Account, rotated: &Rotated) -> Result<Value, Problem> {
    if confident::keys::rotate_out_of_band(account, rotated.key_id) {
        return Ok(json!({"changed": 1}));
    }
    Err(Problem(format!("there is no key {}", rotated.key_id)))
}

impl Invited {
    fn scope(&self) -> Scope<'_> {
        self.project_id.as_deref().map_or(Scope::Organization, Scope::Project)
    }

    fn email(&self) -> String {
        self.email.trim().to_lowercase()
    }
}

fn answered(found: bool) -> Result<Value, Problem> {
    if found { Ok(json!({"changed": 1})) } else { Err(Problem("there is no pending invitation".to_owned())) }
}

fn matches(row: &Value, wanted: &Map<String, Value>) -> bool {
    wanted.iter().all(|(name, value)| row[name] == *value)
}

fn table(product: Product, collection: &str) -> Result<Table, Problem> {
    initial::table(product, collection).ok_or_else(|| {
        let known: Vec<&str> =
            initial::TABLES.iter().filter(|table| table.0 == product).map(|table| table.1).collect();
        Problem(format!("there is no collection {collection:?}; there are {}", known.join(", ")))
    })
}
