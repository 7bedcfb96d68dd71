//! Answers no honest server gives: each ends in a value or in an error that names it, after a bounded number of requests,
//! and none of them makes an object look gone.

use futures::future::BoxFuture;
use serde_json::{Value, json};

use super::server::{Reply, Server};
use super::settings;
use crate::confident::{Confident, NewPolicy, Scope};
use crate::cortecs::Cortecs;
use crate::corti::Corti;
use crate::{Edit, Happened, Result, Secret, Settings};

/// Reads from a server with these settings; answers how many objects it read.
type Read = for<'a> fn(&'a Settings) -> BoxFuture<'a, Result<usize>>;

macro_rules! read {
    ($client:ident => $call:expr) => {
        |settings| {
            Box::pin(async move {
                let $client = $client(settings);
                Result::Ok($call)
            })
        }
    };
}

macro_rules! fixture {
    ($file:literal) => {
        include_str!(concat!("../../tests/fixtures/", $file))
    };
}

fn corti(settings: &Settings) -> Corti {
    Corti::new(settings, "a@example.org", Secret::new("password-password")).unwrap()
}

fn cortecs(settings: &Settings) -> Cortecs {
    Cortecs::new(settings, &Secret::new("management-key")).unwrap()
}

fn confident(settings: &Settings) -> Confident {
    Confident::new(settings, &Secret::new("confident_us_org_x"), None).unwrap()
}

const HERE: Scope = Scope::Organization;

/// Every listing and single read, with what it honestly answers.
const READS: [(Read, &str); 14] = [
    (read!(corti => corti.customers("p")?.all().await?.len()), fixture!("corti/customers.json")),
    (read!(corti => corti.users("p", "c")?.all().await?.len()), fixture!("corti/users.json")),
    (read!(corti => corti.project_quotas("p").await?.quotas.len()), fixture!("corti/project_quotas.json")),
    (
        read!(corti => corti.customer_quotas("p", "c").await.map(|_| 1)?),
        fixture!("corti/customer_quotas.json"),
    ),
    (read!(cortecs => cortecs.api_keys()?.all().await?.len()), fixture!("cortecs/api_keys.json")),
    (
        read!(cortecs => cortecs.project_configs().get().await.map(|_| 1)?),
        fixture!("cortecs/project_config.json"),
    ),
    (read!(cortecs => cortecs.balance().await.map(|_| 1)?), fixture!("cortecs/balance.json")),
    (read!(confident => confident.organization().await.map(|_| 1)?), fixture!("confident/organization.json")),
    (read!(confident => confident.projects()?.all().await?.len()), fixture!("confident/projects.json")),
    (read!(confident => confident.api_keys(&HERE)?.all().await?.len()), fixture!("confident/api_keys.json")),
    (
        read!(confident => confident.members(&HERE)?.all().await?.len()),
        fixture!("confident/organization_members.json"),
    ),
    (
        read!(confident => confident.invitations(&HERE)?.all().await?.len()),
        fixture!("confident/invitations.json"),
    ),
    (read!(confident => confident.roles(&HERE)?.all().await?.len()), fixture!("confident/roles.json")),
    (read!(confident => confident.policies(&HERE)?.all().await?.len()), fixture!("confident/policies.json")),
];

/// Answers the sign-in, and everything else from the closure.
async fn answering(mut reply: impl FnMut() -> Reply + Send + 'static) -> Server {
    Server::start(move |seen| match seen.path.as_str() {
        "/auth/token" => Reply::Json(200, json!({"accessToken": "t", "expiresIn": 3600})),
        _ => reply(),
    })
    .await
}

/// What the read makes of this answer.
async fn call(read: Read, status: u16, headers: &'static str, body: String) -> (Result<usize>, usize) {
    let server = answering(move || Reply::Raw(status, headers, body.clone())).await;
    let outcome = read(&Settings { max_retries: 1, ..settings(&server) }).await;
    (outcome, server.lines().iter().filter(|line| !line.contains("/auth/token")).count())
}

