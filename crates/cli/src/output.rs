//! What commands print.

use std::io::{self, Write as _};

use crate::failure::Failure;

/// Prints a line on stdout. Whoever reads it may stop reading: `callkit app list | head -1`.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::failed(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}
