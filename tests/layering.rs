//! Who may know whom, and what is kept out of where: the table in `src/lib.rs` and the rules of
//! the house, held against every file under `src/`. Each rule is also shown a file that breaks it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "tests"
)]

#[path = "layering/source.rs"]
mod source;

use std::path::Path;

use source::{Kind, Source};

/// What each top-level module may name of the crate beside itself.
const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("json", &[]),
    ("bayeux", &["json"]),
    ("sim", &[]),
    ("config", &[]),
    ("cli", &["config"]),
    ("drill", &[]),
    ("audit", &["domain"]),
    ("gws", &["domain", "json", "audit"]),
    ("app", &["domain"]),
    ("ui", &["domain", "app"]),
    ("feed", &["domain", "gws", "bayeux", "drill"]),
    (
        "console",
        &["domain", "app", "ui", "feed", "gws", "audit", "drill"],
    ),
    ("program", EVERYTHING),
    ("main", EVERYTHING),
    ("lib", EVERYTHING),
];

const EVERYTHING: &[&str] = &[
    "domain", "json", "bayeux", "sim", "config", "cli", "gws", "app", "ui", "feed", "console",
    "program", "audit", "drill",
];

/// The layers without I/O: what they know they are told.
const PURE: &[&str] = &["app", "domain", "ui"];

/// What is named in some layers only, from the left of its path.
const HOMES: &[(&[&str], &[&str])] = &[
    (&["crossterm"], &["console"]),
    (&["ratatui"], &["ui", "console"]),
    (&["ratatui", "crossterm"], &["console"]),
    (&["reqwest"], &["gws", "bayeux", "feed"]),
    (&["tokio_tungstenite"], &["bayeux", "sim"]),
    (&["http_body_util"], &["sim"]),
    (&["hyper"], &["sim", "gws"]),
    (&["clap"], &["cli"]),
    (&["ring", "digest"], &["audit"]),
    (&["toml"], &["config", "sim"]),
    (&["regex"], &["config", "app"]),
];

/// What the pure layers never name.
const IMPURE: &[&[&str]] = &[
    &["tokio"],
    &["tokio_util"],
    &["futures_util"],
    &["reqwest"],
    &["rustix"],
    &["tracing"],
    &["std", "fs"],
    &["std", "net"],
    &["std", "env"],
    &["std", "io"],
    &["std", "process"],
    &["std", "thread"],
];

/// Words that read a clock, as the last but one part of a path that ends in `now`.
const CLOCKS: &[&str] = &["Instant", "SystemTime", "Timestamp", "Zoned"];

/// Shared or hidden state, which has no place where the model is.
const SHARED: &[&str] = &["Mutex", "RwLock", "RefCell"];

/// The most lines of a file, tests apart.
const CEILING: usize = 350;

/// Files above the ceiling, how far they may grow, and why each is still one file.
const LONG: &[(&str, usize, &str)] = &[
    (
        "src/app/action/table.rs",
        450,
        "every action with its keys and its sentence, side by side",
    ),
    (
        "src/app/ask.rs",
        500,
        "every question with its words and its keys, side by side",
    ),
    (
        "src/app/model.rs",
        450,
        "the state: its fields and their types in one place",
    ),
];

/// Where a rule is broken: a place and what is wrong there.
type Faults = Vec<String>;

/// One rule.
type Rule = fn(&Source) -> Faults;

const RULES: &[Rule] = &[
    layers,
    pure,
    homes,
    clocks,
    bounded,
    unshared,
    colours,
    customer_words,
    permits,
    header,
    size,
];

fn fault(source: &Source, line: usize, what: &str) -> String {
    format!("{}:{line}: {what}", source.place)
}

/// A layer names only what the table allows.
fn layers(source: &Source) -> Faults {
    let layer = source.layer();
    let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
        return vec![fault(source, 1, "a layer that the table does not know")];
    };
    let named = source.layers_named();
    let wrong = named.iter().filter(|(name, _)| {
        EVERYTHING.contains(&name.as_str()) && name != layer && !allowed.contains(&name.as_str())
    });
    wrong
        .map(|(name, line)| fault(source, *line, &format!("{layer} must not know {name}")))
        .collect()
}

/// `app`, `domain` and `ui` do no I/O and print nothing.
fn pure(source: &Source) -> Faults {
    if !PURE.contains(&source.layer()) {
        return Vec::new();
    }
    let named = source
        .paths
        .iter()
        .filter(|path| IMPURE.iter().any(|impure| path.starts(impure)) || path.has("SystemTime"));
    let mut faults: Faults = named
        .map(|path| {
            fault(
                source,
                path.line,
                &format!("{} does I/O", path.parts.join("::")),
            )
        })
        .collect();
    for pair in source.tokens.windows(2) {
        let prints = ["print", "println", "eprint", "eprintln", "dbg"];
        if prints.contains(&pair[0].text.as_str()) && pair[1].text == "!" {
            faults.push(fault(source, pair[0].line, "prints"));
        }
    }
    faults
}

