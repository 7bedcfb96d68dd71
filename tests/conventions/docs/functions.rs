//! Pages of functions, in the layout of tfplugindocs.

use std::collections::BTreeMap;

use aiadmin::registry;
use plugin_framework::engine::Function;

use super::page::{code, front_matter};
use super::union;
use crate::golden;
use crate::served::{PRODUCTS, UNION, everything};

/// Every page by its path.
pub(super) fn pages() -> BTreeMap<String, String> {
    let served = everything();
    served.functions.iter().map(|it| (format!("docs/functions/{}.md", it.name()), page(&**it))).collect()
}

fn page(function: &dyn Function) -> String {
    let name = function.name();
    let serves = |product: &str| registry::catalog(product).functions.iter().any(|it| it.name() == name);
    let (product, title) = PRODUCTS.into_iter().find(|(product, _)| serves(product)).expect("a product");
    let example = golden::text(&format!("examples/terraform/functions/{name}/function.tf"));
    let example = example.replace(&format!("provider::{product}::"), &format!("provider::{UNION}::"));
    let example = union::configuration(&example);
    let parameters = function.parameters();
    let signature: Vec<_> = parameters.iter().map(|it| format!("{} {}", it.name, it.kind.label())).collect();
    let arguments: Vec<_> = parameters
        .iter()
        .enumerate()
        .map(|(index, it)| {
            let nullable = if it.nullable { ", Nullable" } else { "" };
            format!("{}. `{}` ({}{nullable}) {}", index + 1, it.name, it.kind.label(), it.description)
        })
        .collect();
    [
        front_matter(&format!("{name} function - {UNION}"), Some(title), function.summary()),
        format!("# function: {name}"),
        function.description().to_owned(),
        "Functions require Terraform 1.8 or OpenTofu 1.8. They do not require credentials.".to_owned(),
        "## Example Usage".to_owned(),
        code("terraform", &example),
        "## Signature".to_owned(),
        code("text", &format!("{name}({}) {}", signature.join(", "), function.returns().label())),
        "## Arguments".to_owned(),
        arguments.join("\n"),
    ]
    .join("\n\n")
        + "\n"
}
