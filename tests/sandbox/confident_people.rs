//! Confident AI's invitations and members.

use serde_json::{Value, json};

use crate::Sandbox;

const INVITATIONS: &str = "/v2/organization/invitations";
const MEMBERS: &str = "/v2/organization/members";

async fn role(sandbox: &Sandbox, scope: &str, name: &str) -> Value {
    let roles = sandbox.data(&format!("GET {scope}/roles"), Value::Null).await;
    let found = roles["roles"].as_array().unwrap().iter().find(|role| role["name"] == name);
    found.unwrap()["id"].clone()
}

async fn member(sandbox: &Sandbox, scope: &str, email: &str) -> Option<Value> {
    let page = sandbox.data(&format!("GET {scope}/members?pageSize=100"), Value::Null).await;
    page["members"].as_array().unwrap().iter().find(|member| member["email"] == email).cloned()
}

async fn with_member(email: &str) -> (Sandbox, String) {
    let sandbox = Sandbox::start();
    sandbox.data(&format!("POST {INVITATIONS}"), json!({"emails": [email]})).await;
    sandbox.control("POST /accept", json!({"email": email})).await;
    let member = member(&sandbox, "/v2/organization", email).await.unwrap();
    (sandbox, member["id"].as_str().unwrap().to_owned())
}

async fn with_project(sandbox: &Sandbox) -> (String, String) {
    let created = sandbox.data("POST /v2/projects", json!({"name": "alpha"})).await;
    let id = created["project"]["id"].as_str().unwrap().to_owned();
    let scope = format!("/v2/projects/{id}");
    (id, scope)
}

#[tokio::test]
async fn an_address_is_trimmed_and_lower_cased() {
    let sandbox = Sandbox::start();
    let sent = sandbox.data(&format!("POST {INVITATIONS}"), json!({"emails": [" Bo@Acme.example "]})).await;
    let invitation = &sent["invitations"][0];
    assert_eq!(invitation["email"], "bo@acme.example");
    assert_eq!(invitation["status"], "PENDING");
    assert_eq!(invitation["organizationRoleId"], Value::Null);
    assert!(invitation["id"].is_i64());
    assert!(invitation["token"].is_string());
}

#[tokio::test]
async fn inviting_only_known_emails_is_a_conflict() {
    let sandbox = Sandbox::start();
    let create = format!("POST {INVITATIONS}");
    sandbox.data(&create, json!({"emails": ["a@acme.example"]})).await;
    let batch = json!({"emails": ["a@acme.example", "olga@clinic.example", "b@acme.example"]});
    let sent = sandbox.data(&create, batch.clone()).await;
    assert_eq!(sent["invitations"].as_array().unwrap().len(), 1);
    assert_eq!(sent["invitations"][0]["email"], "b@acme.example");
    assert_eq!(sandbox.confident(&create, batch).await.status, 409);
}

#[tokio::test]
async fn rejects_invalid_invitations() {
    let sandbox = Sandbox::start();
    let check = async |body: Value| {
        assert_eq!(
            sandbox.confident(&format!("POST {INVITATIONS}"), body.clone()).await.status,
            400,
            "{body}"
        );
    };
    check(json!({"emails": ["a@gmail.com"]})).await;
    check(json!({"emails": ["a@mailinator.com", "b@acme.example"]})).await;
    check(json!({"emails": ["acme.example"]})).await;
    check(json!({"emails": []})).await;
    check(json!({"emails": (0..51).map(|n| format!("a{n}@acme.example")).collect::<Vec<_>>()})).await;
    check(json!({"emails": ["a@acme.example"], "projectRoleId": "x"})).await;
    check(json!({"emails": ["a@acme.example"], "organizationRoleId": null})).await;
    let owner = role(&sandbox, "/v2/organization", "Owner").await;
    check(json!({"emails": ["a@acme.example"], "organizationRoleId": owner})).await;
    let (_, project) = with_project(&sandbox).await;
    let foreign = role(&sandbox, &project, "Manager").await;
    check(json!({"emails": ["a@acme.example"], "organizationRoleId": foreign})).await;
}

