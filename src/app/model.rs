//! Everything the program knows, owned in one place.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::alerts::Alerts;
use super::ask::Question;
use super::away::{Away, Before};
use super::chooser::Chooser;
use super::cursor::Cursor;
use super::draft::{Audience, Composer, Draft, Work};
use super::effect::Step;
use super::filter::Line;
use super::floor::{Floor, Known, NameKeys};
use super::hold::Hold;
use super::kept::Kept;
use super::ladder::Ladder;
use super::leave_all::LeavingAll;
use super::lock::Lock;
use super::log::Log;
use super::message::{Moment, Seen};
use super::notice::{Notice, Notices, Severity};
use super::order::{self, List, Looked};
use super::privacy::Revealed;
use super::prompt::Prompt;
use super::reads::Page;
use super::screen::Screen;
use super::scroll::Scroll;
use super::search::Search;
use super::settings::Settings;
use super::sign_in::SignIn;
use super::team::Team;
use super::tell::Mouse;
use super::typed_on::TypedOn;
use super::typing::Told;
use super::watch::Watches;
use crate::domain::policy::Unanswered;
use crate::domain::{
    Call, CallId, Fault, Link, Mode, OfflineWhy, Record, SessionId, SignOn, Skew, Stamp,
    Step as LinkStep, Text, UserId, Watch,
};

/// Which pane hears the keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Pane {
    /// The session list.
    #[default]
    List,
    /// The transcript.
    Transcript,
}

/// What an answer is expected for.
#[derive(Clone, Debug)]
pub(crate) enum Awaited {
    /// A step of the ladder in this session.
    Step(SessionId),
    /// Words.
    Send(SessionId, Audience),
    /// A watch was asked for; with the request to repeat once it stands.
    Watch(UserId, Watch, Option<(SessionId, Option<Mode>)>),
    /// A watch was given up.
    Unwatch(UserId),
    /// A typing notice.
    Typing(SessionId),
    /// A log is read.
    Log(SessionId, Page),
    /// My sessions are read; with what was known when the question left.
    Mine(Known),
}

/// The whole state. Changed only by [`super::update`].
#[derive(Debug)]
pub struct Model {
    pub(crate) now: Moment,
    pub(crate) settings: Settings,
    pub(crate) sign_on: Option<SignOn>,
    pub(crate) link: Link,
    pub(crate) down_since: Option<Instant>,
    pub(crate) transport: &'static str,
    pub(crate) floor: Floor,
    pub(crate) cursor: Cursor,
    pub(crate) order_is_old: bool,
    pub(crate) screen: Screen,
    pub(crate) pane: Pane,
    pub(crate) opened: Option<SessionId>,
    pub(crate) scroll: Scroll,
    pub(crate) composer: Option<Composer>,
    pub(crate) works: BTreeMap<(SessionId, Audience), Work>,
    pub(crate) unconfirmed_ok: Vec<SessionId>,
    pub(crate) question: Option<Question>,
    pub(crate) chooser: Option<Chooser>,
    pub(crate) prompt: Option<Prompt>,
    pub(crate) kept: Kept,
    pub(crate) alerts: Alerts,
    pub(crate) log: Log,
    pub(crate) sign_in: Option<SignIn>,
    pub(crate) help: Option<usize>,
    pub(crate) filter: Line,
    pub(crate) list: List,
    pub(crate) search: Option<Search>,
    pub(crate) ladder: Ladder,
    pub(crate) watches: Watches,
    pub(crate) calls: BTreeMap<CallId, Awaited>,
    pub(crate) next_call: u64,
    pub(crate) hold: Hold,
    pub(crate) told: Told,
    pub(crate) notices: Notices,
    pub(crate) typed_on: TypedOn,
    pub(crate) oddities: u64,
    pub(crate) away: Option<Away>,
    pub(crate) before: Option<Before>,
    pub(crate) report: Option<usize>,
    pub(crate) had_snapshot: bool,
    pub(crate) roster_failed: bool,
    pub(crate) lists_failed: BTreeSet<UserId>,
    pub(crate) misses_events: bool,
    pub(crate) skew: Skew,
    pub(crate) ctrl_c: Option<Instant>,
    pub(crate) seen: Seen,
    /// When what was seen says something else by time alone.
    pub(crate) seen_until: Option<Instant>,
    pub(crate) mouse: Mouse,
    /// When the terminal's window got the keyboard; the click that did it is still to come.
    pub(crate) focus_in: Option<Instant>,
    pub(crate) looked_at: Vec<UserId>,
    pub(crate) leaving: bool,
    pub(crate) record: Record,
    /// Calls that were refused before they were asked, for [`super::record::settle`].
    pub(crate) refused: Vec<(CallId, Fault)>,
    pub(crate) revealed: Option<Revealed>,
    pub(crate) lock: Option<Lock>,
    /// When the person last did something.
    pub(crate) last_key: Instant,
    pub(crate) leaving_all: Option<LeavingAll>,
    pub(crate) team: Team,
}

