//! What a test can do to the APIs beyond asking them; `crates/sandbox/README.md` describes each lever.

use reqwest::Method;
use serde_json::{Value, json};

use super::Sandbox;

impl Sandbox {
    /// Plants a fault for the next request that matches. `effect` may also say `skip`, `times`, `match`, `before`
    /// and `after`.
    pub(crate) fn fault_at(&self, method: &str, path: &str, effect: &Value) {
        let mut fault = effect.clone();
        fault["method"] = method.into();
        fault["path"] = path.into();
        self.fault(&fault);
    }

    /// Somebody else makes these changes when the next such request arrives, before the API sees it.
    pub(crate) fn meanwhile(&self, method: &str, path: &str, changes: &[Value]) {
        self.fault_at(method, path, &json!({ "before": changes }));
    }

    /// The next such request never arrives, and another client makes the same request in that moment.
    pub(crate) fn lost_and_repeated_by_another_client(&self, method: &str, path: &str) {
        self.fault_at(method, path, &json!({ "cut": "before_write", "before": [{ "request": {} }] }));
    }

    /// The next such request is refused with status 200 and `{"success": false}`.
    pub(crate) fn soft_failure(&self, method: &str, path: &str) {
        let body = json!({ "success": false, "error": "not possible now" });
        self.fault_at(method, path, &json!({ "status": 200, "body": body }));
    }

    /// A proxy answers the next such request with a page of its own; the API never sees it.
    pub(crate) fn proxy_page(&self, method: &str, path: &str, status: u16) {
        let page = "<!doctype html><html><body><h1>Web gateway</h1></body></html>";
        self.fault_at(method, path, &json!({ "status": status, "body": page, "content_type": "text/html" }));
    }

    /// Makes lists lag: `{"product": …, "collection": …, "ms": …}` or `"answers"` in place of `"ms"`.
    pub(crate) fn lag(&self, lag: &Value) {
        self.call(&Method::POST, "lag", Some(lag));
    }

    /// The next `answers` of this list after each write show what was there before it.
    pub(crate) fn stale_answers(&self, product: &str, collection: &str, answers: u32) {
        self.lag(&json!({ "product": product, "collection": collection, "answers": answers }));
    }

    /// Every list shows what is there again.
    pub(crate) fn clear_lag(&self) {
        self.call(&Method::DELETE, "lag", None);
    }

    /// A request of a second client with credentials of its own, which must succeed; it is not in the journal.
    pub(crate) fn request(&self, product: &str, method: &str, path: &str, body: &Value) -> Value {
        let request = json!({ "product": product, "method": method, "path": path, "body": body });
        self.call(&Method::POST, "request", Some(&request))
    }

    /// Adds a row exactly as given.
    pub(crate) fn insert(&self, product: &str, collection: &str, row: &Value) {
        self.changed_one("insert", &json!({ "product": product, "collection": collection, "row": row }));
    }

    /// Makes somebody a member with the role of this name; `Owner` replaces the present owner.
    pub(crate) fn member(&self, email: &str, project: Option<&str>, role: &str) {
        self.changed_one("member", &json!({ "email": email, "project_id": project, "role": role }));
    }

    /// Another account with credentials and objects of its own under the same base URLs. It ends with this sandbox,
    /// which has the journal and the faults of both.
    pub(crate) fn second_account(&self, name: &str) -> Sandbox {
        let environment = self.call(&Method::POST, "accounts", Some(&json!({ "name": name })));
        let variables = environment.as_object().into_iter().flatten();
        let environment = variables.map(|(name, value)| {
            (name.clone(), value.as_str().expect("a variable's value is a text").to_owned())
        });
        Sandbox::at(None, self.address.clone(), Some(name.to_owned()), environment.collect())
    }
}
