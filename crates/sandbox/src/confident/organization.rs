//! The organization of the account, which can be read and renamed but not created or deleted.

use serde_json::{Value, json};

use super::{ApiResult, ORGANIZATION, check_name};
use crate::{
    account::Account,
    request::{ApiError, ApiRequest, Kind, required},
};

pub(super) fn get(account: &Account) -> ApiResult {
    find(account).map(view)
}

pub(super) fn update(account: &mut Account, request: &ApiRequest) -> ApiResult {
    let members = request.members(&[required("name", Kind::Text)])?;
    check_name(&members["name"])?;
    let row =
        account.store.rows_mut(ORGANIZATION).first_mut().ok_or_else(|| ApiError::absent("Organization"))?;
    row["name"] = members["name"].clone();
    Ok(view(row))
}

pub(super) fn find(account: &Account) -> Result<&Value, ApiError> {
    account.store.rows(ORGANIZATION).first().ok_or_else(|| ApiError::absent("Organization"))
}

/// The organization's ID; null if the store has none.
pub(super) fn id(account: &Account) -> Value {
    find(account).map(|row| row["id"].clone()).unwrap_or_default()
}

fn view(row: &Value) -> Value {
    json!({"id": row["id"], "name": row["name"], "plan": row["plan"], "created_at": row["created_at"]})
}
