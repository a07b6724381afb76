//! `lichtweg serve`: a city in the browser, and on request its plan first.

use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use jiff::Timestamp;

use super::Outcome;
use super::city::explained;
use super::watch::Spinner;
use crate::import::Severity;
use crate::plan;
use crate::runs::{self, Inputs, Progress, Request};
use crate::store::{self, State, Store};
use crate::web::{self, App};

/// Serve a city's map, plans and data to the browser on this computer
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The city file
    #[arg(value_name = "CITY.toml")]
    city: PathBuf,
    #[command(flatten)]
    options: Options,
    /// Plan the default scenario first, unless that is done already
    #[arg(long)]
    plan: bool,
}

/// Where to listen and where to keep the runs.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Address and port; only addresses of this computer, because there is no sign-in yet
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// Database of the runs; `lichtweg.sqlite` beside the city file when left out
    #[arg(long, value_name = "FILE")]
    pub store: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            store: None,
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    if arguments.plan {
        plan_and_serve(&arguments.city, &arguments.options)
    } else {
        serve(&arguments.city, &arguments.options)
    }
}

/// Serves a city until the process is asked to end.
///
/// # Errors
/// When the address is not one of this computer or in use, or city or store cannot be opened.
pub fn serve(city: &Path, options: &Options) -> anyhow::Result<Outcome> {
    Service::open(city, options)?.answer()
}

/// Plans the default scenario unless the store has that plan already, then serves the city until the process is asked to end.
///
/// # Errors
/// As [`serve`], and when there is no plan.
pub fn plan_and_serve(city: &Path, options: &Options) -> anyhow::Result<Outcome> {
    let service = Service::open(city, options)?;
    service.take_over()?;
    service.plan_first(&Request::default())?;
    service.answer()
}

/// The same under each policy, the scenario's own first, so that there is something to compare.
///
/// # Errors
/// As [`plan_and_serve`].
pub fn plan_all_and_serve(city: &Path, options: &Options) -> anyhow::Result<Outcome> {
    let service = Service::open(city, options)?;
    service.take_over()?;
    service.plan_first(&Request::default())?;
    let own = service.inputs.default_scenario().map_err(explained)?.policy;
    for policy in &service.inputs.policies {
        if policy.name != own.name {
            service.plan_first(&Request {
                policy: Some(policy.name.clone()),
                ..Request::default()
            })?;
        }
    }
    service.answer()
}

/// Everything opened, nothing answered yet.
struct Service {
    listener: TcpListener,
    inputs: Inputs,
    store: Store,
}

impl Service {
    /// The address comes first: whoever has mistyped it should not wait for an import.
    fn open(city: &Path, options: &Options) -> anyhow::Result<Self> {
        let listener = listen(&options.listen)?;
        let inputs = Inputs::load(city).map_err(explained)?;
        let doubtful = inputs
            .findings
            .iter()
            .filter(|finding| finding.severity != Severity::Note)
            .count();
        if doubtful > 0 {
            eprintln!(
                "{doubtful} findings in the inputs\nhint: `lichtweg check {}` lists them",
                city.display()
            );
        }
        let path = options.store.clone().unwrap_or_else(|| {
            city.parent()
                .unwrap_or(Path::new(""))
                .join(store::DEFAULT_FILE)
        });
        let store =
            Store::open(&path, Timestamp::now()).map_err(|error| explained(error.into()))?;
        Ok(Self {
            listener,
            inputs,
            store,
        })
    }

    /// Closes the runs that a process before this one left unfinished.
    fn take_over(&self) -> anyhow::Result<()> {
        for id in self
            .store
            .take_over(Timestamp::now())
            .map_err(|error| explained(error.into()))?
        {
            tracing::warn!(
                run.id = id.as_str(),
                "a run was interrupted and is marked as failed"
            );
        }
        Ok(())
    }

    /// Makes a run before anything is answered, unless the store has it already.
    fn plan_first(&self, request: &Request) -> anyhow::Result<()> {
        let (inputs, store) = (&self.inputs, &self.store);
        let wanted = runs::describe(inputs, request).map_err(explained)?;
        let known = store
            .runs(&inputs.city.name, u32::MAX)
            .map_err(|error| explained(error.into()))?;
        if known
            .iter()
            .any(|run| run.state == State::Done && run.request == wanted)
        {
            return Ok(());
        }
        let id = runs::record(store, inputs, request).map_err(explained)?;
        let spinner = Spinner::new(true);
        spinner.show("planning");
        let observer = |progress: &Progress| {
            if let (Some(objective), Some(gap)) = (progress.objective, progress.gap()) {
                spinner.show(&format!("planning: {objective}, gap {:.2} %", gap * 100.0));
            }
        };
        let made = runs::carry_out(
            &plan::solve,
            store,
            &id,
            inputs,
            &observer,
            &AtomicBool::new(false),
        );
        spinner.finish();
        let made = made.map_err(explained)?;
        let certificate = &made.plan.certificate;
        let of_saving = certificate.gap_of_saving.map_or_else(String::new, |gap| {
            format!(", {:.2} % of the saving", gap * 100.0)
        });
        eprintln!(
            "planned `{}` under `{}` in {:.1} s: {} sites, {}, gap {:.3} % of the objective{of_saving}",
            made.scenario.name,
            made.scenario.policy.name,
            made.seconds,
            made.totals.sites,
            certificate.objective,
            certificate.gap * 100.0,
        );
        Ok(())
    }

