//! What is drawn from a seed: the server's kind and the schedule. Knows nothing of how it is done.

use std::time::Duration;

use floorwalk::bayeux::Transport;
use floorwalk::sim::{AckReply, Csrf, CsrfRule, Fault, Mode, Options, Rubbish};

use crate::judge::Events;
use crate::proxy::{Cut, Line};

/// Every duration of the design is this part of itself.
pub(crate) const SCALE: f64 = 0.04;

/// How long the server holds a connect: longer than it is asked to.
pub(crate) const HOLD: Duration = Duration::from_millis(600);

/// One thing that happens to the line, the server or the floor.
#[derive(Clone, Debug)]
pub(crate) enum Deed {
    Server(Fault),
    /// The proxy's line, for a time.
    Line(Line, Duration),
    Cut(Cut),
    /// Everything is reset after so many more bytes from the server.
    Fuse(u64),
    Floor(Floor),
}

/// What happens among agents and customers; the number picks a session or an agent.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Floor {
    Ticks,
    Customer(usize),
    Agent(usize),
    Opens(usize),
    Completes(usize),
    AgentLeaves(usize),
    Offer(usize, Mode),
    Withdraw(usize),
    Another(usize),
}

/// What a supervisor does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    Move,
    Open,
    /// A key, and `y` where it asks.
    Key(char),
    WriteAgent,
    WriteCustomer,
    Back,
}

/// One schedule.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) options: Options,
    pub(crate) transport: Transport,
    /// Two gusts, with a calm between them.
    pub(crate) gusts: [Gust; 2],
}

#[derive(Debug)]
pub(crate) struct Gust {
    pub(crate) deeds: Vec<(Duration, Deed)>,
    pub(crate) acts: Vec<(Duration, Act)>,
}

impl Plan {
    pub(crate) fn of(seed: u64) -> Self {
        let mut rng = fastrand::Rng::with_seed(seed);
        let ack = [AckReply::Absent, AckReply::True, AckReply::Object][rng.usize(..3)];
        let transport = [Transport::WebSocket, Transport::LongPolling][rng.usize(..2)];
        let csrf = [Csrf::Off, Csrf::On(CsrfRule::default())][rng.usize(..2)].clone();
        let options = Options {
            agents: 4,
            sessions: 5,
            rate: 0.0,
            seed,
            ack,
            csrf,
            connect_timeout: HOLD,
            max_interval: Duration::from_millis(1500),
            ..Options::default()
        };
        let gusts = [gust(&mut rng), gust(&mut rng)];
        Self {
            options,
            transport,
            gusts,
        }
    }
}

impl Plan {
    fn has(&self, is: impl Fn(&Deed) -> bool) -> bool {
        let mut deeds = self.gusts.iter().flat_map(|g| &g.deeds);
        deeds.any(|(_, deed)| is(deed))
    }

    /// Whether the server drops events.
    pub(crate) fn events(&self) -> Events {
        if self.has(|deed| matches!(deed, Deed::Server(Fault::Drop { .. }))) {
            Events::Dropped
        } else {
            Events::AllSent
        }
    }

    /// Whether what passes the line is what a client takes in, whole and at once.
    pub(crate) fn is_whole(&self) -> bool {
        !self.has(|deed| match deed {
            Deed::Fuse(_) => true,
            Deed::Server(fault) => matches!(
                fault,
                Fault::CutFrame | Fault::Rubbish { .. } | Fault::Throttle { .. }
            ),
            Deed::Line(..) | Deed::Cut(_) | Deed::Floor(_) => false,
        })
    }
}

fn ms(rng: &mut fastrand::Rng, range: std::ops::Range<u64>) -> Duration {
    Duration::from_millis(rng.u64(range))
}

fn gust(rng: &mut fastrand::Rng) -> Gust {
    Gust {
        deeds: (0..rng.usize(3..8))
            .map(|_| (ms(rng, 10..250), deed(rng)))
            .collect(),
        acts: (0..rng.usize(5..9))
            .map(|_| (ms(rng, 5..120), act(rng)))
            .collect(),
    }
}

fn act(rng: &mut fastrand::Rng) -> Act {
    match rng.u8(..24) {
        0..4 => Act::Move,
        4..7 => Act::Open,
        7..9 => Act::Key('m'),
        9..11 => Act::Key('c'),
        11..14 => Act::Key('b'),
        14..16 => Act::WriteAgent,
        16..19 => Act::WriteCustomer,
        19 => Act::Key('x'),
        20 => Act::Key('w'),
        21 => Act::Key('a'),
        22 => Act::Key(['d', 'r'][rng.usize(..2)]),
        _ => Act::Back,
    }
}

fn floor(rng: &mut fastrand::Rng) -> Floor {
    let any = rng.usize(..100);
    let mode = [Mode::Monitor, Mode::Coach, Mode::BargeIn][rng.usize(..3)];
    match rng.u8(..16) {
        0..4 => Floor::Ticks,
        4..7 => Floor::Customer(any),
        7..9 => Floor::Agent(any),
        9 | 10 => Floor::Opens(any),
        11 => Floor::Completes(any),
        12 => Floor::AgentLeaves(any),
        13 => Floor::Offer(any, mode),
        14 => Floor::Withdraw(any),
        _ => Floor::Another(any),
    }
}

fn deed(rng: &mut fastrand::Rng) -> Deed {
    let for_ms = rng.u64(50..800);
    match rng.u8(..36) {
        0..12 => Deed::Floor(floor(rng)),
        12 | 13 => Deed::Cut([Cut::Close, Cut::Reset][rng.usize(..2)]),
        14 => Deed::Fuse(rng.u64(1..3000)),
        15 => Deed::Line(Line::Stalled, ms(rng, 200..4400)),
        16 => Deed::Line(Line::Deaf, ms(rng, 200..4400)),
        17 => Deed::Line(Line::Refusing, ms(rng, 100..600)),
        18 => Deed::Server(Fault::Close),
        19 => Deed::Server(Fault::Reset),
        20 => Deed::Server(Fault::Stall { for_ms }),
        21 => Deed::Server(Fault::Delay {
            by_ms: rng.u64(1..200),
            for_ms,
        }),
        22 => Deed::Server(Fault::Throttle {
            bytes_per_second: rng.u32(2_000..50_000),
            for_ms,
        }),
        23 => Deed::Server(Fault::CutFrame),
        24..28 => Deed::Server(Fault::Answer {
            status: [401, 403, 404, 429, 500, 503][rng.usize(..6)],
            retry_after: rng.bool().then(|| rng.u32(..2)),
            times: rng.u32(1..4),
            only: None,
        }),
        28 | 29 => Deed::Server(Fault::ForgetClients),
        30 => Deed::Server(Fault::ForgetLogins),
        31 => Deed::Server(Fault::Restart {
            seed: rng.u64(1000..u64::MAX),
        }),
        32 => Deed::Server(Fault::Duplicate {
            events: rng.u32(1..20),
        }),
        33 | 34 => Deed::Server(Fault::Drop {
            skip: rng.u32(..4),
            events: rng.u32(1..8),
        }),
        _ => Deed::Server(Fault::Rubbish {
            what: [
                Rubbish::BadUtf8,
                Rubbish::TruncatedJson,
                Rubbish::DeepJson,
                Rubbish::HostileText,
                Rubbish::BadUtf8,
                Rubbish::TruncatedJson,
                Rubbish::DeepJson,
                Rubbish::HugeFrame,
                Rubbish::CompressionBomb,
            ][rng.usize(..9)],
        }),
    }
}
