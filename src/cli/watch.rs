//! Watching long work from a terminal: progress, time limits, threads, memory.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A stop flag that rises after a time, if one is set.
pub(super) struct Deadline {
    flag: Arc<AtomicBool>,
    /// Dropping it lets the waiting thread end at once.
    _done: Option<Sender<()>>,
}

impl Deadline {
    /// Rises after this many seconds; never without a number.
    pub(super) fn after(seconds: Option<f64>) -> anyhow::Result<Self> {
        let flag = Arc::new(AtomicBool::new(false));
        let Some(seconds) = seconds else {
            return Ok(Self { flag, _done: None });
        };
        let limit = Duration::try_from_secs_f64(seconds).map_err(|_| {
            if seconds > 0.0 {
                anyhow::anyhow!(
                    "the time limit is longer than can be counted: {seconds:e} seconds\nhint: leave --time-limit out to work without one"
                )
            } else {
                anyhow::anyhow!(
                    "the time limit is not a number of seconds: {seconds}\nhint: give a number of zero or more"
                )
            }
        })?;
        let (done, waiting) = channel::<()>();
        let raised = Arc::clone(&flag);
        std::thread::spawn(move || {
            // An answer or a hung-up sender means that the work is over.
            if waiting.recv_timeout(limit) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                raised.store(true, Ordering::Relaxed);
            }
        });
        Ok(Self {
            flag,
            _done: Some(done),
        })
    }

    /// The flag to hand to the work.
    pub(super) fn flag(&self) -> &AtomicBool {
        &self.flag
    }
}

/// One line of progress on standard error; silent unless that is a terminal.
pub(super) struct Spinner(Option<ProgressBar>);

impl Spinner {
    pub(super) fn new(wanted: bool) -> Self {
        if !wanted || !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(Some(bar))
    }

    pub(super) fn show(&self, message: &str) {
        if let Some(bar) = &self.0 {
            bar.set_message(message.to_owned());
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

/// The number of threads asked for, or as many as the machine runs at once. Never more than 256.
pub(super) fn threads(asked: Option<usize>) -> usize {
    asked
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
        .clamp(1, 256)
}

/// The most memory this program has used so far in megabytes, where the system tells.
pub(super) fn peak_rss_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_ascii_whitespace().nth(1)?.parse().ok()?;
    Some((kilobytes / 102.4).round() / 10.0)
}
