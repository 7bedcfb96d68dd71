//! `doctor`: checks whether each product can be reached and used with the credentials in the environment. Only reads.
//!
//! Its output is meant to be pasted into an issue. It contains no secret and no name or address of a person: it never
//! repeats server data, only counts and comparisons.

mod assumption;
mod confident;
mod cortecs;
mod corti;
mod examination;
mod report;

use std::process::ExitCode;

use plugin_framework::engine::{Apis, Provider as _};
use plugin_framework::value::DynamicValue;

use super::credentials::{self, Credentials, Product};
use crate::provider::{Block, Env, Summary, UNION};
use report::{ProductReport, Report};

/// The timeout of a request. A host that never responds costs one request and less than ten seconds.
const REQUEST_TIMEOUT: &str = "9s";

/// Examines the products of the provider `name` and prints the report.
pub(super) fn run(name: &str, env: &Env, json: bool) -> ExitCode {
    let report = match examine_all(name, env) {
        Ok(report) => report,
        Err(error) => return super::complain(&format!("Error: doctor cannot start: {error}\n")),
    };
    let text = if json { report.to_json() } else { report.to_string() };
    if super::print(&text).is_err() || report.has_failed() {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

#[tokio::main(flavor = "current_thread")]
async fn examine_all(name: &str, env: &Env) -> std::io::Result<Report> {
    let wanted = credentials::PRODUCTS.iter().filter(|product| name == UNION || product.name == name);
    let products = futures::future::join_all(wanted.map(|product| examine(product, env))).await;
    Ok(Report::new(name, products))
}

async fn examine(product: &Product, env: &Env) -> ProductReport {
    let mut report = ProductReport::new(product.name);
    if let Credentials::Missing(variables) = product.credentials(env) {
        return report.skipped(&variables);
    }
    let apis = match connect(product.name, env) {
        Ok(apis) => apis,
        Err(problems) => return report.failed(problems),
    };
    let ended = match product.name {
        "corti" => corti::examine(&apis, env, &mut report).await,
        "cortecs" => cortecs::examine(&apis, &mut report).await,
        _ => confident::examine(&apis, &mut report).await,
    };
    match ended {
        Ok(()) => report,
        Err(problem) => report.failed([problem]),
    }
}

/// The client of one product with the settings of the environment, with short timeouts and without retries.
fn connect(product: &str, env: &Env) -> Result<Apis, Vec<String>> {
    let config = DynamicValue::object([
        ("request_timeout", REQUEST_TIMEOUT.into()),
        ("max_retries", DynamicValue::from(0_i64)),
    ]);
    let block = Block::new(product, env.clone(), Summary::default());
    block
        .configure(&config, "doctor")
        .map_err(|errors| errors.into_iter().map(|error| error.detail).collect())
}
