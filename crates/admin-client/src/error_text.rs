//! The text of an error: the response and the next step, separately and as one line.

use std::borrow::Cow;
use std::fmt;

use time::format_description::well_known::Rfc3339;

use super::error::{Candidate, Error, Kind, Missing, NotSent};

impl Error {
    /// A summary of the response, with details in parentheses: "HTTP 409 (name already used, request ID 7f3c)".
    pub fn response_summary(&self) -> String {
        let mut facts: Vec<String> = Vec::new();
        let clause = match self.kind() {
            Kind::Unsent { why: NotSent::Unreachable, reason } => {
                facts.push(reason.clone());
                "the server could not be reached".to_owned()
            }
            Kind::Unsent { reason, .. } => reason.clone(),
            Kind::Unanswered { reason, status } => {
                facts.push(reason.clone());
                match status {
                    Some(status @ 200..300) => {
                        format!("the HTTP {status} response did not come from the API")
                    }
                    Some(status) => format!("a proxy or gateway returned HTTP {status}"),
                    None => "no response was received".to_owned(),
                }
            }
            Kind::Refused { status, message, .. } => {
                if !message.is_empty() {
                    facts.push(message.clone());
                }
                format!("HTTP {status}")
            }
            Kind::Unreadable { reason } if self.method() == "GET" || self.is_login() => {
                facts.push(reason.clone());
                "the response could not be parsed".to_owned()
            }
            Kind::Unreadable { reason } => {
                facts.push(reason.clone());
                "the request succeeded, but the response could not be parsed".to_owned()
            }
        };
        if let Some(id) = self.request_id() {
            facts.push(format!("request ID {id}"));
        }
        if self.attempts() > 1 {
            facts.push(format!("{} attempts", self.attempts()));
        }
        if self.was_interrupted() {
            facts.push("interrupted".to_owned());
        }
        if facts.is_empty() { clause } else { format!("{clause} ({})", facts.join(", ")) }
    }

    /// One sentence on what to do next, if it follows from the error.
    pub fn next_step(&self) -> Option<Cow<'static, str>> {
        if self.is_login() && matches!(self.kind(), Kind::Refused { status: 400 | 401 | 403, .. }) {
            return Some(
                format!(
                    "Check {}. The provider does not try to sign in again in this run.",
                    self.credential()
                )
                .into(),
            );
        }
        if self.is_not_from_api() && self.status() == Some(404) {
            return Some("The response did not come from the API. Check `base_url`.".into());
        }
        let step = match self.kind() {
            Kind::Unsent { why: NotSent::Unreachable, .. } => Some(
                "Check `base_url`, the network and the proxy variables. If a certificate is rejected, set \
                 `ca_certificate_file`.",
            ),
            Kind::Unsent { why: NotSent::Paused, .. } | Kind::Refused { status: 429, .. } => Some(
                "Wait and run the command again. To stay below the API's limit, set `requests_per_minute`.",
            ),
            Kind::Unanswered { .. } if self.method() == "GET" || self.is_login() => Some(
                "Run the command again. If this persists, the API or a proxy in front of it is unavailable.",
            ),
            Kind::Unanswered { .. } => {
                Some("The request may have succeeded. Check in the console, then run the command again.")
            }
            Kind::Refused { status: 401, .. } => return Some(format!("Check {}.", self.credential()).into()),
            Kind::Refused { status: 403, .. } => {
                Some("The credentials are valid, but they do not have permission for this request.")
            }
            Kind::Refused { status: 404, .. } => Some(
                "An object in the request does not exist, or the credentials do not have access to it. Check the IDs.",
            ),
            _ => None,
        };
        step.map(Cow::Borrowed)
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "There is no {} with the ID `{}` {}.", self.what, self.id, self.place)
    }
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.created_at.and_then(|time| time.format(&Rfc3339).ok()) {
            Some(time) => write!(f, "`{}`, created at {time}", self.id),
            None => write!(f, "`{}`", self.id),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.method(), self.path(), self.response_summary())
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, NotSent};
    use crate::error::Happened;
    use std::time::Duration;

    fn check(error: &Error, happened: Happened, text: &str) {
        assert_eq!(error.happened(), happened, "{error}");
        assert_eq!(error.to_string(), text);
    }

    fn refused(status: u16, retry_after: Option<u64>) -> Error {
        Error::refused("POST", "/p/{id}", status, "no".to_owned(), retry_after.map(Duration::from_secs))
    }

    #[test]
    fn every_error_says_whether_it_happened() {
        let unreachable = Error::unsent("GET", "/p", NotSent::Unreachable, "connection refused").after(5);
        check(
            &unreachable,
            Happened::No,
            "GET /p: the server could not be reached (connection refused, 5 attempts)",
        );
        let cut = Error::unanswered("POST", "/p", None, "the connection was closed").after(1);
        check(&cut, Happened::Perhaps, "POST /p: no response was received (the connection was closed)");
        let unreadable = Error::unreadable("POST", "/p", "`id`: expected a string");
        check(
            &unreadable,
            Happened::Yes,
            "POST /p: the request succeeded, but the response could not be parsed (`id`: expected a string)",
        );
        let token = Error::unreadable("POST", "/auth/token", "`expiresIn`: expected a number").at_login();
        check(
            &token,
            Happened::Yes,
            "POST /auth/token: the response could not be parsed (`expiresIn`: expected a number)",
        );
        let named = refused(409, None).with_request_id(Some("7f3c".to_owned()));
        check(&named, Happened::No, "POST /p/{id}: HTTP 409 (no, request ID 7f3c)");
        check(&refused(500, None), Happened::Perhaps, "POST /p/{id}: HTTP 500 (no)");
        check(&refused(503, None), Happened::Perhaps, "POST /p/{id}: HTTP 503 (no)");
        check(&refused(503, Some(1)), Happened::No, "POST /p/{id}: HTTP 503 (no)");
        check(&refused(429, None), Happened::No, "POST /p/{id}: HTTP 429 (no)");
    }
}
