//! Writing to a terminal or a pipe whose reader may go away, as `lichtweg … | head` does.

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
