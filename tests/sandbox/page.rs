//! The page at `/`, in a headless Chromium as a person uses it, and what other web pages cannot do.

use std::{
    io::{BufRead, BufReader},
    panic::{AssertUnwindSafe, resume_unwind},
    process::{Child, Command, Stdio},
};

use fantoccini::{Client, ClientBuilder, Locator, elements::Element, key::Key};
use futures::FutureExt;
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::{Method, StatusCode};
use serde_json::{Map, Value, json};

use crate::Sandbox;

/// Chromium as its driver steers it.
struct Browser {
    client: Client,
}

/// Opens the page in a browser that is closed when the test ends, also when it fails.
async fn browse(url: &str, test: impl AsyncFnOnce(&Browser)) {
    let mut driver = start_driver();
    let client = ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities())
        .connect(&format!("http://127.0.0.1:{}", port(&mut driver)))
        .await
        .expect("chromedriver starts Chromium");
    let browser = Browser { client };
    let tested = AssertUnwindSafe(async {
        browser.client.goto(url).await.unwrap();
        test(&browser).await;
    });
    let outcome = tested.catch_unwind().await;
    browser.client.clone().close().await.unwrap();
    driver.kill().unwrap();
    driver.wait().unwrap();
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

fn start_driver() -> Child {
    let started = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn();
    started.unwrap_or_else(|error| {
        panic!("this test needs chromedriver and chromium and is never skipped (Debian: chromium-driver): {error}")
    })
}

fn port(driver: &mut Child) -> String {
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines().map(Result::unwrap);
    let port =
        |line: String| Some(line.split_once("successfully on port ")?.1.trim_end_matches('.').to_owned());
    lines.find_map(port).expect("chromedriver names its port")
}

fn capabilities() -> Map<String, Value> {
    let arguments = json!(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]);
    Map::from_iter([("goog:chromeOptions".to_owned(), json!({"args": arguments}))])
}

