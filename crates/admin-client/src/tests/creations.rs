//! What is left after a creation that was disturbed: the object once, or not at all, and never a key without its secret.

mod another_run;
mod confident;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::server::{Reply, Seen, Server};
use super::settings;
use crate::cortecs::{self, Cortecs};
use crate::corti::{Corti, NewCustomer};
use crate::{Error, Happened, How, Secret};

/// What befalls one POST.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    CutBefore,
    CutAfter,
    Status(u16),
    StatusAfter(u16),
    Unparsable,
    Html502After,
    /// Asks to come back at once.
    Busy503,
}

type Rows = Arc<Mutex<Vec<Value>>>;

struct World {
    server: Server,
    rows: Rows,
}

impl World {
    /// A server of one collection. `make` turns a body and a number into a row; `list` wraps the rows, `answer` one new row.
    async fn start(
        faults: Vec<Fault>,
        make: fn(&Value, usize) -> Value,
        list: fn(Vec<Value>) -> Value,
        answer: fn(Value) -> Value,
    ) -> Self {
        let rows: Rows = Arc::default();
        let (shared, mut faults, mut number) = (Arc::clone(&rows), faults.into_iter(), 0);
        let server = Server::start(move |seen| {
            let mut rows = shared.lock().unwrap();
            match seen.method.as_str() {
                _ if seen.path == "/auth/token" => {
                    Reply::Json(200, json!({"accessToken": "t", "tokenType": "bearer", "expiresIn": 3600}))
                }
                "GET" if seen.path.contains("/members") => Reply::Json(200, list(Vec::new())),
                "GET" => Reply::Json(200, list(rows.clone())),
                "DELETE" => {
                    rows.retain(|row| !is_meant(row, seen));
                    Reply::Json(200, json!({"success": true, "data": {}}))
                }
                _ => {
                    number += 1;
                    post(&mut rows, make(&seen.body, number), faults.next().unwrap_or(Fault::None), answer)
                }
            }
        })
        .await;
        World { server, rows }
    }

    fn posts(&self) -> usize {
        self.server
            .lines()
            .iter()
            .filter(|line| line.starts_with("POST ") && !line.ends_with("/auth/token"))
            .count()
    }

    fn rows(&self) -> Vec<Value> {
        self.rows.lock().unwrap().clone()
    }
}

fn post(rows: &mut Vec<Value>, row: Value, fault: Fault, answer: fn(Value) -> Value) -> Reply {
    match fault {
        Fault::CutBefore => return Reply::Cut,
        Fault::Status(status) => return Reply::Json(status, json!({"error": "refused"})),
        Fault::Busy503 => return Reply::Raw(503, "retry-after: 0\r\n", String::new()),
        _ => {}
    }
    if rows.iter().any(|other| key_of(other) == key_of(&row)) {
        return Reply::Json(409, json!({"error": "taken"}));
    }
    rows.push(row.clone());
    match fault {
        Fault::CutAfter => Reply::Cut,
        Fault::StatusAfter(status) => Reply::Json(status, json!({"error": "refused"})),
        Fault::Unparsable => Reply::Raw(201, "", "{\"half\":".to_owned()),
        Fault::Html502After => Reply::Raw(502, "", "<html>Bad Gateway</html>".to_owned()),
        _ => Reply::Json(201, answer(row)),
    }
}

/// Confident's keys may share a name, so theirs is the id.
fn key_of(row: &Value) -> Value {
    let unique = if row["value"].is_null() { ["customerId", "name", "email"] } else { ["id"; 3] };
    unique.iter().map(|name| row[*name].clone()).find(|key| !key.is_null()).unwrap_or_default()
}

fn is_meant(row: &Value, seen: &Seen) -> bool {
    let last = seen.path.rsplit('/').next().unwrap_or_default();
    row["name"] == seen.body["name"] || row["id"].to_string().trim_matches('"') == last
}

fn now() -> String {
    OffsetDateTime::now_utc().format(&Rfc3339).unwrap()
}

fn wrapped(data: Value) -> Value {
    Value::from_iter([("success", Value::Bool(true)), ("data", data)])
}

