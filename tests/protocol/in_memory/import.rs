//! Import by id and by identity, and moves between our provider names.

use plugin_framework::proto::tfplugin6::{
    RawState, ResourceIdentityData, generate_resource_config, import_resource_state as importing,
    move_resource_state as moving, read_resource as reading, upgrade_resource_identity,
};
use plugin_framework::value::DynamicValue;

use super::thing::{Answer, Script};
use super::{connect, decoded, said, some, thing};

async fn import(id: &str, identity: Option<DynamicValue>) -> importing::Response {
    let identity = identity.map(|it| ResourceIdentityData { identity_data: some(&it) });
    let request = importing::Request {
        type_name: "x_thing".to_owned(),
        id: id.to_owned(),
        identity,
        ..Default::default()
    };
    connect(Script::default()).await.import_resource_state(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn an_id_and_an_identity_import_the_same() {
    let by_id = import("eu/1", None).await;
    let by_identity =
        import("", Some(DynamicValue::object([("region", "eu".into()), ("id", "1".into())]))).await;
    assert_eq!(by_id, by_identity);
    assert_eq!(decoded(by_id.imported_resources[0].state.as_ref()), thing([("id", "eu/1".into())]));
}

#[tokio::test]
async fn a_wrong_id_is_answered_with_the_forms_that_work() {
    let expected = "error: Invalid import ID: \"\" is not a valid ID. Expected `<region>/<id>` or `<id>`.";
    assert_eq!(said(&import("", None).await.diagnostics), [expected]);
    let incomplete = import("", Some(DynamicValue::object([("region", "eu".into())]))).await;
    assert_eq!(
        said(&incomplete.diagnostics),
        ["error: Incomplete identity: The identity requires `id`: The number."]
    );
}

#[tokio::test]
async fn import_read_sets_api_values_and_local_defaults() {
    let imported = import("1", None).await.imported_resources.remove(0);
    let request = |private| reading::Request {
        type_name: "x_thing".to_owned(),
        current_state: imported.state.clone(),
        private,
        ..Default::default()
    };
    let mut client = connect(Script::default()).await;
    let answer = client.read_resource(request(imported.private.clone())).await.unwrap().into_inner();
    let expected = thing([
        ("id", "1".into()),
        ("name", "thing".into()),
        ("region", "eu".into()),
        ("protected", false.into()),
    ]);
    assert_eq!(decoded(answer.new_state.as_ref()), expected);
    assert_eq!(answer.private, br#"{"account":"ours","imported":true}"#);

    let mut client = connect(Script::answering(Answer::Gone)).await;
    let answer = client.read_resource(request(imported.private.clone())).await.unwrap().into_inner();
    let expected = "error: Cannot import an object that does not exist: There is no x_thing `1`. Not found in a complete listing of the things.";
    assert_eq!(said(&answer.diagnostics), [expected]);
}

async fn move_from(address: &str, source_type: &str) -> moving::Response {
    let request = moving::Request {
        source_provider_address: address.to_owned(),
        source_type_name: source_type.to_owned(),
        source_state: Some(RawState { json: br#"{"id":"1","name":"a"}"#.to_vec(), ..Default::default() }),
        target_type_name: "x_thing".to_owned(),
        source_private: b"{}".to_vec(),
        ..Default::default()
    };
    connect(Script::default()).await.move_resource_state(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn state_moves_only_between_known_providers() {
    let moved = move_from("registry.example/aiadmin/y", "x_thing").await;
    assert_eq!(decoded(moved.target_state.as_ref()), thing([("id", "1".into()), ("name", "a".into())]));
    assert_eq!(moved.target_private, b"{}");
    for (address, source_type) in
        [("terraform.io/builtin/terraform", "terraform_data"), ("registry.example/aiadmin/y", "x_other")]
    {
        let refused = move_from(address, source_type).await;
        assert!(said(&refused.diagnostics)[0].starts_with("error: Unsupported `moved` block"), "{address}");
    }
}

#[tokio::test]
async fn imports_by_identity_and_generates_config() {
    let mut client = connect(Script::default()).await;
    let raw_identity = Some(RawState { json: br#"{"id":"1","region":null}"#.to_vec(), ..Default::default() });
    let request =
        upgrade_resource_identity::Request { type_name: "x_thing".to_owned(), version: 0, raw_identity };
    let answer = client.upgrade_resource_identity(request).await.unwrap().into_inner();
    let identity = decoded(answer.upgraded_identity.unwrap().identity_data.as_ref());
    assert_eq!(identity, DynamicValue::object([("region", DynamicValue::Null), ("id", "1".into())]));

    let state = some(&thing([
        ("id", "1".into()),
        ("name", "a".into()),
        ("region", "us".into()),
        ("key", "k".into()),
    ]));
    let request = generate_resource_config::Request { type_name: "x_thing".to_owned(), state };
    let answer = client.generate_resource_config(request).await.unwrap().into_inner();
    assert_eq!(decoded(answer.config.as_ref()), thing([("name", "a".into()), ("region", "us".into())]));
}
