//! Runs the program that prints the password.
//!
//! Knows processes. Must not know what a password looks like.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;

use super::super::words::{cleaned, cut};
use super::{PasswordError, READ};

/// How long the program may take.
const LIMIT: Duration = Duration::from_secs(10);

/// How much of its complaint is quoted, in characters.
const QUOTED: usize = 200;

/// How much of its complaint is kept, in bytes: enough for [`QUOTED`] characters of any width.
const KEPT: usize = 4 * QUOTED;

/// What the program printed on success, or so much of it that it is surely too long.
pub(super) async fn output(program: &str, arguments: &[String]) -> Result<Vec<u8>, PasswordError> {
    let mut child = Command::new(program)
        .args(arguments)
        // The next program down has no use for it, and would hand it on.
        .env_remove("FLOORWALK_PASSWORD")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| PasswordError::NotStarted {
            program: program.to_owned(),
            reason: error.to_string(),
        })?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (mut printed, mut complaint) = (Vec::new(), Vec::new());
    let ended = tokio::time::timeout(LIMIT, async {
        tokio::join!(
            keep(stdout, READ, &mut printed),
            keep(stderr, KEPT, &mut complaint),
            child.wait(),
        )
        .2
    })
    .await;
    let said = said(&complaint);
    match ended {
        Err(_) => Err(PasswordError::TimedOut {
            program: program.to_owned(),
            stderr: said,
        }),
        Ok(Err(error)) => Err(PasswordError::Failed {
            program: program.to_owned(),
            status: error.to_string(),
            stderr: said,
        }),
        Ok(Ok(status)) if status.success() => Ok(printed),
        Ok(Ok(status)) => Err(PasswordError::Failed {
            program: program.to_owned(),
            status: status.to_string(),
            stderr: said,
        }),
    }
}

/// Reads `pipe` to its end into `kept`, but keeps no more than `most` bytes: a program that
/// prints without end costs time, not memory. A read error ends it like the end of the pipe.
async fn keep(pipe: Option<impl AsyncRead + Unpin>, most: usize, kept: &mut Vec<u8>) {
    let Some(mut pipe) = pipe else { return };
    let mut chunk = [0_u8; 1024];
    while let Ok(read @ 1..) = pipe.read(&mut chunk).await {
        let room = most.saturating_sub(kept.len()).min(read);
        kept.extend_from_slice(chunk.get(..room).unwrap_or_default());
    }
}

/// The program's complaint on one line, cleaned and cut.
fn said(complaint: &[u8]) -> String {
    let text = String::from_utf8_lossy(complaint);
    let words: Vec<&str> = text.split_whitespace().collect();
    cut(&cleaned(&words.join(" ")), QUOTED)
}