async fn corti(faults: Vec<Fault>) -> World {
    World::start(
        faults,
        |body, _| {
            let (id, name) = (&body["customerId"], &body["displayName"]);
            json!({"customerId": id, "displayName": name, "tenantName": "base", "region": "eu", "createdAt": now()})
        },
        |rows| json!({"customers": rows, "pagination": {"page": 1, "pageSize": 100, "hasNextPage": false}}),
        |row| row,
    )
    .await
}

const NEW: NewCustomer<'static> =
    NewCustomer { customer_id: "c", display_name: "C", tenant_name: None, region: None, is_nfr: None };

async fn create_customer(world: &World) -> Result<How, Error> {
    let corti =
        Corti::new(&settings(&world.server), "a@example.org", Secret::new("password-password")).unwrap();
    let customers = corti.customers("p").unwrap();
    let created = customers.create(&NEW).await?;
    assert_eq!(created.object.customer_id, "c");
    assert!(customers.find("c").await.unwrap().is_some());
    Ok(created.how)
}

async fn check_customer(faults: &[Fault], how: How, posts: usize) {
    let world = corti(faults.to_vec()).await;
    assert_eq!(create_customer(&world).await.unwrap(), how, "{faults:?}");
    assert_eq!((world.rows().len(), world.posts()), (1, posts), "{faults:?}");
}

#[tokio::test]
async fn create_under_faults_creates_the_object_once() {
    check_customer(&[], How::Answered, 1).await;
    check_customer(&[Fault::Status(429)], How::Answered, 2).await;
    check_customer(&[Fault::Busy503], How::Answered, 2).await;
    check_customer(&[Fault::CutBefore], How::Answered, 2).await;
    check_customer(&[Fault::CutAfter], How::Adopted, 1).await;
    check_customer(&[Fault::StatusAfter(500)], How::Adopted, 1).await;
    check_customer(&[Fault::StatusAfter(503)], How::Adopted, 1).await;
    check_customer(&[Fault::Html502After], How::Adopted, 1).await;
    check_customer(&[Fault::Unparsable], How::Adopted, 1).await;
    check_customer(&[Fault::CutBefore, Fault::CutAfter], How::Adopted, 2).await;
}

async fn check_customer_fails(faults: &[Fault], happened: Happened, posts: usize) {
    let world = corti(faults.to_vec()).await;
    let error = create_customer(&world).await.unwrap_err();
    assert_eq!((error.happened(), error.existing()), (happened, None), "{faults:?}");
    assert_eq!((world.rows().len(), world.posts()), (0, posts), "{faults:?}");
}

#[tokio::test]
async fn create_without_effect_is_only_an_error() {
    check_customer_fails(&[Fault::Status(400)], Happened::No, 1).await;
    check_customer_fails(&[Fault::Status(403)], Happened::No, 1).await;
    check_customer_fails(&[Fault::Status(500)], Happened::Perhaps, 1).await;
    check_customer_fails(&[Fault::Status(503)], Happened::Perhaps, 1).await;
    check_customer_fails(&[Fault::CutBefore, Fault::CutBefore], Happened::Perhaps, 2).await;
    check_customer_fails(&[Fault::CutBefore, Fault::Status(400)], Happened::Perhaps, 2).await;
    check_customer_fails(&[Fault::Status(429); 5], Happened::No, 5).await;
}

#[tokio::test]
async fn a_true_duplicate_names_the_one_that_is_there() {
    for faults in [vec![], vec![Fault::Status(400)], vec![Fault::CutBefore]] {
        let world = corti(faults.clone()).await;
        world.rows.lock().unwrap().push(theirs());
        let error = create_customer(&world).await.unwrap_err();
        let existing = error.existing().unwrap();
        assert_eq!((existing.what, existing.id.as_deref()), ("customer", Some("c")), "{faults:?}");
        assert_eq!(world.rows(), [theirs()]);
    }
}

#[tokio::test]
async fn indistinguishable_objects_are_reported() {
    let world = corti(vec![Fault::CutBefore]).await;
    world
        .rows
        .lock()
        .unwrap()
        .push(json!({"customerId": "c", "displayName": "Undated", "tenantName": "base", "region": "eu"}));
    let error = create_customer(&world).await.unwrap_err();
    assert_eq!(ids(&error), ["c"]);
    assert_eq!(world.posts(), 1);
}

fn ids(error: &Error) -> Vec<&str> {
    error.candidates().iter().map(|candidate| candidate.id.as_str()).collect()
}