/// Some crates are kept in one place, so that they can be replaced there.
fn homes(source: &Source) -> Faults {
    let mut faults = Vec::new();
    for (name, homes) in HOMES {
        if homes.contains(&source.layer()) {
            continue;
        }
        let strangers = source.paths.iter().filter(|path| path.starts(name));
        faults.extend(strangers.map(|path| {
            let what = format!("{} belongs to {}", name.join("::"), homes.join(", "));
            fault(source, path.line, &what)
        }));
    }
    faults
}

/// Time is given to the pure layers and to the Bayeux session, never read there.
fn clocks(source: &Source) -> Faults {
    let modules = source.modules();
    if !PURE.contains(&modules[0]) && !modules.starts_with(&["bayeux", "session"]) {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for path in &source.paths {
        if CLOCKS.iter().any(|clock| path.ends(&[clock, "now"])) {
            faults.push(fault(source, path.line, "reads a clock"));
        }
    }
    for pair in source.tokens.windows(2) {
        if pair[0].text == "." && pair[1].text == "elapsed" {
            faults.push(fault(source, pair[1].line, "reads a clock"));
        }
    }
    faults
}

/// No channel grows without bounds.
fn bounded(source: &Source) -> Faults {
    let unbounded = source.paths.iter().filter(|path| {
        path.has("unbounded_channel")
            || path.has("unbounded")
            || path.has("UnboundedSender")
            || (path.starts(&["std", "sync", "mpsc"])
                && !path.has("SyncSender")
                && !path.has("sync_channel"))
    });
    unbounded
        .map(|path| fault(source, path.line, "an unbounded channel"))
        .collect()
}

/// The model has one owner.
fn unshared(source: &Source) -> Faults {
    if !PURE.contains(&source.layer()) && source.layer() != "console" {
        return Vec::new();
    }
    // Holds bytes of one frame, shared by ratatui's backend and the one who sends them off.
    if source.place == "src/console/writer.rs" {
        return Vec::new();
    }
    let shared = source
        .paths
        .iter()
        .filter(|path| SHARED.iter().any(|word| path.has(word)));
    shared
        .map(|path| fault(source, path.line, "shared or hidden state"))
        .collect()
}

/// The screen asks its theme for a meaning; fixed colours are the business of the themes that bring
/// their own ground.
fn colours(source: &Source) -> Faults {
    if source.layer() != "ui" || source.modules().starts_with(&["ui", "theme"]) {
        return Vec::new();
    }
    let banned = ["Rgb", "Indexed", "Black", "White", "from_u32"];
    let stylize = ["black", "white", "on_black", "on_white"];
    let mut faults = Vec::new();
    for path in &source.paths {
        if banned.iter().any(|name| path.ends(&["Color", name])) {
            faults.push(fault(source, path.line, &path.parts.join("::")));
        }
    }
    for pair in source.tokens.windows(2) {
        if pair[0].text == "." && stylize.contains(&pair[1].text.as_str()) {
            faults.push(fault(source, pair[1].line, &pair[1].text));
        }
    }
    faults
}

/// The call that reaches a customer is made in one file, and its name written where the wire is.
fn customer_words(source: &Source) -> Faults {
    let modules = source.modules();
    let mut faults = Vec::new();
    if modules != ["app", "send"] && modules[0] != "gws" {
        for path in &source.paths {
            if path.ends(&["Call", "SendMessage"]) {
                faults.push(fault(source, path.line, "makes Call::SendMessage"));
            }
        }
    }
    if modules != ["app", "typing"] && modules[0] != "gws" {
        for path in &source.paths {
            if path.ends(&["Call", "TypingToAll"]) {
                faults.push(fault(source, path.line, "makes Call::TypingToAll"));
            }
        }
    }
    if modules[0] != "gws" && modules[0] != "sim" && modules != ["domain", "capability"] {
        for token in &source.tokens {
            if token.kind == Kind::Text && token.text.contains("SendMessage") {
                faults.push(fault(source, token.line, "names SendMessage"));
            }
        }
    }
    faults
}

/// A permit for the customer's eyes is made by the policy alone.
fn permits(source: &Source) -> Faults {
    if source.modules() == ["domain", "policy"] {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for at in 0..source.tokens.len() {
        let text = |at: Option<usize>| {
            at.and_then(|at| source.tokens.get(at))
                .map(|t| t.text.as_str())
        };
        let made = text(Some(at)) == Some("CustomerPermit")
            && matches!(text(Some(at + 1)), Some("{" | "("))
            && !matches!(text(at.checked_sub(1)), Some("->"));
        if made {
            faults.push(fault(
                source,
                source.tokens[at].line,
                "makes a CustomerPermit",
            ));
        }
    }
    faults
}

/// The first line says what a module is.
fn header(source: &Source) -> Faults {
    if source.first_line.starts_with("//! ") {
        Vec::new()
    } else {
        vec![fault(source, 1, "the first line is no //! doc")]
    }
}

/// A file is one noun.
fn size(source: &Source) -> Faults {
    let long = LONG.iter().find(|(place, ..)| *place == source.place);
    let ceiling = long.map_or(CEILING, |(_, ceiling, _)| *ceiling);
    if source.lines > ceiling {
        vec![fault(
            source,
            source.lines,
            &format!("over {ceiling} lines"),
        )]
    } else if source.lines <= CEILING && long.is_some() {
        vec![fault(
            source,
            source.lines,
            "no longer long: take it off the list",
        )]
    } else {
        Vec::new()
    }
}

/// Every file under `src/` that is compiled outside tests.
fn tree() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = vec![root.join("src")];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    let place = |path: &Path| {
        let inner = path.strip_prefix(root).unwrap().to_str().unwrap();
        inner.replace('\\', "/")
    };
    files
        .iter()
        .filter(|path| !Source::is_test(&place(path)))
        .map(|path| Source::read(&place(path), &std::fs::read_to_string(path).unwrap()))
        .collect()
}

#[test]
fn the_tree_keeps_every_rule() {
    let tree = tree();
    assert!(tree.len() > 100, "only {} files were found", tree.len());
    let faults: Faults = tree
        .iter()
        .flat_map(|source| RULES.iter().flat_map(move |rule| rule(source)))
        .collect();
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn the_table_is_the_tree() {
    let tree = tree();
    for (layer, _) in LAYERS {
        assert!(
            tree.iter().any(|s| s.layer() == *layer),
            "no file in {layer}"
        );
    }
    for (place, _, why) in LONG {
        assert!(
            tree.iter().any(|s| s.place == *place),
            "no such file: {place}"
        );
        assert!(!why.is_empty() && why.len() < 120, "{place}: {why}");
    }
    // The rules would pass over a tree in which nobody names anybody.
    let app = tree.iter().find(|s| s.place == "src/app/send.rs").unwrap();
    assert!(app.layers_named().iter().any(|(name, _)| name == "domain"));
    assert!(
        app.paths
            .iter()
            .any(|path| path.ends(&["Call", "SendMessage"]))
    );
}

/// What a rule says of a file with this text at this place.
fn judged(rule: Rule, place: &str, text: &str) -> usize {
    rule(&Source::read(place, text)).len()
}

#[test]
fn a_layer_that_names_another_is_found() {
    let cases = [
        ("src/domain/agent.rs", "use crate::app::Model;"),
        ("src/domain.rs", "fn f() { crate::gws::read() }"),
        ("src/gws/api.rs", "use crate::{app, domain::Text};"),
        (
            "src/app/send.rs",
            "use crate::{domain::{Call, Fault}, feed::Order};",
        ),
        ("src/app/send.rs", "use super::super::ui::Theme;"),
        ("src/ui.rs", "use super::feed;"),
        ("src/ui/list.rs", "fn f(m: &crate::console::Setup) {}"),
        ("src/feed/engine.rs", "use crate::app::Msg;"),
        ("src/bayeux/wire.rs", "use crate::domain::Text;"),
        ("src/config.rs", "use crate::cli;"),
        ("src/cli.rs", "use crate::sim;"),
        ("src/console.rs", "use crate::bayeux;"),
        ("src/console.rs", "use floorwalk::sim;"),
        ("src/elsewhere.rs", "fn f() {}"),
    ];
    for (place, text) in cases {
        assert_eq!(judged(layers, place, text), 1, "{place}: {text}");
    }
    for other in [
        "gws", "bayeux", "feed", "domain", "json", "app", "ui", "console", "config", "cli",
    ] {
        let text = format!("use crate::{other}::Thing;");
        assert_eq!(judged(layers, "src/sim/world.rs", &text), 1, "{text}");
    }
}

#[test]
fn a_layer_that_keeps_to_the_table_is_left_alone() {
    let cases = [
        (
            "src/app/send.rs",
            "use crate::domain::Call; use super::model::Model; use crate::app;",
        ),
        (
            "src/app/send.rs",
            "// use crate::ui;\n/* crate::ui::draw */ const A: &str = \"crate::ui\";",
        ),
        (
            "src/app/send.rs",
            "#[cfg(test)] mod tests { use crate::feed::Feed; }",
        ),
        (
            "src/feed/rounds.rs",
            "#[cfg(test)]\nmod tests;\nuse crate::gws::Api;",
        ),
        ("src/program.rs", "use crate::{sim, console, bayeux};"),
        (
            "src/bayeux/session/reply.rs",
            "use super::super::wire::Message;",
        ),
    ];
    for (place, text) in cases {
        assert_eq!(judged(layers, place, text), 0, "{place}: {text}");
    }
    let after = "#[cfg(test)] mod tests { fn f() { \"}\"; '}'; } } use crate::ui::Theme;";
    assert_eq!(
        judged(layers, "src/app/send.rs", after),
        1,
        "what follows the tests counts"
    );
}

#[test]
fn io_in_a_pure_layer_is_found() {
    let cases = [
        "use tokio::sync::mpsc;",
        "use std::{fmt, fs};",
        "fn f() { std::env::var(\"X\"); }",
        "use std::net::IpAddr;",
        "use reqwest::Client;",
        "use std::time::{Duration, SystemTime};",
        "fn f() { println!(\"x\"); }",
    ];
    for text in cases {
        for place in ["src/app/send.rs", "src/domain.rs", "src/ui/list.rs"] {
            assert_eq!(judged(pure, place, text), 1, "{place}: {text}");
        }
        assert_eq!(judged(pure, "src/gws/api.rs", text), 0, "{text}");
    }
    assert_eq!(
        judged(pure, "src/app.rs", "use std::time::{Duration, Instant};"),
        0
    );
}

#[test]
fn a_crate_away_from_home_is_found() {
    assert_eq!(
        judged(homes, "src/ui/list.rs", "use crossterm::style::Color;"),
        1
    );
    assert_eq!(
        judged(homes, "src/ui/list.rs", "use ratatui::crossterm::event;"),
        1
    );
    assert_eq!(
        judged(homes, "src/app/row.rs", "fn f(a: ratatui::layout::Rect) {}"),
        1
    );
    assert_eq!(judged(homes, "src/config.rs", "use reqwest::Client;"), 1);
    assert_eq!(
        judged(
            homes,
            "src/console/input.rs",
            "use crossterm::event::Event;"
        ),
        0
    );
    assert_eq!(
        judged(homes, "src/ui/list.rs", "use ratatui::layout::Rect;"),
        0
    );
}

#[test]
fn a_clock_read_below_is_found() {
    let cases = [
        "fn f() { let now = Instant::now(); }",
        "fn f() { std::time::Instant::now() }",
        "fn f() { tokio::time::Instant::now(); }",
        "fn f() { jiff::Timestamp::now(); }",
        "fn f(at: Instant) { at.elapsed(); }",
    ];
    for text in cases {
        assert_eq!(judged(clocks, "src/app/timers.rs", text), 1, "{text}");
        assert_eq!(judged(clocks, "src/bayeux/session.rs", text), 1, "{text}");
        assert_eq!(
            judged(clocks, "src/bayeux/session/reply.rs", text),
            1,
            "{text}"
        );
        assert_eq!(
            judged(clocks, "src/bayeux/client/driver.rs", text),
            0,
            "{text}"
        );
    }
    assert_eq!(
        judged(
            clocks,
            "src/app.rs",
            "fn f(now: Instant, m: M) { m.now(); }"
        ),
        0
    );
}

#[test]
fn an_unbounded_channel_is_found() {
    for text in [
        "fn f() { mpsc::unbounded_channel(); }",
        "use tokio::sync::mpsc::{unbounded_channel, Sender};",
        "use futures_util::channel::mpsc::unbounded;",
        "use std::sync::mpsc;",
    ] {
        assert_eq!(judged(bounded, "src/sim/hub.rs", text), 1, "{text}");
    }
    assert_eq!(judged(bounded, "src/feed.rs", "use tokio::sync::mpsc;"), 0);
}

#[test]
fn shared_state_is_found() {
    for place in [
        "src/app.rs",
        "src/domain/session.rs",
        "src/ui.rs",
        "src/console/carry.rs",
    ] {
        assert_eq!(
            judged(unshared, place, "use std::sync::{Arc, Mutex};"),
            1,
            "{place}"
        );
        assert_eq!(
            judged(unshared, place, "fn f(a: std::sync::RwLock<u8>) {}"),
            1,
            "{place}"
        );
        assert_eq!(judged(unshared, place, "use std::sync::Arc;"), 0, "{place}");
    }
}

#[test]
fn a_colour_of_our_own_is_found() {
    for text in [
        "fn f() { Color::Rgb(1, 2, 3); }",
        "fn f() { ratatui::style::Color::Indexed(7); }",
        "const A: Color = Color::Black;",
        "fn f() { style.fg(Color::White); }",
        "fn f() { \"x\".on_black(); }",
    ] {
        assert_eq!(judged(colours, "src/ui/list.rs", text), 1, "{text}");
    }
    assert_eq!(
        judged(colours, "src/ui/list.rs", "const A: Color = Color::Cyan;"),
        0
    );
}

#[test]
fn a_second_way_to_the_customer_is_found() {
    let call = "fn f() { model.call(Call::SendMessage(text), a, s); }";
    let name = "fn f() { operation(\"SendMessage\") }";
    for place in [
        "src/app/keys.rs",
        "src/console/carry.rs",
        "src/feed/errand.rs",
    ] {
        assert_eq!(judged(customer_words, place, call), 1, "{place}");
        assert_eq!(judged(customer_words, place, name), 1, "{place}");
    }
    assert_eq!(judged(customer_words, "src/app/send.rs", call), 0);
    assert_eq!(judged(customer_words, "src/app/send.rs", name), 1);
    assert_eq!(judged(customer_words, "src/gws/request.rs", name), 0);
}

#[test]
fn a_forged_permit_is_found() {
    let forged = "fn f() { let p = CustomerPermit { session, revision: 1 }; }";
    assert_eq!(judged(permits, "src/app/send.rs", forged), 1);
    assert_eq!(judged(permits, "src/domain/call.rs", forged), 1);
    assert_eq!(judged(permits, "src/domain/policy.rs", forged), 0);
    assert_eq!(
        judged(
            permits,
            "src/app/send.rs",
            "fn f() -> CustomerPermit { g() }"
        ),
        0
    );
    assert_eq!(
        judged(permits, "src/app/send.rs", "fn f(p: CustomerPermit) {}"),
        0
    );
}

#[test]
fn a_file_that_does_not_introduce_itself_is_found() {
    assert_eq!(
        judged(header, "src/app/key.rs", "use std::fmt;\n//! Keys."),
        1
    );
    assert_eq!(judged(header, "src/app/key.rs", "/// Keys.\nstruct A;"), 1);
    assert_eq!(judged(header, "src/app/key.rs", ""), 1);
    assert_eq!(judged(header, "src/app/key.rs", "//! Keys.\n"), 0);
}

#[test]
fn a_long_file_is_found_and_its_tests_do_not_count() {
    let lines = |n: usize| "const A: u8 = 1;\n".repeat(n);
    assert_eq!(judged(size, "src/app/key.rs", &lines(CEILING)), 0);
    assert_eq!(judged(size, "src/app/key.rs", &lines(CEILING + 1)), 1);
    let tests = format!(
        "{}#[cfg(test)]\nmod tests {{\n{}}}\n",
        lines(CEILING),
        lines(900)
    );
    assert_eq!(judged(size, "src/app/key.rs", &tests), 0);
    for (place, ceiling, _) in LONG {
        assert_eq!(judged(size, place, &lines(*ceiling)), 0, "{place}");
        assert_eq!(judged(size, place, &lines(ceiling + 1)), 1, "{place}");
        assert_eq!(
            judged(size, place, "const A: u8 = 1;"),
            1,
            "a stale exception: {place}"
        );
    }
}

#[test]
fn a_source_is_taken_apart() {
    let source = Source::read(
        "src/app/key.rs",
        "//! A.\nuse a::{b::{self, c}, d as e};\nfn f<'a>(x: &'a str) -> char { r#\"q\"::\"# ; b\"\\\"\"; 'c' }",
    );
    let named: Vec<String> = source.paths.iter().map(|p| p.parts.join("::")).collect();
    for path in ["a::b::self", "a::b::c", "a::d", "f", "str"] {
        assert!(named.contains(&path.to_owned()), "{path} in {named:?}");
    }
    assert_eq!(
        source
            .tokens
            .iter()
            .filter(|t| t.kind == Kind::Text)
            .count(),
        2
    );
    assert_eq!(
        (source.modules(), source.layer()),
        (vec!["app", "key"], "app")
    );
    assert!(Source::is_test("src/app/tests.rs") && Source::is_test("src/app/tests/a.rs"));
    assert!(!Source::is_test("src/app/key.rs"));
}