#[tokio::test]
async fn accepting_an_invitation_grants_its_role() {
    let sandbox = Sandbox::start();
    let admin = role(&sandbox, "/v2/organization", "Admin").await;
    let body = json!({"emails": ["a@acme.example"], "organizationRoleId": admin});
    let sent = sandbox.data(&format!("POST {INVITATIONS}"), body).await;
    sandbox.control("POST /accept", json!({"email": "a@acme.example"})).await;
    let open = sandbox.data(&format!("GET {INVITATIONS}"), Value::Null).await;
    assert_eq!(open, json!({"invitations": []}));
    let joined = member(&sandbox, "/v2/organization", "a@acme.example").await.unwrap();
    assert_eq!(joined["organizationRole"], json!({"id": admin, "name": "Admin"}));
    let id = &sent["invitations"][0]["id"];
    sandbox.data(&format!("DELETE {INVITATIONS}/{id}"), Value::Null).await;
    assert!(member(&sandbox, "/v2/organization", "a@acme.example").await.is_some());
}

#[tokio::test]
async fn declined_invitation_is_listed_until_resent() {
    let sandbox = Sandbox::start();
    let sent = sandbox.data(&format!("POST {INVITATIONS}"), json!({"emails": ["a@acme.example"]})).await;
    let sent = &sent["invitations"][0];
    sandbox.control("POST /decline", json!({"email": "a@acme.example"})).await;
    let open = sandbox.data(&format!("GET {INVITATIONS}"), Value::Null).await;
    assert_eq!(open["invitations"][0]["status"], "DECLINED");
    let again = sandbox.data(&format!("PUT {INVITATIONS}/{}", sent["id"]), Value::Null).await;
    assert_eq!((&again["id"], &again["status"]), (&sent["id"], &json!("PENDING")));
    assert_ne!(again["token"], sent["token"]);
}

#[tokio::test]
async fn project_invitation_also_joins_the_organization() {
    let sandbox = Sandbox::start();
    let (id, project) = with_project(&sandbox).await;
    let manager = role(&sandbox, &project, "Manager").await;
    let body = json!({"emails": ["a@acme.example"], "projectRoleId": manager});
    sandbox.data(&format!("POST {project}/invitations"), body).await;
    sandbox.control("POST /accept", json!({"email": "a@acme.example", "project_id": id})).await;
    let inside = member(&sandbox, &project, "a@acme.example").await.unwrap();
    assert_eq!(inside["projectRole"]["name"], "Manager");
    let outside = member(&sandbox, "/v2/organization", "a@acme.example").await.unwrap();
    assert_eq!(outside["organizationRole"]["name"], "Member");
    assert_eq!(outside["id"], inside["id"]);
}

#[tokio::test]
async fn making_somebody_owner_demotes_the_former_owner() {
    let (sandbox, id) = with_member("a@acme.example").await;
    let owner = role(&sandbox, "/v2/organization", "Owner").await;
    sandbox.data(&format!("PUT {MEMBERS}/{id}"), json!({"roleId": owner})).await;
    let former = member(&sandbox, "/v2/organization", "olga@clinic.example").await.unwrap();
    assert_eq!(former["organizationRole"]["name"], "Admin");
}

#[tokio::test]
async fn the_former_owner_of_a_project_becomes_its_manager() {
    let (sandbox, id) = with_member("a@acme.example").await;
    let body = json!({"name": "alpha", "email": "olga@clinic.example"});
    let created = sandbox.data("POST /v2/projects", body).await;
    let project_id = &created["project"]["id"];
    let scope = format!("/v2/projects/{}", project_id.as_str().unwrap());
    sandbox.data(&format!("POST {scope}/invitations"), json!({"emails": ["a@acme.example"]})).await;
    sandbox.control("POST /accept", json!({"email": "a@acme.example", "project_id": project_id})).await;
    let owner = role(&sandbox, &scope, "Owner").await;
    sandbox.data(&format!("PUT {scope}/members/{id}"), json!({"roleId": owner})).await;
    let former = member(&sandbox, &scope, "olga@clinic.example").await.unwrap();
    assert_eq!(former["projectRole"]["name"], "Manager");
}

