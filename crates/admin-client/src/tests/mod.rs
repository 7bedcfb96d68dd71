//! The client against small servers on loopback that answer as each test tells them.

mod absence;
mod calls;
mod certificates;
mod creations;
mod find_user;
mod fixtures;
mod hostile;
mod lists;
mod login;
mod server;
mod siblings;

use std::time::Duration;

use super::{Settings, Timing};
use server::Server;

/// Settings for a test server: waits of a few milliseconds.
fn settings(server: &Server) -> Settings {
    Settings {
        base_url: Some(server.base_url.clone()),
        timing: Timing {
            first_wait: Duration::from_millis(2),
            longest_wait: Duration::from_millis(10),
            budget: Duration::from_secs(2),
            lag: Duration::from_millis(20),
            absence: Duration::from_secs(30),
            failure: Duration::ZERO,
        },
        ..Settings::default()
    }
}
