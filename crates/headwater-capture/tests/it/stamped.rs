//! Archives with the time stamp of an authority (RFC 3161) that this test plays itself.

use std::sync::{Arc, Mutex};

use headwater_capture::Verification;
use jiff::Timestamp;
use rcgen::{
    CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, KeyPair, SigningKey,
};
use sha2::{Digest, Sha256};

use crate::common::{Case, crawl};
use crate::server::{Server, answer};

/// Distinguished Encoding Rules: a tag, the length, and what is in it.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let [.., high, low] = content.len().to_be_bytes();
    let length = match (high, low) {
        (0, ..=0x7F) => vec![low],
        (0, _) => vec![0x81, low],
        _ => vec![0x82, high, low],
    };
    [vec![tag], length, content].concat()
}

/// The values of a sequence, one after the other, each with its tag.
fn values(sequence: &[u8]) -> Vec<Vec<u8>> {
    let size = |bytes: &[u8]| match bytes[1] {
        short @ ..=0x7F => (2, usize::from(short)),
        0x81 => (3, usize::from(bytes[2])),
        _ => (4, usize::from(bytes[2]) << 8 | usize::from(bytes[3])),
    };
    let (start, length) = size(sequence);
    let mut rest = &sequence[start..start + length];
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (start, length) = size(rest);
        found.push(rest[..start + length].to_vec());
        rest = &rest[start + length..];
    }
    found
}

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OID: u8 = 6;
const INTEGER: u8 = 2;
const OCTETS: u8 = 4;

const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2];
const STAMP_INFO: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 16, 1, 4];
const CONTENT_TYPE: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 3];
const MESSAGE_DIGEST: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 4];
const SHA_256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
const ECDSA_SHA_256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2];

/// Somebody who stamps times, and the root that vouches for them.
struct Authority {
    root: Vec<u8>,
    certificate: Vec<u8>,
    key: KeyPair,
}

impl Authority {
    fn new(purpose: ExtendedKeyUsagePurpose) -> Self {
        let mut params = CertificateParams::new([]).expect("no names");
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params
            .distinguished_name
            .push(DnType::CommonName, "Root of the river");
        let root = CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key"))
            .expect("a certificate");
        let mut params = CertificateParams::new([]).expect("no names");
        params
            .distinguished_name
            .push(DnType::CommonName, "Clock of the river");
        params.extended_key_usages = vec![purpose];
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &root).expect("a certificate");
        Self {
            root: root.der().to_vec(),
            certificate: certificate.der().to_vec(),
            key,
        }
    }

    /// The answer to a question, with another hash in it where one is given.
    fn answer(&self, query: &[u8], other: Option<[u8; 32]>) -> Vec<u8> {
        let asked = values(query);
        let (imprint, nonce) = (&asked[1], &asked[2]);
        let algorithm = der(SEQUENCE, &[&der(OID, &[SHA_256])]);
        let imprint = other.map_or_else(
            || imprint.clone(),
            |hash| der(SEQUENCE, &[&algorithm, &der(OCTETS, &[&hash])]),
        );
        let time = Timestamp::now().strftime("%Y%m%d%H%M%SZ").to_string();
        let info = der(
            SEQUENCE,
            &[
                &der(INTEGER, &[&[1]]),
                &der(OID, &[&[0x2A, 3, 4]]),
                &imprint,
                &der(INTEGER, &[&[7]]),
                &der(0x18, &[time.as_bytes()]),
                nonce,
            ],
        );
        let attributes = [
            der(
                SEQUENCE,
                &[
                    &der(OID, &[CONTENT_TYPE]),
                    &der(SET, &[&der(OID, &[STAMP_INFO])]),
                ],
            ),
            der(
                SEQUENCE,
                &[
                    &der(OID, &[MESSAGE_DIGEST]),
                    &der(SET, &[&der(OCTETS, &[&Sha256::digest(&info)])]),
                ],
            ),
        ]
        .concat();
        let signature = self
            .key
            .sign(&der(SET, &[&attributes]))
            .expect("a signature");
        // Of the certificate: the number, and who signed it.
        let fields = values(&values(&self.certificate)[0]);
        let signer = der(
            SEQUENCE,
            &[
                &der(INTEGER, &[&[1]]),
                &der(SEQUENCE, &[&fields[3], &fields[1]]),
                &algorithm,
                &der(0xA0, &[&attributes]),
                &der(SEQUENCE, &[&der(OID, &[ECDSA_SHA_256])]),
                &der(OCTETS, &[&signature]),
            ],
        );
        let data = der(
            SEQUENCE,
            &[
                &der(INTEGER, &[&[3]]),
                &der(SET, &[&algorithm]),
                &der(
                    SEQUENCE,
                    &[
                        &der(OID, &[STAMP_INFO]),
                        &der(0xA0, &[&der(OCTETS, &[&info])]),
                    ],
                ),
                &der(0xA0, &[&self.certificate]),
                &der(SET, &[&signer]),
            ],
        );
        let token = der(SEQUENCE, &[&der(OID, &[SIGNED_DATA]), &der(0xA0, &[&data])]);
        der(
            SEQUENCE,
            &[&der(SEQUENCE, &[&der(INTEGER, &[&[0]])]), &token],
        )
    }
}

