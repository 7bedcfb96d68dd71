//! The control path `/_sandbox/*`: what a test looks at and meddles with. Not part of any API, needs no credentials.
//!
//! Rows are matched and set by the names they have in the store (`GET /_sandbox/state` shows them): the API's own, plus
//! `projectId` and `customerId` at Corti, plus `project_id` (null for the organization), `roleId`, `policyIds` and
//! `permissionIds` at Confident AI.

mod meddle;
mod seed;

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::{
    faults::Fault,
    sandbox::{Inner, Sandbox},
    store::Store,
    world::Settings,
};

type Shared = State<Arc<Sandbox>>;

/// Why the control path refused; answered as 400 `{"error": …}`.
#[derive(Debug)]
struct Problem(String);

type Controlled = Result<Json<Value>, Problem>;

pub(crate) fn router(sandbox: Arc<Sandbox>) -> Router {
    Router::new()
        .route("/_sandbox/journal", get(journal).delete(clear_journal))
        .route("/_sandbox/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/_sandbox/state", get(state).put(put_state))
        .route("/_sandbox/settings", get(settings).post(change_settings))
        .route("/_sandbox/secrets", get(secrets))
        .route("/_sandbox/edit", post(edit))
        .route("/_sandbox/remove", post(remove))
        .route("/_sandbox/accept", post(accept))
        .route("/_sandbox/decline", post(decline))
        .route("/_sandbox/rotate", post(rotate))
        .route("/_sandbox/seed", post(seed))
        // A state of many thousand rows is larger than the usual limit.
        .layer(DefaultBodyLimit::disable())
        .with_state(sandbox)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(json!({"error": self.0}))).into_response()
    }
}

impl<E: std::error::Error> From<E> for Problem {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

async fn journal(State(sandbox): Shared) -> Controlled {
    Ok(Json(serde_json::to_value(sandbox.lock().journal.entries())?))
}

async fn clear_journal(State(sandbox): Shared) -> Controlled {
    sandbox.lock().journal.clear();
    Ok(Json(json!({})))
}

async fn faults(State(sandbox): Shared) -> Controlled {
    Ok(Json(serde_json::to_value(&sandbox.lock().faults)?))
}

async fn add_fault(State(sandbox): Shared, body: Bytes) -> Controlled {
    let fault: Fault = read(&body)?;
    if let Some(contradiction) = fault.contradiction() {
        return Err(Problem(contradiction.to_owned()));
    }
    sandbox.lock().faults.push(fault);
    Ok(Json(json!({})))
}

async fn clear_faults(State(sandbox): Shared) -> Controlled {
    sandbox.lock().faults.clear();
    Ok(Json(json!({})))
}

async fn state(State(sandbox): Shared) -> Controlled {
    Ok(Json(serde_json::to_value(&sandbox.lock().world.store)?))
}

async fn put_state(State(sandbox): Shared, body: Bytes) -> Controlled {
    let store: Store = read(&body)?;
    change(&sandbox, |inner| {
        inner.world.store = store;
        Ok(json!({}))
    })
}

async fn settings(State(sandbox): Shared) -> Controlled {
    Ok(Json(serde_json::to_value(&sandbox.lock().world.settings)?))
}

async fn change_settings(State(sandbox): Shared, body: Bytes) -> Controlled {
    let wanted: Map<String, Value> = read(&body)?;
    let mut inner = sandbox.lock();
    let mut settings = serde_json::to_value(&inner.world.settings)?;
    for (name, value) in wanted {
        settings[name] = value;
    }
    inner.world.settings = serde_json::from_value::<Settings>(settings.clone())?;
    Ok(Json(settings))
}

async fn secrets(State(sandbox): Shared) -> Controlled {
    Ok(Json(serde_json::to_value(&sandbox.lock().world.store.secrets)?))
}

async fn edit(State(sandbox): Shared, body: Bytes) -> Controlled {
    let edit = read(&body)?;
    change(&sandbox, |inner| meddle::edit(&mut inner.world, &edit))
}

async fn remove(State(sandbox): Shared, body: Bytes) -> Controlled {
    let remove = read(&body)?;
    change(&sandbox, |inner| meddle::remove(&mut inner.world, &remove))
}

async fn accept(State(sandbox): Shared, body: Bytes) -> Controlled {
    let invited = read(&body)?;
    change(&sandbox, |inner| meddle::accept(&mut inner.world, &invited))
}

async fn decline(State(sandbox): Shared, body: Bytes) -> Controlled {
    let invited = read(&body)?;
    change(&sandbox, |inner| meddle::decline(&mut inner.world, &invited))
}

async fn rotate(State(sandbox): Shared, body: Bytes) -> Controlled {
    let rotated = read(&body)?;
    change(&sandbox, |inner| meddle::rotate(&mut inner.world, &rotated))
}

async fn seed(State(sandbox): Shared, body: Bytes) -> Controlled {
    let wanted = read(&body)?;
    change(&sandbox, |inner| seed::seed(&mut inner.world, &wanted))
}

/// Changes the store and writes the state file.
fn change(sandbox: &Sandbox, change: impl FnOnce(&mut Inner) -> Result<Value, Problem>) -> Controlled {
    let mut inner = sandbox.lock();
    let answer = change(&mut inner)?;
    sandbox.save(&inner)?;
    Ok(Json(answer))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    Ok(serde_json::from_slice(body)?)
}
