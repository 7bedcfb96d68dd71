//! The declaration of a resource: schema, ID and upgrades.

use super::ResourceServer;
use crate::engine::any::Declared;
use crate::engine::check::check_config;
use crate::engine::error::{Error, Result};
use crate::engine::id::Part;
use crate::engine::moved::MoveSource;
use crate::schema::Schema;
use crate::value::DynamicValue;

impl Declared for ResourceServer {
    fn name(&self) -> &'static str {
        self.constants.name
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn id_parts(&self) -> &'static [Part] {
        self.constants.id
    }

    fn not_found_reason(&self) -> &'static str {
        self.constants.not_found_reason
    }

    fn check(&self, config: &DynamicValue, write_only_allowed: bool) -> Vec<Error> {
        let mut errors = check_config(&self.schema, config, write_only_allowed);
        errors.extend(self.resource.validate(config));
        errors
    }

    fn moved_from(&self, object: &MoveSource<'_>) -> Result<Option<String>> {
        self.resource.moved_from(object)
    }

    fn upgrade(&self, version: i64, stored: DynamicValue) -> Result<DynamicValue> {
        (version..self.schema.version)
            .try_fold(stored, |stored, version| self.resource.upgrade(version, stored))
    }

    fn identity_version(&self) -> i64 {
        self.constants.identity_version
    }

    fn upgrade_identity(&self, version: i64, stored: DynamicValue) -> Result<DynamicValue> {
        (version..self.constants.identity_version)
            .try_fold(stored, |stored, version| self.resource.upgrade_identity(version, stored))
    }
}
