//! The sandbox as its clients meet it: the built program, asked over HTTP. One sandbox per test. Every answer of an API
//! that has an OpenAPI file is held against it.
#![cfg(feature = "sandbox")]
#![allow(clippy::unwrap_used, reason = "everything in here is a test")]

mod confident_access;
mod confident_keys;
mod confident_people;
mod confident_projects;
mod contract;
mod control;
mod cortecs;
mod corti;
mod faults;
mod levers;
mod page;
mod running;

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

/// A sandbox of its own for one test; it ends with the test.
struct Sandbox {
    child: Child,
    base_url: String,
    environment: BTreeMap<String, String>,
    http: Client,
    corti_token: OnceCell<String>,
}

/// What came back.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: Value,
}

impl Sandbox {
    fn start() -> Self {
        Self::start_with(&[])
    }

    fn start_with(arguments: &[&str]) -> Self {
        let program = env!("CARGO_BIN_EXE_aiadmin-sandbox");
        let mut child = Command::new(program).args(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let base_url =
            lines.next().unwrap().strip_prefix("aiadmin-sandbox listening on ").unwrap().to_owned();
        let export = |line: String| {
            let (name, value) = line.strip_prefix("export ").unwrap().split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        };
        let environment = lines.take(8).map(export).collect();
        let http = Client::builder().no_proxy().build().unwrap();
        Self { child, base_url, environment, http, corti_token: OnceCell::new() }
    }

    fn variable(&self, name: &str) -> &str {
        &self.environment[name]
    }

    /// A request such as `POST /v2/projects` below one of the base URLs, without credentials. Null is no body.
    fn request(&self, base_url: &str, call: &str, body: &Value) -> RequestBuilder {
        let (method, path) = call.split_once(' ').unwrap();
        let request =
            self.http.request(Method::from_bytes(method.as_bytes()).unwrap(), format!("{base_url}{path}"));
        if body.is_null() { request } else { request.json(body) }
    }

    async fn corti(&self, call: &str, body: Value) -> Answer {
        let token = self.corti_token.get_or_init(|| self.log_in()).await;
        let answer =
            answer(self.request(self.variable("CORTI_BASE_URL"), call, &body).bearer_auth(token)).await;
        contract::check(&contract::CORTI, call, &answer);
        answer
    }

    async fn log_in(&self) -> String {
        let body =
            json!({"email": self.variable("CORTI_EMAIL"), "password": self.variable("CORTI_PASSWORD")});
        let answer = answer(self.request(self.variable("CORTI_BASE_URL"), "POST /auth/token", &body)).await;
        answer.body["accessToken"].as_str().unwrap().to_owned()
    }

    async fn cortecs(&self, call: &str, body: Value) -> Answer {
        let key = self.variable("CORTECS_MANAGEMENT_KEY");
        answer(self.request(self.variable("CORTECS_BASE_URL"), call, &body).bearer_auth(key)).await
    }

    async fn confident(&self, call: &str, body: Value) -> Answer {
        self.confident_with(self.variable("CONFIDENT_ORG_API_KEY"), call, body).await
    }

    async fn confident_with(&self, key: &str, call: &str, body: Value) -> Answer {
        let request = self.request(self.variable("CONFIDENT_BASE_URL"), call, &body);
        let answer = answer(request.header("CONFIDENT_API_KEY", key)).await;
        contract::check(&contract::CONFIDENT, call, &answer);
        answer
    }

    /// The payload of a call to Confident AI that must succeed.
    async fn data(&self, call: &str, body: Value) -> Value {
        let mut answer = self.confident(call, body).await;
        assert_eq!((answer.status, &answer.body["success"]), (200, &json!(true)), "{call}: {}", answer.body);
        answer.body["data"].take()
    }

    /// A call to the control path, which must succeed.
    async fn control(&self, call: &str, body: Value) -> Value {
        let answer = answer(self.request(&format!("{}/_sandbox", self.base_url), call, &body)).await;
        assert_eq!(answer.status, 200, "{call}: {}", answer.body);
        answer.body
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // A test may have ended the process already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

async fn answer(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Answer { status, headers, body }
}
