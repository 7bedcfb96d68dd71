//! Corti's rules, in the stricter reading where the contract only assumes them.

use serde_json::{Value, json};

use crate::Sandbox;

const CUSTOMERS: &str = "/projects/sandbox/customers";

async fn with_customer(id: &str) -> Sandbox {
    let sandbox = Sandbox::start();
    let body = json!({"customerId": id, "displayName": "Contoso"});
    let created = sandbox.corti(&format!("POST {CUSTOMERS}"), body).await;
    assert_eq!(created.status, 201, "{}", created.body);
    sandbox
}

async fn add_user(sandbox: &Sandbox, customer: &str, email: &str) -> Value {
    let body = json!({"email": email, "firstName": "Ada", "lastName": "Byron"});
    let created = sandbox.corti(&format!("POST {CUSTOMERS}/{customer}/users"), body).await;
    assert_eq!(created.status, 201, "{}", created.body);
    created.body
}

#[tokio::test]
async fn sign_in_returns_a_bearer_token_and_expires_in() {
    let sandbox = Sandbox::start();
    let body = json!({"email": "admin@sandbox.example", "password": "sandbox-password-0001"});
    let answer = sandbox.corti("POST /auth/token", body).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["tokenType"], "bearer");
    assert_eq!(answer.body["expiresIn"], 3600);
    assert_eq!(answer.body["accessToken"].as_str().unwrap().split('.').count(), 3);
}

#[tokio::test]
async fn a_wrong_password_is_refused() {
    let sandbox = Sandbox::start();
    let body = json!({"email": "admin@sandbox.example", "password": "wrong"});
    assert_eq!(sandbox.corti("POST /auth/token", body).await.status, 401);
}

#[tokio::test]
async fn a_token_is_refused_after_its_lifetime() {
    let sandbox = Sandbox::start();
    let list = format!("GET {CUSTOMERS}");
    assert_eq!(sandbox.corti(&list, Value::Null).await.status, 200);
    sandbox.control("POST /settings", json!({"clock_offset_seconds": 3600})).await;
    assert_eq!(sandbox.corti(&list, Value::Null).await.status, 401);
}

#[tokio::test]
async fn a_customer_gets_the_documented_defaults() {
    let sandbox = with_customer("contoso").await;
    let list = sandbox.corti(&format!("GET {CUSTOMERS}"), Value::Null).await.body;
    let customer = &list["customers"][0];
    assert_eq!(customer["tenantName"], "base");
    assert_eq!(customer["region"], "eu");
    assert_eq!(customer["isNfr"], false);
    assert!(customer["createdAt"].as_str().unwrap().ends_with('Z'));
    assert_eq!(list["pagination"], json!({"page": 1, "pageSize": 20, "hasNextPage": false}));
}

#[tokio::test]
async fn bodies_are_closed_and_typed() {
    let sandbox = with_customer("contoso").await;
    let user = add_user(&sandbox, "contoso", "ada@contoso.example").await;
    let user_path = format!("{CUSTOMERS}/contoso/users/{}", user["id"].as_str().unwrap());
    let check = async |call: String, body: Value| {
        assert_eq!(sandbox.corti(&call, body.clone()).await.status, 400, "{call} {body}");
    };
    check(format!("POST {CUSTOMERS}"), json!({"customerId": "x"})).await;
    check(format!("POST {CUSTOMERS}"), json!({"customerId": "x", "displayName": 1})).await;
    check(format!("POST {CUSTOMERS}"), json!({"customerId": "x", "displayName": "X", "colour": "red"})).await;
    check(format!("POST {CUSTOMERS}"), json!({"customerId": "x".repeat(65), "displayName": "X"})).await;
    check(format!("POST {CUSTOMERS}"), json!({"customerId": "x", "displayName": "X", "region": "au"})).await;
    check(
        format!("POST {CUSTOMERS}"),
        json!({"customerId": "x", "displayName": "X", "tenantName": "a".repeat(15)}),
    )
    .await;
    check(format!("PATCH {CUSTOMERS}/contoso"), json!({"region": "us"})).await;
    check(format!("PATCH {CUSTOMERS}/contoso"), json!({"tenantName": "other"})).await;
    check(format!("PATCH {CUSTOMERS}/contoso"), json!({"displayName": null})).await;
    check(format!("PATCH {user_path}"), json!({"email": "eve@contoso.example"})).await;
    check(format!("PATCH {user_path}"), json!({"password": "short"})).await;
    let disabled = json!({"email": "b@contoso.example", "firstName": "B", "lastName": "B", "enabled": false});
    check(format!("POST {CUSTOMERS}/contoso/users"), disabled).await;
}

