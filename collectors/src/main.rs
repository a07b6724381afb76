//! The `lichtweg-collector` program: asks devices and prints what they said, one JSON reading a line.
//!
//! Exit codes: 0 everything was read, 1 something was missing, refused or silent, 2 nothing could be asked.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use jiff::Timestamp;
use lichtweg_collectors::credentials::{self, Credentials};
use lichtweg_collectors::object_id::ObjectId;
use lichtweg_collectors::profile::{self, Metric};
use lichtweg_collectors::reading::{Reading, Value};
use lichtweg_collectors::snmp::{Patience, Socket};
use lichtweg_collectors::target::{self, Address, TargetId};
use lichtweg_collectors::{get, privacy};
use tracing_subscriber::EnvFilter;

/// Reads values from network devices over SNMP. It never writes to a device.
#[derive(Debug, Parser)]
#[command(name = "lichtweg-collector", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Ask one device once and print a JSON reading a line.
    Get(Get),
}

#[derive(Debug, clap::Args)]
struct Get {
    /// Host, or host:port; an IPv6 address with a port in brackets. With --targets the name of a target.
    address: String,
    /// Objects to read by number, such as 1.3.6.1.2.1.1.3.0.
    #[arg(value_name = "OID")]
    objects: Vec<ObjectId>,
    /// What to read: a profile.
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// How to sign in: a file of credentials, readable by you alone.
    #[arg(long, value_name = "FILE")]
    credentials: PathBuf,
    /// Which table of the credentials; with --targets the target's own unless given.
    #[arg(long, value_name = "NAME")]
    sign_in: Option<String>,
    /// A file of targets in which ADDRESS is a name.
    #[arg(long, value_name = "FILE")]
    targets: Option<PathBuf>,
    /// Seconds to wait for an answer.
    #[arg(long, value_name = "SECONDS", default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=60))]
    timeout: u64,
    /// How often to ask again.
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=10))]
    retries: u32,
}

/// Why nothing could be asked, and what to do about it.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Failed {
    message: String,
    hint: Option<String>,
}

impl Failed {
    fn new(message: &dyn ToString) -> Self {
        Self {
            message: message.to_string(),
            hint: None,
        }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::try_from_env("LICHTWEG_LOG")
                .unwrap_or_else(|_| EnvFilter::new("warn,async_snmp=off")),
        )
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let Command::Get(arguments) = Arguments::parse().command;
    match run(arguments).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(failed) => {
            let mut stderr = std::io::stderr().lock();
            let _ = writeln!(stderr, "error: {failed}");
            if let Some(hint) = failed.hint {
                let _ = writeln!(stderr, "hint: {hint}");
            }
            ExitCode::from(2)
        }
    }
}

/// Whether everything that was asked for was read.
async fn run(arguments: Get) -> Result<bool, Failed> {
    let (id, address, target_credentials) = whom(&arguments)?;
    let metrics = what(&arguments)?;
    let name = arguments
        .sign_in
        .clone()
        .or(target_credentials)
        .unwrap_or_else(|| credentials::DEFAULT.to_owned());
    let credentials = how(&arguments.credentials, &name)?;
    let patience = Patience {
        timeout: Duration::from_secs(arguments.timeout),
        retries: arguments.retries,
    };

    let socket = Socket::open(&address)
        .await
        .map_err(|error| with_cause(&error))?;
    let session = socket
        .session(&address, &credentials, patience)
        .await
        .map_err(|error| with_cause(&error))?;
    let readings = get(&session, &id, &metrics, Timestamp::now)
        .await
        .map_err(|error| Failed::new(&error))?;

    let mut stdout = std::io::stdout().lock();
    for reading in &readings {
        let line = serde_json::to_string(reading).map_err(|error| Failed::new(&error))?;
        writeln!(stdout, "{line}").map_err(|error| Failed::new(&error))?;
    }
    stdout.flush().map_err(|error| Failed::new(&error))?;
    Ok(readings.iter().all(was_read))
}

