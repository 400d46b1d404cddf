//! The audit: what a supervisor does is on disk before it leaves, with what came of it after; what
//! cannot be written down is not done where somebody would notice it.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use floorwalk::app::{Audience, Key};
use floorwalk::audit::{self, Clerk, Opened, Paper, Rules, Shelf, Who};
use floorwalk::domain::{Mode, Unrecorded};
use floorwalk::sim::Server;
use serde_json::Value;

use crate::support::{Desk, Wish, still};
use crate::terminal::Terminal;

fn who() -> Who {
    Who::here("supervisor", |name| match name {
        "SSH_CONNECTION" => Some("192.0.2.7 50022 192.0.2.1 22".into()),
        _ => None,
    })
}

fn wish(folder: &Path, rules: Rules) -> Wish {
    let clerk = Clerk::start(who(), Shelf::new(folder.to_owned()), rules).unwrap();
    Wish {
        clerk: Some(clerk),
        ..Wish::default()
    }
}

/// The lines of the only file in the folder.
fn lines(folder: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file(folder)).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

fn file(folder: &Path) -> PathBuf {
    let names = Shelf::new(folder.to_owned()).names().unwrap();
    assert_eq!(names.len(), 1, "{names:?}");
    folder.join(&names[0])
}

fn place(lines: &[Value], kind: &str, action: &str) -> usize {
    let is = |l: &Value| l["kind"] == kind && l["action"] == action;
    let found = lines.iter().position(is);
    found.unwrap_or_else(|| panic!("no {kind} {action} in {lines:#?}"))
}

fn operations(desk: &Desk) -> Vec<String> {
    let requests = desk.stage.requests();
    let name = |r: &Value| r["body"]["operationName"].as_str().map(str::to_owned);
    requests.iter().filter_map(name).collect()
}

fn count(desk: &Desk, operation: &str) -> usize {
    operations(desk).iter().filter(|o| *o == operation).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_11_every_step_is_on_record_with_what_came_of_it() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("audit");
    let mut desk = Desk::open(still(), wish(&folder, Rules::default())).await;
    let session = desk.session().await;
    let agent = desk.stage.agents()[0].0.clone();
    desk.highlight(&session).await;
    desk.press('m').await;
    desk.until_mode(&session, Mode::Monitor).await;
    desk.stage.refuse("SwitchToCoach", 3, "ask Nutmeg first");
    desk.press('c').await;
    desk.until("the refusal", |v| v.heard("forbidden")).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    desk.press('c').await;
    desk.until_mode(&session, Mode::Coach).await;
    desk.press('i').await;
    desk.until("the composer", |v| v.composer == Some(Audience::Agents))
        .await;
    desk.type_text("offer Nutmeg a refund").await;
    desk.key(Key::Enter).await;
    desk.until("it is said", |v| {
        let row = v.row(&session);
        row.is_some_and(|r| r.lines.iter().any(|l| l.contains("Nutmeg")))
    })
    .await;
    desk.key(Key::Esc).await;
    desk.press('w').await;
    desk.until("the watch", |v| v.heard("watching")).await;
    desk.press('q').await;
    desk.yes().await;
    let ended = desk.ended().await;

    let lines = lines(&folder);
    for line in &lines {
        assert_eq!(line["user"], "supervisor");
        assert_eq!(line["ssh"], "192.0.2.7 50022");
        assert!(!line["host"].as_str().unwrap().is_empty());
        assert!(line["utc"].as_str().unwrap().ends_with('Z'));
        assert!(line["mono_us"].is_u64());
    }
    assert_eq!(lines[0]["kind"], "begin");
    assert_eq!(lines.last().unwrap()["kind"], "end");
    for action in [
        "start-session",
        "intrude",
        "accept",
        "switch",
        "typing-to-agents",
        "write-to-agents",
        "watch",
        "leave",
        "end-session",
    ] {
        let intent = place(&lines, "intent", action);
        let of = |l: &Value| l["kind"] == "result" && l["deed"] == lines[intent]["deed"];
        let result = lines.iter().position(of).expect("a result");
        assert!(intent < result, "{action}");
    }
    place(&lines, "note", "signed-in");
    let confirmed: Vec<&str> = lines
        .iter()
        .filter(|l| l["action"] == "mode-confirmed")
        .filter_map(|l| l["confirmed"].as_str())
        .collect();
    assert!(
        confirmed.starts_with(&["Monitor", "Coach"]),
        "{confirmed:?}"
    );
    let refused = &lines[place(&lines, "result", "switch")];
    assert_eq!(
        (&refused["outcome"], &refused["code"]),
        (&"refused".into(), &3.into())
    );
    assert_eq!(
        (&refused["asked"], &refused["confirmed"]),
        (&"Coach".into(), &"Monitor".into())
    );
    let words = &lines[place(&lines, "intent", "write-to-agents")];
    assert_eq!(words["length"], 21);
    assert_eq!(
        (&words["session"], &words["agent"]),
        (&session.into(), &agent.clone().into())
    );
    let left = &lines[place(&lines, "intent", "leave")];
    assert_eq!(
        (&left["agent"], &left["confirmed"]),
        (&agent.into(), &"Coach".into())
    );
    assert!(left["asked"].is_null());
    let all = std::fs::read_to_string(file(&folder)).unwrap();
    assert!(
        !all.contains("Nutmeg"),
        "neither ours nor the server's words: {all}"
    );

    let verdict = audit::of_folder(&folder, None).unwrap();
    assert_eq!(verdict.findings, []);
    assert_eq!(verdict.remarks, Vec::<String>::new());
    let (name, head) = verdict.head.unwrap();
    assert_eq!(ended.audit, Some(format!("audit: {name} head {head}")));
}

