//! `corti_user`: its life, its passwords, its two-step creation, and what stands in the way of making one.

use serde_json::{Value, json};

use crate::command::Feature;
use crate::life::text;
use crate::world::World;

const ADDRESS: &str = "corti_user.it";

const CLINIC: &str = r#"
resource "corti_customer" "it" {
  customer_id  = "st-mary"
  display_name = "St Mary"
}
"#;

/// The clinic and one user with these arguments besides the required ones.
fn user(arguments: &str) -> String {
    format!(
        "{CLINIC}\nresource \"corti_user\" \"it\" {{\n  customer_id = corti_customer.it.customer_id\n  email       = \
         \"Ada@Clinic.example\"\n  first_name  = \"Ada\"\n  last_name   = \"Lovelace\"\n{arguments}}}\n"
    )
}

/// The bodies sent to make or change users, oldest first.
fn sent(world: &World) -> Vec<Value> {
    let journal = world.sandbox.journal();
    let writes = journal.writes().into_iter().filter(|entry| entry.path.contains("/users"));
    writes.map(|entry| entry.body.clone()).collect()
}

#[test]
fn a_user_is_imported_by_id_and_by_address() {
    let world = World::new(&["corti"]);
    world.write(&user(""));
    world.apply();
    let id = text(&world.object(ADDRESS), "user_id");
    for form in [
        format!("st-mary/{id}"),
        format!("sandbox/st-mary/{id}"),
        "st-mary/ADA@clinic.example".to_owned(),
        "sandbox/st-mary/ada@clinic.example".to_owned(),
    ] {
        world.elsewhere(|clone| {
            clone.import("corti_customer.it", "st-mary");
            clone.import(ADDRESS, &form);
            clone.plan().assert_empty(&format!("after the import of {form}"));
        });
    }
    world.elsewhere(|clone| {
        let refused =
            clone.terraform(&["import", "-input=false", "-no-color", ADDRESS, "st-mary/bob@clinic.example"]);
        assert_eq!(refused.code(), 1, "{refused}");
        assert!(refused.prose().contains("Cannot import an object that does not exist"), "{refused}");
    });
}

#[test]
fn generated_user_config_plans_only_the_import() {
    if !Feature::GeneratedConfiguration.is_there("generated_user_config_plans_only_the_import") {
        return;
    }
    let world = World::new(&["corti"]);
    world.write(&user("  enabled = false\n"));
    world.apply();
    let blocks: String = ["corti_customer.it", ADDRESS]
        .map(|address| {
            format!("import {{\n  to = {address}\n  id = {:?}\n}}\n", text(&world.object(address), "id"))
        })
        .concat();
    world.elsewhere(|clone| {
        clone.write(&blocks);
        clone
            .terraform(&["plan", "-generate-config-out=generated.tf", "-input=false", "-no-color"])
            .succeeded();
        let changes = clone.plan().changes("of two imports");
        assert_eq!((changes.imports.len(), changes.actions.len()), (2, 0), "{}", changes.ran);
    });
}

#[test]
fn a_user_of_a_customer_with_a_slash_is_found_again() {
    let world = World::new(&["corti"]);
    world.write(&user("").replace("st-mary", "st mary/eu"));
    world.apply();
    world.plan().assert_empty("after the creation");
    let id = text(&world.object(ADDRESS), "id");
    world.elsewhere(|clone| {
        clone.import("corti_customer.it", "sandbox/st mary/eu");
        clone.import(ADDRESS, &id);
        clone.plan().assert_empty("after the import");
    });
    world.destroy();
}

#[test]
fn an_address_in_other_letters_is_the_same_user() {
    let world = World::new(&["corti"]);
    world.write(&user(""));
    world.apply();
    assert_eq!(text(&world.object(ADDRESS), "email"), "Ada@Clinic.example", "the user's own spelling");
    world.write(&user("").replace("Ada@Clinic", "ADA@clinic"));
    world.plan().assert_empty("with the address in other letters");
}

