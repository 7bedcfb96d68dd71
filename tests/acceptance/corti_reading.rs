//! Corti's data sources and its ephemeral access token.

use serde_json::{Value, json};

use crate::life::text;
use crate::world::World;

const CLINIC: &str = r#"
resource "corti_customer" "it" {
  count        = 3
  customer_id  = "clinic-${count.index}"
  display_name = "Clinic ${count.index}"
}
resource "corti_user" "it" {
  count       = 3
  customer_id = corti_customer.it[0].customer_id
  email       = "user-${count.index}@clinic.example"
  first_name  = "Ada"
  last_name   = "Lovelace"
  enabled     = count.index > 0
}
"#;

fn clinic() -> World {
    let world = World::new(&["corti"]);
    world.write(CLINIC);
    world.apply();
    world
}

/// What the expression over these data sources gives.
fn read(world: &World, data: &str, expression: &str) -> Value {
    world.write(&format!("{CLINIC}\n{data}\noutput \"it\" {{\n  value = {expression}\n}}\n"));
    world.apply();
    world.plan().assert_empty(&format!("after reading {expression}"));
    world.output("it")
}

/// Why these data sources cannot be read.
fn refused(world: &World, data: &str) -> String {
    world.write(&format!("{CLINIC}\n{data}\n"));
    world.plan_fails().prose()
}

#[test]
fn lists_are_complete_over_both_paging_styles() {
    let world = clinic();
    let data = "data \"corti_customers\" \"it\" {}\ndata \"corti_users\" \"it\" {\n  customer_id = \"clinic-0\"\n}\n";
    for generation in ["new", "old"] {
        world.sandbox.settings(&json!({ "corti_page_cap": 1, "corti_pagination": generation }));
        let customers = read(&world, data, "data.corti_customers.it.customers[*].customer_id");
        assert_eq!(customers, json!(["clinic-0", "clinic-1", "clinic-2"]), "{generation}");
        let users =
            read(&world, data, "{ for user in data.corti_users.it.users : user.email => user.enabled }");
        assert_eq!(
            users,
            json!({ "user-0@clinic.example": false, "user-1@clinic.example": true, "user-2@clinic.example": true }),
            "{generation}"
        );
    }
}

#[test]
fn a_customer_and_a_user_read_like_the_resources() {
    let world = clinic();
    let data = r#"
data "corti_customer" "it" {
  customer_id = "clinic-1"
}
data "corti_user" "by_address" {
  customer_id = "clinic-0"
  email       = "USER-1@clinic.example"
}
data "corti_user" "by_id" {
  customer_id = "clinic-0"
  user_id     = corti_user.it[2].user_id
}
"#;
    let customer = read(&world, data, "data.corti_customer.it");
    let managed = world.object("corti_customer.it[1]");
    for (name, value) in customer.as_object().expect("an object") {
        assert_eq!(*value, managed[name], "{name}");
    }
    for (source, managed) in [("by_address", "corti_user.it[1]"), ("by_id", "corti_user.it[2]")] {
        let user = read(&world, data, &format!("data.corti_user.{source}"));
        let managed = world.object(managed);
        for (name, value) in user.as_object().expect("an object").iter().filter(|(name, _)| *name != "email")
        {
            assert_eq!(*value, managed[name], "{name}");
        }
        assert_eq!(text(&user, "email").to_lowercase(), text(&managed, "email"));
    }
}

#[test]
fn seats_are_read_for_a_project_and_for_a_customer() {
    let world = clinic();
    let quotas = read(&world, "data \"corti_quotas\" \"it\" {}\n", "data.corti_quotas.it.quotas");
    let europe = json!({
        "region": "eu", "tenant_name": "base", "users": { "quota": 10000, "usage": 2, "remaining": 9998 },
    });
    let america = json!({
        "region": "us", "tenant_name": "base", "users": { "quota": -1, "usage": 0, "remaining": -1 },
    });
    assert_eq!(quotas, json!([europe, america]));
    let data = "data \"corti_quotas\" \"it\" {\n  customer_id = \"clinic-1\"\n}\n";
    assert_eq!(read(&world, data, "data.corti_quotas.it.quotas"), json!([europe]));
}

