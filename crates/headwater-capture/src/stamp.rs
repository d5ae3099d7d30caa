//! Time stamps of an authority (RFC 3161): that bytes existed at a time, said by somebody else.

use std::time::Duration;

use bcder::Mode;
use bcder::decode::{Constructed, DecodeError, IntoSource as _, Source};
use bcder::encode::Values as _;
use bcder::{Integer, OctetString, Oid, Tag};
use cryptographic_message_syntax::asn1::rfc3161::{
    MessageImprint, OID_CONTENT_TYPE_TST_INFO, PkiStatus, TimeStampReq, TimeStampResp, TstInfo,
};
use cryptographic_message_syntax::asn1::rfc5652::{self, OID_ID_SIGNED_DATA};
use cryptographic_message_syntax::{SignedData, SignerInfo};
use jiff::Timestamp;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::{CertificateDer, UnixTime};
use uuid::Uuid;
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage};
use x509_certificate::DigestAlgorithm;
use x509_certificate::certificate::{CapturedX509Certificate, certificate_is_subset_of};

/// What a question to an authority is called.
pub(crate) const QUERY: &str = "application/timestamp-query";
/// id-kp-timeStamping: what the certificate of an authority is for.
const TIME_STAMPING: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 8];

/// A question that was sent.
pub(crate) struct Query {
    pub(crate) der: Vec<u8>,
    nonce: Integer,
}

/// An answer, taken apart.
struct Token {
    signed: SignedData,
    info: TstInfo,
    /// As they stand in it: a certificate that is written anew is another.
    certificates: Vec<CapturedX509Certificate>,
}

/// What a time stamp says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamped {
    /// ISO 8601 in UTC.
    pub(crate) time: String,
    /// The name in the authority's certificate.
    pub(crate) authority: String,
    /// Why the certificate is not to be relied on, where it is not.
    pub(crate) doubt: Option<String>,
}

impl Query {
    /// Asks for a time stamp of bytes, with the certificates that it is checked by.
    pub(crate) fn new(bytes: &[u8]) -> std::io::Result<Self> {
        let nonce = Integer::from(Uuid::new_v4().as_u64_pair().0 >> 1);
        let query = TimeStampReq {
            version: Integer::from(1_u8),
            message_imprint: MessageImprint {
                hash_algorithm: DigestAlgorithm::Sha256.into(),
                hashed_message: OctetString::new(Sha256::digest(bytes).to_vec().into()),
            },
            req_policy: None,
            nonce: Some(nonce.clone()),
            cert_req: Some(true),
            extensions: None,
        };
        let mut der = Vec::new();
        query.encode_ref().write_encoded(Mode::Der, &mut der)?;
        Ok(Self { der, nonce })
    }

    /// Whether an answer is one to this question.
    pub(crate) fn is_answered_by(&self, answer: &[u8]) -> Result<(), String> {
        let same = token(answer)?.info.nonce.as_ref() == Some(&self.nonce);
        same.then_some(())
            .ok_or_else(|| "the answer is to another question".to_owned())
    }
}

/// What an authority's answer says of bytes; an error where it does not hold for them. The authority is to be relied on
/// where its certificate leads to one of the roots.
pub(crate) fn check(answer: &[u8], bytes: &[u8], roots: &RootCertStore) -> Result<Stamped, String> {
    let token = token(answer)?;
    let imprint = &token.info.message_imprint;
    let hash = hashed(&imprint.hash_algorithm.algorithm, bytes)?;
    if imprint.hashed_message.to_bytes() != hash {
        return Err("it is of other bytes".to_owned());
    }
    let mut signers = token.signed.signers();
    let (Some(signer), None) = (signers.next(), signers.next()) else {
        return Err("it is not signed by one authority".to_owned());
    };
    let certificate = token
        .certificate(signer)
        .ok_or("its certificate is not in it")?;
    if !token.is_signed(signer, certificate) {
        return Err("its signature does not hold".to_owned());
    }
    let time = stamped_at(&token.info)?;
    let name = certificate.subject_common_name();
    Ok(Stamped {
        time: time.to_string(),
        authority: name.unwrap_or_else(|| "an authority without a name".to_owned()),
        doubt: token.relied_on(certificate, time, roots).err(),
    })
}

fn token(answer: &[u8]) -> Result<Token, String> {
    let broken = "it is no answer of a time stamp authority";
    let answer =
        Constructed::decode(answer, Mode::Ber, TimeStampResp::take_from).map_err(|_| broken)?;
    let status = answer.status.status;
    if !matches!(status, PkiStatus::Granted | PkiStatus::GrantedWithMods) {
        return Err(format!("the authority did not give one ({status:?})"));
    }
    let token = answer.time_stamp_token.ok_or(broken)?;
    if token.content_type != OID_ID_SIGNED_DATA {
        return Err(broken.to_owned());
    }
    let certificates = token
        .content
        .clone()
        .decode(certificates)
        .map_err(|_| broken)?;
    let signed = token
        .content
        .decode(rfc5652::SignedData::take_from)
        .map_err(|_| broken)?;
    if signed.content_info.content_type != OID_CONTENT_TYPE_TST_INFO {
        return Err(broken.to_owned());
    }
    let signed = SignedData::try_from(&signed).map_err(|_| broken)?;
    let content = signed.signed_content().ok_or(broken)?;
    let info = Constructed::decode(content.into_source(), Mode::Ber, TstInfo::take_from);
    Ok(Token {
        info: info.map_err(|_| broken)?,
        signed,
        certificates,
    })
}

