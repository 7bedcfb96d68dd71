//! Clients that know less, or send more, than the newest Terraform: the answers are the same.

use plugin_framework::proto::tfplugin6::{
    self as wire, plan_resource_change as planning, read_resource as reading,
};
use serde_json::json;

use crate::linter;
use crate::sandbox::Sandbox;
use crate::terraform::{Terraform, said, some, whole};

/// The plan of a new organization policy, as a client of some age asks for it.
fn request(name: &str) -> planning::Request {
    let catalog = aiadmin::registry::catalog("aiadmin");
    let policy = catalog.resources.iter().find(|it| it.name() == "confident_policy").unwrap();
    let config = some(&whole(&policy.schema().attrs, &json!({"name": name, "permissions": []})));
    planning::Request {
        type_name: "confident_policy".to_owned(),
        proposed_new_state: config.clone(),
        config,
        ..Default::default()
    }
}

#[test]
fn a_plan_is_the_same_for_every_client() {
    let sandbox = Sandbox::start();
    // No schema is asked for before: later processes of a run never do.
    let mut terraform = Terraform::of(&sandbox);
    let old = request("a");
    let deferring = wire::ClientCapabilities { deferral_allowed: true, ..Default::default() };
    let capable = planning::Request { client_capabilities: Some(deferring), ..old.clone() };
    let newest = wire::ClientCapabilities {
        deferral_allowed: false,
        write_only_attributes_allowed: true,
        store_planned_private: true,
        computed_blocks_allowed: true,
    };
    let echoing = planning::Request {
        client_capabilities: Some(newest),
        planned_private: br#"{"made":1}"#.to_vec(),
        ..old.clone()
    };
    let mut answers = Vec::new();
    for request in [old, capable, echoing] {
        let answer = terraform.client.plan_resource_change(request.clone());
        let answer = terraform.runtime.block_on(answer).unwrap().into_inner();
        let (schema, _) = terraform.schemas("confident_policy");
        assert_eq!(linter::planned(&schema, &request, &answer), [""; 0]);
        assert_eq!(answer.deferred, None);
        answers.push(answer);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
}

#[test]
fn nothing_is_ever_deferred() {
    let sandbox = Sandbox::start();
    let mut terraform = Terraform::of(&sandbox);
    let capabilities = Some(wire::ClientCapabilities { deferral_allowed: true, ..Default::default() });
    let id = json!({"id": "gone", "name": "a"});
    let catalog = aiadmin::registry::catalog("aiadmin");
    let policy = catalog.resources.iter().find(|it| it.name() == "confident_policy").unwrap();
    let request = reading::Request {
        type_name: "confident_policy".to_owned(),
        current_state: some(&whole(&policy.schema().attrs, &id)),
        client_capabilities: capabilities,
        ..Default::default()
    };
    let read = terraform.runtime.block_on(terraform.client.read_resource(request)).unwrap().into_inner();
    assert_eq!(read.deferred, None);
    let request = wire::import_resource_state::Request {
        type_name: "confident_policy".to_owned(),
        id: "7".to_owned(),
        client_capabilities: capabilities,
        ..Default::default()
    };
    let imported = terraform.client.import_resource_state(request);
    assert_eq!(terraform.runtime.block_on(imported).unwrap().into_inner().deferred, None);
    let request = wire::read_data_source::Request {
        type_name: "confident_projects".to_owned(),
        client_capabilities: capabilities,
        ..Default::default()
    };
    let data = terraform.runtime.block_on(terraform.client.read_data_source(request)).unwrap().into_inner();
    assert_eq!((data.deferred, said(&data.diagnostics)), (None, Vec::new()));
}

#[test]
fn concurrent_plans_do_not_mix() {
    let sandbox = Sandbox::start();
    let terraform = Terraform::of(&sandbox);
    let names: Vec<String> = (0..10).map(|it| format!("policy-{it}")).collect();
    let plans = names.iter().map(|name| {
        let mut client = terraform.client.clone();
        async move { client.plan_resource_change(request(name)).await.unwrap().into_inner() }
    });
    let answers = terraform.runtime.block_on(futures::future::join_all(plans));
    for (name, answer) in names.iter().zip(answers) {
        let planned = crate::terraform::decoded(answer.planned_state.as_ref());
        assert_eq!(planned.get("name").text(), Some(name.as_str()));
    }
}