#[test]
fn consumption_is_read_for_a_window_in_a_time_zone() {
    let world = clinic();
    world.sandbox.edit(
        "corti",
        "users",
        &json!({ "email": "user-1@clinic.example" }),
        &json!({ "consumption": 12.75 }),
    );
    let data = r#"
data "corti_user_consumption" "it" {
  customer_id      = "clinic-0"
  user_id          = corti_user.it[1].user_id
  from             = "2026-01-01T00:00:00+01:00"
  to               = "2026-02-01T00:00:00+01:00"
  window_time_zone = "Europe/Berlin"
}
"#;
    assert_eq!(read(&world, data, "data.corti_user_consumption.it.consumption"), json!(12.75));
}

#[test]
fn what_does_not_exist_or_makes_no_sense_is_an_error() {
    let world = clinic();
    for (data, complaint) in [
        ("data \"corti_customer\" \"it\" {\n  customer_id = \"nobody\"\n}\n", "has no customer `nobody`"),
        ("data \"corti_users\" \"it\" {\n  customer_id = \"nobody\"\n}\n", "has no customer `nobody`"),
        ("data \"corti_quotas\" \"it\" {\n  customer_id = \"nobody\"\n}\n", "has no customer `nobody`"),
        (
            "data \"corti_user\" \"it\" {\n  customer_id = \"clinic-0\"\n  email = \"bob@clinic.example\"\n}\n",
            "has no user `bob@clinic.example`",
        ),
        (
            "data \"corti_user\" \"it\" {\n  customer_id = \"clinic-0\"\n}\n",
            "One of `user_id` and `email` must be set",
        ),
        (
            "data \"corti_user_consumption\" \"it\" {\n  customer_id = \"clinic-0\"\n  user_id = \"u\"\n  from = \
             \"2026-02-01T00:00:00Z\"\n  to = \"2026-01-01T00:00:00Z\"\n}\n",
            "`to` is before `from`",
        ),
        (
            "data \"corti_user_consumption\" \"it\" {\n  customer_id = \"clinic-0\"\n  user_id = \"u\"\n  from = \
             \"yesterday\"\n  to = \"2026-01-01T00:00:00Z\"\n}\n",
            "`from` must be an RFC 3339 time",
        ),
    ] {
        let said = refused(&world, data);
        assert!(said.contains(complaint), "{complaint}: {said}");
    }
}

#[test]
fn customers_without_users_have_an_empty_list() {
    let world = clinic();
    let data = "data \"corti_users\" \"it\" {\n  customer_id = \"clinic-2\"\n}\n";
    assert_eq!(read(&world, data, "data.corti_users.it.users"), json!([]));
}

/// Hands the token to a command that writes down what it was given.
const TOKEN: &str = r#"
ephemeral "corti_access_token" "it" {}
resource "terraform_data" "it" {
  provisioner "local-exec" {
    command     = "printf '%s %s' \"$TOKEN\" \"$EXPIRES_AT\" > given"
    environment = {
      TOKEN      = ephemeral.corti_access_token.it.access_token
      EXPIRES_AT = ephemeral.corti_access_token.it.expires_at
    }
  }
}
"#;

#[test]
fn access_token_is_valid_and_never_stored() {
    let world = World::new(&["corti"]);
    world.write(TOKEN);
    world.apply();
    let given = world.read_file("given");
    let (token, expires_at) = given.split_once(' ').expect("a token and a time");
    assert!(
        world.sandbox.secrets().iter().any(|secret| secret == token),
        "the token is one of the sandbox's"
    );
    assert!(expires_at.ends_with('Z') && expires_at.len() == "2026-01-01T00:00:00Z".len(), "{expires_at}");
    assert!(!world.read_file("terraform.tfstate").contains(token), "the state holds the token");
    let logins = world.sandbox.journal().0.iter().filter(|entry| entry.path == "/auth/token").count();
    assert_eq!(logins, 2, "one token of its own for the plan and one for the apply");
}

#[test]
fn a_token_that_cannot_be_had_says_why() {
    let mut world = World::new(&["corti"]);
    world.set("CORTI_PASSWORD", "not-the-password-0001");
    world.write(TOKEN);
    let refused = world.apply_fails();
    assert!(refused.prose().contains("Cannot open corti_access_token"), "{refused}");
    assert!(refused.prose().contains("401"), "{refused}");
}