/// The certificates of signed data: they stand behind the version, the algorithms, and what is signed.
fn certificates<S: Source>(
    cons: &mut Constructed<'_, S>,
) -> Result<Vec<CapturedX509Certificate>, DecodeError<S::Error>> {
    cons.take_sequence(|cons| {
        for _ in 0..3 {
            cons.skip_one()?;
        }
        let found = cons.take_opt_constructed_if(Tag::CTX_0, |cons| {
            let mut found = Vec::new();
            loop {
                let one = cons.capture(|cons| cons.skip_one().map(|_| ()))?;
                if one.as_slice().is_empty() {
                    return Ok(found);
                }
                // Among them there may be some of another kind.
                found.extend(CapturedX509Certificate::from_der(one.as_slice()));
            }
        })?;
        cons.skip_all()?;
        Ok(found.unwrap_or_default())
    })
}

fn hashed(algorithm: &Oid, bytes: &[u8]) -> Result<Vec<u8>, String> {
    match DigestAlgorithm::try_from(algorithm) {
        Ok(DigestAlgorithm::Sha1) => Ok(Sha1::digest(bytes).to_vec()),
        Ok(DigestAlgorithm::Sha256) => Ok(Sha256::digest(bytes).to_vec()),
        Ok(DigestAlgorithm::Sha384) => Ok(Sha384::digest(bytes).to_vec()),
        Ok(DigestAlgorithm::Sha512) => Ok(Sha512::digest(bytes).to_vec()),
        Err(_) => Err("it is by a hash that is not known".to_owned()),
    }
}

/// When it was stamped.
fn stamped_at(info: &TstInfo) -> Result<Timestamp, String> {
    let text = info.gen_time.to_string();
    let broken = || format!("its time cannot be read: {text}");
    let (date, rest) = text.split_at_checked(8).ok_or_else(broken)?;
    let (clock, rest) = rest.split_at_checked(6).ok_or_else(broken)?;
    format!("{date}T{clock}{rest}")
        .parse()
        .map_err(|_| broken())
}

impl Token {
    fn certificate(&self, signer: &SignerInfo) -> Option<&CapturedX509Certificate> {
        let (issuer, serial) = signer.certificate_issuer_and_serial()?;
        self.certificates.iter().find(|certificate| {
            let (number, by) = (certificate.serial_number_asn1(), certificate.issuer_name());
            certificate_is_subset_of(serial, issuer, number, by)
        })
    }

    /// Whether what it says was signed with the key of a certificate.
    fn is_signed(&self, signer: &SignerInfo, certificate: &CapturedX509Certificate) -> bool {
        let is_of_a_stamp = signer
            .signed_attributes()
            .is_some_and(|attributes| *attributes.content_type() == OID_CONTENT_TYPE_TST_INFO);
        let is_whole = signer
            .verify_message_digest_with_signed_data(&self.signed)
            .is_ok();
        let content = signer.signed_content_with_signed_data(&self.signed);
        let verifier = signer.signature_verifier([certificate].into_iter());
        let holds = verifier.is_ok_and(|key| key.verify(&content, signer.signature()).is_ok());
        is_of_a_stamp && is_whole && holds
    }

    /// Whether a certificate was good for time stamps at a time, by the word of a root.
    fn relied_on(
        &self,
        certificate: &CapturedX509Certificate,
        time: Timestamp,
        roots: &RootCertStore,
    ) -> Result<(), String> {
        let own = CertificateDer::from(certificate.constructed_data());
        let between: Vec<CertificateDer<'_>> = self
            .certificates
            .iter()
            .map(|certificate| CertificateDer::from(certificate.constructed_data()))
            .collect();
        let seconds = u64::try_from(time.as_second());
        let seconds = seconds.map_err(|_| "it is older than all certificates")?;
        let end = EndEntityCert::try_from(&own).map_err(|error| error.to_string())?;
        let verified = end.verify_for_usage(
            ALL_VERIFICATION_ALGS,
            &roots.roots,
            &between,
            UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
            KeyUsage::required(TIME_STAMPING),
            None,
            None,
        );
        verified.map(|_| ()).map_err(|error| match error {
            webpki::Error::CertExpired { .. } => "its certificate had expired".to_owned(),
            _ => "its certificate leads to no root that vouches for time stamps".to_owned(),
        })
    }
}
