//! A supervisor's seat: the whole console, with keys and a screen that the test holds.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use floorwalk::app::{Ask, Key, Model, Msg, Press, Seen, Settings, Stop};
use floorwalk::bayeux::Transport;
use floorwalk::console::{self, Canvas, Setup};
use floorwalk::domain::{Link, Mode, OfflineWhy, Presence, SessionId};
use floorwalk::feed::{Plan, Suspend, Tempo};
use floorwalk::gws::{Api, Dialect, StartSession, Target, Timeouts};
use floorwalk::ui::{self, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use secrecy::SecretString;
use tokio::sync::{mpsc, watch};

use crate::plan::SCALE;

/// What the header says of the link.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Shown {
    Live,
    Late,
    /// Offline, because nothing came.
    Silent,
    #[default]
    Offline,
    /// A person has to do something: the password, or another try.
    Asking,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct View {
    pub(crate) link: Shown,
    pub(crate) rows: BTreeMap<String, (Option<Presence>, Option<Mode>)>,
    pub(crate) order: Vec<String>,
    /// The lines of each session by index, typing left out.
    pub(crate) logs: BTreeMap<String, BTreeMap<u64, String>>,
    pub(crate) highlighted: Option<String>,
    pub(crate) opened: Option<String>,
    pub(crate) question: bool,
    pub(crate) composer: bool,
    pub(crate) sign_in: bool,
    pub(crate) said: Vec<String>,
    /// A log in which an index stands twice, or out of order.
    pub(crate) disorder: Option<String>,
}

/// What was on the screen, each with the moment from which on.
pub(crate) type Since<T> = Arc<Mutex<Vec<(Instant, T)>>>;

/// When the header changed, and to what.
pub(crate) type Links = Since<Shown>;

/// The sessions that a key could be about.
pub(crate) type Abouts = Since<BTreeSet<String>>;

struct Watched {
    terminal: Terminal<TestBackend>,
    view: watch::Sender<View>,
    links: Links,
    abouts: Abouts,
}

impl Canvas for Watched {
    fn paint(&mut self, model: &Model, theme: &Theme) -> std::io::Result<Seen> {
        let mut seen = Seen::default();
        self.terminal
            .draw(|frame| seen = ui::draw(frame, model, theme))
            .expect("a test backend draws");
        let view = view(model);
        let mut links = self.links.lock().unwrap();
        if links.last().map(|(_, shown)| *shown) != Some(view.link) {
            links.push((Instant::now(), view.link));
        }
        let mut abouts = self.abouts.lock().unwrap();
        let about = about(model);
        if abouts.last().map(|(_, last)| last) != Some(&about) {
            abouts.push((Instant::now(), about));
        }
        self.view.send_replace(view);
        Ok(seen)
    }
}

fn view(model: &Model) -> View {
    let link = match model.link() {
        Link::Live => Shown::Live,
        Link::Late { .. } => Shown::Late,
        Link::Offline { why, .. } => match why {
            OfflineWhy::SignIn(_) | OfflineWhy::Stopped => Shown::Asking,
            OfflineWhy::Silent => Shown::Silent,
            OfflineWhy::Busy(_) | OfflineWhy::Lost(_) => Shown::Offline,
        },
    };
    let mut view = View {
        link,
        order: model
            .order()
            .iter()
            .map(|id| id.as_str().to_owned())
            .collect(),
        highlighted: model.highlighted().map(|id| id.as_str().to_owned()),
        opened: model.opened().map(|id| id.as_str().to_owned()),
        question: model.question().is_some(),
        composer: model.composer().is_some(),
        sign_in: model.sign_in().is_some(),
        said: model.said().map(|n| n.text.to_string()).collect(),
        ..View::default()
    };
    for id in model.order().iter() {
        let row = model.row(id);
        let name = id.as_str().to_owned();
        let state = (
            row.as_ref().and_then(|r| r.presence),
            row.as_ref().and_then(|r| r.mode),
        );
        view.rows.insert(name.clone(), state);
        let Some(log) = model.floor().log(id) else {
            continue;
        };
        let mut lines = BTreeMap::new();
        let mut last = None;
        for entry in log.lines() {
            if last >= Some(entry.index) {
                view.disorder = Some(format!("{name}: {} after {last:?}", entry.index));
            }
            last = Some(entry.index);
            lines.insert(u64::from(entry.index), entry.text.to_string());
        }
        view.logs.insert(name, lines);
    }
    view
}

/// All of the design's durations at the test's scale but one: between LATE and OFFLINE there is
/// more time, so that it shows on a slow machine, too, if one of them never comes.
pub(crate) fn tempo() -> Tempo {
    let mut tempo = Tempo::default().scaled(SCALE);
    tempo.bayeux.dead = tempo.bayeux.late + Duration::from_millis(1500);
    tempo
}

/// What a key is about: what is asked, what is written to, else what is highlighted or shown.
fn about(model: &Model) -> BTreeSet<String> {
    let name = |id: &SessionId| id.as_str().to_owned();
    if let Some(question) = model.question() {
        return match &question.ask {
            Ask::Barge { session, .. }
            | Ask::AsWatched { session, .. }
            | Ask::AcceptUnstated { session }
            | Ask::LeaveCustomer { session }
            | Ask::WatchThenAsk { session, .. }
            | Ask::CoachToWrite { session }
            | Ask::WriteUnconfirmed { session } => BTreeSet::from([name(session)]),
            Ask::WatchMore { sessions, .. } | Ask::LeaveAll { sessions } => {
                sessions.iter().map(name).collect()
            }
            Ask::Quit
            | Ask::Suspend
            | Ask::WatchMenu { .. }
            | Ask::WatchBarge { .. }
            | Ask::Paste { .. } => BTreeSet::new(),
        };
    }
    if let Some(composer) = model.composer() {
        return BTreeSet::from([name(&composer.session)]);
    }
    let shown = model.highlighted().into_iter().chain(model.opened());
    shown.map(name).collect()
}

pub(crate) struct Seat {
    keys: mpsc::Sender<Msg>,
    _stops: mpsc::Sender<Stop>,
    pub(crate) view: watch::Receiver<View>,
    pub(crate) links: Links,
    pub(crate) abouts: Abouts,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Seat {
    pub(crate) fn at(addr: SocketAddr, transport: Transport, seed: u64) -> Self {
        let target = Target {
            base: format!("http://{addr}/").parse().unwrap(),
            user: "supervisor".into(),
            password: SecretString::from("demo"),
            dialect: Dialect::auto(),
            ca_file: None,
            timeouts: Timeouts {
                connect: Duration::from_secs(1),
                request: Duration::from_secs(1),
            },
        };
        let plan = Plan {
            topics: vec!["/v2/me/*".into(), "/notifications/services".into()],
            transport: transport.into(),
            start: Some(StartSession {
                channels: vec!["smssession".into()],
                ..StartSession::default()
            }),
            agents: Vec::new(),
            watch: Vec::new(),
            nickname: Some("Sade".into()),
            polls_per_second: 20.0,
            tempo: tempo(),
            suspend: Suspend::default(),
            seed,
        };
        let step = Settings::default();
        let settings = Settings {
            nickname: Some("Sade".into()),
            send_delay: step.send_delay.mul_f64(SCALE),
            step: step.step.mul_f64(SCALE),
            question: step.question.mul_f64(SCALE),
            calm: step.calm.mul_f64(SCALE),
            linger: step.linger.mul_f64(SCALE),
            ..step
        };
        let setup = Setup::of(
            Api::new(target).expect("the client is set up"),
            plan,
            settings,
            Theme::terminal(),
        );

        let (keys, keys_out) = mpsc::channel(64);
        let (stops, stops_out) = mpsc::channel(4);
        let (view_in, view) = watch::channel(View::default());
        let (links, abouts) = (Links::default(), Abouts::default());
        let mut canvas = Watched {
            terminal: Terminal::new(TestBackend::new(100, 30)).expect("a test backend"),
            view: view_in,
            links: Arc::clone(&links),
            abouts: Arc::clone(&abouts),
        };
        let task = tokio::spawn(async move {
            console::run_on(setup, &mut canvas, keys_out, stops_out).await;
        });
        Self {
            keys,
            _stops: stops,
            view,
            links,
            abouts,
            task,
        }
    }

    pub(crate) fn now(&self) -> View {
        self.view.borrow().clone()
    }

    /// Whether it comes in time.
    pub(crate) async fn comes(&self, within: Duration, is: impl Fn(&View) -> bool) -> bool {
        let mut view = self.view.clone();
        let came = tokio::time::timeout(within, view.wait_for(|v| is(v))).await;
        matches!(came, Ok(Ok(_)))
    }

    pub(crate) async fn key(&self, key: Key) -> Result<(), String> {
        let press = Press {
            key,
            at: Instant::now(),
        };
        self.keys
            .send(Msg::Key(press))
            .await
            .map_err(|_| format!("the console has ended: {:?}", self.now().said))
    }

    /// Closes whatever stands between the keys and the list.
    pub(crate) async fn back_to_list(&self) -> Result<(), String> {
        for _ in 0..20 {
            let view = self.now();
            if !(view.question || view.composer || view.sign_in) {
                break;
            }
            self.key(Key::Esc).await?;
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        Ok(())
    }
}