impl Model {
    /// A model that knows nothing yet.
    pub fn new(settings: Settings, now: Moment) -> Self {
        let mut notices = Notices::default();
        if !settings.left_open.is_empty() {
            let names = settings
                .left_open
                .iter()
                .map(Text::as_str)
                .collect::<Vec<_>>()
                .join(", ");
            let line = format!("the last run could not leave: {names}");
            notices.say(Severity::Warning, &line, now.mono);
        }
        let mut model = Self {
            now,
            sign_on: None,
            link: Link::Offline {
                why: OfflineWhy::Busy(LinkStep::Connecting),
                since: now.mono,
                retry_at: None,
            },
            down_since: None,
            transport: "",
            floor: Floor::default(),
            cursor: Cursor::default(),
            order_is_old: false,
            screen: Screen::Floor,
            pane: Pane::List,
            opened: None,
            scroll: Scroll::Follow,
            composer: None,
            works: BTreeMap::new(),
            unconfirmed_ok: Vec::new(),
            question: None,
            chooser: None,
            prompt: None,
            kept: settings.kept.clone(),
            alerts: Alerts::default(),
            log: Log::default(),
            sign_in: None,
            help: None,
            filter: Line::default(),
            list: List::default(),
            search: None,
            ladder: Ladder::default(),
            watches: Watches::default(),
            calls: BTreeMap::new(),
            next_call: 1,
            hold: Hold::default(),
            told: Told::default(),
            notices,
            typed_on: TypedOn::default(),
            oddities: 0,
            away: None,
            before: None,
            report: None,
            had_snapshot: false,
            roster_failed: false,
            lists_failed: BTreeSet::new(),
            misses_events: false,
            skew: Skew::default(),
            ctrl_c: None,
            seen: Seen::default(),
            seen_until: None,
            mouse: Mouse::default(),
            focus_in: None,
            looked_at: Vec::new(),
            leaving: false,
            record: settings.record.clone(),
            refused: Vec::new(),
            revealed: None,
            lock: None,
            last_key: now.mono,
            leaving_all: None,
            team: Team::default(),
            settings,
        };
        model.name_sessions();
        model
    }

    /// Names customers and services by the user-data keys that are set.
    pub(crate) fn name_sessions(&mut self) {
        self.floor.name_by(NameKeys {
            customer: self.settings.customer_keys.clone(),
            service: self.settings.service_keys.clone(),
            hidden: self.settings.privacy.keys.clone(),
        });
    }

    /// Our own user id; before the first sign-in an id that matches nobody.
    pub(crate) fn me(&self) -> UserId {
        self.sign_on
            .as_ref()
            .map_or_else(|| UserId::new(""), |s| s.me.clone())
    }

    /// The name that a customer or an agent sees of us.
    pub fn nickname(&self) -> Text {
        match (&self.settings.nickname, &self.sign_on) {
            (Some(name), _) => Text::line(name),
            (None, Some(sign_on)) => sign_on.user_name.clone(),
            (None, None) => Text::default(),
        }
    }

    /// Whether nobody but us and the customer is in a session, by the newest list.
    pub fn is_alone_in(&self, session: &SessionId) -> bool {
        let mine = self.floor.mine(session);
        mine.is_some_and(|m| m.session.alone_with_customer(&self.me()))
    }

    /// Asks the server for something and remembers what the answer is for.
    pub(crate) fn call(&mut self, call: Call, awaited: Awaited, step: &mut Step) -> CallId {
        let id = CallId(self.next_call);
        self.next_call += 1;
        self.calls.insert(id, awaited);
        super::record::ask(self, id, call, step);
        id
    }

    /// Reads my sessions, remembering what is known now: whatever a notification changes while
    /// the answer is on its way wins over the answer.
    pub(crate) fn read_mine(&mut self, step: &mut Step) -> CallId {
        let known = self.floor.known();
        self.call(Call::ReadMine, Awaited::Mine(known), step)
    }

    pub(crate) fn say(&mut self, severity: Severity, text: &str) {
        self.notices.say(severity, text, self.now.mono);
    }

    pub(crate) fn info(&mut self, text: &str) {
        self.say(Severity::Info, text);
    }

    /// Something happened that no key asked for just now: it covers no warning.
    pub(crate) fn mention(&mut self, text: &str) {
        let at = self.now.mono;
        self.notices.mention(text, at);
    }

