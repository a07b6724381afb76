//! SNMP v3 and v2c over UDP, by the library `async-snmp`, behind [`Transport`].
//!
//! One socket serves many sessions. The library advertises room for messages of 1,472 bytes by default, and net-snmp then answers a
//! version 3 GETBULK over rows with long indices with genErr instead of fewer rows; [`Socket`] therefore advertises 8,192.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_snmp::v3::{AuthProtocol, EngineCache, PrivProtocol};
use async_snmp::{
    Auth, Client, ResponseShapePolicy, Retry, UdpHandle, UdpTransport, UsmConfig, Value, VarBind,
};

use crate::credentials::{Authentication, Credentials, Privacy};
use crate::object_id::ObjectId;
use crate::reading::Refusal;
use crate::target::Address;
use crate::transport::{Answer, Content, Failure, Transport};

/// The largest message this side says it can take.
const MESSAGE_BYTES: usize = 8192;

/// How long to wait for a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For one answer.
    pub timeout: Duration,
    /// How often to ask again.
    pub retries: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(2),
            retries: 1,
        }
    }
}

/// What prevents asking at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No socket could be opened.
    #[error("could not open a UDP socket")]
    Socket {
        /// The library's reason.
        source: Box<async_snmp::Error>,
    },
    /// The address has no numeric form, or not one this socket can reach.
    #[error("could not find the address of the host: {address}")]
    Address {
        /// The address.
        address: Address,
        /// The library's reason.
        source: Box<async_snmp::Error>,
    },
    /// The keys could not be made from the passwords.
    #[error("could not make keys from the credentials")]
    Keys {
        /// The library's reason.
        source: async_snmp::v3::CryptoError,
    },
    /// The retries are more than the library allows.
    #[error("too many retries: {retries}")]
    Retries {
        /// How many were asked for.
        retries: u32,
    },
}

/// A UDP socket on which sessions with many devices can be held.
pub struct Socket {
    transport: UdpTransport,
}

impl Socket {
    /// Opens a socket for the family of an address: IPv6 if it is one, else IPv4.
    ///
    /// # Errors
    /// [`Error::Socket`] if the system gives none.
    pub async fn open(address: &Address) -> Result<Self, Error> {
        let bind = if address.is_ipv6() {
            "[::]:0"
        } else {
            "0.0.0.0:0"
        };
        let transport = UdpTransport::builder()
            .bind(bind)
            .max_message_size(MESSAGE_BYTES)
            .build()
            .await
            .map_err(|source| Error::Socket { source })?;
        Ok(Self { transport })
    }

    /// Prepares a session; nothing is sent yet, except that a host name is looked up.
    ///
    /// # Errors
    /// [`Error`] if the host name is unknown, the keys cannot be made, or the patience is out of range.
    pub async fn session(
        &self,
        address: &Address,
        credentials: &Credentials,
        patience: Patience,
    ) -> Result<Session, Error> {
        let retries = patience.retries;
        let retry =
            Retry::fixed(retries, Duration::ZERO).map_err(|_| Error::Retries { retries })?;
        let auth = sign_in(credentials).map_err(|source| Error::Keys { source })?;
        let engines = Arc::new(EngineCache::new());
        let client = Client::builder((address.host(), address.port()), auth)
            .request_timeout(patience.timeout)
            .retry(retry)
            .response_shape_policy(ResponseShapePolicy::Strict)
            .engine_cache(Arc::clone(&engines))
            .build_with(&self.transport)
            .await
            .map_err(|source| Error::Address {
                address: address.clone(),
                source,
            })?;
        Ok(Session {
            client,
            engines,
            has_answered: AtomicBool::new(false),
        })
    }
}

/// The library's form of the credentials. Version 2c is logged because its community string travels unencrypted.
fn sign_in(credentials: &Credentials) -> Result<Auth, async_snmp::v3::CryptoError> {
    match credentials {
        Credentials::V2c { community } => {
            tracing::warn!(
                "SNMP v2c in use: everything, the community string too, travels unencrypted"
            );
            Ok(Auth::v2c(community.reveal()))
        }
        Credentials::V3 {
            user,
            authentication,
            authentication_password,
            privacy,
            privacy_password,
        } => {
            let authentication = match authentication {
                Authentication::Sha1 => AuthProtocol::Sha1,
                Authentication::Sha224 => AuthProtocol::Sha224,
                Authentication::Sha256 => AuthProtocol::Sha256,
                Authentication::Sha384 => AuthProtocol::Sha384,
                Authentication::Sha512 => AuthProtocol::Sha512,
            };
            let privacy = match privacy {
                Privacy::Aes128 => PrivProtocol::Aes128,
                Privacy::Aes256 => PrivProtocol::Aes256Blumenthal,
                Privacy::Aes256Cisco => PrivProtocol::Aes256Reeder,
            };
            let config = UsmConfig::new(user.reveal().to_owned()).auth_priv(
                authentication,
                authentication_password.reveal(),
                privacy,
                privacy_password.reveal(),
            )?;
            Ok(Auth::from(config))
        }
    }
}

