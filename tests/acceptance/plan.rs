//! A plan as Terraform describes it in JSON: which action for which address, and what changed outside.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::command::Ran;

/// What `terraform plan -detailed-exitcode` said.
#[derive(Debug)]
pub(crate) enum Plan {
    Empty(Ran),
    Changes(Changes),
}

/// A plan with something to do.
#[derive(Debug)]
pub(crate) struct Changes {
    pub(crate) ran: Ran,
    /// Address to actions, such as `["update"]` or `["delete", "create"]`; what stays as it is is left out.
    pub(crate) actions: BTreeMap<String, Vec<String>>,
    /// Addresses whose objects changed or vanished outside Terraform.
    pub(crate) drift: Vec<String>,
    /// Addresses the plan imports.
    pub(crate) imports: Vec<String>,
    /// The whole of `terraform show -json`.
    pub(crate) json: Value,
}

impl Plan {
    pub(crate) fn ran(&self) -> &Ran {
        match self {
            Plan::Empty(ran) => ran,
            Plan::Changes(changes) => &changes.ran,
        }
    }

    /// Fails the test, showing the plan, unless nothing is to be done.
    #[track_caller]
    pub(crate) fn assert_empty(&self, when: &str) {
        assert!(matches!(self, Plan::Empty(_)), "{when} the plan was not empty: {}", self.ran());
    }

    /// The changes; fails the test when there are none.
    #[track_caller]
    pub(crate) fn changes(self, when: &str) -> Changes {
        match self {
            Plan::Empty(ran) => panic!("{when} the plan was empty: {ran}"),
            Plan::Changes(changes) => changes,
        }
    }
}

impl Changes {
    pub(crate) fn parse(ran: Ran, json: Value) -> Changes {
        let mut actions = BTreeMap::new();
        let mut imports = Vec::new();
        for change in members(&json, "resource_changes") {
            let verbs: Vec<String> =
                serde_json::from_value(change["change"]["actions"].clone()).expect("a list of actions");
            if !change["change"]["importing"].is_null() {
                imports.push(address(change));
            }
            if verbs != ["no-op"] {
                actions.insert(address(change), verbs);
            }
        }
        let drift = members(&json, "resource_drift").map(address).collect();
        Changes { ran, actions, drift, imports, json }
    }

    /// Fails the test unless exactly this is planned for the address.
    #[track_caller]
    pub(crate) fn assert_action(&self, address: &str, expected: &[&str]) {
        let planned =
            self.actions.get(address).map(|verbs| verbs.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(planned.as_deref(), Some(expected), "planned for {address}: {}", self.ran);
    }
}

fn members<'a>(json: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    json[name].as_array().into_iter().flatten()
}

fn address(change: &Value) -> String {
    change["address"].as_str().expect("an address").to_owned()
}
