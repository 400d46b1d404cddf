//! The process edge: words in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    floorwalk::program::run(std::env::args_os())
}