#[tokio::test]
async fn no_piece_of_an_answer_is_taken_for_the_whole() {
    for (read, honest) in READS {
        let honest = honest.trim_end();
        for cut in (1..honest.len()).step_by(honest.len() / 12).chain([honest.len() - 1]) {
            let (outcome, requests) = call(read, 200, "", honest[..cut].to_owned()).await;
            let error = outcome.unwrap_err();
            assert_eq!((error.happened(), requests), (Happened::Yes, 1), "{error}");
            assert!(
                error.to_string().contains("the response could not be parsed (the JSON is truncated"),
                "{error}"
            );
        }
    }
}

/// The paths to everything in it that is no object or list.
fn leaves(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, it)| leaves(it, &format!("{pointer}/{name}"), found));
        }
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(at, it)| leaves(it, &format!("{pointer}/{at}"), found));
        }
        _ => found.push(pointer.to_owned()),
    }
}

/// Of each kind of member the first is enough; the second element of a list is like the first.
#[tokio::test]
async fn fields_of_a_wrong_type_hide_no_object() {
    for (read, honest) in READS {
        let whole: Value = serde_json::from_str(honest).unwrap();
        let count = call(read, 200, "", honest.to_owned()).await.0.unwrap();
        let mut places = Vec::new();
        leaves(&whole, "", &mut places);
        // `success` and the numbers of pages say how to go on, which other tests are about.
        let about_objects =
            |it: &&String| !(it.contains("agination") || it.contains("total") || it.ends_with("success"));
        for place in places.iter().filter(about_objects).filter(|it| !it.contains("/1/")) {
            for other in [Value::Null, json!(true), json!(-7), json!(["planted"]), json!({"planted": {}})] {
                let mut changed = whole.clone();
                *changed.pointer_mut(place).unwrap() = other.clone();
                let (outcome, requests) = call(read, 200, "", changed.to_string()).await;
                match outcome {
                    Ok(objects) => assert_eq!(objects, count, "{place} as {other}"),
                    Err(error) => {
                        let text = error.to_string();
                        assert!(
                            text.starts_with("GET /") && text.contains("has the wrong type at `"),
                            "{text}"
                        );
                        assert!(!text.contains("planted"), "{text}");
                        assert_eq!(requests, 1, "it would be the same again");
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn non_json_responses_are_named_and_not_retried() {
    let deep = "[".repeat(200_000);
    let unknown = format!(r#"{{"{}":["#, "\\u0007x".repeat(50_000));
    for body in ["", "null", "[]", "7", "<html></html>", "{}", r#"{"success":true}"#, &deep, &unknown] {
        for (read, _) in READS {
            for headers in ["", "content-type: text/html\r\n", "content-encoding: gzip\r\n"] {
                let (outcome, requests) = call(read, 200, headers, body.to_owned()).await;
                let error = outcome.unwrap_err();
                assert_eq!((error.happened(), requests), (Happened::Yes, 1), "{error}");
                let text = error.to_string();
                assert!(text.len() < 400 && !text.contains(char::is_control), "{text:?}");
            }
        }
    }
}

#[tokio::test]
async fn endless_redirects_and_headers_are_errors() {
    let (read, honest) = READS[6];
    let (looped, requests) = call(read, 302, "location: /again\r\n", String::new()).await;
    assert_eq!((looped.unwrap_err().status(), requests), (Some(302), 6));
    let long: &'static str = format!("x-long: {}\r\n", "x".repeat(2_000_000)).leak();
    let many: &'static str = "x-many: 1\r\n".repeat(5_000).leak();
    for headers in [long, many] {
        let (outcome, requests) = call(read, 200, headers, honest.to_owned()).await;
        assert_eq!((outcome.unwrap_err().happened(), requests), (Happened::Perhaps, 2));
    }
}

#[tokio::test]
async fn object_without_valid_id_is_a_parse_error() {
    for (id, accepted) in
        [("a/b", true), ("..", true), ("%2e%2e", true), ("", false), (" ", false), ("a\u{0}b", false)]
    {
        let user = json!({"id": id, "email": "e", "firstName": "f", "lastName": "l"});
        let body = json!({"users": [user], "pagination": {"hasNextPage": false}}).to_string();
        let (outcome, _) = call(READS[1].0, 200, "", body).await;
        assert_eq!(outcome.as_ref().ok(), accepted.then_some(&1), "{id:?}");
        assert!(accepted || outcome.unwrap_err().message().contains("`users[0].id`"));
    }
    let server =
        answering(|| Reply::Json(201, json!({"success": true, "data": {"id": "", "name": "n"}}))).await;
    let confident = confident(&settings(&server));
    let new = NewPolicy { name: "n", permission_ids: &[], description: Edit::Leave };
    assert!(confident.policies(&HERE).unwrap().create(&new).await.is_err());
}

#[tokio::test]
async fn a_project_is_only_read_from_an_answer_about_it() {
    let project = json!({"id": "other", "name": "n", "organizationId": "o", "created_at": "x"});
    let server = answering(move || Reply::Json(200, json!({"success": true, "data": project}))).await;
    let error = confident(&settings(&server)).projects().unwrap().get("p").await.unwrap_err();
    assert_eq!(error.message(), "the response describes another project");
}

/// A list of members of which each request gets the page the closure makes; the objects read and the requests it took.
async fn members(mut page: impl FnMut(usize) -> Value + Send + 'static) -> (Result<usize>, usize) {
    let mut number = 0;
    let server = answering(move || {
        number += 1;
        Reply::Json(200, json!({"success": true, "data": page(number)}))
    })
    .await;
    let outcome = confident(&settings(&server)).members(&HERE).unwrap().all().await;
    (outcome.map(|all| all.len()), server.lines().len())
}

fn page_of(ids: std::ops::Range<usize>, total: &Value) -> Value {
    let members: Vec<Value> =
        ids.map(|id| json!({"id": id.to_string(), "email": format!("{id}@example.org")})).collect();
    json!({"members": members, "totalOrganizationMembers": total, "pageSize": 100})
}

#[tokio::test]
async fn wrong_total_loses_no_objects_and_ends_paging() {
    // The second page has the last of 150 members, whatever is counted.
    let of = |total: Value| {
        move |number: usize| match number {
            1 => page_of(0..100, &total),
            2 => page_of(100..150, &total),
            _ => page_of(0..0, &total),
        }
    };
    for (total, objects, most_requests) in [
        (json!(150), Some(150), 2),
        (json!(1), Some(150), 3),
        (json!(0), Some(150), 3),
        (Value::Null, Some(150), 4),
        (json!(260), Some(150), 5),
        (json!(90_000), Some(150), 9),
        (json!(1_000_000_000_000_000_000_u64), None, 1),
        (json!(-1), None, 1),
        (json!("150"), None, 1),
        (json!(1e30), None, 1),
    ] {
        let (outcome, requests) = members(of(total.clone())).await;
        assert_eq!(outcome.as_ref().ok(), objects.as_ref(), "{total}: {outcome:?}");
        assert!(requests <= most_requests, "{total}: {requests} requests");
    }
    let (outcome, requests) = members(|_| page_of(0..0, &json!(250))).await;
    assert_eq!(
        outcome.unwrap_err().message(),
        "an empty page reports 250 objects (after 1 pages and 0 objects)"
    );
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn pages_that_come_again_are_noticed_at_once() {
    for (page, most_requests) in [
        // The number of the page is ignored, with one object and with two pages in turn.
        ((|_| page_of(0..1, &json!(5))) as fn(usize) -> Value, 3),
        (|_| page_of(0..1, &Value::Null), 5),
        (|number| page_of(number % 2..number % 2 + 1, &Value::Null), 6),
        (|number| page_of(number % 2 * 50..number % 2 * 50 + 50, &json!(400)), 6),
    ] {
        let (outcome, requests) = members(page).await;
        let error = outcome.unwrap_err();
        assert!(error.message().starts_with("several pages contain nothing new"), "{error}");
        assert!(requests <= most_requests, "{requests}");
    }
}