#[tokio::test]
async fn a_taken_customer_id_is_a_conflict() {
    let sandbox = with_customer("contoso").await;
    let body = json!({"customerId": "contoso", "displayName": "Again"});
    assert_eq!(sandbox.corti(&format!("POST {CUSTOMERS}"), body).await.status, 409);
}

#[tokio::test]
async fn a_rename_moves_the_path_and_takes_the_users_along() {
    let sandbox = with_customer("a/b").await;
    let user = add_user(&sandbox, "a%2Fb", "ada@contoso.example").await;
    let renamed = sandbox.corti(&format!("PATCH {CUSTOMERS}/a%2Fb"), json!({"customerId": "new"})).await;
    assert_eq!((renamed.status, &renamed.body["customerId"]), (200, &json!("new")));
    let users = sandbox.corti(&format!("GET {CUSTOMERS}/new/users"), Value::Null).await.body;
    assert_eq!(users["users"][0]["id"], user["id"]);
    assert_eq!(sandbox.corti(&format!("GET {CUSTOMERS}/a%2Fb/users"), Value::Null).await.status, 404);
}

#[tokio::test]
async fn a_customer_with_users_cannot_be_deleted() {
    let sandbox = with_customer("contoso").await;
    let user = add_user(&sandbox, "contoso", "ada@contoso.example").await;
    let customer = format!("DELETE {CUSTOMERS}/contoso");
    assert_eq!(sandbox.corti(&customer, Value::Null).await.status, 409);
    let user = format!("DELETE {CUSTOMERS}/contoso/users/{}", user["id"].as_str().unwrap());
    assert_eq!(sandbox.corti(&user, Value::Null).await.status, 204);
    assert_eq!(sandbox.corti(&user, Value::Null).await.status, 404);
    assert_eq!(sandbox.corti(&customer, Value::Null).await.status, 204);
    assert_eq!(sandbox.corti(&customer, Value::Null).await.status, 404);
}

#[tokio::test]
async fn email_is_lower_case_and_unique_per_tenant() {
    let sandbox = with_customer("contoso").await;
    for (id, region) in [("same", "eu"), ("other", "us")] {
        let body = json!({"customerId": id, "displayName": id, "region": region});
        assert_eq!(sandbox.corti(&format!("POST {CUSTOMERS}"), body).await.status, 201);
    }
    assert_eq!(add_user(&sandbox, "contoso", "Ada@Contoso.example").await["email"], "ada@contoso.example");
    let body = json!({"email": "ADA@contoso.example", "firstName": "A", "lastName": "B"});
    assert_eq!(sandbox.corti(&format!("POST {CUSTOMERS}/same/users"), body).await.status, 409);
    add_user(&sandbox, "other", "ada@contoso.example").await;
}

#[tokio::test]
async fn a_password_is_never_shown() {
    let sandbox = with_customer("contoso").await;
    let password = "correct-horse-battery";
    let body = json!({"email": "a@b.example", "firstName": "A", "lastName": "B", "password": password});
    let created = sandbox.corti(&format!("POST {CUSTOMERS}/contoso/users"), body).await;
    let list = sandbox.corti(&format!("GET {CUSTOMERS}/contoso/users"), Value::Null).await;
    for answer in [created, list] {
        assert!(!answer.body.to_string().contains(password), "{}", answer.body);
    }
}

