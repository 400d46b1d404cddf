//! What was asked for on the command line.

use std::net::SocketAddr;

use crate::bounds::Bound;
use crate::table::Style;

pub const HELP: &str = "\
cargo bench --bench process -- [SCENARIO..] [--runs N] [--quick] [--markdown] [--minutes N]

Scenarios, all of them without any: feed scale rest keys start memory slow
  --runs N      runs of which the median is shown [default: 5]
  --quick       shorter runs, and fewer: to see whether it works
  --markdown    tables as Markdown
  --minutes N   length of the growth run of `memory` [default: 1]";

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scenario {
    Feed,
    Scale,
    Rest,
    Keys,
    Start,
    Memory,
    Slow,
}

impl Scenario {
    const ALL: [(&str, Self); 7] = [
        ("feed", Self::Feed),
        ("scale", Self::Scale),
        ("rest", Self::Rest),
        ("keys", Self::Keys),
        ("start", Self::Start),
        ("memory", Self::Memory),
        ("slow", Self::Slow),
    ];
}

/// What to measure, and how.
#[derive(Debug)]
pub struct Words {
    pub scenarios: Vec<Scenario>,
    pub runs: usize,
    pub quick: bool,
    pub style: Style,
    pub minutes: f64,
}

impl Words {
    /// One of two, the second for a short run.
    pub fn or_quick<T>(&self, long: T, short: T) -> T {
        if self.quick { short } else { long }
    }
}

pub enum Asked {
    Measure(Words),
    /// To be one of the lower bounds, as a process of its own.
    Bound(Bound, SocketAddr),
    Help,
    /// `cargo test --benches` only wants to know that it starts.
    Nothing,
}

pub fn read(words: impl Iterator<Item = String>) -> Result<Asked, String> {
    let mut words = words;
    let mut benches = false;
    let (mut scenarios, mut runs, mut quick) = (Vec::new(), None, false);
    let (mut style, mut minutes) = (Style::Plain, None);
    while let Some(word) = words.next() {
        let mut number = |of: &str| -> Result<f64, String> {
            let value = words.next().ok_or(format!("{of} wants a number"))?;
            value
                .parse()
                .map_err(|_| format!("{of} {value}: no number"))
        };
        match word.as_str() {
            // Said by `cargo bench`, and by nobody else.
            "--bench" => benches = true,
            "--help" | "-h" => return Ok(Asked::Help),
            "--quick" => quick = true,
            "--markdown" => style = Style::Markdown,
            "--runs" => runs = Some(number("--runs")?.max(1.0) as usize),
            "--minutes" => minutes = Some(number("--minutes")?),
            "--as" => {
                let bound = words.next().and_then(|word| Bound::read(&word));
                let addr = words.next().and_then(|addr| addr.parse().ok());
                let (bound, addr) = bound.zip(addr).ok_or("--as wants a bound and an address")?;
                return Ok(Asked::Bound(bound, addr));
            }
            name => {
                let found = Scenario::ALL.iter().find(|(known, _)| *known == name);
                let (_, scenario) = found.ok_or(format!("{name}: no such scenario"))?;
                scenarios.push(*scenario);
            }
        }
    }
    if !benches {
        return Ok(Asked::Nothing);
    }
    if scenarios.is_empty() {
        scenarios = Scenario::ALL.map(|(_, scenario)| scenario).to_vec();
    }
    Ok(Asked::Measure(Words {
        scenarios,
        runs: runs.unwrap_or(if quick { 1 } else { 5 }),
        quick,
        style,
        minutes: minutes.unwrap_or(if quick { 0.3 } else { 1.0 }),
    }))
}