#[test]
fn verified_email_is_no_diff_and_fails_no_update() {
    let world = World::new(&["corti"]);
    world.write(&user(""));
    world.apply();
    let verified = json!({ "emailVerified": true });
    world.sandbox.edit("corti", "users", &json!({ "firstName": "Ada" }), &verified);
    world.write(&user("").replace("Lovelace", "King"));
    world.terraform(&["apply", "-auto-approve", "-input=false", "-no-color", "-refresh=false"]).succeeded();
    world.plan().assert_empty("after the address was verified");
    world.terraform(&["apply", "-refresh-only", "-auto-approve", "-input=false", "-no-color"]).succeeded();
    assert_eq!(world.object(ADDRESS)["email_verified"], true);
}

#[test]
fn a_disabled_user_is_made_in_two_steps() {
    let world = World::new(&["corti"]);
    world.write(&user("  enabled = false\n"));
    world.apply();
    let [made, disabled] = &sent(&world)[..] else { panic!("{}", world.sandbox.journal()) };
    assert_eq!(made["enabled"], Value::Null, "the creation does not accept it");
    assert_eq!(*disabled, json!({ "enabled": false }));
    world.plan().assert_empty("after the creation");
}

#[test]
fn next_apply_finishes_interrupted_create() {
    let world = World::new(&["corti"]);
    world.write(&user("  enabled = false\n"));
    world.sandbox.fault(&json!({
        "product": "corti", "method": "PATCH", "path": "/projects/*/users/*", "status": 403,
        "body": { "message": "not now" },
    }));
    let first = world.apply();
    assert!(first.prose().contains("was created, but `enabled` is not as configured"), "{first}");
    let id = text(&world.object(ADDRESS), "user_id");

    world.plan().changes("after the first half").assert_action(ADDRESS, &["update"]);
    world.apply();
    world.plan().assert_empty("after the second half");
    assert_eq!(text(&world.object(ADDRESS), "user_id"), id);
    assert_eq!(world.sandbox.journal().sent("POST", "/users").len(), 1, "nobody was invited twice");
}

#[test]
fn password_is_sent_only_when_it_changes() {
    let world = World::new(&["corti"]);
    for arguments in [
        "  password = \"first-password-0001\"\n",
        "  password = \"second-password-0002\"\n",
        "",
        "  enabled = true\n",
    ] {
        world.write(&user(arguments));
        world.apply();
        world.plan().assert_empty(&format!("with {arguments:?}"));
    }
    let passwords: Vec<Value> = sent(&world).into_iter().map(|body| body["password"].clone()).collect();
    assert_eq!(passwords, [json!("first-password-0001"), json!("second-password-0002")]);
}

#[test]
fn new_version_resends_write_only_password() {
    let mut world = World::new(&["corti"]);
    world.set("TF_LOG", "TRACE");
    world.set("TF_LOG_PATH", &world.path("trace.log").to_string_lossy());
    let passwords = ["first-password-0001", "second-password-0002", "third-password-0003"];
    for (password, version) in [(passwords[0], 1), (passwords[1], 1), (passwords[2], 2)] {
        world.write(&user(&format!("  password_wo = \"{password}\"\n  password_wo_version = {version}\n")));
        world.assert_no_secret_in("the plan", &world.plan().ran().text());
        world.assert_no_secret_in("the apply", &world.apply().text());
        world.plan().assert_empty(&format!("with version {version}"));
    }
    let sent: Vec<Value> = sent(&world).into_iter().map(|body| body["password"].clone()).collect();
    assert_eq!(sent, [json!(passwords[0]), json!(passwords[2])]);
    for file in ["terraform.tfstate", "terraform.tfstate.backup", "trace.log"] {
        world.assert_no_secret_in(file, &world.read_file(file));
    }
}

#[test]
fn echoed_user_password_is_masked() {
    let world = World::new(&["corti"]);
    world.sandbox.fault(&json!({
        "product": "corti", "method": "POST", "path": "/projects/*/users", "times": 0, "status": 400,
        "body": { "message": "the password planted-password-0001 is weak" },
    }));
    world.write(&user("  password = \"planted-password-0001\"\n"));
    let refused = world.apply_fails();
    assert!(refused.prose().contains("is weak"), "{refused}");
    assert!(!refused.text().contains("planted-password-0001"), "{refused}");
}

