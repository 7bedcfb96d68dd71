//! Answers of the three APIs: whatever a server says, a call ends in a value or an error that names it, after a bounded
//! number of requests, and nothing is "gone" by an answer that cannot be read.

mod calls;
mod script;

use std::time::Duration;

use admin_client::{Settings, Timing};

use script::{Script, Server};

/// The most requests of one call: two looks of a thousand pages and as many ahead, repetitions, log-ins.
const MOST_REQUESTS: usize = 2_200;

/// Serves the script in `data` and makes the call it names.
pub(crate) fn run(data: &[u8]) {
    let Some(script) = Script::parse(data) else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let call = script.call;
        let server = Server::start(script).await;
        let outcome = calls::make(call, &settings(server.address())).await;
        let answers = server.served();
        assert!(answers.len() <= MOST_REQUESTS, "{} requests for one {call}", answers.len());
        calls::judge(call, &outcome, &answers);
    });
}

/// Next to no waits, few repetitions: what is tried is the reading.
fn settings(address: String) -> Settings {
    Settings {
        base_url: Some(address),
        max_retries: 1,
        request_timeout: Some(Duration::from_secs(5)),
        timing: Timing {
            first_wait: Duration::from_millis(1),
            longest_wait: Duration::ZERO,
            budget: Duration::from_millis(1),
            lag: Duration::ZERO,
            absence: Duration::from_mins(1),
            failure: Duration::ZERO,
        },
        ..Settings::default()
    }
}
