//! The `provider` block: the settings of one product, or of all products as nested attributes.

mod confident;
mod cortecs;
mod corti;
mod env;
mod setting;
mod summary;

use std::sync::Arc;

use admin_client::AdminClient;
use plugin_framework::engine::{Apis, Error, Provider};
use plugin_framework::schema::{Attr, Schema, object};
use plugin_framework::value::{AttributePath, DynamicValue};
use setting::Settings;

pub use env::Env;
pub use summary::Summary;

/// A product: its part of the provider configuration and its API client.
trait Product: Send + Sync {
    /// Its short name, which is also the prefix of its types.
    fn name(&self) -> &'static str;
    /// One sentence for the nested attribute of the union provider.
    fn description(&self) -> &'static str;
    /// Its attributes.
    fn attrs(&self) -> Vec<Attr>;
    /// Adds its API, or the reason why it cannot be used. An invalid setting is an error.
    fn connect(&self, settings: &Settings<'_>, apis: &mut Apis, summary: &Summary) -> Result<(), Error>;
}

/// Adds an API whose waits end when Terraform asks to stop and whose statistics are logged on exit.
fn add<A: Send + Sync + 'static>(
    apis: &mut Apis,
    summary: &Summary,
    product: &'static str,
    api: A,
    client: fn(&A) -> &AdminClient,
) {
    let api = Arc::new(api);
    let (counted, stopped, noticed) = (Arc::clone(&api), Arc::clone(&api), Arc::clone(&api));
    summary.add(product, move || client(&counted).request_stats());
    apis.on_stop(move || client(&stopped).stop().cancel_waits());
    apis.on_notice(move || client(&noticed).take_notices());
    apis.insert(Ok(api));
}

/// The products in the order of the documentation.
fn products() -> Vec<Box<dyn Product>> {
    vec![
        Box::new(corti::CortiProduct),
        Box::new(cortecs::CortecsProduct),
        Box::new(confident::ConfidentProduct),
    ]
}

/// The name under which all products are served by one provider.
pub(crate) const UNION: &str = "aiadmin";

/// The provider block of one provider name.
pub(crate) struct Block {
    name: String,
    products: Vec<Box<dyn Product>>,
    env: Env,
    summary: Summary,
}

impl Block {
    /// The block of the provider `name`: a product, or all of them.
    pub(crate) fn new(name: &str, env: Env, summary: Summary) -> Block {
        let products = products().into_iter().filter(|it| name == UNION || it.name() == name).collect();
        Block { name: name.to_owned(), products, env, summary }
    }

    fn nested(&self) -> bool {
        self.name == UNION
    }
}

impl Provider for Block {
    fn schema(&self) -> Schema {
        match &self.products[..] {
            [only] if !self.nested() => Schema::new(only.description(), only.attrs()),
            all => Schema::new(
                "Manages Corti, Cortecs and Confident AI with one plugin.",
                all.iter()
                    .map(|it| object(it.name(), it.description(), it.attrs()).optional())
                    .collect::<Vec<_>>(),
            ),
        }
    }

    fn configure(&self, config: &DynamicValue, terraform_version: &str) -> Result<Apis, Vec<Error>> {
        let mut apis = Apis::default();
        let mut wrong = Vec::new();
        for product in &self.products {
            let (config, place) = if self.nested() {
                (config.get(product.name()), AttributePath::new(product.name()))
            } else {
                (config, AttributePath::root())
            };
            let version = env!("CARGO_PKG_VERSION");
            let user_agent =
                format!("terraform-provider-{}/{version} Terraform/{terraform_version}", self.name);
            let settings = Settings { config, env: &self.env, attrs: product.attrs(), place, user_agent };
            if let Err(error) = product.connect(&settings, &mut apis, &self.summary) {
                wrong.push(error);
            }
        }
        if wrong.is_empty() { Ok(apis) } else { Err(wrong) }
    }
}
