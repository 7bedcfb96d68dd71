//! A server of one closure: request in, reply out, over plain HTTP/1.1 with one request per connection.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A request as it came over the wire.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) method: String,
    /// With the query.
    pub(super) path: String,
    pub(super) head: String,
    pub(super) body: Value,
}

impl Seen {
    pub(super) fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

pub(super) enum Reply {
    Json(u16, Value),
    /// Status, header lines, body.
    Raw(u16, &'static str, String),
    /// The connection ends without an answer.
    Cut,
    /// The answer ends in the middle of its body.
    CutBody(Value),
    /// No answer ever.
    Silence,
}

#[derive(Debug)]
pub(super) struct Server {
    pub(super) base_url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: JoinHandle<()>,
}

impl Server {
    pub(super) async fn start(reply: impl FnMut(&Seen) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (log, reply) = (Arc::clone(&seen), Arc::new(Mutex::new(reply)));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (log, reply) = (Arc::clone(&log), Arc::clone(&reply));
                tokio::spawn(serve(stream, log, move |seen: &Seen| (reply.lock().unwrap())(seen)));
            }
        });
        Server { base_url, seen, task }
    }

    /// Answers the replies in their order, then nothing more.
    pub(super) async fn script(replies: Vec<Reply>) -> Self {
        let mut replies = replies.into_iter();
        Server::start(move |_| replies.next().unwrap_or(Reply::Json(418, Value::Null))).await
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(super) fn lines(&self) -> Vec<String> {
        self.seen().iter().map(Seen::line).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, log: Arc<Mutex<Vec<Seen>>>, mut reply: impl FnMut(&Seen) -> Reply) {
    let Some(seen) = read(&mut stream).await else { return };
    log.lock().unwrap().push(seen.clone());
    let (status, headers, body, sent) = match reply(&seen) {
        Reply::Json(status, body) => (status, "", body.to_string(), 1),
        Reply::Raw(status, headers, body) => (status, headers, body, 1),
        Reply::CutBody(body) => (200, "", body.to_string(), 2),
        Reply::Cut => return,
        Reply::Silence => return std::future::pending().await,
    };
    let head = format!(
        "HTTP/1.1 {status} X\r\nx-request-id: req-1\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.ok();
    stream.write_all(&body.as_bytes()[..body.len() / sent]).await.ok();
    stream.shutdown().await.ok();
}

async fn read(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() < length.unwrap_or(0) {
            continue;
        }
        let mut words = head.split(' ');
        return Some(Seen {
            method: words.next()?.to_owned(),
            path: words.next()?.to_owned(),
            head: head.to_lowercase(),
            body: serde_json::from_str(body).unwrap_or(Value::Null),
        });
    }
}