/// The server of an authority that answers by this.
fn serve(reply: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static) -> Server {
    Server::start(move |asked, out| {
        let bytes = answer(
            "200 OK",
            "Content-Type: application/timestamp-reply\r\n",
            reply(&asked.body),
        );
        let _ = out.write_all(&bytes);
    })
}

const ARTICLE: &[u8] = b"# The dam\n\nIt held.";

/// Captures with the word of a server, and verifies by the word of a root.
fn stamped(server: &Server, root: &[u8]) -> Result<(Case, Verification), String> {
    let case = Case::new();
    let crawl = crawl(&["clock.example"]).timestamp(Some(server.url("clock.example", "/tsa")));
    let tried = case.try_sources(crawl, "article.md", ARTICLE);
    // Stamped or not, the archive is there.
    let verified =
        headwater_capture::verify(case.path(), &[], &[root.to_vec()]).expect("an archive");
    tried.map_err(|error| error.to_string())?;
    Ok((case, verified))
}

#[test]
fn an_archive_is_stamped_and_the_stamp_is_checked() {
    let authority = Arc::new(Authority::new(ExtendedKeyUsagePurpose::TimeStamping));
    let root = authority.root.clone();
    let server = serve(move |query| authority.answer(query, None));
    let (case, verified) = stamped(&server, &root).expect("a stamp");
    assert_eq!(verified.faults(), [] as [String; 0]);
    let (time, name) = verified
        .stamped()
        .unwrap_or_else(|| panic!("{:?}", verified.unchecked()));
    assert_eq!(name, "Clock of the river");
    // A file more would be another list of files, for which nobody vouches.
    let more = headwater_capture::with_file(&case.path(), "judgements.json", b"[]");
    assert!(more.expect("it is read").is_none());
    let age = Timestamp::now().duration_since(time.parse().expect("a time"));
    assert!(age.as_secs() < 60, "{time}");
    // Where nobody vouches for the authority, that is said, and nothing passes for checked.
    let verified = headwater_capture::verify(case.path(), &[], &[]).expect("an archive");
    assert_eq!(verified.stamped(), None);
    assert!(
        verified.unchecked()[0].contains("Clock of the river"),
        "{:?}",
        verified.unchecked()
    );
}

#[test]
fn a_stamp_that_does_not_hold_is_not_kept() {
    let last = Arc::new(Mutex::new(Vec::new()));
    let replies: Vec<(&str, Server)> = {
        let authority = || Authority::new(ExtendedKeyUsagePurpose::TimeStamping);
        let (a, b, c) = (authority(), authority(), authority());
        let early = Arc::clone(&last);
        vec![
            (
                "it is of other bytes",
                serve(move |query| a.answer(query, Some([7; 32]))),
            ),
            (
                "its signature does not hold",
                serve(move |query| {
                    let mut answer = b.answer(query, None);
                    // The last byte of the signature.
                    *answer.last_mut().expect("bytes") ^= 1;
                    answer
                }),
            ),
            (
                "another question",
                serve(move |query| {
                    let mut asked = query.to_vec();
                    let nonce = values(query)[2].clone();
                    let at = asked
                        .windows(nonce.len())
                        .position(|part| part == nonce)
                        .expect("the nonce");
                    asked[at + 4] ^= 1;
                    *early.lock().expect("no panic") = asked.clone();
                    c.answer(&asked, None)
                }),
            ),
            (
                "did not give one",
                serve(|_| der(SEQUENCE, &[&der(SEQUENCE, &[&der(INTEGER, &[&[2]])])])),
            ),
            (
                "no answer of a time stamp authority",
                serve(|_| b"<html>Sign in first</html>".to_vec()),
            ),
            ("no answer of a time stamp authority", serve(|_| Vec::new())),
        ]
    };
    for (wanted, server) in &replies {
        let Err(message) = stamped(server, &[]) else {
            panic!("{wanted}: it was kept");
        };
        assert!(
            message.contains("is kept, but has no time stamp") && message.contains(wanted),
            "{wanted}: {message}"
        );
    }
}

#[test]
fn a_certificate_for_something_else_vouches_for_no_time() {
    let authority = Arc::new(Authority::new(ExtendedKeyUsagePurpose::ServerAuth));
    let root = authority.root.clone();
    let server = serve(move |query| authority.answer(query, None));
    let (_, verified) = stamped(&server, &root).expect("a stamp");
    assert_eq!(verified.stamped(), None);
    assert_eq!(verified.unchecked().len(), 1);
}
