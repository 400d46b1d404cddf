//! Issue 5, point 4: how fast a key is answered, and with how many bytes; htop and irssi in turns.

use std::time::Duration;

use crate::console::Console;
use crate::peers::{self, Peer, Running};
use crate::press::{Answers, cursor};
use crate::server::Server;
use crate::table::{Table, maybe};
use crate::words::Words;

const AGENTS: usize = 50;
const SESSIONS: usize = 500;
/// Keys pressed in one program before it is the next one's turn.
const TURN: usize = 20;
const PAGE_DOWN: &str = "\x1b[6~";
/// Pages from the top before it is gone back there: fewer than there are.
const PAGES: usize = 5;

pub fn run(words: &Words) -> Vec<Table> {
    let server = Server::start(AGENTS, SESSIONS, 0.0);
    let (peers, missing) = peers::installed();
    let (mut moves, mut pages) = (Answers::default(), Answers::default());
    let mut others: Vec<Answers> = peers.iter().map(|_| Answers::default()).collect();
    for _ in 0..words.runs {
        let mut console = Console::start(&server.url());
        console.lists(SESSIONS);
        let mut running: Vec<(Peer, Running)> = peers
            .iter()
            .map(|peer| (*peer, peer.start().expect("one that is installed")))
            .collect();
        std::thread::sleep(Duration::from_secs(words.or_quick(8, 3)));
        console.settled();
        for _ in 0..words.or_quick(200, 40) / TURN {
            for n in 0..TURN {
                moves.press(&mut console.term, cursor(n));
            }
            for ((peer, running), answers) in running.iter_mut().zip(&mut others) {
                for n in 0..TURN {
                    answers.press(&mut running.term, peer.key(n));
                }
            }
            for _ in 0..PAGES {
                pages.press(&mut console.term, PAGE_DOWN);
            }
            console.term.send("g");
            console.settled();
        }
    }
    tables(&peers, &moves, &pages, &others, missing)
}

fn tables(
    peers: &[Peer],
    moves: &Answers,
    pages: &Answers,
    others: &[Answers],
    missing: Vec<String>,
) -> Vec<Table> {
    let mut table = Table::new(
        "Keys, 120x40",
        &[
            "",
            "keys",
            "median ms",
            "99 % ms",
            "bytes per key",
            "paints",
            "not answered",
        ],
    );
    let mut row = |name: &str, answers: &Answers, frames: bool| {
        let paints = answers.frames.percentile(100.0).filter(|_| frames);
        table.row([
            name.to_owned(),
            answers.bytes.len().to_string(),
            maybe(answers.ms.median()),
            maybe(answers.ms.percentile(99.0)),
            maybe(answers.bytes.median()),
            maybe(paints),
            answers.unanswered.to_string(),
        ]);
    };
    row("floorwalk, cursor", moves, true);
    row("floorwalk, page", pages, true);
    for (peer, answers) in peers.iter().zip(others) {
        row(peer.name(), answers, false);
    }
    table.note(
        "To the first byte of the answer. Paints: the most for one key, by the marks of \
                synchronized updates.",
    );
    for missing in missing {
        table.note(missing);
    }
    let htop = peers.iter().position(|peer| *peer == Peer::Htop);
    let htop = htop.and_then(|at| others[at].ms.median());
    let mut limits = Table::of_limits("Keys: promises");
    match htop {
        Some(htop) => limits.at_most(
            "median, not slower than htop's",
            moves.ms.median(),
            htop,
            " ms",
        ),
        None => limits.at_most("median, the anchor of htop", moves.ms.median(), 0.57, " ms"),
    }
    limits.at_most("bytes of a cursor move", moves.bytes.median(), 300.0, "");
    limits.at_most(
        "paints of a page, at most",
        pages.frames.percentile(100.0),
        1.0,
        "",
    );
    vec![table, limits]
}
