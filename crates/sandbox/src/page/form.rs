//! The forms of the page and their effects.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    accounts::MAIN,
    faults::Fault,
    lag::Lag,
    out_of_band::{Change, Problem},
    sandbox::Inner,
};

/// The fields of all forms; each form sends those that it needs.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    account: Option<String>,
    action: String,
    /// The label of the object in messages.
    object: String,
    product: String,
    collection: String,
    /// The fields that identify a row, as JSON.
    row: String,
    /// The field of a new name.
    member: String,
    value: String,
    email: String,
    project_id: String,
    customer_id: String,
}

impl Form {
    /// Runs the action and returns a message about it.
    pub(super) fn act(&self, inner: &mut Inner) -> Result<String, Problem> {
        let place = || json!({"product": self.product, "collection": self.collection});
        let project = Some(&self.project_id).filter(|id| !id.is_empty());
        let invited = || json!({"email": self.email, "project_id": project});
        match self.action.as_str() {
            "delete" => {
                let mut remove = place();
                remove["match"] = serde_json::from_str(&self.row)?;
                self.change(inner, json!({"remove": remove}), format!("Deleted {}.", self.object))
            }
            "rename" => {
                let mut edit = place();
                edit["match"] = serde_json::from_str(&self.row)?;
                edit["set"] = json!({self.member.as_str(): self.value});
                self.change(
                    inner,
                    json!({"edit": edit}),
                    format!("Renamed {} to {}.", self.object, self.value),
                )
            }
            "accept" => self.change(inner, json!({"accept": invited()}), format!("{} accepted.", self.email)),
            "decline" => {
                self.change(inner, json!({"decline": invited()}), format!("{} declined.", self.email))
            }
            "member" => {
                let member = json!({"email": self.email, "project_id": project, "role": "Member"});
                self.change(inner, json!({"member": member}), format!("{} took a seat.", self.email))
            }
            "user" => {
                let seed = json!({"product": "corti", "collection": "users", "count": 1, "customer_id": self.customer_id});
                self.change(
                    inner,
                    json!({"seed": seed}),
                    format!("A user of {} took a seat.", self.customer_id),
                )
            }
            "fail" => self.fail(inner),
            "heal" => {
                inner.faults.clear();
                Ok("No request will fail any more.".to_owned())
            }
            "lag" => self.lag(inner),
            "catch-up" => {
                inner.accounts.all_mut().for_each(|account| account.lag.clear());
                Ok("Lists show what is there.".to_owned())
            }
            unknown => Err(Problem(format!("there is no action {unknown:?}"))),
        }
    }

    fn change(&self, inner: &mut Inner, change: Value, done: String) -> Result<String, Problem> {
        let change: Change = serde_json::from_value(change)?;
        let name = self.account.as_deref().unwrap_or(MAIN);
        let account = inner.accounts.get(Some(name));
        let account = account.ok_or_else(|| Problem(format!("there is no account {name:?}")))?;
        match account.write(|account| change.make(account, None))? {
            made if made["changed"] == 0 => Err(Problem(format!("{} is not there any more", self.object))),
            _ => Ok(done),
        }
    }

    fn fail(&self, inner: &mut Inner) -> Result<String, Problem> {
        let mut fault = match self.value.as_str() {
            "cut" => json!({"cut": "before_write"}),
            "lost" => json!({"cut": "after_write"}),
            "soft" => json!({"status": 200, "body": {"success": false, "error": "not possible now"}}),
            "proxy" => {
                json!({"status": 502, "body": "<h1>Bad Gateway</h1>", "content_type": "text/html"})
            }
            status => json!({"status": status.parse::<u16>()?}),
        };
        fault["path"] = "*".into();
        if !self.product.is_empty() {
            fault["product"] = self.product.as_str().into();
        }
        if !self.member.is_empty() {
            fault["method"] = self.member.as_str().into();
        }
        inner.faults.push(serde_json::from_value::<Fault>(fault)?);
        Ok("The next such request will fail.".to_owned())
    }

    fn lag(&self, inner: &mut Inner) -> Result<String, Problem> {
        let seconds: i64 = self.value.parse()?;
        let lag = json!({"ms": seconds.saturating_mul(1000)});
        for account in inner.accounts.all_mut() {
            account.lag.lags.push(serde_json::from_value::<Lag>(lag.clone())?);
        }
        Ok(format!("Lists lag {seconds} seconds behind every write."))
    }
}
