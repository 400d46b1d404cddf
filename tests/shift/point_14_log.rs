//! The Log screen, the log file, and `floorwalk paths`.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use floorwalk::app::Key;
use floorwalk::console::open_journal;
use floorwalk::domain::Mode;

use crate::support::{Desk, Wish, still};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_14_the_log_shows_what_was_done_and_answered_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = open_journal(&folder.path().join("state")).unwrap();
    let wish = Wish {
        journal: journal.lines.take(),
        ..Wish::default()
    };
    let desk = Desk::open(still(), wish).await;
    let session = desk.session().await;
    desk.highlight(&session).await;
    desk.press('m').await;
    desk.until_mode(&session, Mode::Monitor).await;
    desk.stage
        .customer_says(&session, "my card number is 4929 1234");
    desk.until("the customer's line", |v| {
        v.row(&session)
            .is_some_and(|r| r.lines.iter().any(|l| l.contains("4929")))
    })
    .await;
    desk.stage.refuse("SwitchToCoach", 3, "not today");
    desk.press('c').await;
    desk.until("the refusal", |v| v.heard("not today")).await;
    desk.press('L').await;
    let asked = format!("asking: Intrude, session {session} as Monitor");
    let view = desk
        .until("what was asked, answered and said", |v| {
            let lines: Vec<&str> = v.screen.lines().collect();
            let has = |mark: &str, words: &str| {
                let mut lines = lines.iter();
                lines.any(|l| l.contains(&format!(" {mark} ")) && l.contains(words))
            };
            has("i", &asked)
                && has("i", "passed on")
                && has("i", "live")
                && has("W", "not today")
                && has("!", "not today")
        })
        .await;
    assert!(!view.screen.contains("4929"), "{}", view.screen);

    desk.press('/').await;
    desk.type_text("as monitor").await;
    desk.until("only the lines with these letters", |v| {
        v.screen.contains(&asked) && !v.screen.contains("not today")
    })
    .await;
    desk.key(Key::Esc).await;
    desk.until("all lines again", |v| v.screen.contains("not today"))
        .await;
    for _ in 0..3 {
        desk.key(Key::Up).await;
    }
    desk.until("no longer following", |v| {
        v.screen.contains("G follows the newest")
    })
    .await;
    desk.press('G').await;
    desk.until("following", |v| v.screen.contains("newest at the foot"))
        .await;
    drop(desk);
    let path = journal.path.clone();
    drop(journal);
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let file = std::fs::read_to_string(path).unwrap();
    assert!(
        file.contains(&asked) && file.contains("not today"),
        "{file}"
    );
    for secret in ["4929", "heater", "Basic ", "JSESSIONID"] {
        assert!(!file.contains(secret), "{file}");
    }
}

#[test]
fn point_14_paths_are_printed_one_a_line_with_whether_they_are_there() {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config/floorwalk");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(
        config.join("config.toml"),
        "[server]\nurl = \"https://gws.example.org\"\nuser = \"ada\"\n",
    )
    .unwrap();
    let out = Command::new(env!("CARGO_BIN_EXE_floorwalk"))
        .arg("paths")
        .env_clear()
        .env("HOME", home.path())
        .env("XDG_CONFIG_HOME", home.path().join("config"))
        .env("XDG_STATE_HOME", home.path().join("state"))
        .output()
        .unwrap();
    assert!(out.status.success(), "{out:?}");
    let text = String::from_utf8(out.stdout).unwrap();
    let at = |name: &str| home.path().join(name).display().to_string();
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    assert_eq!(
        lines,
        [
            format!("config  {}", at("config/floorwalk/config.toml")),
            format!("state   {}  (not there)", at("state/floorwalk")),
            format!(
                "log     {}  (not there)",
                at("state/floorwalk/floorwalk.log")
            ),
            format!("audit   {}  (not there)", at("state/floorwalk/audit")),
            format!(
                "kept    {}  (not there)",
                at("state/floorwalk/kept-ada@gws.example.org.json")
            ),
        ]
    );
    assert!(
        !home.path().join("state").exists(),
        "looking creates nothing"
    );
}
