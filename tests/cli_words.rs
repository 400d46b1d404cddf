//! The command line: every word of the contract, and what is refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::path::PathBuf;

use floorwalk::cli::{Audit, Command, Demo, Refusal, Simulate, Spelling, Wire, World, parse};
use floorwalk::config::{Flags, Transport};

fn parsed(line: &str) -> Result<Command, Refusal> {
    parse(line.split(' ').map(Into::into))
}

fn accepted(line: &str) -> Command {
    match parsed(line) {
        Ok(command) => command,
        Err(refusal) => panic!("{line}: {refusal}"),
    }
}

fn refused(line: &str) -> (String, u8) {
    match parsed(line) {
        Ok(command) => panic!("{line}: accepted as {command:?}"),
        Err(refusal) => (refusal.to_string(), refusal.exit_code()),
    }
}

const WORLD: World = World {
    agents: 12,
    sessions: 24,
    rate: 2.0,
    seed: 1,
};

fn simulate() -> Simulate {
    Simulate {
        world: WORLD,
        listen: "127.0.0.1:8080".parse().unwrap(),
        transports: vec![Wire::Websocket, Wire::LongPolling],
        csrf: false,
        faults: None,
        switches: Vec::new(),
        dialect: None,
        strict_monitoring: false,
    }
}

#[test]
fn without_a_command_it_is_the_console() {
    assert_eq!(accepted("floorwalk"), Command::Console(Flags::default()));
    assert_eq!(
        accepted(
            "floorwalk --config /c.toml --profile lab --url https://x --user ada --transport long-polling --read-only"
        ),
        Command::Console(Flags {
            config: Some(PathBuf::from("/c.toml")),
            profile: Some("lab".to_owned()),
            url: Some("https://x".to_owned()),
            user: Some("ada".to_owned()),
            transport: Some(Transport::LongPolling),
            read_only: true,
        })
    );
    for (word, transport) in [
        ("auto", Transport::Auto),
        ("websocket", Transport::Websocket),
    ] {
        assert_eq!(
            accepted(&format!("floorwalk --transport={word}")),
            Command::Console(Flags {
                transport: Some(transport),
                ..Flags::default()
            })
        );
    }
}

#[test]
fn demo_takes_a_world_and_a_transport() {
    let plain = Demo {
        world: WORLD,
        transport: Transport::Auto,
        read_only: false,
    };
    assert_eq!(accepted("floorwalk demo"), Command::Demo(plain));
    assert_eq!(
        accepted(
            "floorwalk demo --agents 5000 --sessions 200000 --rate 100000 --seed 18446744073709551615 --transport websocket --read-only"
        ),
        Command::Demo(Demo {
            world: World {
                agents: 5000,
                sessions: 200_000,
                rate: 100_000.0,
                seed: u64::MAX
            },
            transport: Transport::Websocket,
            read_only: true,
        })
    );
    let Command::Demo(least) = accepted("floorwalk demo --agents 1 --sessions 0 --rate 0 --seed 0")
    else {
        panic!("not a demo")
    };
    let world = World {
        agents: 1,
        sessions: 0,
        rate: 0.0,
        seed: 0,
    };
    assert_eq!(least.world, world);
}

#[test]
fn simulate_takes_every_flag_of_the_contract() {
    assert_eq!(
        accepted("floorwalk simulate"),
        Command::Simulate(simulate())
    );
    assert_eq!(
        accepted(
            "floorwalk simulate --listen 0.0.0.0:0 --transports long-polling --dialect pdf \
             --strict-monitoring --agents 3 --sessions 4 --rate 0.5 --seed 7"
        ),
        Command::Simulate(Simulate {
            world: World {
                agents: 3,
                sessions: 4,
                rate: 0.5,
                seed: 7
            },
            listen: "0.0.0.0:0".parse().unwrap(),
            transports: vec![Wire::LongPolling],
            csrf: false,
            faults: None,
            switches: Vec::new(),
            dialect: Some(Spelling::Pdf),
            strict_monitoring: true,
        })
    );
    for (line, changed) in [
        (
            "--listen localhost:0",
            Simulate {
                listen: "127.0.0.1:0".parse().unwrap(),
                ..simulate()
            },
        ),
        (
            "--listen [::1]:9",
            Simulate {
                listen: "[::1]:9".parse().unwrap(),
                ..simulate()
            },
        ),
        (
            "--faults plan.toml",
            Simulate {
                faults: Some("plan.toml".into()),
                ..simulate()
            },
        ),
        (
            "--switch capabilities=too-many --switch ack_reply=true",
            Simulate {
                switches: [("capabilities", "too-many"), ("ack_reply", "true")]
                    .map(|(name, word)| (name.to_owned(), word.to_owned()))
                    .to_vec(),
                ..simulate()
            },
        ),
        (
            "--csrf",
            Simulate {
                csrf: true,
                ..simulate()
            },
        ),
        (
            "--dialect online",
            Simulate {
                dialect: Some(Spelling::Online),
                ..simulate()
            },
        ),
        (
            "--transports long-polling,websocket,long-polling",
            Simulate {
                transports: vec![Wire::LongPolling, Wire::Websocket],
                ..simulate()
            },
        ),
    ] {
        assert_eq!(
            accepted(&format!("floorwalk simulate {line}")),
            Command::Simulate(changed),
            "{line}"
        );
    }
}

