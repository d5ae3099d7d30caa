//! As little of HTTP as the tests need, so that they can also send what no client would.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The fields, as they were sent.
    pub(crate) head: String,
    pub(crate) body: String,
    /// The body of what is no text.
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// The first field of a name.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let fields = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut found = fields.filter(|(field, _)| field.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value)
    }
}

/// Sends these bytes and gives what comes back until the other side hangs up; `None` where that is no answer.
pub(crate) fn send(address: SocketAddr, request: &[u8]) -> Option<Answer> {
    let mut stream = TcpStream::connect(address).expect("the service listens");
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .expect("a time limit");
    // Where it hangs up early, there is something to read all the same.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let _ = stream.shutdown(Shutdown::Both);
    parse(&answer)
}

fn parse(answer: &[u8]) -> Option<Answer> {
    let edge = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let text = String::from_utf8_lossy(answer);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
        bytes: answer.get(edge + 4..)?.to_vec(),
    })
}

/// A request as a browser on this machine sends it, with further fields.
pub(crate) fn request(address: SocketAddr, line: &str, fields: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut request = format!(
        "{line} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{fields}Content-Length: {length}\r\n\r\n"
    )
    .into_bytes();
    request.extend(body);
    request
}

/// A part of a form.
pub(crate) struct Part<'p> {
    pub(crate) name: &'p str,
    /// The name of the file, where it is one.
    pub(crate) file: Option<&'p str>,
    pub(crate) bytes: &'p [u8],
}

/// The field that names the form's kind, and its bytes.
pub(crate) fn form(parts: &[Part<'_>]) -> (&'static str, Vec<u8>) {
    let mut body = Vec::new();
    for part in parts {
        let file = part
            .file
            .map(|file| format!("; filename=\"{file}\""))
            .unwrap_or_default();
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{}\"{file}\r\n\r\n",
            part.name
        );
        body.extend(head.as_bytes());
        body.extend(part.bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    ("Content-Type: multipart/form-data; boundary=edge\r\n", body)
}
