//! The configuration is changed while the console runs: the real binary in a pseudo-terminal.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

#[path = "pty/floor.rs"]
mod floor;
#[path = "pty/term.rs"]
mod term;

use floor::Floor;
use term::Home;

/// As an editor saves: a new file in the place of the old one.
fn save(home: &Home, text: &str) {
    let new = home.path("config/floorwalk/config.toml~");
    std::fs::write(&new, text).unwrap();
    std::fs::rename(&new, home.path("config/floorwalk/config.toml")).unwrap();
}

#[test]
fn point_12_a_good_edit_counts_at_once_and_a_bad_one_keeps_the_old() {
    let (floor, _) = Floor::with_one_session();
    let home = Home::new();
    home.write_config("[keys]\nhelp = \",\"\n");
    let mut term = home.console(&floor.url).spawn();
    term.sees("LIVE");
    term.sees(", help");

    save(&home, "[keys]\nhelp = [\";\", \"F1\"]\n");
    term.sees("the configuration was read again");
    term.sees("; help");
    term.send(";");
    term.sees("help · Esc closes");
    term.send("\x1b");
    term.no_longer_sees("help · Esc closes");

    save(&home, "[keys]\nhelp = \"m\"\n");
    term.sees("the old configuration stays");
    assert!(
        term.screen().contains("config.toml:2: [keys] help"),
        "{}",
        term.screen()
    );
    term.sees("; help");

    save(
        &home,
        "[display]\ntheme = \"dark\"\nascii = true\n[team]\nmonitor = \"manual\"\n",
    );
    term.sees("[team] counts from the next start");
    term.sees("? help");
    term.until("the ground of the theme", |screen| {
        let cell = screen.cell(5, 5)?;
        (cell.bgcolor() == vt100::Color::Idx(234)).then_some(())
    });
    assert!(term.screen().is_ascii(), "{}", term.screen());
    term.send("q");
    term.ends().assert_restored();
}

#[test]
fn point_12_what_only_the_screen_can_judge_is_refused_at_the_start() {
    let home = Home::new();
    for (text, complaint) in [
        (
            "[keys]\nmonitr = \"m\"\n",
            "config.toml:2: [keys] monitr: unknown action \"monitr\"; the nearest is \"monitor\"",
        ),
        (
            "[keys]\ncoach = \"Esc\"\n",
            "config.toml:2: [keys] coach: Esc cannot be bound",
        ),
        (
            "[keys]\nhelp = \"M\"\n",
            "config.toml:2: [keys] help: M cannot be bound to help: its other case is monitor, which sends",
        ),
        (
            "[display]\ntheme = \"drak\"\n",
            "config.toml:2: [display] theme: must be terminal, dark, light, high-contrast, mono",
        ),
        (
            "[display]\ntimezone = \"Europe/Nowhere\"\n",
            "config.toml:2: [display] timezone: there is no time zone",
        ),
        (
            "[display]\ntheme = \"mine.toml\"\n",
            "reading the config file",
        ),
    ] {
        home.write_config(text);
        let mut term = home.console("http://127.0.0.1:9").size(200, 24).spawn();
        term.sees(complaint);
        assert_eq!(term.ends().code, 2);
    }
    let theme = home.path("config/floorwalk/mine.toml");
    std::fs::write(theme, "live = \"bold green\"\ndanger = \"blink red\"\n").unwrap();
    let mut term = home.console("http://127.0.0.1:9").size(250, 24).spawn();
    term.sees("mine.toml:2: [theme] danger: “blink” is neither a colour");
    assert_eq!(term.ends().code, 2);
}
