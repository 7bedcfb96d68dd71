//! Shared code of policies and roles: each has a name that is unique in its scope, a description, and a set of IDs of
//! other objects. A write replaces all fields; only an omitted description is kept.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{ApiResult, Scope, check_name, distinct};
use crate::{
    account::Account,
    request::{ApiError, ApiRequest, Kind, optional, required},
    store::{Table, text},
};

/// A kind of sets.
pub(crate) struct Sets {
    pub(super) table: Table,
    /// The noun in errors.
    pub(super) noun: &'static str,
    /// The field of the list's response.
    pub(super) plural: &'static str,
    /// The field of a row and of a request with the IDs.
    pub(super) ids: &'static str,
    /// The field of a response with the elements and their names.
    pub(super) elements: &'static str,
    /// The names of all elements by their ids.
    pub(super) names: fn(&Account) -> BTreeMap<&str, &str>,
    /// Whether this is the ID of a valid element.
    pub(super) is_element: fn(&Account, Scope<'_>, &str) -> bool,
    /// Whether a scope lists this row, so that its name is used there.
    pub(super) is_shown: fn(&Value, Scope<'_>) -> bool,
    /// Whether two names are equal.
    pub(super) same_name: fn(&str, &str) -> bool,
    /// Additional fields of a response.
    pub(super) extend: fn(&Account, &Value, Scope<'_>, &mut Value),
    /// The reason why one cannot be deleted.
    pub(super) refuse_delete: fn(&Account, &str) -> Result<(), ApiError>,
    /// Side effects of a deletion.
    pub(super) after_removal: fn(&mut Account, &str),
}

impl Sets {
    pub(super) fn list(&self, account: &Account, scope: Scope<'_>) -> Value {
        let names = (self.names)(account);
        let shown = account.listed(self.table).filter(|row| (self.is_shown)(row, scope));
        let shown: Vec<Value> = shown.map(|row| self.view(account, row, scope, &names)).collect();
        json!({ self.plural: shown })
    }

    pub(super) fn create(&self, account: &mut Account, request: &ApiRequest, scope: Scope<'_>) -> ApiResult {
        let members = self.checked(account, request, scope, None)?;
        let mut row = self.row(account, scope, &members["name"]);
        row[self.ids] = members[self.ids].clone();
        row["description"] = members.get("description").cloned().unwrap_or_default();
        let shown = self.view(account, &row, scope, &(self.names)(account));
        account.insert(self.table, row);
        Ok(shown)
    }

    pub(super) fn update(
        &self,
        account: &mut Account,
        request: &ApiRequest,
        scope: Scope<'_>,
        id: &str,
    ) -> ApiResult {
        let members = self.checked(account, request, scope, Some(id))?;
        let row = account.store.find_mut(self.table, |row| row["id"] == id);
        let row = row.ok_or_else(|| ApiError::absent(self.noun))?;
        for (name, value) in members {
            row[name] = value.clone();
        }
        let row = row.clone();
        Ok(self.view(account, &row, scope, &(self.names)(account)))
    }

    pub(super) fn delete(&self, account: &mut Account, scope: Scope<'_>, id: &str) -> ApiResult {
        self.find(account, scope, id)?;
        (self.refuse_delete)(account, id)?;
        account.store.take(self.table, |row| row["id"] == id);
        (self.after_removal)(account, id);
        Ok(json!({"id": id}))
    }

    /// The row that the scope owns. A built-in role is treated as missing.
    pub(super) fn find<'a>(
        &self,
        account: &'a Account,
        scope: Scope<'_>,
        id: &str,
    ) -> Result<&'a Value, ApiError> {
        let owned = |row: &Value| row["id"] == id && row["built_in"].is_null() && scope.owns(row);
        account.store.find(self.table, owned).ok_or_else(|| ApiError::absent(self.noun))
    }

    /// A new one that is empty.
    pub(crate) fn row(&self, account: &mut Account, scope: Scope<'_>, name: &Value) -> Value {
        json!({
            "id": account.store.uuid(),
            "project_id": scope.project_id(),
            "built_in": null,
            "name": name,
            "description": null,
            self.ids: [],
        })
    }

    fn view(&self, account: &Account, row: &Value, scope: Scope<'_>, names: &BTreeMap<&str, &str>) -> Value {
        let ids = row[self.ids].as_array().into_iter().flatten().filter_map(Value::as_str);
        let elements = ids.filter_map(|id| names.get(id).map(|name| json!({"id": id, "name": name})));
        let mut shown = json!({
            "id": row["id"],
            "name": row["name"],
            "description": row["description"],
            self.elements: elements.collect::<Vec<_>>(),
        });
        (self.extend)(account, row, scope, &mut shown);
        shown
    }

    fn checked<'a>(
        &self,
        account: &Account,
        request: &'a ApiRequest,
        scope: Scope<'_>,
        id: Option<&str>,
    ) -> Result<&'a Map<String, Value>, ApiError> {
        let members = request.members(&[
            required("name", Kind::Text),
            required(self.ids, Kind::Texts),
            optional("description", Kind::TextOrNull),
        ])?;
        if let Some(id) = id {
            self.find(account, scope, id)?;
        }
        check_name(&members["name"])?;
        let name = members["name"].as_str().unwrap_or_default();
        let taken = |row: &Value| {
            (self.is_shown)(row, scope)
                && id.is_none_or(|id| row["id"] != id)
                && (self.same_name)(text(row, "name"), name)
        };
        if account.store.find(self.table, taken).is_some() {
            return Err(ApiError::conflict(format!(
                "A {} with this name already exists",
                self.noun.to_lowercase()
            )));
        }
        let ids = distinct(self.ids, &members[self.ids])?;
        match ids.iter().find(|id| !(self.is_element)(account, scope, id)) {
            Some(unknown) => Err(ApiError::invalid(format!("{}: there is no {unknown:?}", self.ids))),
            None => Ok(members),
        }
    }
}
