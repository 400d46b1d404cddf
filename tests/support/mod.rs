//! A desk: the whole console over real sockets against an embedded server, with keys and a screen
//! that the test holds. Everything but the terminal itself is the program's own.
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "shared by tests, each of which uses a part"
)]

use std::time::{Duration, Instant};

use floorwalk::app::{
    Audience, Draft, Key, LogLine, Model, Msg, Press, Seen, Settings, Stop, Tell,
};
use floorwalk::audit::Clerk;
use floorwalk::bayeux::{Choice, Transport};
use floorwalk::console::{self, Canvas, Ended, Setup};
use floorwalk::domain::{Access, Link, Mode, Presence, SessionId};
use floorwalk::feed::{Plan, Suspend, Tempo};
use floorwalk::gws::{Api, Dialect, Names, Proxies, Route, StartSession, Target, Timeouts};
use floorwalk::sim::{Options, Server, Stage};
use floorwalk::ui::{self, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use secrecy::SecretString;
use tokio::sync::{mpsc, watch};

/// What a test may look at: taken from the model at each frame.
#[derive(Clone, Debug, Default)]
pub struct View {
    pub live: bool,
    pub late: bool,
    pub offline: bool,
    /// Every other word of the link that was painted, oldest first.
    pub links: Vec<&'static str>,
    /// How many frames were painted.
    pub frames: usize,
    /// What was not understood so far.
    pub oddities: u64,
    pub rows: Vec<RowView>,
    pub highlighted: Option<String>,
    pub opened: Option<String>,
    pub question: Option<String>,
    pub composer: Option<Audience>,
    pub drafts: Vec<(String, Audience, String, String)>,
    pub said: Vec<String>,
    pub catch_up: Option<String>,
    pub screen: String,
    /// What the terminal was told to do beside showing frames, oldest first.
    pub tells: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct RowView {
    pub id: String,
    pub presence: Option<Presence>,
    pub mode: Option<Mode>,
    pub under_way: bool,
    pub lines: Vec<String>,
}

impl View {
    pub fn row(&self, id: &str) -> Option<&RowView> {
        self.rows.iter().find(|r| r.id == id)
    }

    pub fn mode(&self, id: &str) -> Option<Mode> {
        self.row(id).and_then(|r| r.mode)
    }

    pub fn presence(&self, id: &str) -> Option<Presence> {
        self.row(id).and_then(|r| r.presence)
    }

    pub fn heard(&self, words: &str) -> bool {
        self.said.iter().any(|line| line.contains(words))
    }
}

struct Watched {
    terminal: Terminal<TestBackend>,
    view: watch::Sender<View>,
    links: Vec<&'static str>,
    frames: usize,
    tells: Vec<String>,
}

impl Canvas for Watched {
    fn paint(&mut self, model: &Model, theme: &Theme) -> std::io::Result<Seen> {
        let mut seen = Seen::default();
        self.terminal
            .draw(|frame| seen = ui::draw(frame, model, theme))
            .expect("a test backend draws");
        let buffer = self.terminal.backend().buffer();
        let width = usize::from(buffer.area.width);
        let cells: Vec<&str> = buffer
            .content()
            .iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect();
        let screen = cells
            .chunks(width)
            .map(<[&str]>::concat)
            .collect::<Vec<_>>()
            .join("\n");
        let link = match model.link() {
            Link::Live => "live",
            Link::Late { .. } => "late",
            Link::Offline { .. } => "offline",
        };
        if self.links.last() != Some(&link) {
            self.links.push(link);
        }
        self.frames += 1;
        self.view.send_replace(View {
            links: self.links.clone(),
            frames: self.frames,
            tells: self.tells.clone(),
            ..view(model, screen)
        });
        Ok(seen)
    }

    fn tell(&mut self, tell: &Tell) {
        self.tells.push(format!("{tell:?}"));
        let tells = self.tells.clone();
        self.view.send_modify(|view| view.tells = tells);
    }
}

fn view(model: &Model, screen: String) -> View {
    let rows = model
        .order()
        .iter()
        .map(|id| {
            let row = model.row(id);
            RowView {
                id: id.as_str().to_owned(),
                presence: row.as_ref().and_then(|r| r.presence),
                mode: row.as_ref().and_then(|r| r.mode),
                under_way: model
                    .attempt(id)
                    .is_some_and(floorwalk::app::Attempt::under_way),
                lines: model
                    .floor()
                    .log(id)
                    .map(|log| log.lines().map(|e| e.text.to_string()).collect())
                    .unwrap_or_default(),
            }
        })
        .collect::<Vec<_>>();
    let mut drafts = Vec::new();
    for row in &rows {
        let id = SessionId::new(&row.id);
        for audience in [Audience::Agents, Audience::Customer] {
            if let Some((text, draft)) = model.draft(&id, audience) {
                let draft = match draft {
                    Draft::Writing => "writing".to_owned(),
                    Draft::Held { .. } => "held".to_owned(),
                    Draft::Sending { .. } => "sending".to_owned(),
                    Draft::Failed(why) => format!("failed: {why}"),
                };
                drafts.push((row.id.clone(), audience, text.to_owned(), draft));
            }
        }
    }
    View {
        live: *model.link() == Link::Live,
        late: matches!(model.link(), Link::Late { .. }),
        offline: matches!(model.link(), Link::Offline { .. }),
        links: Vec::new(),
        frames: 0,
        oddities: model.oddities(),
        rows,
        highlighted: model.highlighted().map(|id| id.as_str().to_owned()),
        opened: model.opened().map(|id| id.as_str().to_owned()),
        question: model
            .question_text()
            .map(|(text, keys)| format!("{text} [{keys}]")),
        composer: model.composer().map(|c| c.audience),
        drafts,
        said: model.said().map(|n| n.text.to_string()).collect(),
        catch_up: model.catch_up(),
        screen,
        tells: Vec::new(),
    }
}

/// A still world with one agent's session in it.
pub fn still() -> Options {
    Options {
        agents: 3,
        sessions: 0,
        rate: 0.0,
        ..Options::default()
    }
}

/// What a desk is set up with.
pub struct Wish {
    /// The file in which things are kept over a restart.
    pub kept: Option<std::path::PathBuf>,
    pub transport: Choice,
    pub watch: Vec<String>,
    pub password: &'static str,
    pub dialect: Dialect,
    pub settings: Settings,
    pub tempo: Tempo,
    pub path: &'static str,
    pub other_nodes: Vec<std::net::SocketAddr>,
    pub timeouts: Timeouts,
    /// The lines for the Log screen.
    pub journal: Option<mpsc::Receiver<LogLine>>,
    pub suspend: Suspend,
    /// The server's name, and who knows its address; without it, the address itself.
    pub host: Option<(&'static str, Names)>,
    /// Where it is remembered what could not be left.
    pub memory: Option<std::path::PathBuf>,
    /// The server's address as the console is told, where it is not the server's own.
    pub base: Option<String>,
    pub proxies: Proxies,
    pub ca_file: Option<std::path::PathBuf>,
    /// The channels to start.
    pub channels: Vec<String>,
    pub access: Access,
    pub clerk: Option<Clerk>,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            kept: None,
            transport: Choice::Fixed(Transport::WebSocket),
            watch: Vec::new(),
            password: "demo",
            dialect: Dialect::auto(),
            settings: Settings {
                send_delay: Duration::from_millis(100),
                ..Settings::default()
            },
            tempo: Tempo {
                roster: Duration::from_secs(1),
                list: Duration::from_millis(200),
                ..Tempo::default()
            },
            path: "",
            other_nodes: Vec::new(),
            timeouts: Timeouts::default(),
            journal: None,
            suspend: Suspend::default(),
            host: None,
            memory: None,
            base: None,
            proxies: Proxies::default(),
            ca_file: None,
            channels: vec!["smssession".into()],
            access: Access::Full,
            clerk: None,
        }
    }
}

pub struct Desk {
    pub stage: Stage,
    pub server: Option<Server>,
    keys: mpsc::Sender<Msg>,
    stops: mpsc::Sender<Stop>,
    view: watch::Receiver<View>,
    task: Option<tokio::task::JoinHandle<Ended>>,
}

impl Desk {
    /// Starts a server and a console on it, and waits until it is live.
    pub async fn open(options: Options, wish: Wish) -> Self {
        let server = Server::start(options).await.expect("the server starts");
        let mut desk = Self::at(server.addr(), server.stage(), wish);
        desk.server = Some(server);
        desk.until("live", |v| v.live).await;
        desk
    }

    /// Starts a console only.
    pub fn at(addr: std::net::SocketAddr, stage: Stage, wish: Wish) -> Self {
        let (host, names) = match wish.host {
            Some((host, names)) => (format!("{host}:{}", addr.port()), names),
            None => (addr.to_string(), Names::default()),
        };
        let route = Route {
            names,
            other_nodes: wish
                .other_nodes
                .iter()
                .map(|a| format!("http://{a}/").parse().unwrap())
                .collect(),
            proxies: wish.proxies,
            access: wish.access,
            clerk: wish.clerk,
            ..Route::default()
        };
        let own = format!("http://{host}{}/", wish.path);
        let target = Target {
            base: wish.base.unwrap_or(own).parse().unwrap(),
            user: "supervisor".into(),
            password: SecretString::from(wish.password),
            dialect: wish.dialect,
            ca_file: wish.ca_file,
            timeouts: wish.timeouts,
        };
        let plan = Plan {
            topics: vec!["/v2/me/*".into(), "/notifications/services".into()],
            transport: wish.transport,
            start: Some(StartSession {
                channels: wish.channels,
                ..StartSession::default()
            }),
            agents: Vec::new(),
            watch: wish.watch,
            nickname: Some("Sade".into()),
            polls_per_second: 5.0,
            tempo: wish.tempo,
            suspend: wish.suspend,
            seed: 7,
        };
        let settings = Settings {
            nickname: Some("Sade".into()),
            ..wish.settings
        };
        let setup = Setup {
            memory: wish.memory,
            journal: wish.journal,
            kept: wish.kept,
            ..Setup::of(
                Api::by(route, target).expect("the client is set up"),
                plan,
                settings,
                Theme::terminal(),
            )
        };

        let (keys, keys_out) = mpsc::channel(64);
        let (stops, stops_out) = mpsc::channel(4);
        let (view_in, view) = watch::channel(View::default());
        let task = tokio::spawn(async move {
            let terminal = Terminal::new(TestBackend::new(120, 40)).expect("a test backend");
            let mut canvas = Watched {
                terminal,
                view: view_in,
                links: Vec::new(),
                frames: 0,
                tells: Vec::new(),
            };
            console::run_on(setup, &mut canvas, keys_out, stops_out).await
        });
        Self {
            stage,
            server: None,
            keys,
            stops,
            view,
            task: Some(task),
        }
    }

    pub fn view(&self) -> View {
        self.view.borrow().clone()
    }

    /// Waits until the screen shows it; says what it showed instead.
    pub async fn until(&self, what: &str, is: impl Fn(&View) -> bool) -> View {
        let mut view = self.view.clone();
        let waited = tokio::time::timeout(Duration::from_secs(20), view.wait_for(|v| is(v))).await;
        match waited {
            Ok(Ok(view)) => view.clone(),
            Ok(Err(_)) => panic!("the console ended while waiting for: {what}"),
            Err(_) => {
                let v = self.view();
                panic!(
                    "never came: {what}\n{}\nsaid: {:#?}\nrows: {:#?}\nquestion: {:?}",
                    v.screen, v.said, v.rows, v.question
                )
            }
        }
    }

    pub async fn key(&self, key: Key) {
        self.keys
            .send(Msg::Key(Press {
                key,
                at: Instant::now(),
            }))
            .await
            .expect("the console takes keys");
    }

    pub async fn paste(&self, text: &str) {
        self.keys
            .send(Msg::Paste(text.to_owned()))
            .await
            .expect("the console takes pastes");
    }

    /// Presses a letter and gives it the time that a person's key has.
    pub async fn press(&self, letter: char) {
        self.key(Key::Char(letter)).await;
        tokio::time::sleep(Duration::from_millis(45)).await;
    }

    /// Reads why something was refused: letters typed on before that do nothing.
    pub async fn pause(&self) {
        tokio::time::sleep(Duration::from_millis(700)).await;
    }

    /// Types at a person's pace.
    pub async fn type_text(&self, text: &str) {
        for c in text.chars() {
            self.key(Key::Char(c)).await;
            tokio::time::sleep(Duration::from_millis(6)).await;
        }
    }

    /// Highlights a session's row.
    pub async fn highlight(&self, session: &str) {
        self.until("a row for the session", |v| v.row(session).is_some())
            .await;
        for _ in 0..500 {
            let view = self.view();
            let place = |id: &str| view.rows.iter().position(|r| r.id == id);
            let at = view.highlighted.as_deref().and_then(place);
            match (at, place(session)) {
                (Some(at), Some(to)) if at == to => return,
                (Some(at), Some(to)) if to < at => self.key(Key::Up).await,
                _ => self.key(Key::Down).await,
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        panic!("never highlighted {session}: {:#?}", self.view());
    }

    /// Answers the open question with `y`, as often as it takes to count.
    pub async fn yes(&self) {
        let asked = self
            .until("a question", |v| v.question.is_some())
            .await
            .question;
        for _ in 0..100 {
            let press = Press {
                key: Key::Char('y'),
                at: Instant::now(),
            };
            let ended = self.keys.send(Msg::Key(press)).await.is_err();
            tokio::time::sleep(Duration::from_millis(50)).await;
            if ended || self.view().question != asked {
                return;
            }
        }
        panic!("the question stays: {asked:?}");
    }

    /// Answers the open question with a letter, as often as it takes to count.
    pub async fn answer(&self, letter: char) {
        let asked = self
            .until("a question", |v| v.question.is_some())
            .await
            .question;
        for _ in 0..100 {
            self.press(letter).await;
            if self.view().question != asked {
                return;
            }
        }
        panic!("the question stays: {asked:?}");
    }

    /// Is in the session in this mode, confirmed.
    pub async fn until_mode(&self, session: &str, mode: Mode) -> View {
        self.until(&format!("{mode} confirmed in {session}"), |v| {
            v.mode(session) == Some(mode)
        })
        .await
    }

    pub async fn stop(&self, stop: Stop) {
        self.stops
            .send(stop)
            .await
            .expect("the console takes signals");
    }

    /// Waits for the end.
    pub async fn ended(&mut self) -> Ended {
        let task = self.task.take().expect("not ended yet");
        tokio::time::timeout(Duration::from_secs(10), task)
            .await
            .expect("it ends")
            .expect("without a panic")
    }

    /// Opens a session at the first agent and waits until the list shows it.
    pub async fn session(&self) -> String {
        let agent = self.stage.agents()[0].0.clone();
        let id = self.stage.open_session(&agent, "Rowan Pike");
        self.stage
            .customer_says(&id, "My heater shows E7 since last night.");
        self.until("the session in the list", |v| v.row(&id).is_some())
            .await;
        id
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

pub mod oracle;
mod steps;

pub use steps::{BOTH, turned, wait_for};
