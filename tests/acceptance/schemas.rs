//! What Terraform understood of the schemas is what the snapshots say, which tests/conventions holds against the code.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::mirror::NAMES;
use crate::world::World;

#[test]
fn terraform_reads_the_schemas_as_declared() {
    let world = World::new(&NAMES);
    let shown = world.terraform(&["providers", "schema", "-json"]).succeeded();
    let schemas: Value = serde_json::from_str(&shown.stdout).expect("JSON");
    let understood = |name: &str| {
        let source = format!("/aiadmin/{name}");
        let mut providers = schemas["provider_schemas"].as_object().into_iter().flatten();
        providers.find(|(address, _)| address.ends_with(&source)).map(|(_, it)| it).expect("this provider")
    };
    for name in NAMES {
        assert_eq!(understood(name)["provider"], snapshot(name)["provider"], "settings of {name}");
    }
    let kinds = [
        ("resource_schemas", "resource"),
        ("data_source_schemas", "data_source"),
        ("ephemeral_resource_schemas", "ephemeral_resource"),
        ("resource_identity_schemas", "identity"),
    ];
    // A kind this version of Terraform does not know is not shown at all.
    for (kind, key) in kinds.into_iter().filter(|(kind, _)| understood("aiadmin").get(kind).is_some()) {
        let types = understood("aiadmin")[kind].as_object().expect("types by name");
        assert!(!types.is_empty(), "no {kind}");
        for (name, schema) in types {
            assert_eq!(*schema, snapshot(name)[key], "{key} {name}");
        }
    }
}

fn snapshot(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/snapshots/schema/{name}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("JSON")
}
