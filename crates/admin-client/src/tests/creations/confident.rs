//! Confident AI's creations: keys and invitations whose answers are lost, projects, roles without a time.

use serde_json::{Value, json};

use super::{Fault, World, now, wrapped};
use crate::confident::{Confident, NewApiKey, NewInvitation, NewProject, NewRole, Scope};
use crate::tests::settings;
use crate::{Edit, Happened, How, Secret};

fn confident(world: &World) -> Confident {
    Confident::new(&settings(&world.server), &Secret::new("confident_us_org_x"), None).unwrap()
}

async fn confident_keys(faults: Vec<Fault>) -> World {
    World::start(
        faults,
        |body, number| {
            let (name, value) = (&body["name"], format!("confident_us_org_{number:06}"));
            json!({"id": number, "name": name, "valid": true, "created_at": now(), "value": value})
        },
        |rows| wrapped(json!({"apiKeys": rows})),
        wrapped,
    )
    .await
}

#[tokio::test]
async fn a_key_that_may_be_another_runs_is_left_alone() {
    let world = confident_keys(vec![Fault::CutAfter]).await;
    let old =
        json!({"id": 99, "name": "k", "valid": true, "created_at": "2024-01-01T00:00:00.000Z", "value": "*"});
    world.rows.lock().unwrap().push(old.clone());
    let confident = confident(&world);
    let keys = confident.api_keys(&Scope::Organization).unwrap();
    let made = keys.create(&NewApiKey { name: "k", expires_in_days: None }).await.unwrap();
    assert_eq!(made.created.secret.expose(), "confident_us_org_000002");
    let candidates: Vec<_> =
        made.candidates.iter().map(|it| (it.id.as_str(), it.created_at.is_some())).collect();
    assert_eq!(candidates, [("1", true)]);
    let ids: Vec<Value> = world.rows().iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, [json!(99), json!(1), json!(2)]);
}

#[tokio::test]
async fn does_not_retry_a_key_that_was_not_created() {
    let world = confident_keys(vec![Fault::CutBefore]).await;
    let confident = confident(&world);
    let keys = confident.api_keys(&Scope::Organization).unwrap();
    let error = keys.create(&NewApiKey { name: "k", expires_in_days: None }).await.unwrap_err();
    assert_eq!((error.happened(), world.posts(), world.rows().len()), (Happened::Perhaps, 1, 0));
}

#[tokio::test]
async fn a_key_whose_secret_was_lost_twice_names_both() {
    let world = confident_keys(vec![Fault::CutAfter, Fault::CutAfter]).await;
    let confident = confident(&world);
    let keys = confident.api_keys(&Scope::Organization).unwrap();
    let error = keys.create(&NewApiKey { name: "k", expires_in_days: None }).await.unwrap_err();
    assert_eq!((error.candidates().len(), world.posts(), world.rows().len()), (2, 2, 2));
}

#[tokio::test]
async fn concurrent_keys_of_one_name_keep_their_secrets() {
    let world = confident_keys(vec![Fault::CutAfter, Fault::None, Fault::CutAfter]).await;
    let confident = confident(&world);
    let keys = confident.api_keys(&Scope::Organization).unwrap();
    let new = NewApiKey { name: "k", expires_in_days: None };
    let made = futures::future::join_all((0..3).map(|_| keys.create(&new))).await;
    let secrets: Vec<Value> = world.rows().iter().map(|row| row["value"].clone()).collect();
    for key in made {
        let secret = key.unwrap().created.secret;
        assert!(secrets.contains(&secret.expose().into()), "{secrets:?}");
    }
    assert_eq!(secrets.len(), 5);
}