#[test]
fn numbers_out_of_range_are_refused_with_the_range() {
    let agents = "must be a whole number from 1 to 5000";
    let sessions = "must be a whole number from 0 to 200000";
    let rate = "must be a number from 0 to 100000";
    let seed = "must be a whole number from 0 to 18446744073709551615";
    let listen =
        "must be an address and a port, such as 127.0.0.1:8080 or [::1]:8080; port 0 picks one";
    for (flag, said) in [
        ("--agents 0", agents),
        ("--agents 5001", agents),
        ("--agents -1", agents),
        ("--agents 1.5", agents),
        ("--agents x", agents),
        ("--sessions 200001", sessions),
        ("--sessions -1", sessions),
        ("--rate -0.1", rate),
        ("--rate 100000.1", rate),
        ("--rate nan", rate),
        ("--rate inf", rate),
        ("--rate fast", rate),
        ("--seed -1", seed),
        ("--seed 18446744073709551616", seed),
        ("--listen 8080", listen),
        ("--listen example.com:80", listen),
        ("--listen 127.0.0.1:65536", listen),
    ] {
        for word in ["demo", "simulate"] {
            if word == "demo" && flag.starts_with("--listen") {
                continue;
            }
            let (text, code) = refused(&format!("floorwalk {word} {flag}"));
            assert!(text.contains(said), "{word} {flag}: {text}");
            assert_eq!(code, 2, "{word} {flag}");
        }
    }
}

#[test]
fn what_is_not_in_the_contract_is_a_usage_error() {
    for line in [
        "floorwalk nonsense",
        "floorwalk help",
        "floorwalk --password x",
        "floorwalk --transport pigeon",
        "floorwalk --agents 3",
        "floorwalk --config",
        "floorwalk --url a --url b",
        "floorwalk --url https://x demo",
        "floorwalk demo --url https://x",
        "floorwalk demo --user ada",
        "floorwalk demo --config x",
        "floorwalk demo --csrf",
        "floorwalk demo --listen 127.0.0.1:0",
        "floorwalk simulate --transport websocket",
        "floorwalk simulate --transports auto",
        "floorwalk simulate --transports websocket,",
        "floorwalk simulate --transports=",
        "floorwalk simulate --dialect auto",
        "floorwalk simulate --switch capabilities",
        "floorwalk simulate --config x",
        "floorwalk simulate x",
    ] {
        let (text, code) = refused(line);
        assert_eq!(code, 2, "{line}: {text}");
        assert!(text.starts_with("error: "), "{line}: {text}");
    }
}

#[test]
fn help_and_version_end_well() {
    let (text, code) = refused("floorwalk --version");
    assert_eq!(text, format!("floorwalk {}\n", env!("CARGO_PKG_VERSION")));
    assert_eq!(code, 0);
    for (line, words) in [
        (
            "floorwalk --help",
            &[
                "demo",
                "simulate",
                "--config <FILE>",
                "--profile <NAME>",
                "--url <URL>",
                "--user <NAME>",
                "--transport <TRANSPORT>",
                "long-polling",
                "FLOORWALK_PASSWORD",
                "never an argument",
                "Exit codes",
            ][..],
        ),
        (
            "floorwalk demo --help",
            &[
                "--agents <N>",
                "--sessions <N>",
                "--rate <MESSAGES_PER_SECOND>",
                "--seed <N>",
                "--transport <TRANSPORT>",
                "default: 12",
            ][..],
        ),
        (
            "floorwalk simulate --help",
            &[
                "--agents <N>",
                "--listen <ADDR:PORT>",
                "--transports <TRANSPORTS>",
                "--csrf",
                "--faults <FILE>",
                "cut-frame",
                "--dialect <DIALECT>",
                "--strict-monitoring",
                "listening on http://ADDR:PORT",
                "password demo",
            ][..],
        ),
    ] {
        let (text, code) = refused(line);
        assert_eq!(code, 0, "{line}");
        for word in words {
            assert!(text.contains(word), "{line}: no {word:?} in {text}");
        }
        assert!(!text.contains("--password"), "{line}");
    }
    assert_eq!(refused("floorwalk -h").1, 0);
}

#[test]
fn the_record_is_verified_or_shown() {
    let hash = "AB".repeat(32);
    assert_eq!(
        accepted(&format!("floorwalk audit verify /a.jsonl --head {hash}")),
        Command::Audit(Audit::Verify {
            file: Some(PathBuf::from("/a.jsonl")),
            head: Some(hash.to_lowercase()),
        })
    );
    assert_eq!(
        accepted("floorwalk audit verify"),
        Command::Audit(Audit::Verify {
            file: None,
            head: None
        })
    );
    assert_eq!(
        accepted("floorwalk audit show"),
        Command::Audit(Audit::Show { file: None })
    );
    for wrong in ["floorwalk audit", "floorwalk audit verify --head 12"] {
        let words = wrong.split(' ').map(std::ffi::OsString::from);
        assert_eq!(parse(words).unwrap_err().exit_code(), 2, "{wrong}");
    }
}