    fn answer(self) -> anyhow::Result<Outcome> {
        let address = self
            .listener
            .local_addr()
            .context("cannot tell the address")?;
        let name = self.inputs.city.name.clone();
        let app = App::new(self.inputs, Arc::new(self.store), Arc::new(plan::solve))
            .map_err(explained)?;
        self.listener
            .set_nonblocking(true)
            .context("cannot prepare the listener")?;
        let listener = self.listener;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("cannot start the server")?;
        runtime.block_on(async {
            let listener =
                tokio::net::TcpListener::from_std(listener).context("cannot start the server")?;
            let ended = asked_to_end()?;
            // Whoever starts this program waits for this line.
            println!("{name}: http://{address}");
            io::stdout()
                .flush()
                .context("cannot write to standard output")?;
            eprintln!("hint: open this address in a browser; Ctrl+C ends the server");
            web::serve(listener, app, ended).await;
            anyhow::Ok(())
        })?;
        Ok(Outcome::Done)
    }
}

/// Ends with the first SIGINT or SIGTERM; a second one ends the process at once.
fn asked_to_end() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    let mut terminated = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate()).context("cannot wait for signals")?
    };
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
        eprintln!("ending; a run being computed keeps its best plan so far");
        tokio::spawn(async {
            if tokio::signal::ctrl_c().await.is_ok() {
                std::process::exit(2);
            }
        });
    })
}

/// Opens the address, if it is one of this computer's own.
fn listen(text: &str) -> anyhow::Result<TcpListener> {
    let address = parse_address(text)?;
    if !address.ip().is_loopback() {
        bail!(
            "refusing to listen on {address}: there is no sign-in yet, everybody in the network could read and plan\n\
             hint: use 127.0.0.1:{}, from elsewhere through `ssh -L`",
            address.port()
        );
    }
    TcpListener::bind(address).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => anyhow!(
            "port {} is in use by another program\nhint: end it, or choose another port with --listen {}:{}",
            address.port(),
            address.ip(),
            address.port().checked_add(1).unwrap_or(8080)
        ),
        io::ErrorKind::PermissionDenied => anyhow!(
            "this user may not open port {}\nhint: choose a port above 1023, for example --listen 127.0.0.1:8080",
            address.port()
        ),
        _ => anyhow!("cannot listen on {address}: {error}\nhint: try --listen 127.0.0.1:8080"),
    })
}

fn parse_address(text: &str) -> anyhow::Result<SocketAddr> {
    if let Some(port) = text.strip_prefix("localhost:")
        && let Ok(port) = port.parse()
    {
        return Ok(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    }
    text.parse().map_err(|_| {
        anyhow!("`{text}` is not an address with a port\nhint: write it as 127.0.0.1:8080, localhost:8080 or [::1]:8080")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_computer_are_opened() {
        for text in ["127.0.0.1:0", "localhost:0", "127.1.2.3:0"] {
            assert!(listen(text).is_ok(), "{text}");
        }
        for (text, words) in [
            ("0.0.0.0:0", "no sign-in yet"),
            ("[::]:0", "no sign-in yet"),
            ("192.0.2.7:8080", "no sign-in yet"),
            ("[::ffff:192.0.2.7]:8080", "no sign-in yet"),
            ("127.0.0.1", "not an address with a port"),
            ("localhost:99999", "not an address with a port"),
            ("example.org:80", "not an address with a port"),
            ("", "not an address with a port"),
        ] {
            let error = listen(text).unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
            assert!(error.contains("\nhint: "), "{text}: {error}");
        }
    }

    #[test]
    fn a_port_in_use_is_said_with_another_one_to_try() {
        let first = listen("127.0.0.1:0").unwrap();
        let error = listen(&first.local_addr().unwrap().to_string()).unwrap_err();
        assert!(error.to_string().contains("in use"), "{error}");
        assert!(error.to_string().contains("--listen"), "{error}");
    }
}
