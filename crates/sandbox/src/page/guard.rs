//! Rejects requests from other web sites, because the page of the sandbox needs no credentials.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Rejects requests that a browser sends for another site, or for a host name that resolves to this machine.
pub(super) async fn check(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let is_allowed = is_same_site(headers) && (request.method() == Method::GET || origin(headers).is_some());
    if is_allowed {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "this page takes requests from itself only").into_response()
}

/// Whether the host of a request is this machine and its origin is not another site. Programs send no origin.
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
