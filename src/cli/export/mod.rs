//! `export`: the accounts named by the environment as configuration, with an `import` block for every object.

mod account;
mod folder;
mod hcl;
mod name;
mod reference;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use plugin_framework::server::{Served, generated};

use super::credentials::{self, Credentials};
use crate::provider::{Env, Summary, UNION};
use crate::registry;
use account::{Object, Portion};
use folder::{Folder, MARK};
use hcl::{Argument, block};
use name::{Names, readable};
use reference::References;

/// The file with the `required_providers`.
const PROVIDERS: &str = "providers.tf";

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Export only this product. Can be repeated. By default, every product with credentials in the environment.
    #[arg(long = "product", value_name = "PRODUCT")]
    products: Vec<Product>,
    /// Write to this folder.
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    /// Use one provider per product, or `aiadmin` for all products.
    #[arg(long, value_enum, default_value_t = ProviderNames::Separate)]
    provider: ProviderNames,
    /// Write to a folder that already contains configuration. Replaces the files of a previous export only.
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Product {
    Corti,
    Cortecs,
    Confident,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ProviderNames {
    Separate,
    Aiadmin,
}

/// Exports and prints what was written.
pub(super) fn run(name: &'static str, env: &Env, options: &Options) -> ExitCode {
    match export(name, env, options) {
        Ok(said) => {
            let printed = super::print(&printable(&said.written.concat()));
            if said.failures.is_empty() && printed.is_ok() {
                return ExitCode::SUCCESS;
            }
            super::complain(&printable(&said.failures.concat()))
        }
        Err(error) => super::complain(&printable(&format!("Error: {error}\n"))),
    }
}

#[derive(Debug, Default)]
struct Exported {
    written: Vec<String>,
    failures: Vec<String>,
}

fn export(name: &'static str, env: &Env, options: &Options) -> Result<Exported, String> {
    let folder = Folder::open(&options.out, options.force)?;
    let mut said = Exported::default();
    let products = products(name, env, options, &mut said)?;
    let served = registry::configured(name, env.clone(), Summary::default())
        .map_err(|errors| errors.into_iter().map(|error| error.detail).collect::<Vec<_>>().join("\n"))?;
    let portions = read(&served, &products).map_err(|error| format!("nothing can be read: {error}"))?;

    let mut whole = Vec::new();
    let mut missing = Vec::new();
    let mut files = Names::default();
    for portion in portions {
        let file = files.unique(portion.file);
        match portion.objects {
            Ok(objects) => whole.push((format!("{file}.tf"), portion.prefix, objects)),
            Err(error) => {
                said.failures.push(format!("{file}.tf was not written ({}):\n  {error}\n", portion.what));
                missing.push((
                    file,
                    products.iter().copied().find(|it| portion.what.to_lowercase().starts_with(it)),
                ));
            }
        }
    }
    let mut texts = written(&served, &whole, options.provider);
    if !whole.is_empty() && !folder.requires_providers() {
        texts.insert(PROVIDERS.to_owned(), required(&products, options.provider));
    }
    // Files of objects that could not be read are kept.
    let keep =
        |file: &str| missing.iter().any(|(name, _)| file.starts_with(name.as_str())) || whole.is_empty();
    folder.write(&texts, &keep)?;
    for (file, _, objects) in &whole {
        let s = if objects.len() == 1 { "" } else { "s" };
        said.written.push(format!("{}: {} object{s}\n", options.out.join(file).display(), objects.len()));
    }
    if !whole.is_empty() {
        said.written
            .push("Run `terraform init` and `terraform plan`: the plan shows imports only.\n".to_owned());
    }
    Ok(said)
}

/// The products to export: the requested ones, or those with credentials.
fn products(
    name: &str,
    env: &Env,
    options: &Options,
    said: &mut Exported,
) -> Result<Vec<&'static str>, String> {
    let mut products = Vec::new();
    for product in credentials::PRODUCTS.iter().filter(|it| name == UNION || it.name == name) {
        let asked = options
            .products
            .iter()
            .any(|it| it.to_possible_value().is_some_and(|it| it.get_name() == product.name));
        if !asked && !options.products.is_empty() {
            continue;
        }
        match product.credentials(env) {
            Credentials::Missing(variables) | Credentials::Partial(variables) => {
                let unset = variables.join(" and ");
                if asked {
                    return Err(format!("{} cannot be exported: {unset} not set.", product.name));
                }
                said.written.push(format!("{} was skipped: {unset} not set.\n", product.name));
            }
            Credentials::Set => products.push(product.name),
        }
    }
    if products.is_empty() {
        return Err("no credentials are set.".to_owned());
    }
    Ok(products)
}

