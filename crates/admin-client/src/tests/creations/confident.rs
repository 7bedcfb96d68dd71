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
async fn of_two_keys_of_one_name_only_the_new_one_is_removed() {
    let world = confident_keys(vec![Fault::CutAfter]).await;
    let theirs =
        json!({"id": 99, "name": "k", "valid": true, "created_at": "2024-01-01T00:00:00.000Z", "value": "*"});
    world.rows.lock().unwrap().push(theirs.clone());
    let confident = confident(&world);
    let keys = confident.api_keys(&Scope::Organization).unwrap();
    let made = keys.create(&NewApiKey { name: "k", expires_in_days: None }).await.unwrap();
    assert_eq!(made.secret.expose(), "confident_us_org_000002");
    let ids: Vec<Value> = world.rows().iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, [json!(99), json!(2)]);
}

#[tokio::test]
async fn a_key_that_was_not_made_is_not_tried_again_since_names_may_repeat() {
    let world = confident_keys(vec![Fault::CutBefore]).await;
    let confident = confident(&world);
    let keys = confident.api_keys(&Scope::Organization).unwrap();
    let error = keys.create(&NewApiKey { name: "k", expires_in_days: None }).await.unwrap_err();
    assert_eq!((error.happened(), world.posts(), world.rows().len()), (Happened::Perhaps, 1, 0));
}

#[tokio::test]
async fn a_key_whose_secret_was_lost_twice_is_removed_and_an_error() {
    let world = confident_keys(vec![Fault::CutAfter, Fault::CutAfter]).await;
    let confident = confident(&world);
    let keys = confident.api_keys(&Scope::Organization).unwrap();
    let error = keys.create(&NewApiKey { name: "k", expires_in_days: None }).await.unwrap_err();
    assert_eq!((error.suspects(), world.posts()), ([].as_slice(), 2));
    assert_eq!(world.rows(), [json!(null); 0], "nobody could use what was made");
}

#[tokio::test]
async fn keys_of_one_name_made_side_by_side_are_not_mistaken_for_each_other() {
    let world = confident_keys(vec![Fault::CutAfter, Fault::None, Fault::CutAfter]).await;
    let confident = confident(&world);
    let keys = confident.api_keys(&Scope::Organization).unwrap();
    let new = NewApiKey { name: "k", expires_in_days: None };
    let made = futures::future::join_all((0..3).map(|_| keys.create(&new))).await;
    let mut secrets: Vec<String> =
        made.into_iter().map(|made| made.unwrap().secret.expose().to_owned()).collect();
    let mut there: Vec<String> =
        world.rows().iter().map(|row| row["value"].as_str().unwrap().to_owned()).collect();
    secrets.sort();
    there.sort();
    assert_eq!(secrets, there);
}

#[tokio::test]
async fn an_adopted_project_has_lost_its_first_key() {
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
