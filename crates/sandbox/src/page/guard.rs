//! Keeps web pages of other sites away from the sandbox, which listens on this machine without credentials.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Refuses what a browser sends on behalf of another site, or of a name that only resolves to this machine.
pub(super) async fn check(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let is_allowed = is_same_site(headers) && (request.method() == Method::GET || origin(headers).is_some());
    if is_allowed {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "this page takes requests from itself only").into_response()
}

/// Whether a request names this machine as its host and comes from no page of another origin. Programs send no origin.
pub(crate) fn is_same_site(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host }
    });
    let is_local = ["127.0.0.1", "localhost", "[::1]"].contains(&name);
    is_local && origin(headers).is_none_or(|origin| origin == format!("http://{host}"))
}

fn origin(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or("null"))
}
