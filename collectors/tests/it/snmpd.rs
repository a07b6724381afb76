//! Against net-snmp's own agent, the one most devices carry in some form.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use lichtweg_collectors::get;
use lichtweg_collectors::profile::{self, Metric};
use lichtweg_collectors::reading::{REACHABILITY, Reading, Refusal, Value};
use lichtweg_collectors::snmp::Patience;
use lichtweg_collectors::target::TargetId;
use lichtweg_collectors::transport::{Content, Transport};

use crate::support::{HURRIED, Snmpd, credentials, object, session, session_with};

async fn read(snmpd: &Snmpd, sign_in: &str, metrics: &[Metric]) -> Vec<Reading> {
    let session = session(&snmpd.address, &credentials(sign_in)).await;
    get(&session, &TargetId("device".into()), metrics, || {
        Timestamp::UNIX_EPOCH
    })
    .await
    .unwrap()
}

fn system() -> Vec<Metric> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles/system.toml");
    profile::parse(&file, &std::fs::read_to_string(&file).unwrap())
        .unwrap()
        .metrics
}

/// One agent serves all the cases: they only read.
#[tokio::test]
async fn a_real_agent_is_read_over_version_3_and_version_2c() {
    let Some(snmpd) = Snmpd::start() else { return };

    for sign_in in ["default", "aes256", "old"] {
        let readings = read(&snmpd, sign_in, &system()).await;
        let value = |metric: &str| {
            &readings
                .iter()
                .find(|reading| reading.metric == metric)
                .unwrap()
                .value
        };
        assert_eq!(
            value("description"),
            &Value::Text("a device of the tests".into()),
            "{sign_in}"
        );
        assert_eq!(
            value("name"),
            &Value::Text("test-device".into()),
            "{sign_in}"
        );
        let Value::Number(uptime) = value("uptime") else {
            panic!("{sign_in}: uptime is a number: {readings:?}");
        };
        assert!(
            (0.0..600.0).contains(uptime),
            "{sign_in}: seconds, not ticks: {uptime}"
        );
        let Value::ObjectId(kind) = value("object_id") else {
            panic!("{sign_in}: {readings:?}");
        };
        assert!(
            kind.is_within(&object("1.3.6.1.4.1.8072")),
            "{sign_in}: {kind}"
        );
    }

    let missing = read(
        &snmpd,
        "default",
        &[Metric::as_sent(object("1.3.6.1.4.1.99999.1.0"))],
    )
    .await;
    assert_eq!(missing[0].value, Value::Missing);
    assert_eq!(missing[0].metric, "1.3.6.1.4.1.99999.1.0");

    // The agent is there by now, so one try is enough.
    let once = Patience {
        timeout: Duration::from_secs(1),
        retries: 0,
    };
    for sign_in in ["nobody", "wrong-authentication", "wrong-privacy"] {
        let wrong = session_with(&snmpd.address, &credentials(sign_in), once).await;
        let readings = get(&wrong, &TargetId("device".into()), &system(), || {
            Timestamp::UNIX_EPOCH
        })
        .await
        .unwrap();
        assert_eq!(readings.len(), 1, "{sign_in}: {readings:?}");
        assert_eq!(readings[0].metric, REACHABILITY);
        assert_eq!(
            readings[0].value,
            Value::Refused(Refusal::SignIn),
            "{sign_in}"
        );
    }

    // A wrong community is answered by silence.
    let wrong = session_with(&snmpd.address, &credentials("wrong-community"), HURRIED).await;
    let readings = get(&wrong, &TargetId("device".into()), &system(), || {
        Timestamp::UNIX_EPOCH
    })
    .await
    .unwrap();
    assert_eq!(readings.len(), 1);
    assert_eq!(readings[0].value, Value::Unreachable);
}

/// With the 1,472 bytes the library advertises by default, snmpd 5.9.3 answers genErr somewhere in such a table.
#[tokio::test]
async fn rows_with_long_indices_are_read_over_version_3_to_the_end() {
    let Some(snmpd) = Snmpd::start() else { return };
    let session = session(&snmpd.address, &credentials("default")).await;
    let columns =
        [2_u32, 3, 4, 21].map(|column| object(&format!("1.3.6.1.4.1.8072.1.3.2.2.1.{column}")));

    let mut next = columns.to_vec();
    let mut rows = 0;
    'table: loop {
        let answers = session.get_bulk(&next, 20).await.unwrap();
        assert!(!answers.is_empty(), "an answer moves on");
        for row in answers.chunks_exact(columns.len()) {
            let inside = row
                .iter()
                .zip(&columns)
                .all(|(answer, column)| answer.object.is_within(column));
            if !inside || row[0].content == Content::Missing {
                break 'table;
            }
            assert!(row[0].object > next[0], "identifiers only grow");
            next = row.iter().map(|answer| answer.object.clone()).collect();
            rows += 1;
        }
    }
    assert_eq!(rows, Snmpd::LONG_ROWS);
}
