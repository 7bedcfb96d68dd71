//! A sandbox process for one test, and its control path: journal, faults, out-of-band changes.
//!
//! The port is free, the address comes from the first lines the process prints, and it dies with the value.

#[path = "levers.rs"]
mod levers;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use reqwest::Method;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use crate::journal::{Entry, Journal};

/// What the sandbox prints for the user to export. All of it is there before a test goes on.
const ENVIRONMENT: [&str; 8] = [
    "CORTI_BASE_URL",
    "CORTI_PROJECT_ID",
    "CORTI_EMAIL",
    "CORTI_PASSWORD",
    "CORTECS_BASE_URL",
    "CORTECS_MANAGEMENT_KEY",
    "CONFIDENT_BASE_URL",
    "CONFIDENT_ORG_API_KEY",
];

/// The tables that requests fill by themselves: sign-ins, and the people who ever had access.
const TRACES: [&str; 2] = ["tokens", "people"];

/// A running sandbox.
#[derive(Debug)]
pub(crate) struct Sandbox {
    /// None for a further account of another sandbox.
    process: Option<Child>,
    address: String,
    /// The account the control path is asked about; none is the first one.
    account: Option<String>,
    environment: Vec<(String, String)>,
    http: reqwest::Client,
    runtime: Runtime,
}

