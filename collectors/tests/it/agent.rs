//! Against an agent inside this process: runs on every machine, and answers what a real device would answer only on a bad day.

use std::convert::Infallible;
use std::net::UdpSocket;
use std::path::Path;
use std::sync::Arc;

use async_snmp::agent::Agent;
use async_snmp::handler::{
    BoxFuture, GetNextResult, GetResult, HandlerResult, MibHandler, RequestContext,
};
use async_snmp::v3::AuthoritativeEngine;
use async_snmp::{AuthProtocol, Oid, PrivProtocol, Value as Sent, VarBind, oid};
use jiff::Timestamp;
use lichtweg_collectors::get;
use lichtweg_collectors::profile::{self, Metric};
use lichtweg_collectors::reading::{REACHABILITY, Value};
use lichtweg_collectors::target::TargetId;

use crate::support::{HURRIED, credentials, object, session, session_with};

/// A few objects below 1.3.6.1.4.1.99999, in ascending order.
struct Objects(Vec<(Oid, Sent)>);

impl MibHandler for Objects {
    fn get<'a>(
        &'a self,
        _: &'a RequestContext,
        oid: &'a Oid,
    ) -> BoxFuture<'a, HandlerResult<GetResult>> {
        let found = self.0.iter().find(|(name, _)| name == oid);
        let result = found.map_or(GetResult::NoSuchObject, |(_, value)| {
            GetResult::Value(value.clone())
        });
        Box::pin(async move { Ok(result) })
    }

    fn get_next<'a>(
        &'a self,
        _: &'a RequestContext,
        oid: &'a Oid,
    ) -> BoxFuture<'a, HandlerResult<GetNextResult>> {
        let found = self.0.iter().find(|(name, _)| name > oid);
        let result = found.map_or(GetNextResult::EndOfMibView, |(name, value)| {
            GetNextResult::Value(VarBind::new(name.clone(), value.clone()))
        });
        Box::pin(async move { Ok(result) })
    }
}

/// Starts an agent that runs as long as the test; returns its address.
pub(crate) async fn start() -> String {
    let base = oid!(1, 3, 6, 1, 4, 1, 99999);
    let objects = vec![
        (base.child(1).child(0), Sent::Integer(-653)),
        (base.child(2).child(0), Sent::Counter64(u64::MAX)),
        (base.child(3).child(0), Sent::Counter32(7)),
        (
            base.child(4).child(0),
            Sent::OctetString("Grüße".as_bytes().to_vec().into()),
        ),
        (
            base.child(5).child(0),
            Sent::OctetString(vec![0, 0x1b, 0xff].into()),
        ),
        (base.child(6).child(0), Sent::Integer(2)),
        (base.child(7).child(0), Sent::IpAddress([192, 0, 2, 1])),
    ];
    let engine = AuthoritativeEngine::install(b"lichtweg-test-engine".to_vec(), |_| {
        Ok::<(), Infallible>(())
    })
    .unwrap();
    let agent = Agent::builder()
        .bind("127.0.0.1:0")
        .authoritative_engine(engine)
        .community(b"grey-owl")
        .usm_user("reader", |user| {
            user.auth_priv(
                AuthProtocol::Sha256,
                b"right-auth-word",
                PrivProtocol::Aes128,
                b"right-priv-word",
            )
        })
        .unwrap()
        .handler(base, Arc::new(Objects(objects)))
        .allow_all_access()
        .build()
        .await
        .unwrap();
    let address = agent.local_addr().to_string();
    tokio::spawn(async move { agent.run().await });
    address
}

const PROFILE: &str = r#"
name = "test"

[[metric]]
name = "rx_level"
object = "1.3.6.1.4.1.99999.1.0"
kind = "number"
unit = "dBm"
scale = 0.1

[[metric]]
name = "octets"
object = "1.3.6.1.4.1.99999.2.0"
kind = "counter"

[[metric]]
name = "errors"
object = "1.3.6.1.4.1.99999.3.0"
kind = "counter"

[[metric]]
name = "greeting"
object = "1.3.6.1.4.1.99999.4.0"
kind = "text"

[[metric]]
name = "bytes"
object = "1.3.6.1.4.1.99999.5.0"
kind = "text"

[[metric]]
name = "link"
object = "1.3.6.1.4.1.99999.6.0"
kind = "state"
states = { 1 = "up", 2 = "down" }

[[metric]]
name = "fan"
object = "1.3.6.1.4.1.99999.6.0"
kind = "state"
states = { 1 = "on" }

[[metric]]
name = "not_a_number"
object = "1.3.6.1.4.1.99999.4.0"
kind = "number"

[[metric]]
name = "absent"
object = "1.3.6.1.4.1.99999.9.0"
kind = "number"
"#;

#[tokio::test]
async fn a_profile_turns_what_was_sent_into_what_it_means() {
    let address = start().await;
    let metrics = profile::parse(Path::new("test.toml"), PROFILE)
        .unwrap()
        .metrics;
    let at: Timestamp = "2026-11-01T12:00:00Z".parse().unwrap();
    for sign_in in ["default", "old"] {
        let session = session(&address, &credentials(sign_in)).await;
        let readings = get(&session, &TargetId("radio-1".into()), &metrics, || at)
            .await
            .unwrap();
        let values: Vec<(&str, &Value)> = readings
            .iter()
            .map(|reading| (reading.metric.as_str(), &reading.value))
            .collect();
        assert_eq!(
            values,
            [
                ("rx_level", &Value::Number(-65.3)),
                ("octets", &Value::Counter64(u64::MAX)),
                ("errors", &Value::Counter32(7)),
                ("greeting", &Value::Text("Grüße".into())),
                ("bytes", &Value::Bytes("001bff".into())),
                ("link", &Value::State("down".into())),
                ("fan", &Value::Unexpected("state 2".into())),
                ("not_a_number", &Value::Unexpected("a text".into())),
                ("absent", &Value::Missing),
            ],
            "{sign_in}"
        );
        assert!(
            readings
                .iter()
                .all(|reading| reading.at == at && reading.index == "0")
        );
        assert_eq!(readings[0].unit.as_deref(), Some("dBm"));
        assert_eq!(
            serde_json::to_string(&readings[0]).unwrap(),
            r#"{"target":"radio-1","metric":"rx_level","index":"0","type":"number","value":-65.3,"unit":"dBm","at":"2026-11-01T12:00:00Z"}"#
        );
        // A counter beyond 2⁵³ keeps every digit.
        assert!(
            serde_json::to_string(&readings[1])
                .unwrap()
                .contains("18446744073709551615")
        );
    }
}

#[tokio::test]
async fn silence_is_a_reading_not_an_error() {
    // A socket that is held and never answers, so that nobody else gets the port.
    let deaf = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = deaf.local_addr().unwrap().to_string();
    for sign_in in ["default", "old"] {
        let session = session_with(&address, &credentials(sign_in), HURRIED).await;
        let metrics = [
            Metric::as_sent(object("1.3.6.1.2.1.1.3.0")),
            Metric::as_sent(object("1.3.6.1.2.1.1.5.0")),
        ];
        let readings = get(&session, &TargetId("gone".into()), &metrics, || {
            Timestamp::UNIX_EPOCH
        })
        .await
        .unwrap();
        assert_eq!(readings.len(), 1, "{sign_in}");
        assert_eq!(
            serde_json::to_string(&readings[0]).unwrap(),
            format!(
                r#"{{"target":"gone","metric":"{REACHABILITY}","index":"","type":"unreachable","at":"1970-01-01T00:00:00Z"}}"#
            )
        );
    }
}
