//! Every type reads the answer the contract describes: one file per answer in `tests/fixtures`.

use time::OffsetDateTime;

use super::server::{Reply, Server};
use super::settings;
use crate::Secret;
use crate::confident::{self, Confident, InvitationStatus, NewProject, Rotation, Scope};
use crate::cortecs::{self, Cortecs};
use crate::corti::Corti;

macro_rules! fixture {
    ($file:literal) => {
        include_str!(concat!("../../tests/fixtures/", $file))
    };
}

async fn answering(files: &'static [&'static str]) -> Server {
    Server::script(files.iter().map(|file| Reply::Raw(200, "", (*file).to_owned())).collect()).await
}

async fn corti(file: &'static str) -> (Server, Corti) {
    let server = Server::script(vec![
        Reply::Raw(200, "", fixture!("corti/token.json").to_owned()),
        Reply::Raw(200, "", file.to_owned()),
    ])
    .await;
    let corti = Corti::new(&settings(&server), "a@example.org", Secret::new("password-password")).unwrap();
    (server, corti)
}

#[tokio::test]
async fn corti_customers() {
    let (_server, corti) = corti(fixture!("corti/customers.json")).await;
    let all = corti.customers("p").unwrap().all().await.unwrap();
    let seen: Vec<_> =
        all.iter().map(|it| (it.customer_id.as_str(), it.is_nfr, it.created_at.as_deref())).collect();
    assert_eq!(
        seen,
        [("contosohospital", true, Some("2023-10-01T12:00:00Z")), ("fabrikam clinic/eu", false, None)]
    );
}

#[tokio::test]
async fn corti_users() {
    let (_server, corti) = corti(fixture!("corti/users.json")).await;
    let all = corti.users("p", "c").unwrap().all().await.unwrap();
    let seen: Vec<_> = all.iter().map(|it| (it.email.as_str(), it.enabled, it.email_verified)).collect();
    assert_eq!(seen, [("jane.doe@contoso.example", true, true), ("john@contoso.example", false, false)]);
}

#[tokio::test]
async fn corti_edit_answers_the_customer() {
    let (_server, corti) = corti(fixture!("corti/customer.json")).await;
    let edit = crate::corti::CustomerEdit { display_name: Some("Contoso Hospital"), ..Default::default() };
    let customer = corti.customers("p").unwrap().edit("contosohospital", &edit).await.unwrap();
    assert_eq!((customer.display_name.as_str(), customer.region.as_str()), ("Contoso Hospital", "eu"));
}

#[tokio::test]
async fn corti_quotas_and_consumption() {
    let (_server, project) = corti(fixture!("corti/project_quotas.json")).await;
    let quotas = project.project_quotas("p").await.unwrap().quotas;
    assert_eq!((quotas.len(), quotas[1].users.quota), (2, -1));
    let (_server, customer) = corti(fixture!("corti/customer_quotas.json")).await;
    assert_eq!(customer.customer_quotas("p", "c").await.unwrap().users.remaining, 100);
    let (server, user) = corti(fixture!("corti/consumption.json")).await;
    let (from, to) = (OffsetDateTime::UNIX_EPOCH, OffsetDateTime::UNIX_EPOCH + time::Duration::DAY);
    let consumption =
        user.users("p", "c").unwrap().consumption("u", from, to, Some("Europe/Berlin")).await.unwrap();
    assert!((consumption - 12.75).abs() < f64::EPSILON);
    assert_eq!(
        server.lines()[1],
        "GET /projects/p/customers/c/users/u/consumption?from=1970-01-01T00%3A00%3A00Z\
         &to=1970-01-02T00%3A00%3A00Z&windowTimeZone=Europe%2FBerlin"
    );
}

fn cortecs(server: &Server) -> Cortecs {
    Cortecs::new(&settings(server), &Secret::new("management-key")).unwrap()
}

#[tokio::test]
async fn cortecs_keys() {
    let server =
        answering(&[fixture!("cortecs/created_api_key.json"), fixture!("cortecs/api_keys.json")]).await;
    let new = cortecs::NewApiKey { name: "inference", is_management_key: false, is_generated_name: false };
    let made = cortecs(&server).api_keys().unwrap().create(&new).await.unwrap();
    assert_eq!(made.api_key.expose(), "cortecs-example-secret-000001");
    let server = answering(&[fixture!("cortecs/api_keys.json")]).await;
    let listing = cortecs(&server);
    let listed = listing.api_keys().unwrap().all().await.unwrap();
    assert!(listed.iter().any(|key| key.name == "inference" && key.created_at == Some(1_769_904_000)));
}

#[tokio::test]
async fn cortecs_settings_and_balance() {
    let server =
        answering(&[fixture!("cortecs/project_config.json"), fixture!("cortecs/balance.json")]).await;
    let cortecs = cortecs(&server);
    let config = cortecs.project_configs().get().await.unwrap();
    let inference = &config.inference_config;
    assert_eq!((config.project_id.as_str(), config.allow_overwrite), ("prj-1", false));
    assert_eq!((inference.preference.as_deref(), inference.max_tokens), (Some("balanced"), None));
    assert_eq!(cortecs.balance().await.unwrap().currency, "EUR");
}

fn confident(server: &Server) -> Confident {
    Confident::new(&settings(server), &Secret::new("confident_us_org_x"), None).unwrap()
}