impl Sandbox {
    pub(crate) fn start() -> Sandbox {
        let mut process = Command::new(env!("CARGO_BIN_EXE_aiadmin-sandbox"))
            .args(["--port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the sandbox starts");
        let mut lines = BufReader::new(process.stdout.take().expect("its standard output")).lines();
        let mut line = || lines.next().expect("the sandbox ended early").expect("text");

        let first = line();
        let address = first
            .strip_prefix("aiadmin-sandbox listening on ")
            .unwrap_or_else(|| panic!("the sandbox's first line was {first:?}"))
            .to_owned();
        let environment = ENVIRONMENT.map(|_| {
            let line = line();
            let export = line.strip_prefix("export ").and_then(|rest| rest.split_once('='));
            let (name, value) = export.unwrap_or_else(|| panic!("not an export line: {line:?}"));
            (name.to_owned(), value.trim_matches(['\'', '"']).to_owned())
        });
        for name in ENVIRONMENT {
            assert!(
                environment.iter().any(|(given, _)| given == name),
                "the sandbox printed no {name}: {environment:?}"
            );
        }

        Sandbox::at(Some(process), address, None, environment.to_vec())
    }

    fn at(
        process: Option<Child>,
        address: String,
        account: Option<String>,
        environment: Vec<(String, String)>,
    ) -> Sandbox {
        // A client's connections belong to the runtime they were made in, so both are this value's own.
        // The system's certificates take longer to read than everything that a test asks.
        let http = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().expect("an HTTP client");
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        Sandbox { process, address, account, environment, http, runtime }
    }

    /// The variables a provider needs to find and enter this sandbox.
    pub(crate) fn environment(&self) -> &[(String, String)] {
        &self.environment
    }

    /// One of these variables.
    pub(crate) fn variable(&self, name: &str) -> String {
        let found = self.environment.iter().find(|(given, _)| given == name);
        found.unwrap_or_else(|| panic!("the sandbox printed no {name}")).1.clone()
    }

    /// Every request since the start, or since the last [`Sandbox::forget`].
    pub(crate) fn journal(&self) -> Journal {
        let entries: Vec<Entry> =
            serde_json::from_value(self.call(&Method::GET, "journal", None)).expect("journal entries");
        let failed = entries.iter().find_map(|entry| entry.fault.as_ref()?.strip_prefix("failed: "));
        assert_eq!(failed, None, "a change that was planned with a fault could not be made");
        Journal(entries)
    }

    /// Empties the journal.
    pub(crate) fn clear_journal(&self) {
        self.call(&Method::DELETE, "journal", None);
    }

    /// Plants a fault: see the sandbox's `faults`.
    pub(crate) fn fault(&self, fault: &Value) {
        self.call(&Method::POST, "faults", Some(fault));
    }

    /// Takes every planted fault back.
    pub(crate) fn clear_faults(&self) {
        self.call(&Method::DELETE, "faults", None);
    }

    /// Changes how the sandbox behaves: latency, limits, its clock.
    pub(crate) fn settings(&self, settings: &Value) {
        self.call(&Method::POST, "settings", Some(settings));
    }

    /// Changes the one matching record behind Terraform's back.
    #[track_caller]
    pub(crate) fn edit(&self, product: &str, collection: &str, matching: &Value, set: &Value) {
        let body = json!({ "product": product, "collection": collection, "match": matching, "set": set });
        self.changed_one("edit", &body);
    }

    /// Removes the one matching record behind Terraform's back.
    #[track_caller]
    pub(crate) fn remove(&self, product: &str, collection: &str, matching: &Value) {
        self.changed_one(
            "remove",
            &json!({ "product": product, "collection": collection, "match": matching }),
        );
    }

    /// The invited person accepts.
    pub(crate) fn accept(&self, email: &str, project: Option<&str>) {
        self.call(&Method::POST, "accept", Some(&json!({ "email": email, "project_id": project })));
    }

    /// The invited person declines.
    pub(crate) fn decline(&self, email: &str, project: Option<&str>) {
        self.call(&Method::POST, "decline", Some(&json!({ "email": email, "project_id": project })));
    }

    /// Somebody rotates a Confident AI key in the console, without a grace period.
    pub(crate) fn rotate(&self, key_id: &str) {
        let key_id: i64 = key_id.parse().expect("the id of a key is a number");
        self.call(&Method::POST, "rotate", Some(&json!({ "key_id": key_id })));
    }

    /// The one matching record as the sandbox holds it.
    #[track_caller]
    pub(crate) fn find(&self, product: &str, collection: &str, matching: &Value) -> Value {
        let state = self.call(&Method::GET, "state", None);
        let rows = state["tables"][product][collection].as_array().cloned().unwrap_or_default();
        let wanted = matching.as_object().cloned().unwrap_or_default();
        let mut found = rows.into_iter().filter(|row| wanted.iter().all(|(name, value)| row[name] == *value));
        let first = found.next().unwrap_or_else(|| panic!("no record of {collection} matches {matching}"));
        assert!(found.next().is_none(), "several records of {collection} match {matching}");
        first
    }

    /// Makes records behind Terraform's back; they are called `seed-0001` and so on.
    pub(crate) fn seed(&self, product: &str, collection: &str, count: usize) {
        self.call(
            &Method::POST,
            "seed",
            Some(&json!({ "product": product, "collection": collection, "count": count })),
        );
    }

    /// The same in a scope: `project_id` or `customer_id`.
    pub(crate) fn seed_in(&self, product: &str, collection: &str, count: usize, scope: &Value) {
        let mut body = scope.clone();
        body["product"] = product.into();
        body["collection"] = collection.into();
        body["count"] = count.into();
        self.call(&Method::POST, "seed", Some(&body));
    }

    /// How many records there are in the collections whose place in the sandbox's state ends so.
    pub(crate) fn records(&self, place: &str) -> usize {
        let counts = self.record_counts();
        counts.iter().filter(|(name, _)| name.ends_with(place)).map(|(_, count)| count).sum()
    }

    /// How many records each table with any has, by its place in the sandbox's state.
    pub(crate) fn record_counts(&self) -> BTreeMap<String, usize> {
        let state = self.state();
        let mut counts = BTreeMap::new();
        for (product, tables) in state["tables"].as_object().into_iter().flatten() {
            for (table, records) in tables.as_object().into_iter().flatten() {
                let records = records.as_array().map_or(0, Vec::len);
                if records > 0 && !TRACES.contains(&table.as_str()) {
                    counts.insert(format!("/tables/{product}/{table}"), records);
                }
            }
        }
        assert!(!counts.is_empty(), "no table was recognized in the sandbox's state");
        counts
    }

    /// Everything the sandbox holds.
    pub(crate) fn state(&self) -> Value {
        self.call(&Method::GET, "state", None)
    }

    /// Every secret the sandbox was configured with, gave out or received.
    pub(crate) fn secrets(&self) -> Vec<String> {
        serde_json::from_value(self.call(&Method::GET, "secrets", None)).expect("a list of texts")
    }

    #[track_caller]
    fn changed_one(&self, verb: &str, body: &Value) {
        let answer = self.call(&Method::POST, verb, Some(body));
        let number = answer.as_u64().or_else(|| answer.as_object()?.values().find_map(Value::as_u64));
        assert_eq!(number, Some(1), "{verb} {body} was to change one record: {answer}");
    }

    fn call(&self, method: &Method, verb: &str, body: Option<&Value>) -> Value {
        let url = format!("{}/_sandbox/{verb}", self.address);
        let mut request = self.http.request(method.clone(), &url);
        if let Some(account) = &self.account {
            request = request.query(&[("account", account)]);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        self.runtime.block_on(async {
            let answer = request.send().await.unwrap_or_else(|error| panic!("{method} {url}: {error}"));
            let status = answer.status();
            let text = answer.text().await.unwrap_or_else(|error| panic!("{method} {url}: {error}"));
            assert!(status.is_success(), "{method} {url}: {status} {text}");
            if text.is_empty() {
                Value::Null
            } else {
                serde_json::from_str(&text).expect("the control path answers JSON")
            }
        })
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            // It may have ended by itself; then there is nothing to stop.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
