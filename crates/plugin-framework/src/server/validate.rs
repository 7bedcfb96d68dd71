//! Validates configurations before planning. Terraform calls this up to three times for one apply, each time with more
//! known values.

use super::{Inner, convert};
use crate::engine::{Declared, Error, Result, catch_panics_sync, check_config, diagnostics_of};
use crate::proto::tfplugin6 as wire;
use crate::value::DynamicValue;

impl Inner {
    pub(super) fn validate_provider(&self, config: Option<&wire::DynamicValue>) -> Vec<wire::Diagnostic> {
        let schema = self.provider.schema();
        run_check("The provider's configuration", convert::decode(&schema, config), |config| {
            check_config(&schema, config, true)
        })
    }
}

/// Validates the configuration of one type.
pub(super) fn validate(
    declared: &(impl Declared + ?Sized),
    config: Option<&wire::DynamicValue>,
    write_only_allowed: bool,
) -> Vec<wire::Diagnostic> {
    run_check(declared.name(), convert::decode(declared.schema(), config), |config| {
        declared.check(config, write_only_allowed)
    })
}

fn run_check(
    what: &str,
    config: Result<DynamicValue>,
    check: impl FnOnce(&DynamicValue) -> Vec<Error>,
) -> Vec<wire::Diagnostic> {
    let found = catch_panics_sync(what, || Ok(check(&config?)));
    convert::diagnostics(diagnostics_of(found.unwrap_or_else(|error| vec![error])))
}
