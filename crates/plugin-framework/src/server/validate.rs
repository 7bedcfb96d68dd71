//! Configurations judged before anything is planned. Terraform asks up to three times for one apply, each time with more
//! values known.

use super::{Inner, convert};
use crate::engine::{Declared, check_config, failures};
use crate::proto::tfplugin6 as wire;

impl Inner {
    pub(super) fn validate_provider(&self, config: Option<&wire::DynamicValue>) -> Vec<wire::Diagnostic> {
        convert::diagnostics(match convert::decode(config) {
            Ok(config) => failures(check_config(&self.provider.schema(), &config, true)),
            Err(failure) => failures([failure]),
        })
    }
}

/// Judges the configuration of one type.
pub(super) fn validate(
    declared: &(impl Declared + ?Sized),
    config: Option<&wire::DynamicValue>,
    write_only_allowed: bool,
) -> Vec<wire::Diagnostic> {
    convert::diagnostics(match convert::decode(config) {
        Ok(config) => failures(declared.check(&config, write_only_allowed)),
        Err(failure) => failures([failure]),
    })
}
