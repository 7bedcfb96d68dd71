//! What creations cost: the same number of requests for each object, however many there are. Lists are read once.

use serde_json::{Value, json};

use crate::provider::Provider;
use crate::sandbox::Sandbox;
use crate::{customer, project};

/// A resource, the configuration of the object of a number in a scope, and the requests for each object.
struct Creations {
    resource: &'static str,
    scope: fn(&Sandbox) -> Value,
    config: fn(&Value, usize) -> Value,
    each: usize,
}

impl Creations {
    /// The requests to plan and create so many objects in one run.
    fn requests(&self, objects: usize) -> usize {
        let sandbox = Sandbox::start();
        let scope = (self.scope)(&sandbox);
        sandbox.clear_journal();
        let provider = Provider::of(&sandbox);
        for number in 0..objects {
            let made = provider.create(self.resource, &(self.config)(&scope, number));
            assert!(made.is_stored() && !made.failed(), "{} {number}: {made:?}", self.resource);
        }
        sandbox.journal().0.len()
    }
}

fn check(creations: &[Creations]) {
    std::thread::scope(|scope| {
        for it in creations {
            scope.spawn(|| {
                let [few, many] = [10, 500].map(|objects| it.requests(objects));
                assert_eq!(many - few, 490 * it.each, "{}: {few} requests for 10 objects", it.resource);
                assert!(few <= 10 * it.each + 5, "{}: {few} requests for 10 objects", it.resource);
            });
        }
    });
}

#[test]
fn corti_and_cortecs_creates_cost_one_request() {
    check(&[
        Creations {
            resource: "corti_customer",
            scope: |_| Value::Null,
            config: |_, number| json!({"customer_id": format!("c{number}"), "display_name": "Clinic"}),
            each: 1,
        },
        Creations {
            resource: "corti_user",
            scope: customer,
            config: |customer, number| {
                json!({
                    "customer_id": customer, "email": format!("u{number}@clinic.example"), "first_name": "Ada",
                    "last_name": "King", "password": "first-password-0001",
                })
            },
            each: 1,
        },
        Creations {
            resource: "cortecs_api_key",
            scope: |_| Value::Null,
            config: |_, number| json!({"name": format!("k{number}")}),
            each: 1,
        },
    ]);
}

#[test]
fn confident_creates_cost_the_same_per_object() {
    check(&[
        Creations {
            resource: "confident_project",
            scope: |_| Value::Null,
            config: |_, number| json!({"name": format!("p{number}")}),
            // The response to the creation is not complete, so the project is read.
            each: 2,
        },
        Creations {
            resource: "confident_api_key",
            scope: project,
            config: |project, number| json!({"name": format!("k{number}"), "project_id": project}),
            each: 1,
        },
        Creations {
            resource: "confident_member",
            scope: project,
            config: |project, number| json!({"email": format!("p{number}@acme.example"), "role": "Member", "project_id": project}),
            each: 1,
        },
        Creations {
            resource: "confident_role",
            scope: |_| Value::Null,
            config: |_, number| json!({"name": format!("r{number}"), "policy_ids": []}),
            each: 1,
        },
        Creations {
            resource: "confident_policy",
            scope: |_| Value::Null,
            config: |_, number| json!({"name": format!("p{number}"), "permissions": ["billing:read"]}),
            each: 1,
        },
    ]);
}
