//! A server that reads its answers from a text: the call's name, then answers parted by lines of `---`, each of them a line
//! with its status and headers, and its body. The last answer is repeated without end; `{n}` in it is the request's number.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One answer.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    headers: String,
    pub(super) body: Vec<u8>,
}

/// What a server answers, one request after the other.
pub(super) struct Script {
    pub(super) call: u8,
    answers: Vec<Answer>,
}

impl Script {
    /// Nothing when `data` names no call or has no answer.
    pub(super) fn parse(data: &[u8]) -> Option<Script> {
        let (call, rest) = data.split_first()?;
        let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        let mut answers = Vec::new();
        let mut from = 0;
        while let Some(at) = rest[from..].windows(5).position(|it| it == b"\n---\n") {
            answers.extend(Answer::parse(&rest[from..from + at]));
            from += at + 5;
        }
        answers.extend(Answer::parse(&rest[from..]));
        (!answers.is_empty()).then_some(Script { call: *call, answers })
    }

    fn answer(&self, number: usize) -> Answer {
        let mut answer = self.answers[number.min(self.answers.len() - 1)].clone();
        if let Ok(text) = std::str::from_utf8(&answer.body) {
            answer.body = text.replace("{n}", &number.to_string()).into_bytes();
        }
        answer
    }
}

impl Answer {
    fn parse(text: &[u8]) -> Option<Answer> {
        let end = text.iter().position(|it| *it == b'\n').unwrap_or(text.len());
        let head = String::from_utf8_lossy(&text[..end]);
        let (status, headers) = head.split_at_checked(3)?;
        let status = status.parse().ok().filter(|it| (200..600).contains(it))?;
        // Headers are parted by `|`; what frames the message is ours.
        let headers = headers.trim().split('|').filter(|it| it.contains(':'));
        let headers = headers.filter(|it| {
            let name = it.split(':').next().unwrap_or_default().trim().to_ascii_lowercase();
            !matches!(name.as_str(), "content-length" | "transfer-encoding" | "connection")
        });
        let headers = headers.map(|it| format!("{}\r\n", it.trim())).collect();
        Some(Answer { status, headers, body: text.get(end + 1..).unwrap_or_default().to_vec() })
    }
}

/// The server, which ends with its runtime.
pub(super) struct Server {
    address: String,
    served: Arc<Mutex<Vec<Answer>>>,
}

impl Server {
    pub(super) async fn start(script: Script) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let served = Arc::new(Mutex::new(Vec::new()));
        let (script, log) = (Arc::new(script), Arc::clone(&served));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Without it each answer waits for the last one to be acknowledged.
                stream.set_nodelay(true).ok();
                tokio::spawn(serve(stream, Arc::clone(&script), Arc::clone(&log)));
            }
        });
        Server { address, served }
    }

    pub(super) fn address(&self) -> String {
        self.address.clone()
    }

    /// Every answer given so far.
    pub(super) fn served(&self) -> Vec<Answer> {
        self.served.lock().expect("no panic").clone()
    }
}

/// The requests of one connection. A log-in is always answered, and is no request of the script.
async fn serve(mut stream: TcpStream, script: Arc<Script>, log: Arc<Mutex<Vec<Answer>>>) {
    let mut bytes = Vec::new();
    while let Some(log_in) = next(&mut stream, &mut bytes).await {
        let answer = if log_in {
            let body = br#"{"accessToken":"t","tokenType":"bearer","expiresIn":3600}"#.to_vec();
            Answer { status: 200, headers: String::new(), body }
        } else {
            let mut log = log.lock().expect("no panic");
            let answer = script.answer(log.len());
            log.push(answer.clone());
            answer
        };
        let length = answer.body.len();
        let head =
            format!("HTTP/1.1 {} X\r\n{}content-length: {length}\r\n\r\n", answer.status, answer.headers);
        let message = [head.as_bytes(), &answer.body].concat();
        if stream.write_all(&message).await.is_err() {
            return;
        }
    }
}

/// Reads one request; says whether it is a log-in.
async fn next(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<bool> {
    loop {
        let text = String::from_utf8_lossy(bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|it| it.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                bytes.clear();
                return Some(head.starts_with("POST /auth/token "));
            }
        }
        if stream.read_buf(bytes).await.ok()? == 0 {
            return None;
        }
    }
}
