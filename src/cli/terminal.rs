//! Words for a person: output to a terminal or a pipe whose reader may go away, as `lichtweg … | head` does, and errors with their causes.

use std::fmt::Arguments;
use std::io::{self, ErrorKind, Write};

/// What a shell reports of a program that wrote to a closed pipe: 128 + SIGPIPE.
const CLOSED_PIPE: i32 = 141;

/// Writes to standard output. When nobody reads any more the program ends quietly; there is nothing left to do.
pub(super) fn say(text: Arguments<'_>) {
    finish(io::stdout().lock().write_fmt(text));
}

fn finish(written: io::Result<()>) {
    match written {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(CLOSED_PIPE),
        // A full disk behind a redirection, for example: say so and fail as everything else does.
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: could not write the output: {error}");
            std::process::exit(2);
        }
    }
}

/// An error with its causes on one line, none of them twice, and what to do about it on a `hint:` line of its own.
pub(super) fn explained(error: &anyhow::Error) -> String {
    let mut message = String::new();
    let mut hints: Vec<String> = Vec::new();
    for cause in error.chain() {
        let text = cause.to_string();
        let mut lines = text.split("\nhint: ");
        let words = lines.next().unwrap_or_default();
        if !message.contains(words) {
            let join = if message.is_empty() { "" } else { ": " };
            message = format!("{message}{join}{words}");
        }
        for hint in lines.map(str::to_owned) {
            if !hints.contains(&hint) {
                hints.push(hint);
            }
        }
    }
    for hint in hints {
        message = format!("{message}\nhint: {hint}");
    }
    message
}

#[cfg(test)]
mod tests {
    use anyhow::{Context as _, anyhow};

    use super::explained;

    #[test]
    fn causes_are_told_once_and_hints_come_last() {
        let check = |error: anyhow::Error, expected: &str| assert_eq!(explained(&error), expected);
        check(anyhow!("no such city"), "no such city");
        check(
            anyhow!("not found").context("cannot read `x`"),
            "cannot read `x`: not found",
        );
        check(
            anyhow!("not found").context("cannot read `x`: not found\nhint: check the name"),
            "cannot read `x`: not found\nhint: check the name",
        );
        check(
            anyhow!("not found\nhint: check the name").context("no plan"),
            "no plan: not found\nhint: check the name",
        );
        let outer = Err::<(), _>(anyhow!("a\nhint: one"))
            .context("b\nhint: one")
            .unwrap_err();
        check(outer, "b: a\nhint: one");
    }
}
