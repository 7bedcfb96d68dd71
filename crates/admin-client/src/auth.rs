//! The authentication of requests: a key in a header, or a session shared by all requests.
//!
//! The sign-in is Corti's (contracts/corti.md 2): one at a time, renewed before it expires, and never retried after the
//! credential was rejected, since that could lock the account.

use std::fmt;
use std::time::{Duration, Instant};

use reqwest::header::{HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use super::admin::AdminClient;
use super::error::{Error, Kind, Result};
use super::secret::{InBody, Secret};
use super::settings::ConfigError;

/// How long before its expiry a token is renewed, or a tenth of its lifetime if that is shorter.
const MARGIN: Duration = Duration::from_mins(1);

/// The maximum lifetime of a token that is accepted from the server.
const LONGEST_LIFE: Duration = Duration::from_hours(365 * 24);

/// How the requests of one client are authenticated.
#[derive(Debug)]
pub struct Auth(pub(super) AuthMethod);

#[derive(Debug)]
pub(super) enum AuthMethod {
    Key(HeaderName, HeaderValue),
    Login(Login),
}

impl Auth {
    /// Sends `header: prefix+key` with every request. `setting` is the attribute of the key, for the error if the key
    /// is not valid in a header.
    pub fn key(
        header: HeaderName,
        prefix: &str,
        key: &Secret,
        setting: &'static str,
    ) -> Result<Self, ConfigError> {
        if key.expose().trim().is_empty() {
            return Err(ConfigError::new(setting, "is empty"));
        }
        let value = sensitive(prefix, key.expose().trim()).ok_or_else(|| {
            ConfigError::new(
                setting,
                "contains a character that cannot be sent in a header, such as a line break",
            )
        })?;
        Ok(Auth(AuthMethod::Key(header, value)))
    }

    /// A bearer token obtained with an email address and a password.
    pub fn login(email: impl Into<String>, password: Secret) -> Result<Self, ConfigError> {
        let email = email.into();
        if email.trim().is_empty() {
            return Err(ConfigError::new("email", "is empty"));
        }
        if password.expose().is_empty() {
            return Err(ConfigError::new("password", "is empty"));
        }
        Ok(Auth(AuthMethod::Login(Login { email, password, session: Mutex::new(Session::None) })))
    }
}

/// The shared sign-in.
pub struct Login {
    email: String,
    password: Secret,
    session: Mutex<Session>,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login")
    }
}

enum Session {
    None,
    /// The token is kept only so that messages keep masking it.
    Open {
        _token: Secret,
        header: HeaderValue,
        renew_at: Instant,
        life: Duration,
    },
    /// The credential was rejected. Every later call gets this error without a request.
    Refused(Error),
    /// The sign-in failed for another reason. Calls that waited for it get this error; later calls try again.
    Failed(Instant, Error),
}

impl Session {
    /// The session after a failed sign-in.
    fn after(error: &Error) -> Self {
        match error.kind() {
            Kind::Refused { status: 400 | 401 | 403, .. } => Session::Refused(error.clone()),
            _ => Session::Failed(Instant::now(), error.clone()),
        }
    }
}

/// A token and its lifetime.
#[derive(Debug, Clone)]
pub struct Token {
    /// The bearer token.
    pub token: Secret,
    /// Its lifetime, from the moment it was issued.
    pub expires_in: Duration,
}

#[derive(Serialize)]
struct Credentials<'a> {
    email: &'a str,
    password: InBody<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TokenResponse {
    access_token: Secret,
    expires_in: u64,
}

impl Login {
    /// The header of the session. If there is none, signs in first; concurrent callers wait for the same sign-in.
    pub(super) async fn header(&self, client: &AdminClient) -> Result<HeaderValue> {
        let came = Instant::now();
        let mut session = self.session.lock().await;
        match &*session {
            Session::Open { header, renew_at, .. } if Instant::now() < *renew_at => return Ok(header.clone()),
            Session::Refused(error) => return Err(error.clone()),
            Session::Failed(at, error) if *at >= came => return Err(error.clone()),
            Session::Open { .. } | Session::Failed(..) | Session::None => {}
        }
        let token = match self.issue(client).await {
            Ok(token) => token,
            Err(error) => {
                *session = Session::after(&error);
                return Err(error);
            }
        };
        let header = sensitive("Bearer ", token.token.expose()).ok_or_else(|| {
            Error::unreadable("POST", "/auth/token", "the token cannot be sent in a header").at_login()
        })?;
        let margin = MARGIN.min(token.expires_in / 10);
        let renew_at = Instant::now() + token.expires_in.saturating_sub(margin);
        *session =
            Session::Open { _token: token.token, header: header.clone(), renew_at, life: token.expires_in };
        Ok(header)
    }

    /// The total lifetime of the session's token.
    pub(super) async fn life(&self) -> Option<Duration> {
        match &*self.session.lock().await {
            Session::Open { life, .. } => Some(*life),
            _ => None,
        }
    }

    /// Closes the session that used this header, after a 401. A newer session stays open.
    pub(super) async fn close(&self, used: &HeaderValue) {
        let mut session = self.session.lock().await;
        if matches!(&*session, Session::Open { header, .. } if header == used) {
            *session = Session::None;
        }
    }

    /// A separate token for the caller, besides the shared session. Until a sign-in has succeeded, tokens are issued
    /// one at a time, so that a wrong password is tried only once.
    pub(super) async fn extra(&self, client: &AdminClient) -> Result<Token> {
        let came = Instant::now();
        let mut session = self.session.lock().await;
        match &*session {
            Session::Refused(error) => return Err(error.clone()),
            Session::Failed(at, error) if *at >= came => return Err(error.clone()),
            Session::Open { .. } => {
                drop(session);
                return self.issue(client).await;
            }
            Session::Failed(..) | Session::None => {}
        }
        let issued = self.issue(client).await;
        if let Err(error) = &issued {
            *session = Session::after(error);
        }
        issued
    }

    async fn issue(&self, client: &AdminClient) -> Result<Token> {
        let path = path!("/auth/token")?;
        let credentials = Credentials { email: &self.email, password: self.password.in_body() };
        let issued: TokenResponse = client.post_login(&path, &credentials).await.map_err(Error::at_login)?;
        Ok(Token {
            token: issued.access_token,
            expires_in: Duration::from_secs(issued.expires_in).min(LONGEST_LIFE),
        })
    }
}

fn sensitive(prefix: &str, secret: &str) -> Option<HeaderValue> {
    let text = Zeroizing::new(format!("{prefix}{secret}"));
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::{Auth, Secret};
    use reqwest::header::AUTHORIZATION;

    #[test]
    fn rejects_key_with_line_break_without_showing_it() {
        let key = Secret::new("planted\r\nX-Evil: 1");
        let error = Auth::key(AUTHORIZATION, "Bearer ", &key, "management_key").unwrap_err();
        assert_eq!(
            error.to_string(),
            "`management_key` contains a character that cannot be sent in a header, such as a line break"
        );
    }

    #[test]
    fn surrounding_white_space_is_not_part_of_a_key() {
        assert!(Auth::key(AUTHORIZATION, "", &Secret::new("key\n"), "api_key").is_ok());
        assert!(Auth::key(AUTHORIZATION, "", &Secret::new(" \n"), "api_key").is_err());
    }
}
