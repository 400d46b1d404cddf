//! What a crash says. No key and no server makes the program crash, so a child of the test runs the
//! console as the program does, on its terminal and its log, and panics with everything in its words
//! that the program could ever print of itself.

use std::path::{Path, PathBuf};
use std::time::Duration;

use floorwalk::app::{Exit, Settings};
use floorwalk::bayeux::Choice;
use floorwalk::console::{self, Setup, Signals};
use floorwalk::feed::{Plan, Suspend, Tempo};
use floorwalk::gws::{Api, Dialect, Proxies, Route, StartSession, Target, Timeouts};
use floorwalk::ui::Theme;
use secrecy::SecretString;

use super::disguise::Disguise;
use super::terminal::Terminal;
use super::{PASSWORD, PROXY_PASSWORD, Simulation, files, is_in, search, secrets};

const URL: &str = "FLOORWALK_TEST_URL";
const NOW: &str = "FLOORWALK_TEST_NOW";

fn setup(url: &str) -> Setup {
    let route = Route {
        proxies: Proxies::of(|name| std::env::var_os(name)),
        ..Route::default()
    };
    let target = Target {
        base: url.parse().unwrap(),
        user: "supervisor".into(),
        password: SecretString::from(std::env::var("FLOORWALK_PASSWORD").unwrap()),
        dialect: Dialect::auto(),
        ca_file: None,
        timeouts: Timeouts::default(),
    };
    let plan = Plan {
        topics: vec!["/v2/me/*".into()],
        transport: Choice::Auto,
        start: Some(StartSession::default()),
        agents: Vec::new(),
        watch: Vec::new(),
        nickname: None,
        polls_per_second: 5.0,
        tempo: Tempo::default(),
        seed: 1,
        suspend: Suspend::default(),
    };
    let api = Api::by(route, target).unwrap();
    Setup::of(api, plan, Settings::default(), Theme::terminal())
}

/// Runs until a file is there, and then crashes.
#[test]
#[ignore = "the child of a_crash_says_nothing_of_it"]
fn crashes() {
    let (Ok(url), Some(now)) = (std::env::var(URL), std::env::var_os(NOW)) else {
        return;
    };
    let now = PathBuf::from(now);
    let state = PathBuf::from(std::env::var_os("XDG_STATE_HOME").unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async move {
        let signals = Signals::new().unwrap();
        let _journal = console::open_journal(&state.join("floorwalk")).unwrap();
        let setup = setup(&url);
        let (words, api) = (format!("{setup:?}"), setup.api.clone());
        tokio::spawn(async move {
            while !now.exists() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            let headers = api.request_headers(&api.notifications_url());
            let request = api
                .http()
                .get(api.notifications_url())
                .headers(headers.clone());
            panic!("it crashes with {words} and {api:?} and {headers:?} and {request:?}");
        });
        let ended = console::run(setup, signals).await.unwrap();
        assert_eq!(ended.exit, Exit::Crashed);
        println!("{}", ended.sentence.unwrap());
    });
}

fn place(words: &[u8], raw: &[u8]) -> Option<usize> {
    raw.windows(words.len()).position(|part| part == words)
}

#[test]
fn a_crash_says_nothing_of_it() {
    let home = tempfile::tempdir().unwrap();
    let server = Simulation::start();
    let disguise = Disguise::start(server.at, PASSWORD);
    let now = home.path().join("now");
    let proxy = format!("http://ada:{PROXY_PASSWORD}@127.0.0.1:9");
    let variables = [
        ("FLOORWALK_PASSWORD", PASSWORD.to_owned()),
        ("HTTPS_PROXY", proxy.clone()),
        ("HTTP_PROXY", proxy),
        ("RUST_BACKTRACE", "full".to_owned()),
        (URL, format!("http://{}", disguise.at)),
        (NOW, now.to_str().unwrap().to_owned()),
    ];
    let program = std::env::current_exe().unwrap();
    let words = ["--exact", "crash::crashes", "--ignored", "--nocapture"];
    let mut terminal = Terminal::start_program(&program, &words, home.path(), &variables);
    terminal.wait_for("LIVE");
    std::fs::write(now, "").unwrap();
    // A key makes it draw, which is when it finds its terminal given back.
    let code = terminal.end(&["?"]);
    let raw = &terminal.raw;
    let said = String::from_utf8_lossy(raw).into_owned();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("a part of the program crashed"), "{said}");
    let left = place(b"\x1b[?1049l", raw).expect("the terminal is given back");
    let crash = place(b"it crashes with Setup", raw).expect("the crash is readable");
    assert!(left < crash, "first given back, then told");
    assert!(
        is_in("supervisor", raw) && is_in("Sensitive", raw),
        "{said}"
    );
    let secrets = secrets(&disguise);
    assert!(secrets.len() > 5, "a session was opened");
    search("the crash", raw, &secrets);
    let written = files(&home.path().join("state"));
    assert!(has_log(&written), "{written:?}");
    for path in written {
        let bytes = std::fs::read(&path).unwrap();
        search(&path.display().to_string(), &bytes, &secrets);
    }
}

fn has_log(written: &[PathBuf]) -> bool {
    let is_log = |path: &&PathBuf| Path::new(path).ends_with("floorwalk.log");
    written.iter().any(|path| is_log(&path))
}
