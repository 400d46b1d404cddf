//! The flags that shape the embedded server's world, with their ranges.
//!
//! Knows numbers and their limits. Must not know the server.

/// The world an embedded server shows.
#[derive(Debug, Clone, Copy, PartialEq, clap::Args)]
pub struct World {
    /// How many agents there are (1 to 5000)
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = agents, allow_negative_numbers = true)]
    pub agents: u32,
    /// How many sessions there are at a time (0 to 200000)
    #[arg(long, value_name = "N", default_value_t = 24, value_parser = sessions, allow_negative_numbers = true)]
    pub sessions: u32,
    /// How many messages are written per second, all sessions together (0 to 100000)
    #[arg(long, value_name = "MESSAGES_PER_SECOND", default_value_t = 2.0, value_parser = rate, allow_negative_numbers = true)]
    pub rate: f64,
    /// What the world is made from: same seed, same world
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = seed, allow_negative_numbers = true)]
    pub seed: u64,
}

fn agents(text: &str) -> Result<u32, String> {
    whole(text, 1, 5000)
}

fn sessions(text: &str) -> Result<u32, String> {
    whole(text, 0, 200_000)
}

fn whole(text: &str, least: u32, most: u32) -> Result<u32, String> {
    text.parse()
        .ok()
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| format!("must be a whole number from {least} to {most}"))
}

fn rate(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|rate| (0.0..=100_000.0).contains(rate))
        // Minus zero is in the range too.
        .map(f64::abs)
        .ok_or_else(|| "must be a number from 0 to 100000".to_owned())
}

fn seed(text: &str) -> Result<u64, String> {
    text.parse()
        .map_err(|_| format!("must be a whole number from 0 to {}", u64::MAX))
}
