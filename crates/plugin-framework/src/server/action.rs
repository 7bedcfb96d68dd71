//! Actions (Terraform 1.14 and later). Terraform takes a stream that ends without a completion for a success, and it
//! panics on an empty event. So every invocation sends exactly one completion and nothing after it.

use std::sync::Arc;

use futures::stream::{self, BoxStream, StreamExt};
use tf_provider::Diagnostics;
use tonic::Status;

use super::unserved::NotServed;
use super::{Inner, convert, validate::validate};
use crate::engine::{ActionEvent, DiagnosticsExt};
use crate::proto::tfplugin6::{
    self as wire,
    invoke_action::{
        self as invoking,
        event::{Completed, Progress, Type},
    },
    plan_action as planning, validate_action_config as validating,
};

/// The response of `InvokeAction`.
pub(super) type Events = BoxStream<'static, Result<invoking::Event, Status>>;

impl Inner {
    pub(super) fn action_schemas(&self) -> std::collections::BTreeMap<String, wire::ActionSchema> {
        let schema = |it: &dyn crate::engine::AnyAction| wire::ActionSchema {
            schema: Some(super::schema::schema(it.schema())),
        };
        self.actions.iter().map(|(name, it)| ((*name).to_owned(), schema(&**it))).collect()
    }

    pub(super) fn validate_action(
        &self,
        request: &validating::Request,
    ) -> Result<validating::Response, NotServed> {
        let declared = self.action(&request.type_name)?;
        Ok(validating::Response { diagnostics: validate(&**declared, request.config.as_ref(), true) })
    }

    pub(super) async fn plan_action(
        &self,
        request: planning::Request,
    ) -> Result<planning::Response, NotServed> {
        let action = self.action(&request.action_type)?;
        let mut diags = Diagnostics::default();
        if let Some(config) = diags.report(convert::decode(action.schema(), request.config.as_ref())) {
            let (planned, warnings) = action.plan(&config).await;
            diags.report(planned);
            for warning in warnings {
                diags.push_warning(warning);
            }
        }
        Ok(planning::Response { diagnostics: convert::diagnostics(diags), deferred: None })
    }

    pub(super) fn invoke(&self, request: &invoking::Request) -> Result<Events, NotServed> {
        let action = Arc::clone(self.action(&request.action_type)?);
        let config = convert::decode(action.schema(), request.config.as_ref());
        let config = match self.unfinished.check().and(config) {
            Ok(config) => config,
            Err(error) => {
                let completed = ActionEvent::Completed { error: Some(error), warnings: Vec::new() };
                return Ok(stream::iter([event(completed)]).map(Ok).boxed());
            }
        };
        let events = action.invoke(config);
        // The process does not end before the last event was received.
        let in_flight = self.unfinished.writes.token();
        let events = stream::unfold((events, in_flight), |(mut events, in_flight)| async {
            Some((events.recv().await?, (events, in_flight)))
        });
        Ok(events.map(event).map(Ok).boxed())
    }
}

fn event(event: ActionEvent) -> invoking::Event {
    let r#type = match event {
        ActionEvent::Progress(message) => {
            Type::Progress(Progress { message: crate::masking::masked(&message) })
        }
        ActionEvent::Completed { error, warnings } => {
            let mut diags = Diagnostics::default();
            if let Some(error) = error {
                diags.push_error(error);
            }
            for warning in warnings {
                diags.push_warning(warning);
            }
            Type::Completed(Completed { diagnostics: convert::diagnostics(diags) })
        }
    };
    invoking::Event { r#type: Some(r#type) }
}
