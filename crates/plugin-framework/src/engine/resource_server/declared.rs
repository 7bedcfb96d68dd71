//! The declaration of a resource: schema, ID and upgrades.

use super::ResourceServer;
use crate::engine::any::Declared;
use crate::engine::check::check_config;
use crate::engine::error::{Error, Result};
use crate::engine::id::Part;
use crate::engine::moved::ForeignObject;
use crate::engine::resource::Resource;
use crate::schema::Schema;
use crate::value::DynamicValue;

impl<R: Resource> Declared for ResourceServer<R> {
    fn name(&self) -> &'static str {
        R::NAME
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn id_parts(&self) -> &'static [Part] {
        R::ID
    }

    fn absence(&self) -> &'static str {
        R::ABSENCE
    }

    fn check(&self, config: &DynamicValue, write_only_allowed: bool) -> Vec<Error> {
        let mut failures = check_config(&self.schema, config, write_only_allowed);
        failures.extend(R::validate(config));
        failures
    }

    fn moved_from(&self, object: &ForeignObject<'_>) -> Result<Option<String>> {
        R::moved_from(object)
    }

    fn upgrade(&self, version: i64, stored: DynamicValue) -> Result<DynamicValue> {
        (version..self.schema.version).try_fold(stored, |stored, version| R::upgrade(version, stored))
    }

    fn identity_version(&self) -> i64 {
        R::IDENTITY_VERSION
    }

    fn upgrade_identity(&self, version: i64, stored: DynamicValue) -> Result<DynamicValue> {
        (version..R::IDENTITY_VERSION)
            .try_fold(stored, |stored, version| R::upgrade_identity(version, stored))
    }
}
