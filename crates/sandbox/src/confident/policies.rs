//! Policies: named sets of permissions. Deleting one silently removes it from its roles.
//!
//! Permission IDs of the other scope are accepted and stored, but have no effect.

use std::collections::BTreeMap;

use super::{POLICIES, ROLES, catalog, sets::Sets};
use crate::{account::Account, store::text};

pub(crate) const SETS: Sets = Sets {
    table: POLICIES,
    noun: "Policy",
    plural: "policies",
    ids: "permissionIds",
    elements: "permissions",
    names: catalog::names,
    is_element: |account, _, id| catalog::names(account).contains_key(id),
    is_shown: |row, scope| scope.owns(row),
    same_name: |a, b| a == b,
    extend: |_, _, _, _| (),
    refuse_delete: |_, _| Ok(()),
    after_removal,
};

/// Removes a deleted policy from all roles.
pub(crate) fn after_removal(account: &mut Account, id: &str) {
    for role in account.store.rows_mut(ROLES) {
        if let Some(ids) = role["policyIds"].as_array_mut() {
            ids.retain(|policy| policy != id);
        }
    }
}

/// The names of all policies by their ids.
pub(super) fn names(account: &Account) -> BTreeMap<&str, &str> {
    account.store.rows(POLICIES).iter().map(|row| (text(row, "id"), text(row, "name"))).collect()
}