#[tokio::test]
async fn the_owner_can_be_neither_moved_nor_removed() {
    let (sandbox, _) = with_member("a@acme.example").await;
    let owner = member(&sandbox, "/v2/organization", "olga@clinic.example").await.unwrap();
    let path = format!("{MEMBERS}/{}", owner["id"].as_str().unwrap());
    let admin = role(&sandbox, "/v2/organization", "Admin").await;
    assert_eq!(sandbox.confident(&format!("PUT {path}"), json!({"roleId": admin})).await.status, 400);
    assert_eq!(sandbox.confident(&format!("DELETE {path}"), Value::Null).await.status, 400);
}

#[tokio::test]
async fn leaving_the_organization_leaves_every_project() {
    let (sandbox, id) = with_member("a@acme.example").await;
    let (project_id, project) = with_project(&sandbox).await;
    sandbox.data(&format!("POST {project}/invitations"), json!({"emails": ["a@acme.example"]})).await;
    sandbox.control("POST /accept", json!({"email": "a@acme.example", "project_id": project_id})).await;
    assert_eq!(sandbox.data(&format!("DELETE {MEMBERS}/{id}"), Value::Null).await, json!({"id": id}));
    assert!(member(&sandbox, &project, "a@acme.example").await.is_none());
    assert_eq!(sandbox.confident(&format!("DELETE {MEMBERS}/{id}"), Value::Null).await.status, 404);
    sandbox.data(&format!("POST {INVITATIONS}"), json!({"emails": ["a@acme.example"]})).await;
    sandbox.control("POST /accept", json!({"email": "a@acme.example"})).await;
    assert_eq!(member(&sandbox, "/v2/organization", "a@acme.example").await.unwrap()["id"], id);
}

#[tokio::test]
async fn leaving_a_project_keeps_the_organization() {
    let (sandbox, id) = with_member("a@acme.example").await;
    let (project_id, project) = with_project(&sandbox).await;
    sandbox.data(&format!("POST {project}/invitations"), json!({"emails": ["a@acme.example"]})).await;
    sandbox.control("POST /accept", json!({"email": "a@acme.example", "project_id": project_id})).await;
    sandbox.data(&format!("DELETE {project}/members/{id}"), Value::Null).await;
    assert!(member(&sandbox, "/v2/organization", "a@acme.example").await.is_some());
}

#[tokio::test]
async fn a_page_of_members_never_holds_more_than_a_hundred() {
    let sandbox = Sandbox::start();
    let seed = json!({"product": "confident", "collection": "members", "count": 130});
    sandbox.control("POST /seed", seed).await;
    let check = async |query: &str, page: usize, size: usize, count: usize| {
        let answer = sandbox.data(&format!("GET {MEMBERS}{query}"), Value::Null).await;
        assert_eq!(answer["members"].as_array().unwrap().len(), count, "{query}");
        assert_eq!((&answer["page"], &answer["pageSize"]), (&json!(page), &json!(size)), "{query}");
        assert_eq!(answer["totalOrganizationMembers"], 131);
    };
    check("", 1, 25, 25).await;
    check("?pageSize=500", 1, 100, 100).await;
    check("?page=2&pageSize=100", 2, 100, 31).await;
    check("?page=9&pageSize=100", 9, 100, 0).await;
    assert_eq!(sandbox.confident(&format!("GET {MEMBERS}?page=0"), Value::Null).await.status, 400);
}

#[tokio::test]
async fn the_free_plan_has_two_seats() {
    let sandbox = Sandbox::start();
    let set = json!({"plan": "FREE"});
    sandbox
        .control("POST /edit", json!({"product": "confident", "collection": "organization", "set": set}))
        .await;
    let create = format!("POST {INVITATIONS}");
    sandbox.data(&create, json!({"emails": ["a@acme.example"]})).await;
    let refused = sandbox.confident(&create, json!({"emails": ["b@acme.example"]})).await;
    assert_eq!(refused.status, 403);
    assert_eq!(refused.body["details"], json!({"usage": "2", "limit": "2"}));
}
