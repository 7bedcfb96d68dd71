//! What exists in any case is taken over instead of created: whatever befalls the write, state claims nothing the server does
//! not have, and applying again ends as configured.

use serde_json::{Value, json};

use crate::provider::Provider;
use crate::sandbox::Sandbox;
use crate::{ensure, plant, under_every_fault};

/// What is taken over: its resource, the configuration, where the PUT goes, its table, and the attribute that is changed.
struct Adoption {
    resource: &'static str,
    config: fn() -> Value,
    path: &'static str,
    table: [&'static str; 2],
    attribute: &'static str,
}

fn check(adoption: &Adoption) {
    under_every_fault(adoption.resource, |_, fault| {
        let sandbox = Sandbox::start();
        let config = (adoption.config)();
        let now = || {
            let [product, table] = adoption.table;
            sandbox.find(product, table, &json!({}))[adoption.attribute].clone()
        };
        plant(&sandbox, "PUT", adoption.path, fault);
        let adopted = Provider::of(&sandbox).create(adoption.resource, &config);
        ensure(adopted.failed() != adopted.is_stored(), || format!("state or an error: {adopted:?}"))?;
        let claimed = adopted.get(adoption.attribute);
        ensure(!adopted.is_stored() || claimed == now(), || format!("{claimed} is claimed: {adopted:?}"))?;
        ensure(!adopted.says("may exist"), || format!("it exists: {adopted:?}"))?;

        sandbox.heal();
        let adopted = Provider::of(&sandbox).create(adoption.resource, &config);
        ensure(!adopted.failed() && now() == config[adoption.attribute], || format!("again: {adopted:?}"))
    });
}

#[test]
fn the_organization_is_taken_over_as_it_is() {
    check(&Adoption {
        resource: "confident_organization",
        config: || json!({"name": "Renamed"}),
        path: "/v2/organization",
        table: ["confident", "organization"],
        attribute: "name",
    });
}

#[test]
fn project_settings_are_taken_over_as_they_are() {
    check(&Adoption {
        resource: "cortecs_project_settings",
        config: || json!({"allow_overwrite": false}),
        path: "/manage/project-configs",
        table: ["cortecs", "settings"],
        attribute: "allow_overwrite",
    });
}
