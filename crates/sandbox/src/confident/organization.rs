//! The one organization of the account: read and renamed, never made or deleted.

use serde_json::{Value, json};

use super::{Answered, ORGANIZATION, check_name};
use crate::{
    call::{Call, Kind, Refusal, required},
    world::World,
};

pub(super) fn get(world: &World) -> Answered {
    find(world).map(view)
}

pub(super) fn update(world: &mut World, call: &Call) -> Answered {
    let members = call.members(&[required("name", Kind::Text)])?;
    check_name(&members["name"])?;
    let row =
        world.store.rows_mut(ORGANIZATION).first_mut().ok_or_else(|| Refusal::absent("Organization"))?;
    row["name"] = members["name"].clone();
    Ok(view(row))
}

pub(super) fn find(world: &World) -> Result<&Value, Refusal> {
    world.store.rows(ORGANIZATION).first().ok_or_else(|| Refusal::absent("Organization"))
}

/// The organization's id, null when the store has none.
pub(super) fn id(world: &World) -> Value {
    find(world).map(|row| row["id"].clone()).unwrap_or_default()
}

fn view(row: &Value) -> Value {
    json!({"id": row["id"], "name": row["name"], "plan": row["plan"], "created_at": row["created_at"]})
}