/// A conversation with one device.
pub struct Session {
    client: Client<UdpHandle>,
    engines: Arc<EngineCache>,
    has_answered: AtomicBool,
}

impl Session {
    /// What a failure of the library means: silence, a refusal by the device, or a fault on this side.
    ///
    /// A device that does not accept the credentials says so without a signature, and the library rightly ignores what anybody could
    /// have sent. A device that told its engine id and never answered a question is therefore a refusal, not silence.
    fn failure(&self, error: &async_snmp::Error) -> Failure {
        use async_snmp::Error;
        use async_snmp::v3::ReportStatus;
        match error.exchange_source() {
            Error::Timeout { .. } if self.is_known_but_never_answered() => {
                Failure::Refused(Refusal::SignIn)
            }
            Error::Timeout { .. } | Error::Network { .. } => Failure::Silent,
            Error::Snmp { status, .. } => Failure::Refused(Refusal::Status(status.to_string())),
            Error::Auth { .. } => Failure::Refused(Refusal::SignIn),
            Error::Report { status, .. } => Failure::Refused(match status.as_ref() {
                ReportStatus::UnknownUserName { .. }
                | ReportStatus::WrongDigest { .. }
                | ReportStatus::DecryptionError { .. }
                | ReportStatus::UnsupportedSecurityLevel { .. } => Refusal::SignIn,
                ReportStatus::NotInTimeWindow { .. } | ReportStatus::UnknownEngineId { .. } => {
                    Refusal::Engine
                }
                other => Refusal::Status(other.to_string()),
            }),
            Error::Decode(_) | Error::MalformedResponse { .. } | Error::ResponseShape { .. } => {
                Failure::Refused(Refusal::Malformed)
            }
            other => Failure::Local {
                reason: other.to_string(),
            },
        }
    }

    fn is_known_but_never_answered(&self) -> bool {
        let engine = self.engines.get(&self.client.peer_addr());
        engine.is_some() && !self.has_answered.load(Ordering::Relaxed)
    }
}

impl Transport for Session {
    async fn get(&self, objects: &[ObjectId]) -> Result<Vec<Answer>, Failure> {
        let response = self
            .client
            .get_many(&oids(objects))
            .await
            .map_err(|error| self.failure(&error))?;
        self.has_answered.store(true, Ordering::Relaxed);
        response.varbinds.into_iter().map(answer).collect()
    }

    async fn get_bulk(
        &self,
        objects: &[ObjectId],
        repetitions: u16,
    ) -> Result<Vec<Answer>, Failure> {
        let varbinds = self
            .client
            .get_bulk(&oids(objects), 0, u32::from(repetitions))
            .await
            .map_err(|error| self.failure(&error))?;
        self.has_answered.store(true, Ordering::Relaxed);
        varbinds.into_iter().map(answer).collect()
    }
}

fn oids(objects: &[ObjectId]) -> Vec<async_snmp::Oid> {
    objects
        .iter()
        .map(|object| async_snmp::Oid::from_slice(object.arcs()))
        .collect()
}

fn answer(varbind: VarBind) -> Result<Answer, Failure> {
    let malformed = || Failure::Refused(Refusal::Malformed);
    let id = |oid: &async_snmp::Oid| ObjectId::new(oid.arcs().to_vec());
    let content = match varbind.value {
        Value::Integer(number) => Content::Integer(number),
        Value::OctetString(bytes) | Value::Opaque(bytes) | Value::Nsap(bytes) => {
            Content::Bytes(bytes.to_vec())
        }
        Value::Null | Value::NoSuchObject | Value::NoSuchInstance | Value::EndOfMibView => {
            Content::Missing
        }
        // A device may point at nothing with 0.0, which is an identifier, or with an empty one, which is not.
        Value::ObjectIdentifier(oid) => id(&oid).map_or(Content::Missing, Content::ObjectId),
        Value::IpAddress(octets) => Content::Address(octets.into()),
        Value::Counter32(count) => Content::Counter32(count),
        Value::Gauge32(number) | Value::UInteger32(number) => Content::Gauge(number),
        Value::TimeTicks(ticks) => Content::Ticks(ticks),
        Value::Counter64(count) => Content::Counter64(count),
        _ => return Err(malformed()),
    };
    let object = id(&varbind.oid).map_err(|_| malformed())?;
    Ok(Answer { object, content })
}
