//! The first page of a provider: how it is configured, and with which credentials.

use aiadmin::registry;
use plugin_framework::schema::{Attr, Schema};

use super::attributes;
use super::page::{code, front_matter};
use crate::golden;
use crate::served::{PRODUCTS, UNION};

/// The page of the provider that serves all products.
pub(super) fn of_union() -> String {
    let schema = registry::catalog(UNION).provider.schema();
    let mut sections = opening(UNION, &schema, "examples/terraform/provider/provider.tf");
    sections.push(
        "Terraform looks for the provider of `corti_customer` under the name `corti`, so every resource, data source and \
         ephemeral resource served by this provider says `provider = aiadmin`. Without that line it belongs to \
         `aiadmin/corti`, which is the same program serving one product: see the guide [Four providers or \
         one](guides/four-providers-or-one.md)."
            .to_owned(),
    );
    sections.push("## Authentication".to_owned());
    for (product, title) in PRODUCTS {
        sections.extend([format!("### {title}"), authentication(product).to_owned()]);
    }
    sections.push(
        "A product without credentials is no error until something of it is used. A credential that is known only after \
         apply, such as an attribute of another resource, does not fail the plan."
            .to_owned(),
    );
    sections.extend(environment(&schema));
    sections.extend(versions());
    sections.push(attributes::section(&schema));
    sections.join("\n\n") + "\n"
}

/// The page of the provider of one product, which is a guide here and the index where it is published.
pub(super) fn of_product(product: &str) -> String {
    let schema = registry::catalog(product).provider.schema();
    let mut sections =
        opening(product, &schema, &format!("examples/terraform/provider/{product}/provider.tf"));
    sections.extend(["## Authentication".to_owned(), authentication(product).to_owned()]);
    sections.extend(environment(&schema));
    sections.extend(versions());
    sections.push(attributes::section(&schema));
    sections.join("\n\n") + "\n"
}

fn opening(name: &str, schema: &Schema, example: &str) -> Vec<String> {
    let product = PRODUCTS.iter().find(|(product, _)| *product == name).map(|_| "Providers");
    vec![
        front_matter(&format!("{name} Provider"), product, &schema.description),
        format!("# {name} Provider"),
        schema.description.clone(),
        "## Example Usage".to_owned(),
        code("terraform", &golden::text(example)),
    ]
}

fn authentication(product: &str) -> &'static str {
    match product {
        "corti" => {
            "The e-mail address and password of a Corti Console account. Creating, changing and deleting needs the Admin \
             role. An account that only knows single sign-on has no password and cannot be used. The provider logs in \
             once for all calls of a run and again before the token expires."
        }
        "cortecs" => {
            "A management API key; an ordinary one is refused. A management key cannot delete itself, so a key that \
             Terraform manages must not be the one it uses."
        }
        _ => {
            "An organization API key. A project key cannot administer. The key tells its region, and `region` or \
             `base_url` tells it where the key does not. Every apply acts with the rights of the key, which are those of \
             the whole organization."
        }
    }
}

fn environment(schema: &Schema) -> Vec<String> {
    let mut rows = Vec::new();
    variables(&schema.attrs, "", &mut rows);
    vec![
        "## Environment Variables".to_owned(),
        "What is configured wins over the environment; an empty variable counts as unset.".to_owned(),
        format!("| argument | variable |\n| --- | --- |\n{}", rows.join("\n")),
        "The usual proxy variables (`HTTPS_PROXY`, `NO_PROXY`) are honoured.".to_owned(),
    ]
}

fn variables(attrs: &[Attr], here: &str, rows: &mut Vec<String>) {
    for attr in attrs {
        if let Some(variable) = attr.env {
            rows.push(format!("| `{here}{}` | `{variable}` |", attr.name));
        }
        variables(attr.kind.members(), &format!("{here}{}.", attr.name), rows);
    }
}

fn versions() -> Vec<String> {
    let table = "| feature | Terraform | OpenTofu |\n| --- | --- | --- |\n\
                 | resources, data sources, `import` blocks | 1.8 | 1.8 |\n\
                 | ephemeral resources | 1.10 | 1.11 |\n\
                 | write-only arguments | 1.11 | 1.11 |\n\
                 | import by identity | 1.12 | 1.12 |";
    vec![
        "## Supported Versions".to_owned(),
        "The oldest version each feature works with:".to_owned(),
        table.to_owned(),
    ]
}
