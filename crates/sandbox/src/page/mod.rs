//! The page at `/`: the objects of the accounts, the requests, and buttons for changes outside Terraform.
//!
//! Plain HTML and forms. A script keeps the page up to date; without it a reload does.

mod form;
mod guard;
mod objects;
mod requests;
mod settings;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Form, RawQuery, State},
    http::header,
    middleware,
    response::{Html, IntoResponse, Redirect},
    routing::{get, post},
};
use maud::{DOCTYPE, Markup, html};

pub(crate) use self::guard::is_same_site;
use crate::sandbox::{Inner, Sandbox};

/// The content security policy: only the page's own content, and no frames.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The query of the page after a button was pressed.
const DONE: &str = "done";

pub(crate) fn router(sandbox: Arc<Sandbox>) -> Router {
    let script = || async { ([(header::CONTENT_TYPE, "text/javascript")], include_str!("page.js")) };
    let style = || async { ([(header::CONTENT_TYPE, "text/css")], include_str!("page.css")) };
    Router::new()
        .route("/", get(page))
        .route("/do", post(act))
        .route("/page.js", get(script))
        .route("/page.css", get(style))
        .layer(middleware::from_fn(guard::check))
        .with_state(sandbox)
}

/// The result of a button is shown only on the page after its form, and not to the script that updates the page.
async fn page(State(sandbox): State<Arc<Sandbox>>, RawQuery(query): RawQuery) -> impl IntoResponse {
    let page = render(&sandbox.lock(), query.as_deref() == Some(DONE));
    let headers = [(header::CONTENT_SECURITY_POLICY, POLICY), (header::CACHE_CONTROL, "no-store")];
    (headers, Html(page.into_string()))
}

/// Runs the action of a button and shows the page again with its result.
async fn act(State(sandbox): State<Arc<Sandbox>>, Form(form): Form<form::Form>) -> Redirect {
    let mut inner = sandbox.lock();
    let done = form.act(&mut inner).unwrap_or_else(|problem| format!("Not possible: {}.", problem.0));
    let saved = sandbox.save(&inner);
    inner.notice = Some(saved.map_or_else(|error| format!("The state was not saved: {error}"), |()| done));
    Redirect::to(&format!("/?{DONE}"))
}

fn render(inner: &Inner, is_done: bool) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "aiadmin-sandbox" }
                link rel="stylesheet" href="/page.css";
                script src="/page.js" defer {}
            }
            body {
                a.skip href="#objects" { "Skip to the objects" }
                header {
                    h1 { "aiadmin-sandbox" }
                    p { "The administration APIs of Corti, Cortecs and Confident AI on this machine. Nothing here is real." }
                    p #live hidden { label { input #follow type="checkbox" checked; " Update this page every second" } }
                    noscript { p { "Reload this page to see what has changed." } }
                }
                main {
                    @if let Some(notice) = inner.notice.as_ref().filter(|_| is_done) { p.notice role="status" { (notice) } }
                    (settings::view(inner))
                    section #objects aria-labelledby="objects-title" {
                        h2 #objects-title { "What the accounts hold" }
                        @for (name, account) in inner.accounts.all() { (objects::view(name, account)) }
                    }
                    (requests::view(inner))
                }
            }
        }
    }
}
