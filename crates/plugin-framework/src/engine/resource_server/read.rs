//! Refresh: an object is removed from state only if it is certain that it does not exist.

use std::sync::Arc;

use tf_provider::Diagnostics;

use super::ResourceServer;
use crate::engine::any::StoredObject;
use crate::engine::apply_result::refresh;
use crate::engine::context::CallContext;
use crate::engine::error::{DiagnosticsExt, Error, Evidence, Result};
use crate::engine::guard::catch_panics;
use crate::engine::id::Id;
use crate::engine::private;
use crate::value::DynamicValue;

impl ResourceServer {
    pub(super) async fn refresh(
        &self,
        diags: &mut Diagnostics,
        stored: StoredObject,
    ) -> Option<StoredObject> {
        let importing = private::is_importing(&stored.private);
        let apis = self.apis.now();
        if let Some(waiting) = apis.waiting_for_settings(self.constants.api).filter(|_| !importing) {
            if apis.mark_warned(self.constants.api) {
                diags.push_warning(waiting.clone().summary("The stored state was not refreshed"));
            }
            return Some(stored);
        }
        let (state, private) = (Arc::new(stored.state), private::of_replaced(stored.private));
        let id = diags.report(self.id(&state))?;
        let _in_progress = apis.object_tracker().enter();
        let (ctx, returned) = self.find(&id, &state, &private).await;
        ctx.warnings().into_iter().for_each(|it| diags.push_warning(it));
        let operation = self.operation(if importing { "import" } else { "read" }, &state);
        let Some(mut found) = diags.report(returned.map_err(|error| operation.explain(error)))? else {
            let how = ctx.take_not_found_reason();
            let how = how.as_deref().unwrap_or(self.constants.not_found_reason);
            if importing {
                diags.push_error(operation.absent(how));
                return None;
            }
            diags.push_warning(operation.removed_from_state(how));
            return Some(StoredObject::default());
        };
        let mut private = if importing { private::imported() } else { private };
        match ctx.last_write() {
            Some(write) if write.is_recent(ctx.now()) => {
                found = write.over(&self.schema, &state, found, ctx.now());
            }
            _ => private = private::without_last_write(private),
        }
        let private = private::with_version(private, ctx.take_revisions().pop());
        let private = self.with_account(&ctx, private::with_note(private, ctx.take_private())).await;
        let state = refresh(&self.schema, &state, &found, importing);
        self.note_stored(&state);
        Some(StoredObject { state, private })
    }

    /// Reads the object. Lists may lag behind a write, so an object that was written seconds ago is looked for again.
    /// The result is ignored if the credentials belong to another account.
    async fn find(
        &self,
        id: &Id,
        state: &Arc<DynamicValue>,
        private: &DynamicValue,
    ) -> (Arc<CallContext>, Result<Option<DynamicValue>>) {
        loop {
            let ctx = self.ctx(Arc::clone(state), Arc::clone(state));
            let ctx = Arc::new(ctx.importing(private::is_importing(private)).with_private_state(private));
            let returned = catch_panics(self.constants.name, self.resource.read(&ctx, id)).await;
            if let Ok(found) = &returned
                && let Err(error) = self.check_account_of_read(&ctx, private, found.is_some()).await
            {
                return (ctx, Err(error));
            }
            let Ok(None) = returned else { return (ctx, returned) };
            let Some(pause) = ctx.last_write().and_then(|write| write.pause(ctx.now())) else {
                return (ctx, returned);
            };
            if !self.apis.now().wait(pause).await {
                let detail = "The object was written seconds ago, but the API does not list it yet. The wait was interrupted. Run the command again.";
                return (ctx, Err(Error::from_response(detail, Evidence::None)));
            }
        }
    }

    /// Checks the account if the object was not found. If it was found, no check is needed.
    async fn check_account_of_read(
        &self,
        ctx: &Arc<CallContext>,
        private: &DynamicValue,
        found: bool,
    ) -> Result<()> {
        ctx.apis().client(self.constants.api)?;
        match self.other_account(ctx, private).await {
            Ok(Some(other)) => Err(other),
            Err(error) if !found => Err(error),
            Ok(None) | Err(_) => Ok(()),
        }
    }
}
