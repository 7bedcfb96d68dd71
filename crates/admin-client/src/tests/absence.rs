//! An absence is believed after a second look; whatever goes wrong costs a handful of requests; lists may lag behind.

use futures::future::join_all;
use serde_json::{Value, json};

use super::server::{Reply, Server};
use super::settings;
use crate::confident::{Confident, NewRole, Scope};
use crate::{Secret, Settings};

fn lists(server: &Server) -> usize {
    server.lines().iter().filter(|line| line.starts_with("GET ")).count()
}

/// A Cortecs account whose list of keys answers these names in turn, the last one for good.
async fn cortecs_listing(lists: Vec<&'static [&'static str]>) -> (Server, crate::cortecs::Cortecs) {
    let mut number = 0;
    let server = Server::start(move |_| {
        let names = lists[number.min(lists.len() - 1)];
        number += 1;
        let keys: Vec<Value> = names.iter().map(|name| json!({"name": name, "created_at": 1})).collect();
        Reply::Json(200, json!({"api_keys": keys}))
    })
    .await;
    let cortecs = crate::cortecs::Cortecs::new(&settings(&server), &Secret::new("management-key")).unwrap();
    (server, cortecs)
}

#[tokio::test]
async fn one_empty_list_loses_nothing() {
    let (server, cortecs) = cortecs_listing(vec![&[], &["a", "b"]]).await;
    let keys = cortecs.api_keys().unwrap();
    for found in join_all(["a", "b"].map(|name| keys.find(name))).await {
        assert!(found.unwrap().is_some());
    }
    assert_eq!(lists(&server), 2);
}

#[tokio::test]
async fn a_thousand_absent_objects_cost_two_lists() {
    let (server, cortecs) = cortecs_listing(vec![&["a"]]).await;
    let keys = cortecs.api_keys().unwrap();
    for number in 0..1000 {
        assert!(keys.find(&format!("gone{number}")).await.unwrap().is_none());
    }
    assert_eq!(lists(&server), 2);
}

#[tokio::test]
async fn a_thousand_objects_share_a_failure() {
    let server =
        Server::start(|_| Reply::Json(403, json!({"success": false, "error": "not your key"}))).await;
    let mut settings = settings(&server);
    settings.timing.failure = std::time::Duration::from_mins(1);
    let confident = Confident::new(&settings, &Secret::new("confident_us_org_x"), None).unwrap();
    let roles = confident.roles(&Scope::Organization).unwrap();
    for number in 0..1000 {
        assert!(roles.find(&number.to_string()).await.is_err());
        assert!(confident.organization_id().await.is_err());
    }
    assert_eq!(server.lines(), ["GET /v2/organization/roles", "GET /v2/organization"]);
}

#[tokio::test]
async fn new_reader_sees_earlier_changes() {
    let (server, cortecs) = cortecs_listing(vec![&["a"], &["a", "b"]]).await;
    let keys = cortecs.api_keys().unwrap();
    assert!(keys.find("a").await.unwrap().is_some());
    let uncached = cortecs.uncached();
    let uncached_keys = uncached.api_keys().unwrap();
    let together = join_all((0..10).map(|_| uncached_keys.find("b"))).await;
    assert!(together.into_iter().all(|found| found.unwrap().is_some()));
    assert_eq!(lists(&server), 2);
    assert!(cortecs.uncached().api_keys().unwrap().find("c").await.unwrap().is_none());
    assert_eq!(lists(&server), 3);
}

#[tokio::test]
async fn a_project_that_is_gone_is_asked_about_once() {
    let server = Server::start(|seen| match seen.path.as_str() {
        "/v2/projects" => Reply::Json(200, json!({"success": true, "data": {"projects": []}})),
        _ => Reply::Json(404, json!({"success": false, "error": "not found"})),
    })
    .await;
    let confident = Confident::new(&settings(&server), &Secret::new("confident_us_org_x"), None).unwrap();
    let scope = Scope::Project("p".to_owned());
    for number in 0..200 {
        let email = format!("{number}@example.org");
        assert!(confident.members(&scope).unwrap().find_by_email(&email).await.unwrap().is_none());
        assert!(confident.invitations(&scope).unwrap().find_by_email(&email).await.unwrap().is_none());
        assert!(confident.missing(&scope).await.unwrap().is_some());
    }
    assert_eq!(server.lines().len(), 3, "{:?}", server.lines());
}

