//! The documentation of an attribute, generated from its properties.

use super::{Attr, Check, Default, RequiresReplace};

impl Attr {
    /// The description, with sentences for the properties that users must know.
    pub fn sentence(&self) -> String {
        let mut sentences = vec![self.description.clone()];
        sentences.extend(self.checks.iter().filter_map(Check::sentence));
        if let Default::Is(value) = &self.default {
            sentences.push(format!("Defaults to `{}`.", value.to_string().trim_matches('"')));
        }
        match self.requires_replace {
            RequiresReplace::Never => {}
            RequiresReplace::OnChange => {
                sentences.push("Changing this forces a new resource to be created.".to_owned());
            }
            RequiresReplace::OnChangeUnlessImported => sentences.push(
                "Changing this forces a new resource to be created. Adding it to an imported resource has no effect."
                    .to_owned(),
            ),
        }
        if self.write_only {
            sentences.push("Never stored in the state. Requires Terraform 1.11 or OpenTofu 1.11.".to_owned());
        }
        if let Some(variable) = self.env {
            sentences.push(format!("Can be set with the environment variable `{variable}`."));
        }
        sentences.join(" ")
    }
}
