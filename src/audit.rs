//! The audit: what a supervisor did, as lines of JSON that vouch for each other. Knows files,
//! hashes and the words of the domain; nothing of the server, the app or the screen.
//!
//! One file a run in one folder. Every line carries the hash of the line before it and its own;
//! the first line of a run names the run before it and the newest line of that. An edit, a gap, a
//! line moved or a missing file is found by reading alone ([`verify`]). Whoever may write the
//! file can also write its end anew, or cut it off: that is found only against a head hash that
//! was kept elsewhere.
//!
//! | file | is |
//! | --- | --- |
//! | `line` | one line: its fields, its seal, and reading it back |
//! | `deed` | what a call, an answer or a note leaves behind in a line |
//! | `who` | the person, the machine and where they came from |
//! | `paper` | the file of a run, and the disk under it |
//! | `shelf` | the folder: which file is the newest, and a new one after it |
//! | `book` | lines put on paper, each after the one before |
//! | `clerk` | the thread that writes, and how others have it write |
//! | `verify` | what is wrong with one file |
//! | `chain` | what is wrong between files, and against a head |
//! | `show` | the lines for a person |

mod book;
mod chain;
mod clerk;
mod deed;
mod line;
mod paper;
mod shelf;
pub mod show;
pub mod verify;
mod who;

pub use book::Open;
pub use chain::{Verdict, of_file, of_folder};
pub use clerk::{Clerk, DeedId, Rules, Words};
pub use paper::Paper;
pub use shelf::{Opened, Shelf};
pub use who::Who;
