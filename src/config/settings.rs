//! The resolved settings: plain data, complete and checked.
//!
//! Knows what each setting means to the rest of the program. Must not read anything, nor know
//! where a value came from, but for those that only the screen can judge.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::audit::Audit;
use super::error::Origin;
use super::password::PasswordSource;
use super::privacy::Privacy;
use super::urgency::Urgency;
use super::view::View;

/// Everything the console is told from outside, with the defaults filled in.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The server and how to sign in to it.
    pub server: Server,
    /// The agents to look after.
    pub team: Team,
    /// My own contact-centre session.
    pub session: Session,
    /// Which user data keys are shown.
    pub userdata: UserData,
    /// Limits on what the console does by itself.
    pub limits: Limits,
    /// Help with writing.
    pub writing: Writing,
    /// How the screen looks.
    pub display: Display,
    /// Actions with other keys than their own.
    pub keys: Vec<KeyChoice>,
    /// How long a customer may wait.
    pub urgency: Urgency,
    /// Saved views of the list, in the order of the file.
    pub views: Vec<View>,
    /// What is hidden, and whether anything is sent.
    pub privacy: Privacy,
    /// What is written down of what is done.
    pub audit: Audit,
}

/// `[server]`: the installation and how to talk to it.
#[derive(Debug, Clone)]
pub struct Server {
    /// The base to which `api/v2/…` is joined. Its path ends with exactly one slash and keeps
    /// a context path; it holds no user, password, query or fragment.
    pub base: Url,
    /// The other nodes of the installation, by the same rules: used in this order when one is
    /// down.
    pub other_nodes: Vec<Url>,
    /// The user name of Basic authentication; never empty, no colon (RFC 7617).
    pub user: String,
    /// Where the password comes from.
    pub password: PasswordSource,
    /// How the notifications travel.
    pub transport: Transport,
    /// The spellings this server wants.
    pub dialect: Dialect,
    /// The CometD topics to subscribe to, in order; never empty.
    pub topics: Vec<String>,
    /// A PEM file with certificate authorities to trust besides the platform's.
    pub ca_file: Option<PathBuf>,
    /// Whether nobody is trusted but those of `ca_file`, which is then set.
    pub ca_only: bool,
    /// The certificate to show to a server that asks for one.
    pub client_certificate: Option<ClientCertificate>,
    /// Whether plain http to a host that is not this machine was allowed.
    pub allow_plain_http: bool,
}

/// A client certificate: two PEM files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCertificate {
    /// The certificate, and those that lead to its authority.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// How the notifications travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Transport {
    /// Let the program choose.
    #[default]
    Auto,
    /// CometD over a websocket.
    Websocket,
    /// CometD over held POST requests.
    LongPolling,
}

/// The spellings sent to the server; whatever is received is read in every spelling.
///
/// `dialect`, `sms_path` and `barge_value` of the file come together here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// The path segment of every SMS address; `None` = find out by reading.
    pub segment: Option<Segment>,
    /// The third value of `supervisorVisibilityMode`, and of nothing else.
    pub barge: Barge,
}

/// The path segment of SMS sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// `smssessions`, as the vendor's online reference has it.
    Smssessions,
    /// `smsessions`, as the PDF edition of the Intrude page has it.
    Smsessions,
}

impl Segment {
    /// The word as it stands in an address.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Smssessions => "smssessions",
            Self::Smsessions => "smsessions",
        }
    }
}

/// The third value of `supervisorVisibilityMode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barge {
    /// `BargeIn`, as the vendor's online reference has it.
    BargeIn,
    /// `Bargain`, as the PDF edition of the Intrude page has it.
    Bargain,
}

impl Barge {
    /// The word as it is sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BargeIn => "BargeIn",
            Self::Bargain => "Bargain",
        }
    }
}

/// `[team]`: the agents to look after.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Team {
    /// User names, in the order of the file, each once; empty = everybody with the agent role.
    pub agents: Vec<String>,
    /// Whether the named agents are monitored from the start.
    pub monitor: Monitor,
    /// Named groups of agents, for watching them together.
    pub groups: Vec<Group>,
}

/// `[[team.group]]`: agents who are watched together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What it is called.
    pub name: String,
    /// User names, each once.
    pub agents: Vec<String>,
}

/// When the agents named in `[team] agents` are monitored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Monitor {
    /// Silently, from the start.
    #[default]
    Auto,
    /// Only by key.
    Manual,
}

/// `[session]`: my own contact-centre session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whether `StartContactCenterSession` and its End are sent at all.
    pub start: bool,
    /// The `channels` of that request; never empty.
    pub channels: Vec<String>,
    /// Its `place`.
    pub place: Option<String>,
    /// Its `loginCode`.
    pub login_code: Option<String>,
    /// Its `queue`.
    pub queue: Option<String>,
    /// The nickname others see, the customer too; `None` = the server's own choice.
    pub nickname: Option<String>,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            start: true,
            channels: vec!["smssession".to_owned()],
            place: None,
            login_code: None,
            queue: None,
            nickname: None,
        }
    }
}

/// `[userdata]`: the keys of a session's user data that are shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserData {
    /// Keys tried in order for the customer's name.
    pub customer: Vec<String>,
    /// Keys tried in order for the service.
    pub service: Vec<String>,
}

/// `[writing]`: help with writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// Whether others are told that the person is writing to them.
    pub typing_notices: bool,
    /// Texts kept at hand, in the order of the file.
    pub snippets: Vec<Snippet>,
}

/// `[[writing.snippet]]`: a text kept at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// What it is found by.
    pub name: String,
    /// The text, with words in braces that are filled in.
    pub text: String,
}

/// `[display]`: how the screen looks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Display {
    /// The theme, and where it was chosen; `None` = the terminal's own sixteen colours.
    pub theme: Option<(Theme, Origin)>,
    /// Whether only ASCII is shown; `None` = by the locale.
    pub ascii: Option<bool>,
    /// The zone in which times are shown, by its IANA name; `None` = this machine's.
    pub timezone: Option<(String, Origin)>,
}

/// Which theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Theme {
    /// One that the console brings along.
    Named(String),
    /// One in a file of its own.
    File(PathBuf),
}

/// One line of `[keys]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyChoice {
    /// The action, as it is written.
    pub action: String,
    /// Its keys, as they are written; the first is the one that hints show. None: the action is
    /// found under `:` only.
    pub keys: Vec<String>,
    /// Where it stands.
    pub origin: Origin,
}

/// `[limits]`: how long the console waits and how much it asks by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How long a text for the customer waits, so that it can be taken back; at most 30 s.
    pub send_delay: Duration,
    /// Requests per second that the polls of all agents share; 1 to 100.
    pub polls_per_second: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            send_delay: Duration::from_secs(2),
            polls_per_second: 5,
        }
    }
}

/// The topics subscribed to when the file names none.
///
/// `/v2/me/*` because the name of the SMS topic is not documented; `/notifications/services`
/// tells of outages behind the server (vendor page `AsynchronousEvents`).
pub const DEFAULT_TOPICS: [&str; 2] = ["/v2/me/*", "/notifications/services"];