fn was_read(reading: &Reading) -> bool {
    match reading.value {
        Value::Number(_)
        | Value::Counter32(_)
        | Value::Counter64(_)
        | Value::Text(_)
        | Value::Bytes(_)
        | Value::ObjectId(_)
        | Value::Address(_)
        | Value::State(_) => true,
        Value::Missing | Value::Unexpected(_) | Value::Unreachable | Value::Refused(_) => false,
    }
}

/// The target's name and address, and the credentials it names if it stands in a file.
fn whom(arguments: &Get) -> Result<(TargetId, Address, Option<String>), Failed> {
    let Some(file) = &arguments.targets else {
        let address = arguments
            .address
            .parse()
            .map_err(|error: target::AddressError| {
                Failed::new(&error).hint("to use a name, give the file of targets with --targets")
            })?;
        return Ok((TargetId(arguments.address.clone()), address, None));
    };
    let targets = target::parse(file, &read(file)?).map_err(|error| Failed::new(&error))?;
    let found = targets
        .into_iter()
        .find(|target| target.id.0 == arguments.address)
        .ok_or_else(|| {
            Failed::new(&format!(
                "no target of this name in {}: `{}`",
                file.display(),
                arguments.address
            ))
        })?;
    Ok((found.id, found.address, Some(found.credentials)))
}

/// The metrics of the profile, then the objects named on the command line.
fn what(arguments: &Get) -> Result<Vec<Metric>, Failed> {
    let mut metrics = match &arguments.profile {
        Some(file) => {
            profile::parse(file, &read(file)?)
                .map_err(|error| Failed::new(&error))?
                .metrics
        }
        None => Vec::new(),
    };
    for object in &arguments.objects {
        if let Some(what) = privacy::refusal(object) {
            return Err(Failed::new(&format!("never read: {object} is {what}")));
        }
        metrics.push(Metric::as_sent(object.clone()));
    }
    if metrics.is_empty() {
        return Err(Failed::new(&"nothing to read")
            .hint("name objects by number, or a profile with --profile FILE"));
    }
    Ok(metrics)
}

fn how(file: &Path, name: &str) -> Result<Credentials, Failed> {
    warn_if_others_can_read(file);
    let mut all = credentials::parse(file, &read(file)?).map_err(|error| Failed::new(&error))?;
    all.remove(name).ok_or_else(|| {
        Failed::new(&format!("no table [{name}] in {}", file.display()))
            .hint("add the table, or name another one with --sign-in NAME")
    })
}

fn read(file: &Path) -> Result<String, Failed> {
    /// Nobody writes such a file by hand; a device node or a mistake must not fill the memory.
    const MOST_BYTES: u64 = 4 << 20;
    use std::io::Read;
    let failed = |error| Failed::new(&format!("could not read {}: {error}", file.display()));
    let mut text = String::new();
    let size = std::fs::File::open(file)
        .and_then(|open| open.take(MOST_BYTES + 1).read_to_string(&mut text))
        .map_err(failed)?;
    if size as u64 > MOST_BYTES {
        return Err(Failed::new(&format!(
            "larger than 4 MiB: {}",
            file.display()
        )));
    }
    Ok(text)
}

#[cfg(unix)]
fn warn_if_others_can_read(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let open_to_others =
        std::fs::metadata(file).is_ok_and(|data| data.permissions().mode() & 0o077 != 0);
    if open_to_others {
        tracing::warn!(file = %file.display(), "credentials can be read by others; hint: chmod 600");
    }
}

#[cfg(not(unix))]
fn warn_if_others_can_read(_: &Path) {}

/// An error with its causes on one line.
fn with_cause(error: &lichtweg_collectors::snmp::Error) -> Failed {
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        message = format!("{message}: {inner}");
        cause = inner.source();
    }
    Failed::new(&message)
}
