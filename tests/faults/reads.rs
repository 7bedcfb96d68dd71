//! Reads that are refused or fail say nothing about what exists: the object stays in the state, and an error names the status.

use std::collections::BTreeSet;

use serde_json::json;

use crate::changes::accepted;
use crate::config;
use crate::provider::{Object, Provider};
use crate::sandbox::Sandbox;
use crate::types::{Type, each_written_type};

each_written_type!(stays_if_a_read_fails: super::check);

fn check(of: &Type) {
    let sandbox = Sandbox::start();
    let config = config(of, &sandbox);
    let created = Provider::of(&sandbox).create(of.name, &config);
    stays(of, &sandbox, &created);
    if of.accepts.is_some() {
        stays(of, &sandbox, &accepted(of, &sandbox, &config, created));
    }
}

/// Requests that find out whose the credentials are. An object that was found stays without them.
const ACCOUNT: [&str; 2] = ["/v2/organization", "/manage/project-configs"];

/// Each request of a refresh fails in turn, and then all of them.
fn stays(of: &Type, sandbox: &Sandbox, stored: &Object) {
    sandbox.clear_journal();
    let unchanged = Provider::of(sandbox).read(of.name, stored);
    assert!(unchanged.is_stored() && !unchanged.failed(), "{unchanged:?}");
    let sent = sandbox.journal().0;
    let gets: BTreeSet<&str> =
        sent.iter().filter(|it| it.method == "GET").map(|it| it.path.as_str()).collect();
    for path in gets.into_iter().chain(["*"]) {
        for status in [401, 403, 404, 500] {
            sandbox.fault(&json!({"method": "GET", "path": path, "times": 0, "status": status}));
            let read = Provider::of(sandbox).read(of.name, stored);
            if ACCOUNT.contains(&path) && path != of.path {
                assert_eq!((&read.state, read.said.len()), (&unchanged.state, 0), "{status} for {path}");
            } else {
                assert!(read.is_stored() && read.failed(), "{status} for {path}: {read:?}");
                assert!(read.says(&status.to_string()), "{status} for {path}: {read:?}");
            }
            sandbox.clear_faults();
        }
    }
}