fn theirs() -> Value {
    json!({"customerId": "c", "displayName": "Theirs", "tenantName": "base", "region": "eu",
        "createdAt": "2023-10-01T12:00:00Z"})
}

#[tokio::test]
async fn objects_created_by_others_are_not_adopted() {
    let world = corti(vec![Fault::CutBefore]).await;
    let corti =
        Corti::new(&settings(&world.server), "a@example.org", Secret::new("password-password")).unwrap();
    let customers = corti.customers("p").unwrap();
    assert!(customers.all().await.unwrap().is_empty());
    world.rows.lock().unwrap().push(theirs());
    let error = customers.create(&NEW).await.unwrap_err();
    assert_eq!((ids(&error), world.posts()), (vec!["c"], 1));
}

#[tokio::test]
async fn stop_during_lookup_prevents_the_second_create() {
    let world = corti(vec![Fault::CutBefore]).await;
    let mut settings = settings(&world.server);
    (settings.timing.first_wait, settings.timing.lag) = (Duration::from_mins(1), Duration::from_mins(1));
    let corti = Corti::new(&settings, "a@example.org", Secret::new("password-password")).unwrap();
    let customers = corti.customers("p").unwrap();
    let stopped = async {
        while !world.server.lines().iter().any(|line| line.starts_with("GET ")) {
            tokio::task::yield_now().await;
        }
        corti.client().stop().cancel_waits();
    };
    let (created, ()) = tokio::join!(customers.create(&NEW), stopped);
    let error = created.unwrap_err();
    assert_eq!((error.happened(), error.was_interrupted(), world.posts()), (Happened::Perhaps, true, 1));
}

async fn cortecs(faults: Vec<Fault>) -> World {
    World::start(
        faults,
        |body, number| {
            let (name, seconds) = (&body["name"], OffsetDateTime::now_utc().unix_timestamp());
            json!({"name": name, "is_management_key": false, "created_at": seconds, "secret": format!("cortecs-secret-{number}")})
        },
        |rows| json!({"api_keys": rows}),
        |row| json!({"name": row["name"], "is_management_key": false, "api_key": row["secret"]}),
    )
    .await
}

async fn create_cortecs_key(world: &World, is_generated_name: bool) -> Result<cortecs::CreatedApiKey, Error> {
    let cortecs = Cortecs::new(&settings(&world.server), &Secret::new("management-key")).unwrap();
    let keys = cortecs.api_keys().unwrap();
    let new = cortecs::NewApiKey { name: "k", is_management_key: false, is_generated_name };
    keys.create(&new).await
}

async fn check_cortecs_key(faults: &[Fault], posts: usize) {
    let world = cortecs(faults.to_vec()).await;
    let made = create_cortecs_key(&world, true).await.unwrap();
    let rows = world.rows();
    assert_eq!((rows.len(), world.posts()), (1, posts), "{faults:?}");
    assert_eq!(rows[0]["secret"], made.api_key.expose(), "{faults:?}");
    let created_at = rows[0]["created_at"].as_i64().unwrap();
    assert_eq!(made.creation.place(created_at), std::cmp::Ordering::Equal, "{faults:?}");
}

#[tokio::test]
async fn a_lost_key_of_a_generated_name_is_made_again() {
    check_cortecs_key(&[], 1).await;
    check_cortecs_key(&[Fault::CutBefore], 2).await;
    for fault in [Fault::CutAfter, Fault::StatusAfter(500), Fault::Html502After, Fault::Unparsable] {
        check_cortecs_key(&[fault], 2).await;
    }
}

#[tokio::test]
async fn deletes_the_key_if_its_secret_is_lost_twice() {
    let world = cortecs(vec![Fault::CutAfter, Fault::CutAfter]).await;
    let error = create_cortecs_key(&world, true).await.unwrap_err();
    assert_eq!((error.candidates(), world.posts()), ([].as_slice(), 2));
    assert_eq!(world.rows(), [json!(null); 0], "nobody could use what was made");
}

#[tokio::test]
async fn a_full_quota_is_not_a_duplicate() {
    let world = cortecs(vec![Fault::Status(400)]).await;
    let error = create_cortecs_key(&world, false).await.unwrap_err();
    assert_eq!((error.status(), error.existing()), (Some(400), None));
}
