//! The section `Import`: an identity, an `import` block and the command, all with the ids of `import.sh`.

use plugin_framework::engine::{Declared, Id, Part};

use super::page::code;
use super::union;
use crate::golden;

const BLOCK: &str = "[`import` block](https://developer.hashicorp.com/terraform/language/import)";
const COMMAND: &str =
    "[`terraform import` command](https://developer.hashicorp.com/terraform/cli/commands/import)";

/// The section; the first id of `import.sh` is the one the blocks show.
pub(super) fn section(it: &dyn Declared) -> String {
    let name = it.name();
    let script = golden::text(&format!("examples/terraform/resources/{name}/import.sh"));
    let id = first_id(&script).unwrap_or_else(|| panic!("{name}: import.sh imports nothing"));
    let block = format!("import {{\n  to = {name}.example\n  id = \"{id}\"\n}}");
    [
        "## Import".to_owned(),
        "Import is supported using the following syntax:".to_owned(),
        format!("In Terraform v1.12.0 and later, the {BLOCK} can be used with the `identity` attribute, for example:"),
        code("terraform", &union::configuration(&identity_block(name, it.id_parts(), id))),
        "### Identity Schema".to_owned(),
        identity_schema(it.id_parts()),
        format!("In Terraform v1.5.0 and later, the {BLOCK} can be used with the `id` attribute, for example:"),
        code("terraform", &union::configuration(&block)),
        format!("The {COMMAND} can be used, for example:"),
        code("shell", &script),
    ]
    .join("\n\n")
}

/// The id of the first `terraform import` line.
fn first_id(script: &str) -> Option<&str> {
    let line = script.lines().find(|line| line.starts_with("terraform import "))?;
    Some(line.split_once(' ')?.1.splitn(3, ' ').nth(2)?.trim_matches(['\'', '"']))
}

fn identity_block(name: &str, parts: &[Part], id: &str) -> String {
    let id = Id::parse(parts, id).unwrap_or_else(|_| panic!("{name}: {id} is no id"));
    let given: Vec<_> = parts.iter().filter_map(|part| Some((part.name, id.part(part.name)?))).collect();
    let width = given.iter().map(|(part, _)| part.len()).max().unwrap_or_default();
    let lines: Vec<String> =
        given.iter().map(|(part, value)| format!("    {part:width$} = \"{value}\"")).collect();
    format!("import {{\n  to = {name}.example\n  identity = {{\n{}\n  }}\n}}", lines.join("\n"))
}

fn identity_schema(parts: &[Part]) -> String {
    let group = |title: &str, optional: bool| {
        let group: Vec<_> = parts.iter().filter(|part| part.optional == optional).collect();
        let lines: Vec<_> =
            group.iter().map(|part| format!("- `{}` (String) {}", part.name, part.description)).collect();
        (!lines.is_empty()).then(|| format!("#### {title}\n\n{}", lines.join("\n")))
    };
    let groups = [group("Required", false), group("Optional", true)];
    groups.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}
