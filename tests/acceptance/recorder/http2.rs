//! Takes the calls out of the bytes of a connection: the frames of HTTP/2 (RFC 9113), sorted by stream.

use std::collections::BTreeMap;

use loona_hpack::Decoder;

/// One call as it went over the wire; a message that broke off ends early.
#[derive(Debug, Default)]
pub(super) struct Call {
    pub(super) path: String,
    pub(super) request: Vec<u8>,
    pub(super) response: Vec<u8>,
}

/// What a client says first.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const CONTINUATION: u8 = 9;

/// Flags of a frame.
const END_HEADERS: u8 = 0x4;
const PADDED: u8 = 0x8;
const PRIORITY: u8 = 0x20;

/// The calls of a service on one connection, in the order in which they began.
pub(super) fn calls(service: &str, from_client: &[u8], from_server: &[u8]) -> Vec<Call> {
    // Keyed by stream, whose numbers grow.
    let mut calls: BTreeMap<u32, Call> = BTreeMap::new();
    let mut decoder = Decoder::new();
    let mut headers = Vec::new();
    for frame in Frames(from_client.strip_prefix(PREFACE).unwrap_or_default()) {
        match frame.kind {
            HEADERS | CONTINUATION => {
                headers.extend_from_slice(frame.content());
                if frame.flags & END_HEADERS != 0
                    && let Some(path) = path(&mut decoder, &std::mem::take(&mut headers))
                {
                    calls.entry(frame.stream).or_default().path = path;
                }
            }
            DATA => calls.entry(frame.stream).or_default().request.extend_from_slice(frame.content()),
            _ => {}
        }
    }
    for frame in Frames(from_server).filter(|it| it.kind == DATA) {
        calls.entry(frame.stream).or_default().response.extend_from_slice(frame.content());
    }
    calls
        .into_values()
        .filter(|it| it.path.strip_prefix('/').is_some_and(|it| it.starts_with(service)))
        .collect()
}

/// The path in a block of headers. Every block has to be decoded, because later ones refer to it.
fn path(decoder: &mut Decoder<'_>, block: &[u8]) -> Option<String> {
    let headers = decoder.decode(block).expect("headers that Terraform's library encoded");
    let (_, path) = headers.into_iter().find(|(name, _)| name == b":path")?;
    Some(String::from_utf8(path).expect("a path of ASCII"))
}

/// A frame of HTTP/2.
struct Frame<'a> {
    kind: u8,
    flags: u8,
    stream: u32,
    payload: &'a [u8],
}

impl<'a> Frame<'a> {
    /// The payload without padding and priority.
    fn content(&self) -> &'a [u8] {
        let mut content = self.payload;
        if self.kind == CONTINUATION {
            return content;
        }
        if self.flags & PADDED != 0 {
            let (padding, rest) = content.split_first().expect("the length of the padding");
            content = &rest[..rest.len() - usize::from(*padding)];
        }
        if self.kind == HEADERS && self.flags & PRIORITY != 0 {
            content = &content[5..];
        }
        content
    }
}

/// The whole frames of one direction.
struct Frames<'a>(&'a [u8]);

impl<'a> Iterator for Frames<'a> {
    type Item = Frame<'a>;

    fn next(&mut self) -> Option<Frame<'a>> {
        let (head, rest) = self.0.split_first_chunk::<9>()?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        let (payload, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]) & (u32::MAX >> 1);
        Some(Frame { kind: head[3], flags: head[4], stream, payload })
    }
}