#[tokio::test]
async fn disabling_a_user_frees_a_seat_of_the_tenant() {
    let sandbox = with_customer("contoso").await;
    let quotas = json!([{"region": "eu", "tenantName": "base", "quota": 1}]);
    let edit = json!({"product": "corti", "collection": "projects", "match": {}, "set": {"quotas": quotas}});
    sandbox.control("POST /edit", edit).await;
    let first = add_user(&sandbox, "contoso", "a@contoso.example").await;
    let second = json!({"email": "b@contoso.example", "firstName": "B", "lastName": "B"});
    let create = format!("POST {CUSTOMERS}/contoso/users");
    assert_eq!(sandbox.corti(&create, second.clone()).await.status, 403);
    let first = format!("PATCH {CUSTOMERS}/contoso/users/{}", first["id"].as_str().unwrap());
    assert_eq!(sandbox.corti(&first, json!({"enabled": false})).await.body["enabled"], false);
    assert_eq!(sandbox.corti(&create, second).await.status, 201);
    assert_eq!(sandbox.corti(&first, json!({"enabled": true})).await.status, 403);
    let quotas = sandbox.corti(&format!("GET {CUSTOMERS}/contoso/quotas"), Value::Null).await.body;
    assert_eq!(quotas, json!({"users": {"quota": 1, "usage": 1, "remaining": 0}}));
}

#[tokio::test]
async fn quotas_name_every_tenant_and_minus_one_is_no_limit() {
    let sandbox = Sandbox::start();
    let quotas = sandbox.corti("GET /projects/sandbox/quotas", Value::Null).await.body;
    let limited = json!({"quota": 10_000, "usage": 0, "remaining": 10_000});
    let unlimited = json!({"quota": -1, "usage": 0, "remaining": -1});
    let expected = json!({"quotas": [
        {"region": "eu", "tenantName": "base", "users": limited},
        {"region": "us", "tenantName": "base", "users": unlimited},
    ]});
    assert_eq!(quotas, expected);
}

#[tokio::test]
async fn unknown_project_is_404_and_without_assistant_403() {
    let sandbox = Sandbox::start();
    assert_eq!(sandbox.corti("GET /projects/other/customers", Value::Null).await.status, 404);
    let set = json!({"embeddedAssistant": false});
    sandbox.control("POST /edit", json!({"product": "corti", "collection": "projects", "set": set})).await;
    assert_eq!(sandbox.corti(&format!("GET {CUSTOMERS}"), Value::Null).await.status, 403);
}

#[tokio::test]
async fn pages_follow_the_configured_generation_and_cap() {
    let sandbox = Sandbox::start();
    let seed = json!({"product": "corti", "collection": "customers", "count": 5});
    sandbox.control("POST /seed", seed).await;
    sandbox.control("POST /settings", json!({"corti_page_cap": 2})).await;
    let check = async |query: &str, count: usize, pagination: Value| {
        let page = sandbox.corti(&format!("GET {CUSTOMERS}?{query}"), Value::Null).await.body;
        assert_eq!(page["customers"].as_array().unwrap().len(), count, "{query}");
        assert_eq!(page["pagination"], pagination, "{query}");
    };
    check("pageSize=50", 2, json!({"page": 1, "pageSize": 2, "hasNextPage": true})).await;
    check("page=3&pageSize=50", 1, json!({"page": 3, "pageSize": 2, "hasNextPage": false})).await;
    sandbox.control("POST /settings", json!({"corti_pagination": "old"})).await;
    check("page=4&pageSize=2", 0, json!({"page": 4, "pageSize": 2, "total": 5})).await;
    for query in ["page=0", "pageSize=0", "page=x"] {
        assert_eq!(
            sandbox.corti(&format!("GET {CUSTOMERS}?{query}"), Value::Null).await.status,
            400,
            "{query}"
        );
    }
}

#[tokio::test]
async fn consumption_needs_a_window() {
    let sandbox = with_customer("contoso").await;
    let user = add_user(&sandbox, "contoso", "ada@contoso.example").await;
    let set = json!({"consumption": 12.5});
    sandbox.control("POST /edit", json!({"product": "corti", "collection": "users", "set": set})).await;
    let path = format!("GET {CUSTOMERS}/contoso/users/{}/consumption", user["id"].as_str().unwrap());
    let check = async |query: &str, status: u16| {
        let answer = sandbox.corti(&format!("{path}{query}"), Value::Null).await;
        assert_eq!(answer.status, status, "{query}");
        answer.body
    };
    check("", 400).await;
    check("?from=2026-01-05&to=2026-01-17T00:00:00Z", 400).await;
    check("?from=2026-01-17T00:00:00Z&to=2026-01-05T00:00:00Z", 400).await;
    let found =
        check("?from=2026-01-05T00:00:00Z&to=2026-01-17T00:00:00Z&windowTimeZone=Europe/Berlin", 200).await;
    assert_eq!(found, json!({"consumption": 12.5}));
}