impl Browser {
    async fn find(&self, css: &str) -> Element {
        self.client
            .wait()
            .for_element(Locator::Css(css))
            .await
            .unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    async fn press(&self, button: &str) {
        let button = format!("//button[text()='{button}']");
        self.client.find(Locator::XPath(&button)).await.unwrap().click().await.unwrap();
    }

    /// Waits until the page says this.
    async fn says(&self, notice: &str) {
        let path = format!("//*[@role='status'][text()='{notice}']");
        let found = self.client.wait().for_element(Locator::XPath(&path)).await;
        found.unwrap_or_else(|error| panic!("{notice}: {error}"));
    }
}

/// A sandbox with a project, a customer and an open invitation.
async fn populated_sandbox() -> Sandbox {
    let sandbox = Sandbox::start();
    sandbox.data("POST /v2/projects", json!({"name": "alpha"})).await;
    sandbox.data("POST /v2/organization/invitations", json!({"emails": ["nurse@acme.example"]})).await;
    let customer = json!({"customerId": "clinic", "displayName": "Clinic"});
    sandbox.corti("POST /projects/sandbox/customers", customer).await;
    sandbox
}

#[tokio::test]
async fn a_person_acts_outside_terraform_by_keyboard() {
    let sandbox = populated_sandbox().await;
    let enter = char::from(Key::Enter);
    browse(&sandbox.base_url, async |browser| {
        let keys = async |css: &str, keys: &str| browser.find(css).await.send_keys(keys).await.unwrap();
        keys("[aria-label='Accept invitation of nurse@acme.example']", &enter.to_string()).await;
        browser.says("nurse@acme.example accepted.").await;
        let members = sandbox.data("GET /v2/organization/members", Value::Null).await;
        assert_eq!(members["members"][1]["email"], "nurse@acme.example");

        keys("[aria-label='New name of project alpha']", &format!("beta{enter}")).await;
        browser.says("Renamed project alpha to beta.").await;
        keys("[aria-label='Delete project beta']", &enter.to_string()).await;
        browser.says("Deleted project beta.").await;
        assert_eq!(sandbox.data("GET /v2/projects", Value::Null).await["projects"], json!([]));

        keys("input[type=email]", &format!("nora@acme.example{enter}")).await;
        browser.says("nora@acme.example took a seat.").await;
    })
    .await;
}

#[tokio::test]
async fn a_person_makes_a_request_fail_and_lists_lag() {
    let sandbox = populated_sandbox().await;
    browse(&sandbox.base_url, async |browser| {
        browser.find("select[name=value]").await.select_by_value("503").await.unwrap();
        browser.press("Let it fail").await;
        browser.says("The next such request will fail.").await;
        assert_eq!(sandbox.confident("GET /v2/projects", Value::Null).await.status, 503);
        assert_eq!(sandbox.confident("GET /v2/projects", Value::Null).await.status, 200);

        browser.press("Let lists lag").await;
        browser.says("Lists lag 10 seconds behind every write.").await;
        sandbox.data("POST /v2/projects", json!({"name": "beta"})).await;
        let listed = sandbox.data("GET /v2/projects", Value::Null).await;
        assert_eq!(listed["projects"].as_array().unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_new_object_appears_without_a_reload() {
    let sandbox = Sandbox::start();
    browse(&sandbox.base_url, async |browser| {
        assert_eq!(browser.client.title().await.unwrap(), "aiadmin-sandbox");
        sandbox.data("POST /v2/projects", json!({"name": "alpha"})).await;
        browser.find("[aria-label='Delete project alpha']").await;
        let requests = browser.find("#requests tbody").await.text().await.unwrap();
        assert!(requests.contains("POST /v2/projects"), "{requests}");
    })
    .await;
}

async fn page(sandbox: &Sandbox) -> String {
    sandbox.http.get(&sandbox.base_url).send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn shows_no_secret_and_no_foreign_markup() {
    let sandbox = populated_sandbox().await;
    let user = json!({"email": "ada@clinic.example", "firstName": "<script>", "lastName": "King",
        "password": "shown-password-0001"});
    sandbox.corti("POST /projects/sandbox/customers/clinic/users", user).await;
    let shown = page(&sandbox).await;
    for secret in sandbox.control("GET /secrets", Value::Null).await.as_array().unwrap() {
        assert!(!shown.contains(secret.as_str().unwrap()), "{secret} is shown");
    }
    assert!(shown.contains("(secret)") && shown.contains("ada@clinic.example"), "{shown}");
    assert!(!shown.contains("<script>"), "{shown}");
}

#[tokio::test]
async fn other_sites_cannot_look_or_act() {
    let sandbox = populated_sandbox().await;
    let own = sandbox.base_url.clone();
    let port = own.rsplit_once(':').unwrap().1.to_owned();
    let send = async |method: Method, path: &str, host: &str, origin: Option<&str>| {
        let mut request = sandbox.http.request(method, format!("{own}{path}")).header("host", host);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        if path == "/do" {
            request = request.header("content-type", "application/x-www-form-urlencoded").body("action=heal");
        }
        request.send().await.unwrap().status()
    };
    let (local, rebound) = (format!("127.0.0.1:{port}"), format!("evil.example:{port}"));
    let forbidden = StatusCode::FORBIDDEN;
    assert_eq!(send(Method::GET, "/", &rebound, None).await, forbidden);
    assert_eq!(send(Method::GET, "/_sandbox/secrets", &rebound, None).await, forbidden);
    for origin in [None, Some("http://evil.example"), Some("null")] {
        assert_eq!(send(Method::POST, "/do", &local, origin).await, forbidden, "{origin:?}");
    }
    let other = Some("http://evil.example");
    assert_eq!(send(Method::DELETE, "/_sandbox/faults", &local, other).await, forbidden);
    assert_eq!(send(Method::POST, "/do", &local, Some(&own)).await, StatusCode::OK);
    assert_eq!(send(Method::DELETE, "/_sandbox/faults", &local, None).await, StatusCode::OK);
}
