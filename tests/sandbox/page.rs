//! The page at `/`, in a headless Chromium as a person uses it, and what other web pages cannot do.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use fantoccini::{Client, ClientBuilder, Locator, key::Key};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::Sandbox;

/// Chromium with its driver; both end with the test.
struct Browser {
    driver: Child,
    client: Client,
}

impl Browser {
    async fn open(url: &str) -> Self {
        let driver = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn();
        let mut driver = driver.unwrap_or_else(|error| {
            panic!("this test is never skipped and needs chromium and chromedriver (Debian: chromium chromium-driver): {error}")
        });
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .map(Result::unwrap)
            .find_map(|line| {
                Some(line.split_once("successfully on port ")?.1.trim_end_matches('.').to_owned())
            })
            .expect("chromedriver names its port");
        let arguments = json!(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]);
        let wanted = json!({"goog:chromeOptions": {"args": arguments}});
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted.as_object().unwrap().clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("chromedriver starts Chromium");
        client.goto(url).await.unwrap();
        Self { driver, client }
    }

    async fn find(&self, css: &str) -> fantoccini::elements::Element {
        self.client
            .wait()
            .for_element(Locator::Css(css))
            .await
            .unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    /// What the page says was done.
    async fn notice(&self) -> String {
        self.find("[role=status]").await.text().await.unwrap()
    }

    async fn close(mut self) {
        self.client.clone().close().await.unwrap();
        self.driver.kill().unwrap();
        self.driver.wait().unwrap();
    }
}

/// A sandbox with a project, a customer and an open invitation.
async fn furnished() -> Sandbox {
    let sandbox = Sandbox::start();
    sandbox.data("POST /v2/projects", json!({"name": "alpha"})).await;
    sandbox.data("POST /v2/organization/invitations", json!({"emails": ["nurse@acme.example"]})).await;
    let customer = json!({"customerId": "clinic", "displayName": "Clinic"});
    sandbox.corti("POST /projects/sandbox/customers", customer).await;
    sandbox
}

#[tokio::test]
async fn a_person_acts_outside_terraform_with_the_keyboard() {
    let sandbox = furnished().await;
    let browser = Browser::open(&sandbox.base_url).await;
    let enter = char::from(Key::Enter).to_string();

    browser
        .find("[aria-label='Accept invitation of nurse@acme.example']")
        .await
        .send_keys(&enter)
        .await
        .unwrap();
    assert_eq!(browser.notice().await, "nurse@acme.example accepted.");
    let members = sandbox.data("GET /v2/organization/members", Value::Null).await;
    assert_eq!(members["members"][1]["email"], "nurse@acme.example");

    let name = browser.find("[aria-label='New name of project alpha']").await;
    name.send_keys(&format!("beta{enter}")).await.unwrap();
    assert_eq!(browser.notice().await, "Renamed project alpha to beta.");
    browser.find("[aria-label='Delete project beta']").await.send_keys(&enter).await.unwrap();
    assert_eq!(browser.notice().await, "Deleted project beta.");
    assert_eq!(sandbox.data("GET /v2/projects", Value::Null).await["projects"], json!([]));

    browser.find("input[type=email]").await.send_keys(&format!("nora@acme.example{enter}")).await.unwrap();
    assert_eq!(browser.notice().await, "nora@acme.example took a seat.");
    browser.close().await;
}

#[tokio::test]
async fn a_person_lets_the_next_answer_fail_and_lists_lag() {
    let sandbox = furnished().await;
    let browser = Browser::open(&sandbox.base_url).await;
    let failure = browser.find("select[name=value]").await;
    failure.select_by_value("503").await.unwrap();
    browser
        .client
        .find(Locator::XPath("//button[text()='Let it fail']"))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    assert_eq!(browser.notice().await, "The next such request will fail.");
    assert_eq!(sandbox.confident("GET /v2/projects", Value::Null).await.status, 503);
    assert_eq!(sandbox.confident("GET /v2/projects", Value::Null).await.status, 200);

    browser
        .client
        .find(Locator::XPath("//button[text()='Let lists lag']"))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    assert_eq!(browser.notice().await, "Lists lag 10 seconds behind every write.");
    sandbox.data("POST /v2/projects", json!({"name": "beta"})).await;
    let listed = sandbox.data("GET /v2/projects", Value::Null).await;
    assert_eq!(listed["projects"].as_array().unwrap().len(), 1);
    browser.close().await;
}

#[tokio::test]
async fn a_new_object_and_its_request_appear_without_a_reload() {
    let sandbox = Sandbox::start();
    let browser = Browser::open(&sandbox.base_url).await;
    assert_eq!(browser.client.title().await.unwrap(), "aiadmin-sandbox");
    sandbox.data("POST /v2/projects", json!({"name": "alpha"})).await;
    browser.find("[aria-label='Delete project alpha']").await;
    let requests = browser.find("#requests tbody").await.text().await.unwrap();
    assert!(requests.contains("POST /v2/projects"), "{requests}");
    browser.close().await;
}

async fn page(sandbox: &Sandbox) -> String {
    sandbox.http.get(&sandbox.base_url).send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn the_page_shows_no_secret_and_no_markup_of_others() {
    let sandbox = furnished().await;
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
async fn pages_of_other_sites_cannot_look_or_act() {
    let sandbox = furnished().await;
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