/// A folder that cannot be: a file stands in its place.
fn nowhere(home: &Path) -> PathBuf {
    let place = home.join("audit");
    std::fs::write(&place, "in the way").unwrap();
    place
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_11_without_a_record_nobody_is_spoken_to_and_monitoring_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let desk = Desk::open(still(), wish(&nowhere(home.path()), Rules::default())).await;
    let session = desk.session().await;
    desk.until("the banner", |v| {
        v.screen.contains("AUDIT CANNOT BE WRITTEN")
    })
    .await;
    desk.highlight(&session).await;
    desk.press('b').await;
    desk.until("the refusal", |v| v.heard("[audit] required is true"))
        .await;
    assert_eq!(desk.view().question, None);
    desk.press('e').await;
    desk.press('m').await;
    desk.until_mode(&session, Mode::Monitor).await;
    desk.press('c').await;
    desk.press('i').await;
    desk.pause().await;
    desk.press('w').await;
    desk.until("the watch", |v| v.heard("watching")).await;
    // For a moment after a step x only speaks.
    for _ in 0..60 {
        if count(&desk, "Leave") == 1 {
            break;
        }
        desk.press('x').await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    assert_eq!((count(&desk, "Intrude"), count(&desk, "Leave")), (1, 1));
    assert_eq!(count(&desk, "SwitchToCoach"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_11_where_it_is_not_required_the_screen_says_that_it_is_not_on_record() {
    let home = tempfile::tempdir().unwrap();
    let rules = Rules {
        unrecorded: Unrecorded::Allowed,
        ..Rules::default()
    };
    let desk = Desk::open(still(), wish(&nowhere(home.path()), rules)).await;
    let session = desk.session().await;
    desk.highlight(&session).await;
    desk.press('c').await;
    desk.until_mode(&session, Mode::Coach).await;
    desk.until("the banner", |v| v.screen.contains("NOT ON RECORD"))
        .await;
}

/// Paper that runs out when the test says so.
struct Short {
    bytes: Vec<u8>,
    out: Arc<AtomicBool>,
}

impl Paper for Short {
    fn put(&mut self, at: u64, line: &[u8]) -> io::Result<()> {
        if self.out.load(Ordering::SeqCst) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.bytes.truncate(usize::try_from(at).unwrap());
        self.bytes.extend_from_slice(line);
        Ok(())
    }

    fn discard(&mut self) {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_11_a_disk_that_fills_up_keeps_the_draft() {
    let out = Arc::new(AtomicBool::new(false));
    let paper = Arc::clone(&out);
    let open = move |_: &str| {
        Ok(Opened {
            paper: Box::new(Short {
                bytes: Vec::new(),
                out: Arc::clone(&paper),
            }),
            name: "run".into(),
            after: None,
            prev: "0".repeat(64),
            turn: None,
        })
    };
    let clerk = Clerk::with(who(), Box::new(open), Rules::default()).unwrap();
    let wish = Wish {
        clerk: Some(clerk),
        ..Wish::default()
    };
    let desk = Desk::open(still(), wish).await;
    let session = desk.session().await;
    desk.highlight(&session).await;
    desk.press('b').await;
    desk.yes().await;
    desk.until_mode(&session, Mode::BargeIn).await;
    desk.press('s').await;
    desk.until("the composer", |v| v.composer == Some(Audience::Customer))
        .await;
    desk.type_text("sorry for the wait").await;
    out.store(true, Ordering::SeqCst);
    desk.key(Key::Enter).await;
    // Not known before it is tried: the request itself is what is refused.
    desk.until("the refusal", |v| {
        let kept = |d: &(String, Audience, String, String)| {
            d.2 == "sorry for the wait" && d.3.contains("the audit cannot be written")
        };
        v.drafts.iter().any(kept)
    })
    .await;
    desk.until("the banner", |v| {
        v.screen.contains("AUDIT CANNOT BE WRITTEN")
    })
    .await;
    // And now it is refused before it waits its time.
    desk.key(Key::Enter).await;
    desk.until("said", |v| v.heard("[audit] required is true"))
        .await;
    assert_eq!(count(&desk, "SendMessage"), 0);
    out.store(false, Ordering::SeqCst);
    desk.key(Key::Esc).await;
    // A silent request is the first that finds room again.
    desk.press('m').await;
    desk.until_mode(&session, Mode::Monitor).await;
    desk.until("on record again", |v| v.heard("written again"))
        .await;
}

fn program(state: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_floorwalk"))
        .args(words)
        .env("XDG_STATE_HOME", state)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_11_killed_between_intent_and_answer_the_intent_is_on_disk() {
    let server = Server::start(still()).await.unwrap();
    let stage = server.stage();
    let session = stage.open_session(&stage.agents()[0].0, "Rowan Pike");
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config/floorwalk/config.toml");
    std::fs::create_dir_all(config.parent().unwrap()).unwrap();
    let url = format!("http://{}", server.addr());
    let text =
        format!("[server]\nurl = \"{url}\"\nuser = \"supervisor\"\n[team]\nmonitor = \"manual\"\n");
    std::fs::write(&config, text).unwrap();
    let variables = [("FLOORWALK_PASSWORD", "demo".to_owned())];
    let mut terminal = Terminal::start(home.path(), &variables);
    terminal.wait_for("LIVE");
    terminal.wait_for("1 session");
    // From now on requests are taken, and nothing is answered.
    stage.stall(Duration::from_secs(60));
    terminal.typed("m");
    terminal.wait_for("asked");
    let asked = || {
        let requests = stage.requests();
        requests
            .iter()
            .any(|r| r["body"]["operationName"] == "Intrude")
    };
    let begun = Instant::now();
    while !asked() {
        assert!(begun.elapsed() < Duration::from_secs(30), "it never asked");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let process = rustix::process::Pid::from_raw(terminal.process().try_into().unwrap()).unwrap();
    rustix::process::kill_process(process, rustix::process::Signal::KILL).unwrap();
    terminal.end(&[]);
    stage.mend();

    let state = home.path().join("state");
    let folder = state.join("floorwalk/audit");
    let all = lines(&folder);
    let intent = &all[place(&all, "intent", "intrude")];
    assert_eq!(intent["session"], session.as_str());
    assert_eq!(intent["asked"], "Monitor");
    assert!(
        !all.iter()
            .any(|l| l["kind"] == "result" && l["deed"] == intent["deed"])
    );

    let output = program(&state, &["audit", "verify"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(
        said(&output).contains("has no last line"),
        "{}",
        said(&output)
    );
    let head = audit::of_folder(&folder, None).unwrap().head.unwrap().1;
    assert!(said(&output).contains(&head));

    // The next run follows what the killed one left, and prints its own head when it ends.
    let mut terminal = Terminal::start(home.path(), &variables);
    terminal.wait_for("LIVE");
    assert_eq!(terminal.end(&["q", "y"]), 0);
    let printed = String::from_utf8_lossy(&terminal.raw).into_owned();
    let verdict = audit::of_folder(&folder, Some(&head)).unwrap();
    assert_eq!((verdict.files, verdict.findings.len()), (2, 0));
    let (name, last) = verdict.head.unwrap();
    assert!(
        printed.contains(&format!("floorwalk: audit: {name} head {last}")),
        "{printed}"
    );
}

#[test]
fn point_11_verify_and_show_say_what_is_wrong_and_end_with_it() {
    let state = tempfile::tempdir().unwrap();
    let folder = state.path().join("floorwalk/audit");
    let output = program(state.path(), &["audit", "verify"]);
    assert_eq!(
        output.status.code(),
        Some(2),
        "no folder: {}",
        said(&output)
    );
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let shelf = Shelf::new(folder.clone());
        let clerk = Clerk::start(who(), shelf, Rules::default()).unwrap();
        for _ in 0..3 {
            clerk.note(&floorwalk::domain::Note::Locked);
        }
        clerk.finish(Duration::from_secs(20)).await;
    });
    let path = file(&folder);
    let whole = std::fs::read(&path).unwrap();
    let shown = program(state.path(), &["audit", "show"]);
    assert_eq!(shown.status.code(), Some(0));
    assert_eq!(
        said(&shown).matches("note   lock").count(),
        3,
        "{}",
        said(&shown)
    );
    assert!(said(&shown).contains("from 192.0.2.7 50022"));
    assert_eq!(
        program(state.path(), &["audit", "verify"]).status.code(),
        Some(0)
    );

    let head = audit::of_folder(&folder, None).unwrap().head.unwrap().1;
    let mut edited = whole.clone();
    let at = whole.windows(8).position(|w| w == b"\"lock\",\"").unwrap();
    edited[at + 1] = b'x';
    std::fs::write(&path, &edited).unwrap();
    let output = program(state.path(), &["audit", "verify", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let line = format!(
        "{}:2: was changed",
        path.file_name().unwrap().to_str().unwrap()
    );
    assert!(said(&output).contains(&line), "{}", said(&output));
    assert!(said(&program(state.path(), &["audit", "show"])).contains("line 2 was changed"));

    let cut = whole
        .split_inclusive(|b| *b == b'\n')
        .take(3)
        .collect::<Vec<_>>()
        .concat();
    std::fs::write(&path, &cut).unwrap();
    assert_eq!(
        program(state.path(), &["audit", "verify"]).status.code(),
        Some(0)
    );
    let output = program(state.path(), &["audit", "verify", "--head", &head]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("no line has this hash"),
        "{}",
        said(&output)
    );
}
