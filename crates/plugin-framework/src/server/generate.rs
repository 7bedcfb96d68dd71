//! Generates configuration for an imported object (Terraform 1.14 and later).

use tf_provider::Diagnostics;

use super::unserved::NotServed;
use super::{Inner, convert};
use crate::engine::DiagnosticsExt;
use crate::proto::tfplugin6::generate_resource_config::{Request, Response};
use crate::schema::{Attr, Default, Kind, Relation, Schema};
use crate::value::DynamicValue;

impl Inner {
    pub(super) fn generate(&self, request: &Request) -> Result<Response, NotServed> {
        let resource = self.resource(&request.type_name)?;
        let mut diags = Diagnostics::default();
        let state = diags.report(convert::decode(resource.schema(), request.state.as_ref()));
        let config = state.map(|state| generated(resource.schema(), &state));
        let config = config.and_then(|config| convert::encode(&mut diags, &config));
        Ok(Response { config, diagnostics: convert::diagnostics(diags) })
    }
}

/// The configuration of a stored object, without conflicting arguments.
pub fn generated(schema: &Schema, state: &DynamicValue) -> DynamicValue {
    let mut config = configurable(&schema.attrs, state);
    for relation in &schema.relations {
        let superfluous: Vec<_> = match relation {
            Relation::ExactlyOne(names) | Relation::AtMostOne(names) => {
                names.iter().filter(|name| !config.get(name).is_null()).skip(1).copied().collect()
            }
            Relation::Requires(name, other) if config.get(other).is_null() => vec![*name],
            Relation::Requires(..) => Vec::new(),
        };
        for name in superfluous {
            config.set(name, DynamicValue::Null);
        }
    }
    config
}

/// The configurable part of a state: nothing that is computed, sensitive or a default value.
fn configurable(attrs: &[Attr], state: &DynamicValue) -> DynamicValue {
    let member = |attr: &Attr| {
        let value = state.get(attr.name);
        let is_default = matches!(&attr.default, Default::Is(default) if default == value);
        let said = match (&attr.kind, value) {
            _ if !attr.configurable() || attr.write_only || attr.sensitive || is_default => {
                DynamicValue::Null
            }
            (Kind::Object(members), DynamicValue::Map(_)) => configurable(members, value),
            _ => value.clone(),
        };
        (attr.name, said)
    };
    DynamicValue::object(attrs.iter().map(member))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{object, text};

    #[test]
    fn conflicting_arguments_are_never_generated() {
        let attrs = ["name", "name_prefix", "before", "expires"].map(|name| text(name, "Text.").optional());
        let schema = Schema::new("A thing.", attrs)
            .exactly_one(&["name", "name_prefix"])
            .requires("before", "expires");
        for (state, expected) in [
            (vec!["name", "name_prefix"], vec!["name"]),
            (vec!["name_prefix"], vec!["name_prefix"]),
            (vec!["name", "before"], vec!["name"]),
            (vec!["name", "before", "expires"], vec!["name", "before", "expires"]),
            (vec![], vec![]),
        ] {
            let object = |names: &[&str]| {
                let member = |it: &Attr| {
                    let value = if names.contains(&it.name) { "x".into() } else { DynamicValue::Null };
                    (it.name, value)
                };
                DynamicValue::object(schema.attrs.iter().map(member))
            };
            assert_eq!(generated(&schema, &object(&state)), object(&expected), "{state:?}");
        }
        assert!(generated(&schema, &DynamicValue::Null).get("name").is_null());
    }

    #[test]
    fn generated_config_has_all_configurable_values() {
        let attrs = [
            text("id", "Id.").computed(),
            text("name", "Name.").required(),
            text("region", "Region.").optional().default("eu"),
            text("wo", "Secret.").write_only(),
            object("in", "In.", [text("mode", "Mode.").optional(), text("made", "Made.").computed()])
                .optional(),
        ];
        let inside = DynamicValue::object([("mode", "m".into()), ("made", "x".into())]);
        let state = DynamicValue::object([
            ("id", "1".into()),
            ("name", "a".into()),
            ("region", "eu".into()),
            ("in", inside),
        ]);
        let expected = DynamicValue::object([
            ("id", DynamicValue::Null),
            ("name", "a".into()),
            ("region", DynamicValue::Null),
            ("wo", DynamicValue::Null),
            ("in", DynamicValue::object([("mode", "m".into()), ("made", DynamicValue::Null)])),
        ]);
        assert_eq!(configurable(&attrs, &state), expected);
    }
}
