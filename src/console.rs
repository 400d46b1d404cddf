//! The console: the only place where everything meets. One loop owns the model; tasks around it
//! read keys, carry out calls and listen for signals, and talk to it in messages.

mod carry;
mod drawn;
mod echo;
mod frames;
mod input;
mod journal;
mod kept;
mod left_open;
mod line;
mod modes;
mod pulse;
mod screen;
mod scribe;
mod shell;
mod signals;
mod tell;
mod way;
mod writer;

use std::path::PathBuf;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::app::{Exit, LogLine, Model, Msg, Quit, Settings, Stop};
use crate::domain::{Access, Fault, SessionId, Text};
use crate::feed::{self, Plan};
use crate::gws::Api;
use crate::ui::Theme;

pub use journal::{Journal, LOG_NAME, open as open_journal};
pub use pulse::now;
pub use screen::{Screen, ScreenError};
pub use shell::{Canvas, Hands, Ports, run as run_shell};
pub use signals::Signals;

/// Everything on the way out happens within this time.
const FAREWELL: Duration = Duration::from_secs(1);
/// How long its last line may take.
const LAST_LINE: Duration = Duration::from_millis(300);
/// How long the audit may take to begin before it counts as broken.
const BEGINNING: Duration = Duration::from_millis(500);
/// Messages that wait for the loop, of each kind.
const QUEUE: usize = 256;

/// What a console is started with.
#[derive(Debug)]
pub struct Setup {
    /// The server.
    pub api: Api,
    /// What the feed does.
    pub plan: Plan,
    /// What the app does.
    pub settings: Settings,
    /// Where sessions that could not be left are remembered; `None` remembers nothing.
    pub memory: Option<PathBuf>,
    /// Where what outlives a run is kept for this person at this server; `None` keeps nothing.
    pub kept: Option<PathBuf>,
    /// Colours, or none.
    pub theme: Theme,
    /// What is changed while it runs, if anything can be.
    pub changes: Option<mpsc::Receiver<Change>>,
    /// The journal's lines, for the Log screen.
    pub journal: Option<mpsc::Receiver<LogLine>>,
}

impl Setup {
    /// One that remembers nothing and is never changed.
    pub fn of(api: Api, plan: Plan, settings: Settings, theme: Theme) -> Self {
        Self {
            api,
            plan,
            settings,
            memory: None,
            kept: None,
            theme,
            changes: None,
            journal: None,
        }
    }
}

/// The configuration was read again.
#[derive(Debug)]
pub enum Change {
    /// And is in force.
    Read {
        /// For the app.
        settings: Box<Settings>,
        /// For the screen.
        theme: Box<Theme>,
        /// The tables that changed but only count from the next start.
        later: Vec<&'static str>,
    },
    /// And cannot be: the old one stays. Says where and why.
    Refused(Text),
}

/// How the console ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Ended {
    /// Why.
    pub exit: Exit,
    /// A sentence for standard error, if there is something to say.
    pub sentence: Option<String>,
    /// The audit's file and the hash of its last line, in a sentence; or why there is none.
    pub audit: Option<String>,
}

/// Runs the console on the terminal until it ends.
///
/// # Errors
/// [`ScreenError`] if there is no terminal to draw on.
pub async fn run(mut setup: Setup, signals: Signals) -> Result<Ended, ScreenError> {
    setup.settings.shell = signals::shell();
    let mut screen = Screen::enter()?;
    let (keys_in, keys) = mpsc::channel(QUEUE);
    signals::watch_job(keys_in.clone())?;
    screen.listen(keys_in)?;
    Ok(run_on(setup, &mut screen, keys, signals.listen()).await)
}