#[tokio::test]
async fn three_hundred_members_who_left_cost_a_handful() {
    let server = Server::start(|_| {
        let data = json!({"invitations": [], "members": [], "totalOrganizationMembers": 0});
        Reply::Json(200, json!({"success": true, "data": data}))
    })
    .await;
    let confident = Confident::new(&settings(&server), &Secret::new("confident_us_org_x"), None).unwrap();
    let scope = Scope::Organization;
    for number in 0..300 {
        let email = format!("{number}@example.org");
        assert!(confident.members(&scope).unwrap().find_by_email(&email).await.unwrap().is_none());
        assert!(confident.invitations(&scope).unwrap().find_by_email(&email).await.unwrap().is_none());
    }
    assert_eq!(lists(&server), 4);
}

/// Three hundred people leave the organization, and with it three projects whose lists were read before.
#[tokio::test]
async fn three_hundred_removals_read_no_list_again() {
    let people = || (0..300).map(|id| (id.to_string(), format!("{id}@example.org")));
    let server = Server::start(move |seen| {
        if seen.method == "DELETE" {
            return Reply::Json(200, json!({"success": true}));
        }
        let members: Vec<Value> = people().map(|(id, email)| json!({"id": id, "email": email})).collect();
        let invitation = |(id, email): (String, String)| {
            json!({"id": id, "email": email, "status": "PENDING", "created_at": "2026-01-01T00:00:00Z"})
        };
        let invitations: Vec<Value> = people().map(invitation).collect();
        let total = members.len();
        let data = json!({"invitations": invitations, "members": members, "total": total, "pageSize": total});
        Reply::Json(200, json!({"success": true, "data": data}))
    })
    .await;
    let confident = Confident::new(&settings(&server), &Secret::new("confident_us_org_x"), None).unwrap();
    let mut scopes = vec![Scope::Organization];
    scopes.extend(["a", "b", "c"].map(|project| Scope::Project(project.to_owned())));
    for scope in &scopes {
        assert_eq!(confident.members(scope).unwrap().all().await.unwrap().len(), 300);
        assert_eq!(confident.invitations(scope).unwrap().all().await.unwrap().len(), 300);
    }
    let before = lists(&server);
    let members = confident.members(&Scope::Organization).unwrap();
    for (id, email) in people() {
        assert!(members.listed_by_email(&email).await.unwrap().is_some());
        members.delete(&id).await.unwrap();
    }
    for scope in &scopes {
        assert_eq!(confident.members(scope).unwrap().all().await.unwrap().len(), 0, "{scope:?}");
        assert_eq!(confident.invitations(scope).unwrap().all().await.unwrap().len(), 0, "{scope:?}");
    }
    assert_eq!(lists(&server), before);
}

#[tokio::test]
async fn a_list_that_lags_behind_does_not_undo_an_edit() {
    let old = json!({"id": "r", "name": "Old", "policies": [], "organizationId": "o"});
    let mut listed = old.clone();
    let server = Server::start(move |seen| match seen.method.as_str() {
        "PUT" => {
            let data = json!({"id": "r", "name": seen.body["name"], "policies": [], "organizationId": "o"});
            Reply::Json(200, json!({"success": true, "data": data}))
        }
        "POST" => {
            listed["name"] = "Others".into();
            Reply::Json(409, json!({"success": false, "error": "taken"}))
        }
        _ => Reply::Json(200, json!({"success": true, "data": {"roles": [listed]}})),
    })
    .await;
    let settings = Settings { timing: crate::Timing::default(), ..settings(&server) };
    let confident = Confident::new(&settings, &Secret::new("confident_us_org_x"), None).unwrap();
    let role = |name| NewRole { name, policy_ids: &[], description: crate::Edit::Clear };
    let roles = confident.roles(&Scope::Organization).unwrap();
    let name = async || confident.uncached().roles(&Scope::Organization).unwrap().find("r").await;
    assert!(roles.find("r").await.unwrap().is_some());
    roles.edit("r", &role("New")).await.unwrap();
    assert_eq!(name().await.unwrap().unwrap().name, "New");
    roles.edit("r", &role("Newer")).await.unwrap();
    assert_eq!(name().await.unwrap().unwrap().name, "Newer");
    assert!(roles.create(&role("Another")).await.is_err());
    assert_eq!(name().await.unwrap().unwrap().name, "Others", "what others did is news");
}
