//! Servers over TLS, with certificates that are right and wrong, and over HTTP/2.

use std::io::Write;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::common::{Case, STORY, crawl, statuses};

/// Somebody who signs certificates.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new([]).expect("no names");
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    fn certificate(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    /// A certificate for a host, until a year.
    fn sign(&self, host: &str, until: i32) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
        let mut params = CertificateParams::new([host.to_owned()]).expect("a name");
        params.not_after = rcgen::date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().expect("a key");
        let signed = params.signed_by(&key, &self.0).expect("a certificate");
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        (signed.der().clone(), key)
    }
}

/// A server that shows a certificate, speaks these protocols and has the story at every address. Gives its port.
fn start(shown: (CertificateDer<'static>, PrivateKeyDer<'static>), protocols: &[&[u8]]) -> u16 {
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth();
    let mut config = builder
        .with_single_cert(vec![shown.0], shown.1)
        .expect("a certificate");
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a socket");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.expect("a runtime").block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(acceptor.clone(), stream));
            }
        });
    });
    port
}

async fn serve(acceptor: TlsAcceptor, stream: tokio::net::TcpStream) {
    let Ok(stream) = acceptor.accept(stream).await else {
        return;
    };
    let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    let stream = TokioIo::new(stream);
    let service = service_fn(async |request: Request<Incoming>| {
        let known = request.uri().path() != "/robots.txt";
        let answer = Response::builder().status(if known { 200 } else { 404 });
        answer
            .header("content-type", "text/html; charset=utf-8")
            .body(Full::new(Bytes::from_static(STORY.as_bytes())))
    });
    // What the other side breaks off is no fault here.
    let _ = if is_http2 {
        hyper::server::conn::http2::Builder::new(TokioExecutor::new())
            .serve_connection(stream, service)
            .await
    } else {
        hyper::server::conn::http1::Builder::new()
            .serve_connection(stream, service)
            .await
    };
}

const HOST: &str = "paper.example";

#[test]
fn pages_come_over_http_1_and_2_and_are_kept_alike() {
    let authority = Authority::new();
    for (protocols, version) in [
        (&[b"http/1.1".as_slice()], "http/1.1"),
        (&[b"h2".as_slice()], "h2"),
    ] {
        let port = start(authority.sign(HOST, 2999), protocols);
        let case = Case::new();
        let crawl = crawl(&[HOST]).trust(authority.certificate());
        let notes = case.cited(crawl, &[&format!("https://{HOST}:{port}/story?a=b|c")]);
        assert_eq!(statuses(&notes), ["read"], "{}", notes[0].detail());
        let archive = case.archive();
        let capture = archive.noted(&notes[0]).expect("a capture");
        assert_eq!(
            archive.payload(capture).expect("a payload").bytes(),
            STORY.as_bytes()
        );
        let record = std::fs::read(case.path()).expect("an archive");
        let verified = headwater_capture::verify(case.path(), &[], &[]).expect("an archive");
        assert_eq!(verified.faults(), [] as [String; 0]);
        let protocols = crate::common::fields(&record, "WARC-Protocol");
        assert!(protocols.contains(&version.to_owned()), "{protocols:?}");
        assert!(protocols.contains(&"tls/1.3".to_owned()), "{protocols:?}");
    }
}

#[test]
fn a_server_that_cannot_show_who_it_is_gets_no_request() {
    let (authority, other) = (Authority::new(), Authority::new());
    let cases = [
        (authority.sign("post.example", 2999), "another name"),
        (authority.sign(HOST, 2001), "expired"),
        (other.sign(HOST, 2999), "signed by nobody known"),
    ];
    for (shown, what) in cases {
        let port = start(shown, &[b"http/1.1"]);
        let crawl = crawl(&[HOST]).trust(authority.certificate());
        let notes = Case::new().cited(crawl, &[&format!("https://{HOST}:{port}/story")]);
        assert_eq!(
            statuses(&notes),
            ["bad-certificate"],
            "{what}: {}",
            notes[0].detail()
        );
        assert!(!notes[0].detail().is_empty());
    }
}

#[test]
fn a_server_that_speaks_no_tls_is_not_reached() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let notes = Case::new().cited(crawl(&[HOST]), &[&format!("https://{HOST}:{port}/story")]);
    assert_eq!(statuses(&notes), ["unreachable"]);
}