    pub(crate) fn warn(&mut self, text: &str) {
        self.say(Severity::Warning, text);
    }

    /// The session that a key acts on: the shown one in the transcript, else the highlighted one.
    pub(crate) fn target(&self) -> Option<SessionId> {
        match self.pane {
            Pane::Transcript => self.opened.clone(),
            Pane::List => self.cursor.id().cloned(),
        }
    }

    /// The link as far as it can be acted on: while an epoch's snapshot is unfinished nothing is
    /// live, whatever was last said of the connection.
    pub(crate) fn trusted_link(&self) -> Link {
        if self.link == Link::Live && self.floor.is_reading() {
            return Link::Offline {
                why: OfflineWhy::Busy(LinkStep::Reading),
                since: self.now.mono,
                retry_at: None,
            };
        }
        self.link.clone()
    }

    pub(crate) fn unanswered(&self, session: &SessionId) -> Unanswered {
        if self.ladder.unanswered(session) {
            Unanswered::SwitchOrLeave
        } else if let Some(other) = super::asked::differs(self, session) {
            Unanswered::OtherModeAsked(other.asked)
        } else {
            Unanswered::Nothing
        }
    }

    /// Shows a session in the transcript pane. Sends nothing but the reading of its log, and that
    /// only for a session we are in.
    pub(crate) fn open(&mut self, session: &SessionId, step: &mut Step) {
        if self.opened.as_ref() != Some(session) {
            self.close();
            self.opened = Some(session.clone());
            self.scroll = Scroll::Follow;
            self.search = None;
        }
        self.floor.read_by_person(session);
        self.floor.viewed(session);
        self.read_log_once(session, step);
    }

    /// The session that is shown is so no longer.
    pub(crate) fn close(&mut self) {
        if let Some(before) = self.opened.take() {
            self.floor.viewed(&before);
        }
    }

    /// Reads the whole log of a session once it is ours, and again what was let go of it.
    pub(crate) fn read_log_once(&mut self, session: &SessionId, step: &mut Step) {
        if self.floor.wants_log(session) {
            super::reads::read_log(self, session, 1, step);
        } else if let Some(from) = self.floor.wants_older(session) {
            super::reads::read_pages(self, session, from, step);
        }
    }

    /// Keeps all logs together within their bound. What the person has in sight, or writes about,
    /// stays.
    pub(crate) fn bound_logs(&mut self) {
        let (opened, composer) = (&self.opened, &self.composer);
        self.floor.bound_logs(|id| {
            opened.as_ref() == Some(id) || composer.as_ref().is_some_and(|c| c.session == *id)
        });
    }

    /// Puts the rows in order and finds the highlight again. Called before keys and frames.
    pub fn settle(&mut self) {
        if self.filter.read() {
            self.list.afresh = true;
            self.order_is_old = true;
        }
        match order::settle(self) {
            Looked::AtSome => {
                super::team::arrange(self);
            }
            Looked::Nowhere => {}
        }
        self.cursor.settle(&self.list.rows());
        self.team.settle();
    }

    /// The link.
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// The highlighted session.
    pub fn highlighted(&self) -> Option<&SessionId> {
        self.cursor.id()
    }

    /// The session shown in the transcript pane.
    pub fn opened(&self) -> Option<&SessionId> {
        self.opened.as_ref()
    }

    /// What is known of the floor.
    pub fn floor(&self) -> &Floor {
        &self.floor
    }

    /// The open composer.
    pub fn composer(&self) -> Option<&Composer> {
        self.composer.as_ref()
    }

    /// The text of a draft.
    pub fn draft(&self, session: &SessionId, audience: Audience) -> Option<(&str, &Draft)> {
        self.works
            .get(&(session.clone(), audience))
            .map(|w| (w.edit.text(), &w.draft))
    }

    /// The open question.
    pub fn question(&self) -> Option<&Question> {
        self.question.as_ref()
    }

    /// The line shown to the person now.
    pub fn notice(&self) -> Option<&Notice> {
        self.notices.current()
    }

    /// Every line said so far, oldest first.
    pub fn said(&self) -> impl Iterator<Item = &Notice> {
        self.notices.history()
    }

    /// How many things were received that were not understood.
    pub fn oddities(&self) -> u64 {
        self.oddities
    }

    /// How we watch an agent, as far as we asked.
    pub fn watch_of(&self, agent: &UserId) -> Option<Watch> {
        self.watches.of(agent)
    }

    /// What the server's clock says now: what it dated is as old as that clock says.
    pub fn wall(&self) -> Stamp {
        self.now.wall.at_server(self.skew)
    }
}
