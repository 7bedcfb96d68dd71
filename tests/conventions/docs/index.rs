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
        "Terraform selects a resource's provider by the prefix of its type: `corti_customer` belongs to the provider \
         `corti`. Every `resource`, `data`, `ephemeral`, `action`, `list` and `import` block of this provider \
         therefore needs the line `provider = aiadmin`. To avoid this, use one provider per product: see the guide [Four providers or \
         one](guides/four-providers-or-one.md)."
            .to_owned(),
    );
    sections.push("## Authentication".to_owned());
    for (product, title) in PRODUCTS {
        sections.extend([format!("### {title}"), authentication(product).to_owned()]);
    }
    sections.push(
        "You do not need credentials for products that you do not use. If a credential is known only after apply, such \
         as an attribute of another resource, resources keep their stored state and the plan shows a warning. A data \
         source that is read during such a plan is an error."
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
            "The email address and password of a [Corti Console](https://console.corti.app) account. The Admin role \
             is required to create, change or delete objects. Accounts that can only sign in with single sign-on have \
             no password and are not supported. The provider signs in once per run, and again before the access token \
             expires."
        }
        "cortecs" => {
            "A management API key, created in the [Cortecs \
             console](https://cortecs.ai/userArea/console?tab=credentials). Regular API keys are rejected. A \
             management key cannot delete itself. Do not use this provider to manage the key that it uses."
        }
        _ => {
            "An organization API key, created in the organization settings of [Confident \
             AI](https://app.confident-ai.com). Project API keys are rejected. The region is detected from the key \
             unless `region` or `base_url` is set. The key has full access to the organization, and its \
             permissions cannot be limited."
        }
    }
}

fn environment(schema: &Schema) -> Vec<String> {
    let mut rows = Vec::new();
    variables(&schema.attrs, "", &mut rows);
    vec![
        "## Environment Variables".to_owned(),
        "Arguments take precedence over environment variables. An empty variable is ignored.".to_owned(),
        format!("| Argument | Variable |\n| --- | --- |\n{}", rows.join("\n")),
        "The proxy variables `HTTPS_PROXY` and `NO_PROXY` are supported.".to_owned(),
    ]
}

fn variables(attrs: &[Attr], prefix: &str, rows: &mut Vec<String>) {
    for attr in attrs {
        if let Some(variable) = attr.env {
            rows.push(format!("| `{prefix}{}` | `{variable}` |", attr.name));
        }
        variables(attr.kind.members(), &format!("{prefix}{}.", attr.name), rows);
    }
}

fn versions() -> Vec<String> {
    let table = "| Feature | Terraform | OpenTofu |\n| --- | --- | --- |\n\
                 | Resources, data sources, `import` blocks | 1.8 | 1.8 |\n\
                 | Functions | 1.8 | 1.8 |\n\
                 | Ephemeral resources | 1.10 | 1.11 |\n\
                 | Write-only arguments | 1.11 | 1.11 |\n\
                 | Import by identity | 1.12 | 1.12 |\n\
                 | List resources, actions | 1.14 | - |";
    vec!["## Supported Versions".to_owned(), "Minimum version for each feature:".to_owned(), table.to_owned()]
}
