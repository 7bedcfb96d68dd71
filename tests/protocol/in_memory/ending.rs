//! The end of a server: writes in flight finish, and what Terraform left open is closed.

use std::sync::Arc;
use std::time::Duration;

use plugin_framework::proto::tfplugin6::{
    apply_resource_change as applying, close_ephemeral_resource as closing,
    open_ephemeral_resource as opening,
};
use plugin_framework::value::DynamicValue;
use tokio::sync::Barrier;

use super::thing::{Answer, Nothing, Script};
use super::{connect_service, decoded, said, service, some, thing};

const LONG: Duration = Duration::from_mins(1);

fn open() -> opening::Request {
    let config = some(&DynamicValue::object([("name", "n".into()), ("token", DynamicValue::Null)]));
    opening::Request { type_name: "x_token".to_owned(), config, client_capabilities: None }
}

#[tokio::test]
async fn what_was_left_open_is_closed() {
    let script = Script::default();
    let service = service(Box::new(Nothing), script.clone());
    let mut client = connect_service(service.clone()).await;
    client.open_ephemeral_resource(open()).await.unwrap();
    assert_eq!(service.end(LONG, LONG).await, [""; 0]);
    assert_eq!(script.calls(), ["open", "close \"9\""]);
    assert_eq!(service.end(LONG, LONG).await, [""; 0]);
    assert_eq!(script.calls().len(), 2, "once");
}

#[tokio::test]
async fn what_terraform_closed_is_not_closed_again() {
    let script = Script::default();
    let service = service(Box::new(Nothing), script.clone());
    let mut client = connect_service(service.clone()).await;
    let opened = client.open_ephemeral_resource(open()).await.unwrap().into_inner();
    let request = closing::Request { type_name: "x_token".to_owned(), private: opened.private };
    client.close_ephemeral_resource(request).await.unwrap();
    service.end(LONG, LONG).await;
    assert_eq!(script.calls(), ["open", "close \"9\""]);
}

#[tokio::test]
async fn what_could_not_be_closed_is_named() {
    let service = service(Box::new(Nothing), Script::answering(Answer::Fails));
    let mut client = connect_service(service.clone()).await;
    client.open_ephemeral_resource(open()).await.unwrap();
    let left = service.end(LONG, LONG).await;
    assert_eq!(left.len(), 1);
    assert!(left[0].starts_with("An ephemeral x_token may not have been deleted."), "{left:?}");
    assert!(left[0].ends_with("DELETE /tokens/9: 500."), "{left:?}");
}

#[tokio::test]
async fn a_close_that_takes_too_long_is_named() {
    let script = Script { barrier: Some(Arc::new(Barrier::new(2))), ..Script::default() };
    let service = service(Box::new(Nothing), script);
    let mut client = connect_service(service.clone()).await;
    client.open_ephemeral_resource(open()).await.unwrap();
    let left = service.end(LONG, Duration::ZERO).await;
    assert_eq!(
        left,
        [
            "An ephemeral x_token may not have been deleted: the deletion timed out. Look for it in the console and delete it."
        ]
    );
}

#[tokio::test]
async fn stop_finishes_running_writes_and_rejects_new() {
    let barrier = Arc::new(Barrier::new(2));
    let script = Script { barrier: Some(Arc::clone(&barrier)), ..Script::default() };
    let service = service(Box::new(Nothing), script.clone());
    let mut client = connect_service(service.clone()).await;
    let stored =
        thing([("id", "1".into()), ("name", "a".into()), ("region", "eu".into()), ("key", "k".into())]);
    let mut planned = stored.clone();
    planned.set("note", "n");
    let request = applying::Request {
        type_name: "x_thing".to_owned(),
        prior_state: some(&stored),
        planned_state: some(&planned),
        config: some(&thing([("name", "a".into()), ("note", "n".into())])),
        ..Default::default()
    };
    let mut first = client.clone();
    let first_request = request.clone();
    let first = tokio::spawn(async move { first.apply_resource_change(first_request).await });
    barrier.wait().await;
    let ending = service.end(LONG, LONG);
    let finishing = async {
        // The write is in flight and the end waits for it; another write comes too late.
        let refused = client.apply_resource_change(request).await.unwrap().into_inner();
        let expected = "error: The provider is shutting down: Nothing was sent, and the state is unchanged. Run the \
                        command again.";
        assert_eq!(
            (said(&refused.diagnostics), decoded(refused.new_state.as_ref())),
            (vec![expected.to_owned()], stored)
        );
        barrier.wait().await;
    };
    tokio::join!(ending, finishing);
    let finished = first.await.unwrap().unwrap().into_inner();
    assert_eq!(decoded(finished.new_state.as_ref()), planned);
    assert_eq!(script.calls().len(), 1, "{:?}", script.calls());
}