#[tokio::test]
async fn confident_organization_and_projects() {
    let server = answering(&[
        fixture!("confident/organization.json"),
        fixture!("confident/projects.json"),
        fixture!("confident/created_project.json"),
    ])
    .await;
    let confident = confident(&server);
    assert_eq!(confident.organization().await.unwrap().plan, "TEAM");
    let projects = confident.projects().unwrap();
    let project = projects.find_by_name("Triage").await.unwrap().unwrap();
    assert_eq!(project.governance_policy.as_ref().map(|policy| policy.name.as_str()), Some("Default"));
    let new = NewProject { name: "Coding", description: Some("Clinical coding"), email: None };
    let key = projects.create(&new).await.unwrap().default_api_key.unwrap();
    assert_eq!((key.key.id, key.key.value.as_str()), (41, "***************a1b2c3"));
    assert_eq!(key.secret.expose(), "confident_us_proj_example0000a1b2c3");
}

#[tokio::test]
async fn confident_keys() {
    let server =
        answering(&[fixture!("confident/api_keys.json"), fixture!("confident/rotated_api_key.json")]).await;
    let confident = confident(&server);
    let keys = confident.api_keys(&Scope::Organization).unwrap();
    assert_eq!(keys.find(42).await.unwrap().unwrap().shadow_value.as_deref(), Some("***************d4e5f6"));
    let rotation = Rotation { grace_period_in_hours: Some(48), expires_in_days: crate::Edit::Clear };
    let rotated = keys.rotate(42, &rotation).await.unwrap();
    assert_eq!(rotated.secret.expose(), "confident_us_org_example0000d4e5f6");
    let body = &server.seen()[1].body;
    assert_eq!(*body, serde_json::json!({"gracePeriodInHours": 48, "expiresInDays": null}));
}

#[tokio::test]
async fn confident_members_in_both_scopes() {
    let server = answering(&[
        fixture!("confident/organization_members.json"),
        fixture!("confident/project_members.json"),
    ])
    .await;
    let confident = confident(&server);
    let members = confident.members(&Scope::Organization).unwrap();
    let owner = members.find_by_email("OWNER@contoso.example ").await.unwrap().unwrap();
    assert_eq!(owner.role.as_ref().map(|role| role.name.as_str()), Some("Owner"));
    let project = confident.members(&Scope::Project("p".to_owned())).unwrap();
    assert_eq!(project.find("cm3usr0002").await.unwrap().unwrap().role, None);
    assert_eq!(server.lines()[1], "GET /v2/projects/p/members?page=1&pageSize=100");
}

#[tokio::test]
async fn confident_invitations_and_access_control() {
    let server = answering(&[
        fixture!("confident/invitations.json"),
        fixture!("confident/roles.json"),
        fixture!("confident/policies.json"),
        fixture!("confident/permissions.json"),
    ])
    .await;
    let confident = confident(&server);
    let scope = Scope::Organization;
    let invitations = confident.invitations(&scope).unwrap().all().await.unwrap();
    let statuses: Vec<&InvitationStatus> = invitations.iter().map(|it| &it.status).collect();
    assert_eq!(statuses, [&InvitationStatus::Pending, &InvitationStatus::Other("EXPIRED".to_owned())]);
    let roles = confident.roles(&scope).unwrap();
    assert!(roles.find_by_name("Member").await.unwrap().unwrap().is_built_in());
    let policy = confident.policies(&scope).unwrap().find_by_name("Reading").await.unwrap().unwrap();
    assert_eq!(policy.permissions[0].name, "billing:read");
    let permissions = confident.permissions(&scope).unwrap();
    assert!(permissions.find_by_name("user:manage").await.unwrap().is_some());
    assert!(
        permissions.find_by_name("no:such").await.unwrap_err().status() == Some(418),
        "a miss looks again"
    );
}

#[test]
fn region_is_detected_from_the_key() {
    for (key, region) in [
        ("confident_eu_org_1", confident::Region::Eu),
        (" CONFIDENT_AU_org_1", confident::Region::Au),
        ("confident_us_org_1", confident::Region::Us),
        ("confident_org_1", confident::Region::Us),
    ] {
        assert_eq!(confident::Region::of_key(&Secret::new(key)), region, "{key}");
    }
}

#[tokio::test]
async fn a_truncated_answer_is_never_taken_for_a_whole_one() {
    let whole = fixture!("confident/organization.json").trim_end();
    let mut cut = whole.len();
    let server = Server::start(move |_| {
        cut -= 1;
        Reply::Raw(200, "", whole[..cut].to_owned())
    })
    .await;
    let confident = confident(&server);
    for _ in 1..whole.len() {
        let error = confident.organization().await.unwrap_err();
        assert_eq!(error.happened(), crate::Happened::Yes, "{error}");
    }
}

#[tokio::test]
async fn a_member_of_another_type_is_named_by_its_place() {
    const ANSWER: &str =
        r#"{"success": true, "data": {"id": ["planted"], "name": "n", "plan": "FREE", "created_at": "x"}}"#;
    let error = confident(&answering(&[ANSWER]).await).organization().await.unwrap_err();
    assert_eq!(error.message(), "a field is missing or has the wrong type at `data.id`");
}
