//! A connection to the host of an address: resolved, looked at, connected, and with TLS where the address asks for it.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use headwater::report::FetchStatus;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};

use super::address::is_public;
use super::{Limits, Resolver, Trouble};

/// Ports that are connected to without being named.
const PORTS: [u16; 4] = [80, 443, 8080, 8443];

/// What goes through a connection, encrypted or not.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// A connection.
pub(super) struct Connection {
    pub(super) stream: Box<dyn Stream>,
    pub(super) peer: IpAddr,
    /// The version of TLS and its suite, where there is one.
    pub(super) tls: Option<Tls>,
    /// Whether both sides speak HTTP/2.
    pub(super) is_http2: bool,
}

/// How a connection is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tls {
    pub(crate) version: &'static str,
    pub(crate) suite: String,
}

/// The certificates that the system trusts, and those that are given.
pub(crate) fn roots(trusted: &[Vec<u8>]) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    // A store with certificates that cannot be read has others that can.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let trusted = trusted
        .iter()
        .map(|der| CertificateDer::from(der.as_slice()));
    roots.add_parsable_certificates(trusted);
    roots
}

/// The certificates in a file, PEM or DER, as DER.
#[must_use]
pub fn certificates(file: &[u8]) -> Vec<Vec<u8>> {
    let in_pem = CertificateDer::pem_slice_iter(file).flatten();
    let found: Vec<Vec<u8>> = in_pem.map(|certificate| certificate.to_vec()).collect();
    if found.is_empty() {
        vec![file.to_vec()]
    } else {
        found
    }
}

/// What is connected to.
pub(super) struct Gate {
    pub(super) allowed_hosts: Vec<String>,
    pub(super) allowed_ports: Vec<u16>,
    pub(super) resolver: Box<dyn Resolver>,
    tls: Arc<ClientConfig>,
}

impl Gate {
    /// Trusts the certificates of the system and those that are given.
    pub(super) fn new(
        resolver: Box<dyn Resolver>,
        allowed_hosts: Vec<String>,
        allowed_ports: Vec<u16>,
        trusted: &[Vec<u8>],
    ) -> Self {
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap_or_else(|_| ClientConfig::builder());
        let mut tls = builder
            .with_root_certificates(roots(trusted))
            .with_no_client_auth();
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Self {
            allowed_hosts,
            allowed_ports,
            resolver,
            tls: Arc::new(tls),
        }
    }

    /// Whether the user named this host, with or without its port.
    fn is_allowed(&self, host: &str, port: u16) -> bool {
        let host = host.trim_matches(['[', ']']);
        let with_port = [format!("{host}:{port}"), format!("[{host}]:{port}")];
        self.allowed_hosts.iter().any(|allowed| {
            let bare = allowed.trim_matches(['[', ']']);
            bare.eq_ignore_ascii_case(host)
                || with_port
                    .iter()
                    .any(|named| allowed.eq_ignore_ascii_case(named))
        })
    }

    /// Connects to the host of an address.
    pub(super) async fn connect(&self, url: &Url, limits: Limits) -> Result<Connection, Trouble> {
        let refused = |why: &str| Trouble::new(FetchStatus::AddressRefused, why);
        if !matches!(url.scheme(), "http" | "https") {
            return Err(refused(&format!("{}: is not fetched from", url.scheme())));
        }
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(refused("there is no host in the address"));
        };
        let name = host.to_string();
        let is_allowed = self.is_allowed(&name, port);
        if !is_allowed && !PORTS.contains(&port) && !self.allowed_ports.contains(&port) {
            return Err(refused(&format!("port {port} is not fetched from")));
        }
        let addresses = match host {
            Host::Ipv4(address) => vec![IpAddr::V4(address)],
            Host::Ipv6(address) => vec![IpAddr::V6(address)],
            Host::Domain(domain) => {
                let resolved = timeout(limits.connect, self.resolver.resolve(domain)).await;
                let resolved = resolved
                    .map_err(|_| Trouble::slow("the name of the host was not resolved in time"))?;
                resolved.map_err(|error| unknown(&error))?
            }
        };
        if addresses.is_empty() {
            return Err(Trouble::new(
                FetchStatus::HostUnknown,
                "the name has no address",
            ));
        }
        let is_open = |address: &IpAddr| is_allowed || is_public(*address);
        let open: Vec<IpAddr> = addresses.iter().copied().filter(is_open).collect();
        if open.is_empty() {
            let shown: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            let shown = shown.join(", ");
            return Err(refused(&format!(
                "{shown} is not an address of the public internet"
            )));
        }
        let socket = connected(&open, port, limits).await?;
        // The address that is connected to in the end is the one that counts.
        let peer = socket
            .peer_addr()
            .map_err(|error| Trouble::connecting(&error))?
            .ip();
        if !is_open(&peer) {
            return Err(refused(&format!(
                "{peer} is not an address of the public internet"
            )));
        }
        if url.scheme() == "http" {
            return Ok(Connection {
                stream: Box::new(socket),
                peer,
                tls: None,
                is_http2: false,
            });
        }
        self.encrypted(socket, &name, peer, limits).await
    }

    async fn encrypted(
        &self,
        socket: TcpStream,
        host: &str,
        peer: IpAddr,
        limits: Limits,
    ) -> Result<Connection, Trouble> {
        let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned());
        let name =
            name.map_err(|error| Trouble::new(FetchStatus::HostUnknown, error.to_string()))?;
        let connector = TlsConnector::from(Arc::clone(&self.tls));
        let stream = timeout(limits.connect, connector.connect(name, socket)).await;
        let stream = stream.map_err(|_| Trouble::slow("TLS was not agreed on in time"))?;
        let stream = stream.map_err(|error| Trouble::connecting(&error))?;
        let (_, session) = stream.get_ref();
        let is_http2 = session.alpn_protocol() == Some(b"h2");
        let version = match session.protocol_version() {
            Some(tokio_rustls::rustls::ProtocolVersion::TLSv1_2) => "tls/1.2",
            _ => "tls/1.3",
        };
        let suite = session
            .negotiated_cipher_suite()
            .map(|suite| format!("{:?}", suite.suite()));
        let tls = Tls {
            version,
            suite: suite.unwrap_or_default(),
        };
        Ok(Connection {
            stream: Box::new(stream),
            peer,
            tls: Some(tls),
            is_http2,
        })
    }
}

/// A connection to the first of the addresses that answers.
async fn connected(addresses: &[IpAddr], port: u16, limits: Limits) -> Result<TcpStream, Trouble> {
    let mut trouble = Trouble::slow("the server did not answer in time");
    for address in addresses {
        let attempt = TcpStream::connect(SocketAddr::new(*address, port));
        match timeout(limits.connect, attempt).await {
            Ok(Ok(socket)) => return Ok(socket),
            Ok(Err(error)) => trouble = Trouble::connecting(&error),
            Err(_) => {}
        }
    }
    Err(trouble)
}

/// What a resolver says: that there is no such host, or that it could not tell.
fn unknown(error: &io::Error) -> Trouble {
    let detail = error.to_string();
    // The standard library has no kind for a name that is not there; resolvers that fail for the moment say so.
    let passing = detail.contains("emporary") || error.kind() == io::ErrorKind::TimedOut;
    let trouble = Trouble::new(FetchStatus::HostUnknown, detail);
    if passing { trouble.passing() } else { trouble }
}