#[test]
fn invalid_user_fails_the_plan_on_its_line() {
    let check = |configuration: &str, line: usize, complaint: &str| {
        let world = World::new(&["corti"]);
        world.write(configuration);
        let refused = world.plan_fails();
        assert!(refused.prose().contains(complaint), "{complaint}: {refused}");
        assert!(refused.text().contains(&format!("main.tf line {line},")), "line {line}: {refused}");
        assert!(world.sandbox.journal().0.is_empty(), "nothing was asked");
    };
    check(&user("  password = \"short\"\n"), 12, "`password` must have 16 to 64 characters; it has 5");
    check(&user("  password_wo = \"short\"\n"), 12, "`password_wo` must have 16 to 64 characters");
    check(
        &user("  password = \"long-enough-0000001\"\n  password_wo = \"long-enough-0000001\"\n"),
        13,
        "Only one of `password` and `password_wo` can be set",
    );
    check(&user("").replace("Ada@Clinic.example", "ada"), 9, "`email` must be an email address");
    check(
        &user("").replace("corti_customer.it.customer_id", "\"..\""),
        8,
        "`customer_id` must not be `.` or `..`",
    );
    check(&user("  email_verified = true\n"), 12, "email_verified");
}

#[test]
fn full_tenant_error_differs_from_other_rejections() {
    let world = World::new(&["corti"]);
    let quotas = json!([{ "region": "eu", "tenantName": "base", "quota": 1 }]);
    world.sandbox.edit("corti", "projects", &json!({ "projectId": "sandbox" }), &json!({ "quotas": quotas }));
    let second = user("").replace("corti_user\" \"it", "corti_user\" \"second").replace("Ada@", "bob@");
    let second = second.replace(CLINIC, "");
    world.write(&user(""));
    world.apply();
    world.write(&format!("{}{second}", user("")));
    let refused = world.apply_fails();
    assert!(refused.prose().contains("Cannot create corti_user `bob@Clinic.example`"), "{refused}");
    assert!(refused.prose().contains("1 of 1 seats for enabled users are in use"), "{refused}");

    // A disabled user gives its seat away, and does not get it back while another one has it.
    world.write(&user("  enabled = false\n"));
    world.apply();
    world.write(&format!("{}{second}", user("  enabled = false\n")));
    world.apply();
    world.write(&format!("{}{second}", user("  enabled = true\n")));
    let refused = world.apply_fails();
    assert!(refused.prose().contains("Cannot update corti_user `Ada@Clinic.example`"), "{refused}");
    assert!(refused.prose().contains("No seats are left"), "{refused}");
}

#[test]
fn existing_user_error_has_import_block() {
    let world = World::new(&["corti"]);
    world.write(&user(""));
    world.apply();
    let id = text(&world.object(ADDRESS), "id");
    world.terraform(&["state", "rm", ADDRESS]).succeeded();
    let refused = world.apply_fails();
    assert!(refused.prose().contains("It already exists"), "{refused}");
    assert!(refused.prose().contains(&format!("id = {id:?}")), "{refused}");

    // The address belongs to the tenant, so another customer's user is in the way too.
    let other =
        "resource \"corti_customer\" \"other\" {\n  customer_id = \"other\"\n  display_name = \"Other\"\n}\n";
    let moved_user = user("").replace("= corti_customer.it", "= corti_customer.other");
    world.write(&format!("{other}{moved_user}"));
    let refused = world.apply_fails();
    assert!(refused.prose().contains("belongs to a user of customer `st-mary`"), "{refused}");
    assert!(refused.prose().contains(&format!("id = {id:?}")), "{refused}");
}

#[test]
fn a_deletion_at_a_wrong_address_is_no_deletion() {
    let world = World::new(&["corti"]);
    world.write(&user(""));
    world.apply();
    world.sandbox.fault(&json!({
        "product": "corti", "method": "DELETE", "path": "/projects/*/users/*", "times": 1, "status": 404,
        "body": { "message": "Requested function was not found" },
    }));
    world.write(CLINIC);
    let refused = world.apply_fails();
    assert!(refused.prose().contains("Cannot delete corti_user"), "{refused}");
    world.object(ADDRESS);
    world.apply();
    assert_eq!(world.sandbox.record_counts().get("/tables/corti/users"), None);
}
