//! Issue 5, point 1: notifications as fast as they are read, at a pace, and one acknowledged batch
//! after another; beside the official client and the lower bounds.

use std::time::{Duration, Instant};

use crate::attempt::hear;
use crate::client::{self, Client, Running};
use crate::figures::{Figures, ratio};
use crate::flow::Flow;
use crate::line::Acks;
use crate::press::Answers;
use crate::server::Server;
use crate::source::Source;
use crate::table::{Table, maybe};
use crate::words::Words;
use crate::world::World;

const AGENTS: usize = 500;
const SESSIONS: usize = 5000;
/// What a busy site sends.
const PACE: f64 = 2000.0;

/// What one client's runs came to.
#[derive(Default)]
struct Found {
    per_second: Figures,
    cpu: Figures,
    rss: Figures,
    paced: Figures,
    acks: Figures,
    acks_cpu: Figures,
}

pub fn run(words: &Words) -> Vec<Table> {
    let (clients, missing) = clients();
    let server = Server::start(AGENTS, SESSIONS, 0.0);
    let world = World::of(&server);
    let plain = Source::before(&server, world.clone(), Acks::No);
    let acknowledged = Source::before(&server, world, Acks::Offered);
    let mut found: Vec<Found> = clients.iter().map(|_| Found::default()).collect();
    let mut keys = Answers::default();
    for _ in 0..words.runs {
        for (client, found) in clients.iter().zip(&mut found) {
            fed(*client, &plain, words, found, &mut keys);
            if matches!(client, Client::Floorwalk | Client::Official) {
                batches(*client, &acknowledged, words, found);
            }
        }
    }
    tables(&clients, &found, &keys, missing)
}

fn clients() -> (Vec<Client>, Option<String>) {
    let mut clients = vec![Client::Floorwalk, Client::Raw, Client::Frames];
    let missing = client::node()
        .map(|_| clients.insert(1, Client::Official))
        .err();
    (clients, missing)
}

/// As fast as it reads, then at a pace.
fn fed(client: Client, source: &Source, words: &Words, found: &mut Found, keys: &mut Answers) {
    let mut running = Running::start(client, source, Acks::No);
    // Every session is known, and whatever is compiled on the way is compiled.
    running.takes(source, Flow::Flood(2 * SESSIONS as u64));
    let count = words.or_quick(200_000, 50_000);
    let process = running.process();
    let before = process.sample();
    let (flown, done) = running.takes(source, Flow::Flood(count));
    let spent = process.sample().cpu_since(&before);
    found.per_second.add(flown.rate(done));
    found
        .cpu
        .add(spent.as_secs_f64() * 100_000.0 / flown.sent as f64);
    found.rss.add(process.rss());
    let time = Duration::from_secs(words.or_quick(10, 3));
    let before = process.sample();
    running.takes(source, Flow::Paced(PACE, time));
    found
        .paced
        .add(process.sample().cpu_ms_per_second(&before) / 10.0);
    if let Running::Console(console) = &mut running {
        let told = source.begin(Flow::Paced(PACE, time));
        keys.move_until(console, Instant::now() + time);
        hear(&told);
    }
}

fn batches(client: Client, source: &Source, words: &Words, found: &mut Found) {
    let mut running = Running::start(client, source, Acks::Offered);
    running.takes(source, Flow::Acknowledged(200));
    let few = matches!(client, Client::Official) || words.quick;
    let process = running.process();
    let before = process.sample();
    let (flown, done) = running.takes(source, Flow::Acknowledged(if few { 1000 } else { 20_000 }));
    let spent = process.sample().cpu_since(&before);
    found.acks.add(flown.rate(done));
    found
        .acks_cpu
        .add(spent.as_secs_f64() * 100_000.0 / flown.sent as f64);
}

fn tables(
    clients: &[Client],
    found: &[Found],
    keys: &Answers,
    missing: Option<String>,
) -> Vec<Table> {
    let head = [
        "5,000 sessions, 1.6 KB each",
        "per second",
        "CPU s per 100k",
        "RSS MB",
        "% of a core at 2,000/s",
        "acked batches of one/s",
        "CPU s per 100k",
    ];
    let mut table = Table::new("Feed", &head);
    for (client, found) in clients.iter().zip(found) {
        let figures = [
            &found.per_second,
            &found.cpu,
            &found.rss,
            &found.paced,
            &found.acks,
            &found.acks_cpu,
        ];
        let cells = figures.map(|figures| maybe(figures.median()));
        table.row(std::iter::once(client.name().to_owned()).chain(cells));
    }
    table.note(
        "A client has taken a notification when it connects anew behind the last one; \
                floorwalk when its screen shows the last one.",
    );
    if let Some(missing) = missing {
        table.note(missing);
    }
    let of = |client: Client, what: fn(&Found) -> &Figures| {
        let at = clients.iter().position(|one| *one == client)?;
        what(&found[at]).median()
    };
    let (ours, theirs) = (Client::Floorwalk, Client::Official);
    let mut limits = Table::of_limits("Feed: promises");
    let cpu = |client| of(client, |found| &found.cpu);
    let third = ratio(cpu(ours), cpu(theirs));
    limits.at_most(
        "CPU per notification, of the official client's",
        third,
        1.0 / 3.0,
        "",
    );
    let twice = ratio(cpu(ours), cpu(Client::Raw));
    limits.at_most("CPU per notification, of the raw bound's", twice, 2.0, "");
    let paced = of(ours, |found| &found.paced);
    limits.at_most("2,000/s costs, of a core", paced, 10.0, " %");
    let acks = |client| of(client, |found| &found.acks);
    let tenfold = ratio(acks(ours), acks(theirs));
    limits.at_least(
        "acknowledged batches of one, of the official client's",
        tenfold,
        10.0,
        "",
    );
    limits.at_least(
        "the same, of the 814/s of the anchor",
        acks(ours).map(|n| n / 814.0),
        10.0,
        "",
    );
    limits.at_most(
        "key → output at 2,000/s, 99th percentile",
        keys.ms.percentile(99.0),
        16.0,
        " ms",
    );
    limits.note(format!(
        "key → output at 2,000/s: median {} ms, {} keys, {} not answered",
        maybe(keys.ms.median()),
        keys.ms.len(),
        keys.unanswered
    ));
    vec![table, limits]
}