#[tokio::test]
async fn an_adopted_project_is_not_touched() {
    let world = World::start(
        vec![Fault::CutAfter],
        |body, number| {
            let (name, id) = (&body["name"], format!("p{number}"));
            json!({"id": id, "name": name, "description": null, "organizationId": "o", "created_at": now()})
        },
        |rows| wrapped(json!({"projects": rows})),
        |row| wrapped(json!({"project": row, "apiKey": null})),
    )
    .await;
    let confident = confident(&world);
    let new = NewProject { name: "n", description: None, email: None };
    let created = confident.projects().unwrap().create(&new).await.unwrap();
    assert_eq!((created.project.id.as_str(), created.how), ("p1", How::Adopted));
    assert!(created.default_api_key.is_none());
    assert_eq!(world.server.lines().iter().filter(|line| line.contains("api-keys")).count(), 0);
    let owned = NewProject { name: "m", description: None, email: Some("o@example.org") };
    world.rows.lock().unwrap().push(
        json!({"id": "p9", "name": "m", "description": null, "organizationId": "o", "created_at": now()}),
    );
    let error = confident.projects().unwrap().create(&owned).await.unwrap_err();
    assert_eq!(error.existing().and_then(|existing| existing.id.as_deref()), Some("p9"));
}

#[tokio::test]
async fn a_role_carries_no_time_so_the_list_is_noted_before() {
    let world = World::start(
        vec![Fault::CutAfter],
        |body, number| json!({"id": format!("r{number}"), "name": body["name"], "policies": [], "organizationId": "o"}),
        |rows| wrapped(json!({"roles": rows})),
        wrapped,
    )
    .await;
    let confident = confident(&world);
    let roles = confident.roles(&Scope::Organization).unwrap();
    let new = NewRole { name: "Auditor", policy_ids: &[], description: Edit::Clear };
    let created = roles.create(&new).await.unwrap();
    assert_eq!((created.object.id.as_str(), created.how), ("r1", How::Adopted));
    let error = roles.create(&new).await.unwrap_err();
    assert_eq!(error.existing().and_then(|existing| existing.id.as_deref()), Some("r1"));
}

#[tokio::test]
async fn an_invitation_is_sent_once_and_adopted() {
    let world = World::start(
        vec![Fault::CutAfter],
        |body, number| json!({"id": number, "email": body["emails"][0], "status": "PENDING", "created_at": now(), "token": null}),
        |rows| wrapped(json!({"invitations": rows, "members": [], "totalOrganizationMembers": 0})),
        |row| wrapped(json!({"invitations": [row]})),
    )
    .await;
    let confident = confident(&world);
    let invitations = confident.invitations(&Scope::Organization).unwrap();
    let new = NewInvitation { email: " Jane@Example.org", role_id: None };
    let created = invitations.create(&new).await.unwrap();
    assert_eq!((created.object.email.as_str(), created.how), ("jane@example.org", How::Adopted));
    assert_eq!(world.posts(), 1);
    let error = invitations.create(&new).await.unwrap_err();
    assert_eq!(error.existing().map(|existing| existing.what), Some("invitation"));
}

#[tokio::test]
async fn another_runs_role_or_invitation_is_not_adopted() {
    let roles = World::start(
        vec![Fault::CutAfter],
        |body, number| json!({"id": format!("r{number}"), "name": body["name"], "policies": [{"id": "x", "name": "X"}]}),
        |rows| wrapped(json!({"roles": rows})),
        wrapped,
    )
    .await;
    let new = NewRole { name: "Auditor", policy_ids: &[], description: Edit::Clear };
    let error = confident(&roles).roles(&Scope::Organization).unwrap().create(&new).await.unwrap_err();
    assert_eq!((error.candidates().len(), roles.posts()), (1, 1), "{error}");
    let invitations = World::start(
        vec![Fault::CutAfter],
        |body, number| {
            json!({"id": number, "email": body["emails"][0], "status": "PENDING", "created_at": now(),
            "organizationRoleId": "other"})
        },
        |rows| wrapped(json!({"invitations": rows, "members": [], "totalOrganizationMembers": 0})),
        |row| wrapped(json!({"invitations": [row]})),
    )
    .await;
    let new = NewInvitation { email: "jane@example.org", role_id: Some("mine") };
    let confident = confident(&invitations);
    let error = confident.invitations(&Scope::Organization).unwrap().create(&new).await.unwrap_err();
    assert_eq!((error.candidates().len(), invitations.posts()), (1, 1), "{error}");
}
