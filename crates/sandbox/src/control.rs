//! The control path `/_sandbox/`, with which a test inspects the sandbox and changes it outside the client under test.
#![doc = ""]
#![doc = include_str!("../README.md")]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use crate::{
    account::{Account, Settings},
    faults::Fault,
    initial,
    lag::Lag,
    out_of_band::{Change, Problem},
    page,
    sandbox::{Inner, Sandbox},
    store::Store,
};

type Shared = State<Arc<Sandbox>>;

type Controlled = Result<Json<Value>, Problem>;

/// The account; `main` if omitted.
#[derive(Debug, Deserialize)]
struct Named {
    account: Option<String>,
}

pub(crate) fn router(sandbox: Arc<Sandbox>) -> Router {
    Router::new()
        .route("/_sandbox/journal", get(journal).delete(clear_journal))
        .route("/_sandbox/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/_sandbox/lag", get(lags).post(add_lag).delete(clear_lags))
        .route("/_sandbox/accounts", get(accounts).post(add_account))
        .route("/_sandbox/state", get(state).put(put_state))
        .route("/_sandbox/settings", get(settings).post(change_settings))
        .route("/_sandbox/secrets", get(secrets))
        .route("/_sandbox/:change", post(change))
        // A state with many thousand rows exceeds the default limit.
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn(check_site))
        .with_state(sandbox)
}

/// The error of a control request; returned as 400 `{"error": …}`.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(json!({"error": self.0}))).into_response()
    }
}

/// Without this check a page of another site could send requests, since they need no credentials.
async fn check_site(request: Request, next: Next) -> Response {
    if page::is_same_site(request.headers()) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "the control path takes no requests of other sites").into_response()
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
    check(fault.contradiction())?;
    sandbox.lock().faults.push(fault);
    Ok(Json(json!({})))
}

async fn clear_faults(State(sandbox): Shared) -> Controlled {
    sandbox.lock().faults.clear();
    Ok(Json(json!({})))
}

async fn lags(State(sandbox): Shared, Query(named): Query<Named>) -> Controlled {
    Ok(Json(serde_json::to_value(&account(&mut sandbox.lock(), &named)?.lag.lags)?))
}

async fn add_lag(State(sandbox): Shared, Query(named): Query<Named>, body: Bytes) -> Controlled {
    let lag: Lag = read(&body)?;
    check(lag.contradiction())?;
    account(&mut sandbox.lock(), &named)?.lag.lags.push(lag);
    Ok(Json(json!({})))
}

async fn clear_lags(State(sandbox): Shared, Query(named): Query<Named>) -> Controlled {
    account(&mut sandbox.lock(), &named)?.lag.clear();
    Ok(Json(json!({})))
}

async fn accounts(State(sandbox): Shared, headers: HeaderMap) -> Controlled {
    let inner = sandbox.lock();
    let all = inner.accounts.all().map(|(name, account)| (name.to_owned(), environment(account, &headers)));
    Ok(Json(Value::Object(all.collect())))
}

async fn add_account(State(sandbox): Shared, headers: HeaderMap, body: Bytes) -> Controlled {
    let name: BTreeMap<String, String> = read(&body)?;
    let name = name.get("name").ok_or_else(|| Problem("an account needs a name".to_owned()))?;
    let mut inner = sandbox.lock();
    let added = environment(inner.accounts.add(name), &headers);
    sandbox.save(&inner)?;
    Ok(Json(added))
}

async fn state(State(sandbox): Shared, Query(named): Query<Named>) -> Controlled {
    Ok(Json(serde_json::to_value(&account(&mut sandbox.lock(), &named)?.store)?))
}

async fn put_state(State(sandbox): Shared, Query(named): Query<Named>, body: Bytes) -> Controlled {
    let store: Store = read(&body)?;
    let mut inner = sandbox.lock();
    account(&mut inner, &named)?.store = store;
    sandbox.save(&inner)?;
    Ok(Json(json!({})))
}

async fn settings(State(sandbox): Shared, Query(named): Query<Named>) -> Controlled {
    Ok(Json(serde_json::to_value(&account(&mut sandbox.lock(), &named)?.settings)?))
}

async fn change_settings(State(sandbox): Shared, Query(named): Query<Named>, body: Bytes) -> Controlled {
    let wanted: Map<String, Value> = read(&body)?;
    let mut inner = sandbox.lock();
    let account = account(&mut inner, &named)?;
    let mut settings = serde_json::to_value(&account.settings)?;
    for (name, value) in wanted {
        settings[name] = value;
    }
    account.settings = serde_json::from_value::<Settings>(settings.clone())?;
    Ok(Json(settings))
}

async fn secrets(State(sandbox): Shared) -> Controlled {
    let inner = sandbox.lock();
    let known: BTreeSet<&String> =
        inner.accounts.all().flat_map(|(_, account)| &account.store.secrets).collect();
    Ok(Json(serde_json::to_value(known)?))
}

/// Makes a change that has a separate path, and writes the state file.
async fn change(
    State(sandbox): Shared,
    Path(verb): Path<String>,
    Query(named): Query<Named>,
    body: Bytes,
) -> Controlled {
    let change: Change = serde_json::from_value(json!({verb: read::<Value>(&body)?}))?;
    let mut inner = sandbox.lock();
    let answer = account(&mut inner, &named)?.write(|account| change.make(account, None))?;
    sandbox.save(&inner)?;
    Ok(Json(answer))
}

fn account<'a>(inner: &'a mut Inner, named: &Named) -> Result<&'a mut Account, Problem> {
    let found = inner.accounts.get(named.account.as_deref());
    found.ok_or_else(|| Problem("there is no such account; POST /_sandbox/accounts makes one".to_owned()))
}

/// The environment variables of an account, with the address of the request.
fn environment(account: &Account, headers: &HeaderMap) -> Value {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let variables = initial::environment(&account.store, &format!("http://{host}"));
    Value::Object(variables.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect())
}

fn check(contradiction: Option<&'static str>) -> Result<(), Problem> {
    contradiction.map_or(Ok(()), |why| Err(Problem(why.to_owned())))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    Ok(serde_json::from_slice(body)?)
}