/// Runs the console on any canvas with any keys: the whole program but for the terminal.
pub async fn run_on(
    setup: Setup,
    canvas: &mut impl Canvas,
    keys: mpsc::Receiver<Msg>,
    signals: mpsc::Receiver<Stop>,
) -> Ended {
    let Setup {
        api,
        mut plan,
        mut settings,
        memory,
        kept,
        theme,
        changes,
        journal,
    } = setup;
    if let Some(memory) = &memory {
        settings.left_open = left_open::recall(memory);
    }
    if let Some(kept) = &kept {
        settings.kept = kept::recall(kept);
    }
    let keeper = kept.map(kept::Keeper::start);
    let mut remembered = feed::Remembered {
        watched: (settings.kept.watched.iter())
            .map(|w| w.agent.clone())
            .collect(),
        stopped: settings.kept.stopped.clone(),
    };
    if api.access() == Access::ReadOnly {
        // Neither a session to be started nor a watch to be asked for may leave.
        plan.start = None;
        plan.watch.clear();
        remembered.watched.clear();
    }
    settings.access = api.access();
    let ends_session = plan.start.is_some();
    if let Some(clerk) = api.clerk() {
        clerk.begun(BEGINNING).await;
    }
    let suspend = plan.suspend.clone();
    let (feed, facts) = feed::start(api.clone(), plan, remembered);
    let (answers_in, answers) = mpsc::channel(QUEUE);
    let journal = journal.map(|lines| {
        let handing = journal::hand_on(lines, answers_in.clone());
        tokio::spawn(handing).abort_handle()
    });
    let mut carry = carry::Carry::new(api.clone(), feed.orders(), suspend, answers_in, keeper);
    if let Some(clerk) = api.clerk() {
        settings.record = clerk.record().borrow().clone();
    }
    let mut model = Model::new(settings, now());
    tracing::info!("floorwalk {} begins", env!("CARGO_PKG_VERSION"));
    let ports = Ports {
        facts,
        answers,
        keys,
        signals,
        changes,
    };
    let quit = run_shell(&mut model, canvas, &theme, ports, &mut carry).await;
    if let Some(journal) = journal {
        journal.abort();
    }
    canvas.leave();
    let (unsaid, audit) = farewell(&api, feed, &quit, carry, ends_session).await;
    canvas.left().await;
    let open = still_open(&quit, &unsaid);
    if let Some(memory) = &memory {
        left_open::remember(memory, &open);
    }
    tracing::info!("ends: {:?}", quit.exit);
    Ended {
        audit,
        sentence: sentence(&quit, &open),
        exit: quit.exit,
    }
}

/// What is still open, each with the reason.
fn still_open(quit: &Quit, unsaid: &[SessionId]) -> Vec<Text> {
    let kept = (quit.left_open.iter()).map(|(_, name)| {
        Text::line(&format!(
            "{name} (nobody else was known to be with the customer)"
        ))
    });
    let unsaid = unsaid.iter().map(|id| {
        let name = quit
            .names
            .get(id)
            .map_or_else(|| id.to_string(), Text::to_string);
        Text::line(&format!("{name} (leaving was not confirmed)"))
    });
    kept.chain(unsaid).collect()
}

/// Leaves, disconnects, ends: in this order and within one second. Returns what was not confirmed.
async fn farewell(
    api: &Api,
    feed: feed::Feed,
    quit: &Quit,
    mut carry: carry::Carry,
    ends_session: bool,
) -> (Vec<SessionId>, Option<String>) {
    let deadline = tokio::time::Instant::now() + FAREWELL;
    let abouts = carry.abouts();
    // A call that is on its way stays on its way; its answer is no longer waited for.
    let _ = tokio::time::timeout(FAREWELL / 5, carry.end()).await;
    let unsaid = carry::leave_all(api, &quit.leave, &abouts, FAREWELL * 6 / 10).await;
    let left = deadline.saturating_duration_since(tokio::time::Instant::now());
    feed.stop(left / 2).await;
    if ends_session && quit.left_open.is_empty() && !matches!(quit.exit, Exit::CannotStart(_)) {
        // Last: it voids the HTTP session.
        if let Ok(Err(fault)) = tokio::time::timeout_at(deadline, api.end_session()).await {
            tracing::warn!("ending the contact-centre session: {fault}");
        }
    }
    let audit = match api.clerk() {
        Some(clerk) => Some(clerk.finish(LAST_LINE).await),
        None => None,
    };
    (unsaid, audit)
}

fn sentence(quit: &Quit, open: &[Text]) -> Option<String> {
    match &quit.exit {
        // Whether a first read was carried out is nobody's question.
        Exit::CannotStart(Fault::Unknown { why }) if why.as_str().contains("check ") => {
            Some(format!("floorwalk: {why}"))
        }
        Exit::CannotStart(Fault::Unknown { why }) => Some(format!(
            "floorwalk: {why}: check the url setting, and any proxy on the way"
        )),
        Exit::CannotStart(fault) => Some(format!("floorwalk: {fault}")),
        Exit::Crashed => {
            Some("floorwalk: a part of the program crashed; the log says where".into())
        }
        Exit::Quit | Exit::Terminated | Exit::HungUp if !open.is_empty() => {
            let names: Vec<&str> = open.iter().map(Text::as_str).collect();
            Some(format!("floorwalk: still open: {}", names.join(", ")))
        }
        Exit::Quit | Exit::Terminated | Exit::HungUp => None,
    }
}