#[tokio::main(flavor = "current_thread")]
async fn read(served: &Served, products: &[&'static str]) -> std::io::Result<Vec<Portion>> {
    // Shown only on a terminal, and cleared at the end.
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}: {pos} objects, {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    let mut portions = Vec::new();
    for product in products {
        bar.set_message(format!("Reading {product}"));
        let bar = &bar;
        portions.extend(account::portions(product, served, &|count| bar.inc(count as u64)).await);
    }
    bar.finish_and_clear();
    Ok(portions)
}

/// The text of each file.
fn written(
    served: &Served,
    whole: &[(String, Option<String>, Vec<Object>)],
    way: ProviderNames,
) -> BTreeMap<String, String> {
    let mut names: BTreeMap<&str, Names> = BTreeMap::new();
    let mut labeled: Vec<(&str, &Object, String)> = Vec::new();
    for (file, prefix, objects) in whole {
        for object in objects {
            let noun = object.kind.split_once('_').map_or(object.kind, |(_, noun)| noun);
            let name = readable(&object.name, noun);
            let name = match prefix {
                Some(prefix) if object.kind != "confident_project" => format!("{prefix}_{name}"),
                _ => name,
            };
            labeled.push((file.as_str(), object, names.entry(object.kind).or_default().unique(name)));
        }
    }
    let references = References::new(labeled.iter().map(|(_, object, label)| (*object, label.as_str())));
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for (file, object, label) in &labeled {
        let text = texts.entry((*file).to_owned()).or_insert_with(|| MARK.to_owned());
        *text += "\n";
        *text += &blocks(served, object, label, &references, way);
    }
    texts
}

/// The import and the resource block of one object.
fn blocks(
    served: &Served,
    object: &Object,
    label: &str,
    references: &References,
    way: ProviderNames,
) -> String {
    let to = Argument::Refers(format!("{}.{label}", object.kind));
    let mut import = vec![("to", to), ("id", Argument::Is(object.id.clone().into()))];
    let resource = served.resources.iter().find(|it| it.name() == object.kind);
    let config = resource.map(|it| generated(it.schema(), &object.state)).unwrap_or_default();
    let attrs = resource.map(|it| &it.schema().attrs[..]).unwrap_or_default();
    let set = attrs.iter().filter(|attr| !attr.sensitive && !config.get(attr.name).is_null());
    let set = set.map(|attr| (attr.name, config.get(attr.name).clone()));
    let mut arguments = references.arguments(object, set);
    if way == ProviderNames::Aiadmin {
        // OpenTofu looks for a provider of the type's own name unless the import block names one, too.
        for block in [&mut import, &mut arguments] {
            block.insert(0, ("provider", Argument::Refers(UNION.to_owned())));
        }
    }
    format!("{}\n{}", block("import", &[], &import), block("resource", &[object.kind, label], &arguments))
}

fn required(products: &[&str], way: ProviderNames) -> String {
    let names = if way == ProviderNames::Aiadmin { &[UNION][..] } else { products };
    let width = names.iter().map(|name| name.len()).max().unwrap_or_default();
    let lines: Vec<String> =
        names.iter().map(|name| format!("    {name:width$} = {{ source = \"aiadmin/{name}\" }}\n")).collect();
    format!("{MARK}\nterraform {{\n  required_providers {{\n{}  }}\n}}\n", lines.concat())
}

/// Server data must not control the terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}
