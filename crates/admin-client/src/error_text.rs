//! An error in words: what came back and what to do next, as pieces and as one line.

use std::borrow::Cow;
use std::fmt;

use super::error::{Error, Kind, Missing, NotSent};

impl Error {
    /// What came back, as a clause with the facts in brackets: "the server answered 409 (name already used, request
    /// 7f3c)".
    pub fn came_back(&self) -> String {
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
                    Some(status) => format!("a gateway answered {status} in the server's place"),
                    None => "no answer came back".to_owned(),
                }
            }
            Kind::Refused { status, message, .. } => {
                if !message.is_empty() {
                    facts.push(message.clone());
                }
                format!("the server answered {status}")
            }
            Kind::Unreadable { reason } if self.method() == "GET" || self.is_login() => {
                facts.push(reason.clone());
                "the answer cannot be read".to_owned()
            }
            Kind::Unreadable { reason } => {
                facts.push(reason.clone());
                "the server did it and its answer cannot be read".to_owned()
            }
        };
        if let Some(id) = self.request_id() {
            facts.push(format!("request {id}"));
        }
        if self.attempts() > 1 {
            facts.push(format!("{} attempts", self.attempts()));
        }
        if self.was_interrupted() {
            facts.push("interrupted".to_owned());
        }
        if facts.is_empty() { clause } else { format!("{clause} ({})", facts.join(", ")) }
    }

    /// One sentence on what to do, when the error alone can tell.
    pub fn next_step(&self) -> Option<Cow<'static, str>> {
        if self.is_login() && matches!(self.kind(), Kind::Refused { status: 400 | 401 | 403, .. }) {
            return Some(
                format!("Check {}; the log-in is not tried again in this run.", self.credential()).into(),
            );
        }
        if self.is_foreign() && self.status() == Some(404) {
            return Some("What answered is not the API: check `base_url`.".into());
        }
        let step = match self.kind() {
            Kind::Unsent { why: NotSent::Unreachable, .. } => Some(
                "Check `base_url`, the network, the proxy variables, and `ca_certificate_file` if a certificate is refused.",
            ),
            Kind::Unsent { why: NotSent::Paused, .. } | Kind::Refused { status: 429, .. } => {
                Some("Wait, then run it again; `requests_per_minute` keeps below the server's limit.")
            }
            Kind::Unanswered { .. } if self.method() == "GET" || self.is_login() => {
                Some("Run it again; if it stays so, the server or what is before it is out of order.")
            }
            Kind::Unanswered { .. } => Some("It may have happened: look before doing it again."),
            Kind::Refused { status: 401, .. } => return Some(format!("Check {}.", self.credential()).into()),
            Kind::Refused { status: 403, .. } => Some("The credential is valid but may not do this."),
            Kind::Refused { status: 404, .. } => {
                Some("Something it names does not exist or is hidden from this credential: check the ids.")
            }
            _ => None,
        };
        step.map(Cow::Borrowed)
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "There is no {} with the id `{}` {}.", self.what, self.id, self.place)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.method(), self.path(), self.came_back())
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
        let cut = Error::unanswered("POST", "/p", None, "the connection was cut").after(1);
        check(&cut, Happened::Perhaps, "POST /p: no answer came back (the connection was cut)");
        let unreadable = Error::unreadable("POST", "/p", "`id`: expected a string");
        check(
            &unreadable,
            Happened::Yes,
            "POST /p: the server did it and its answer cannot be read (`id`: expected a string)",
        );
        let token = Error::unreadable("POST", "/auth/token", "`expiresIn`: expected a number").at_login();
        check(
            &token,
            Happened::Yes,
            "POST /auth/token: the answer cannot be read (`expiresIn`: expected a number)",
        );
        let named = refused(409, None).with_request_id(Some("7f3c".to_owned()));
        check(&named, Happened::No, "POST /p/{id}: the server answered 409 (no, request 7f3c)");
        check(&refused(500, None), Happened::Perhaps, "POST /p/{id}: the server answered 500 (no)");
        check(&refused(503, None), Happened::Perhaps, "POST /p/{id}: the server answered 503 (no)");
        check(&refused(503, Some(1)), Happened::No, "POST /p/{id}: the server answered 503 (no)");
        check(&refused(429, None), Happened::No, "POST /p/{id}: the server answered 429 (no)");
    }
}
