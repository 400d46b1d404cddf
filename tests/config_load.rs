//! The config file, the environment and the flags, up to the settings or the exact complaint.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use floorwalk::config::{
    Barge, ConfigError, Environment, Flags, Monitor, PasswordSource, Segment, Settings, Transport,
    load,
};

/// A folder with a config file, and an environment of which nothing is the process's own.
struct Desk {
    folder: tempfile::TempDir,
    variables: HashMap<&'static str, OsString>,
    flags: Flags,
}

impl Desk {
    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let variables = HashMap::from([("HOME", folder.path().join("home").into_os_string())]);
        Self {
            folder,
            variables,
            flags: Flags::default(),
        }
    }

    fn with(text: &str) -> Self {
        let desk = Self::empty();
        let path = desk.path();
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        desk
    }

    /// A config file that has all it must, and `more` behind it.
    fn server(more: &str) -> Self {
        Self::with(&format!(
            "[server]\nurl = \"https://gws.example.com\"\nuser = \"ada\"\n{more}"
        ))
    }

    fn path(&self) -> PathBuf {
        self.folder
            .path()
            .join("home/.config/floorwalk/config.toml")
    }

    fn variable(mut self, name: &'static str, value: &str) -> Self {
        self.variables.insert(name, value.into());
        self
    }

    fn flags(mut self, flags: Flags) -> Self {
        self.flags = flags;
        self
    }

    fn load(&self) -> Result<Settings, ConfigError> {
        let environment = Environment::from_lookup(|name| self.variables.get(name).cloned());
        load(&self.flags, &environment)
    }

    fn settings(&self) -> Settings {
        match self.load() {
            Ok(settings) => settings,
            Err(error) => panic!("{error}"),
        }
    }

    /// The complaints, with the path of the config file written as `FILE`.
    fn refusal(&self) -> String {
        match self.load() {
            Ok(settings) => panic!("accepted: {settings:?}"),
            Err(error) => error
                .to_string()
                .replace(&*self.path().to_string_lossy(), "FILE"),
        }
    }
}

fn url(url: &str) -> Flags {
    Flags {
        url: Some(url.to_owned()),
        user: Some("ada".to_owned()),
        ..Flags::default()
    }
}

#[test]
fn nothing_configured_says_in_two_lines_what_to_do() {
    let desk = Desk::empty();
    assert!(matches!(
        desk.load(),
        Err(ConfigError::NothingConfigured { .. })
    ));
    assert_eq!(
        desk.refusal(),
        "no server is configured; to try floorwalk without one, run: floorwalk demo\n\
         for your own server, copy config.example.toml to FILE and edit it, or pass --url and --user"
    );
    let nowhere = load(&Flags::default(), &Environment::from_lookup(|_| None));
    let text = nowhere.unwrap_err().to_string();
    assert!(
        text.contains(" to $XDG_CONFIG_HOME/floorwalk/config.toml "),
        "{text}"
    );
    // A user alone is no server.
    let flags = Flags {
        user: Some("ada".to_owned()),
        ..Flags::default()
    };
    assert!(matches!(
        Desk::empty().flags(flags).load(),
        Err(ConfigError::NothingConfigured { .. })
    ));
}

#[test]
fn flags_alone_give_the_defaults() {
    let settings = Desk::empty()
        .flags(url("https://gws.example.com"))
        .settings();
    assert_eq!(settings.server.base.as_str(), "https://gws.example.com/");
    assert_eq!(settings.server.user, "ada");
    assert!(matches!(settings.server.password, PasswordSource::Prompt));
    assert_eq!(settings.server.transport, Transport::Auto);
    assert_eq!(settings.server.dialect.segment, None);
    assert_eq!(settings.server.dialect.barge, Barge::BargeIn);
    assert_eq!(
        settings.server.topics,
        ["/v2/me/*", "/notifications/services"]
    );
    assert_eq!(settings.server.ca_file, None);
    assert!(!settings.server.allow_plain_http);
    assert!(settings.team.agents.is_empty());
    assert_eq!(settings.team.monitor, Monitor::Auto);
    assert!(settings.session.start);
    assert_eq!(settings.session.channels, ["smssession"]);
    assert_eq!(settings.session.place, None);
    assert_eq!(settings.session.nickname, None);
    assert!(settings.userdata.customer.is_empty());
    assert_eq!(settings.limits.send_delay, Duration::from_secs(2));
    assert_eq!(settings.limits.polls_per_second, 5);
    assert!(settings.privacy.mask_numbers && !settings.privacy.read_only);
    assert!(settings.privacy.lock_after.is_none() && settings.privacy.passphrase.is_none());
    assert!(settings.audit.required && !settings.audit.message_text);
}

#[test]
fn every_key_is_read() {
    let desk = Desk::server(
        r#"
password_file = "~/secret"
transport = "long-polling"
dialect = "pdf"
topics = ["/v2/me/smssessions"]
ca_file = "ca.pem"
allow_plain_http = true
[team]
agents = ["amy", "bob", "amy"]
monitor = "manual"
[session]
start = false
channels = ["sms", "chat"]
place = "p"
login_code = "17"
queue = "q"
nickname = "Ada"
[userdata]
customer = ["Name", "Phone"]
service = "Service"
[limits]
send_delay_seconds = 0.5
polls_per_second = 10
"#,
    );
    let settings = desk.settings();
    let home = desk.folder.path().join("home");
    match &settings.server.password {
        PasswordSource::File(path) => assert_eq!(*path, home.join("secret")),
        other => panic!("{other:?}"),
    }
    assert_eq!(settings.server.transport, Transport::LongPolling);
    assert_eq!(settings.server.dialect.segment, Some(Segment::Smsessions));
    assert_eq!(settings.server.dialect.barge, Barge::Bargain);
    assert_eq!(settings.server.topics, ["/v2/me/smssessions"]);
    let beside = desk.path().parent().unwrap().join("ca.pem");
    assert_eq!(settings.server.ca_file, Some(beside));
    assert!(settings.server.allow_plain_http);
    assert_eq!(settings.team.agents, ["amy", "bob"]);
    assert_eq!(settings.team.monitor, Monitor::Manual);
    assert!(!settings.session.start);
    assert_eq!(settings.session.channels, ["sms", "chat"]);
    assert_eq!(settings.session.place.as_deref(), Some("p"));
    assert_eq!(settings.session.login_code.as_deref(), Some("17"));
    assert_eq!(settings.session.queue.as_deref(), Some("q"));
    assert_eq!(settings.session.nickname.as_deref(), Some("Ada"));
    assert_eq!(settings.userdata.customer, ["Name", "Phone"]);
    assert_eq!(settings.userdata.service, ["Service"]);
    assert_eq!(settings.limits.send_delay, Duration::from_millis(500));
    assert_eq!(settings.limits.polls_per_second, 10);
}

#[test]
fn flags_win_over_environment_over_profile_over_base() {
    let text = r#"
[server]
url = "https://base.example.com"
user = "base"
transport = "websocket"
password_command = ["base"]
[team]
agents = ["amy"]
monitor = "manual"
[profiles.lab.server]
url = "https://lab.example.com"
user = "lab"
password_file = "lab"
[profiles.lab.team]
agents = []
"#;
    let base = Desk::with(text).settings();
    assert_eq!(base.server.base.host_str(), Some("base.example.com"));
    assert_eq!(base.team.agents, ["amy"]);

    let lab = Desk::with(text)
        .variable("FLOORWALK_PROFILE", "lab")
        .settings();
    assert_eq!(lab.server.base.host_str(), Some("lab.example.com"));
    assert_eq!(lab.server.user, "lab");
    assert_eq!(lab.server.transport, Transport::Websocket);
    assert!(lab.team.agents.is_empty(), "an empty list is a value");
    assert_eq!(lab.team.monitor, Monitor::Manual);
    assert!(
        matches!(lab.server.password, PasswordSource::File(_)),
        "the profile's file replaces the base's command"
    );

    let desk = Desk::with(text)
        .variable("FLOORWALK_PROFILE", "lab")
        .variable("FLOORWALK_URL", "https://variable.example.com")
        .variable("FLOORWALK_USER", "variable")
        .variable("FLOORWALK_TRANSPORT", "long-polling")
        .variable("FLOORWALK_PASSWORD", "hunter2");
    let variable = desk.settings();
    assert_eq!(
        variable.server.base.host_str(),
        Some("variable.example.com")
    );
    assert_eq!(variable.server.user, "variable");
    assert_eq!(variable.server.transport, Transport::LongPolling);
    assert!(matches!(variable.server.password, PasswordSource::Given(_)));

    let flags = Flags {
        url: Some("https://flag.example.com".to_owned()),
        user: Some("flag".to_owned()),
        transport: Some(Transport::Auto),
        ..Flags::default()
    };
    let flag = desk.flags(flags).settings();
    assert_eq!(flag.server.base.host_str(), Some("flag.example.com"));
    assert_eq!(flag.server.user, "flag");
    assert_eq!(flag.server.transport, Transport::Auto);
    assert!(matches!(flag.server.password, PasswordSource::Given(_)));
}

#[test]
fn the_file_is_found_where_flag_variable_or_convention_say() {
    let desk = Desk::server("");
    let other = desk.folder.path().join("other.toml");
    std::fs::write(&other, "[server]\nurl = \"https://o\"\nuser = \"other\"\n").unwrap();
    let xdg = desk.folder.path().join("xdg");
    std::fs::create_dir_all(xdg.join("floorwalk")).unwrap();
    let theirs = xdg.join("floorwalk/config.toml");
    std::fs::write(theirs, "[server]\nurl = \"https://x\"\nuser = \"xdg\"\n").unwrap();

    assert_eq!(desk.settings().server.user, "ada");
    let desk = desk.variable("XDG_CONFIG_HOME", "relative");
    assert_eq!(
        desk.settings().server.user,
        "ada",
        "a relative one is ignored"
    );
    let desk = desk.variable("XDG_CONFIG_HOME", xdg.to_str().unwrap());
    assert_eq!(desk.settings().server.user, "xdg");
    let desk = desk.variable("FLOORWALK_CONFIG", other.to_str().unwrap());
    assert_eq!(desk.settings().server.user, "other");
    let config = Some(desk.path());
    let desk = desk.flags(Flags {
        config,
        ..Flags::default()
    });
    assert_eq!(desk.settings().server.user, "ada");
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    for (make, reason) in [
        (None, "No such file or directory (os error 2)"),
        (Some(&b"\xff"[..]), "not UTF-8 text"),
        (Some(&[b'#'; (1 << 20) + 1][..]), "larger than 1 MiB"),
    ] {
        let desk = Desk::empty();
        let path = desk.folder.path().join("there\u{7}.toml");
        if let Some(bytes) = make {
            std::fs::write(&path, bytes).unwrap();
        }
        let shown = path.to_string_lossy().replace('\u{7}', "?");
        let desk = desk.flags(Flags {
            config: Some(path),
            ..url("https://gws.example.com")
        });
        assert_eq!(
            desk.refusal(),
            format!("reading the config file {shown}: {reason}")
        );
    }
}

#[test]
fn addresses_become_a_base() {
    let cases = [
        ("https://gws.example.com", "https://gws.example.com/"),
        ("https://gws.example.com/", "https://gws.example.com/"),
        (
            "  https://GWS.example.com:443//",
            "https://gws.example.com/",
        ),
        (
            "https://gws.example.com:8443/gws",
            "https://gws.example.com:8443/gws/",
        ),
        (
            "https://gws.example.com/gws/",
            "https://gws.example.com/gws/",
        ),
        ("https://gws.example.com/api/v2", "https://gws.example.com/"),
        (
            "https://gws.example.com/gws/api/v2/",
            "https://gws.example.com/gws/",
        ),
        (
            "https://gws.example.com/myapi/v2",
            "https://gws.example.com/myapi/v2/",
        ),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ("http://127.8.9.10", "http://127.8.9.10/"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x/"),
        ("http://localhost:8080", "http://localhost:8080/"),
    ];
    for (given, base) in cases {
        let settings = Desk::empty().flags(url(given)).settings();
        assert_eq!(settings.server.base.as_str(), base, "{given}");
        let me = settings.server.base.join("api/v2/me").unwrap();
        assert_eq!(me.as_str(), format!("{base}api/v2/me"), "{given}");
    }
}

#[test]
fn addresses_that_are_none_are_refused() {
    let scheme = "--url: must be an address that begins with https:// or http://";
    let inside = "--url: must not contain a user or password; the user has a setting of its own, \
                  the password comes from FLOORWALK_PASSWORD, password_command or password_file";
    let query = "--url: must not contain ? or #: /api/v2 is added at its end";
    let plain = "--url: plain http would send the password readable over the network; use https, \
                 or, if this network is trusted, set allow_plain_http = true in [server] of the config file";
    let cases = [
        (
            "gws.example.com",
            format!("{scheme}, not \"gws.example.com\""),
        ),
        (
            "gws.example.com:80",
            format!("{scheme}, not \"gws.example.com:80\""),
        ),
        ("wss://gws", format!("{scheme}, not \"wss://gws\"")),
        ("", format!("{scheme}, not \"\"")),
        (
            "https://a b\u{1b}[31m/",
            format!("{scheme}, not \"https://a b?[31m/\""),
        ),
        ("https://ada:hunter2@ho st/", scheme.to_owned()),
        ("https://ada:hunter2@host/", inside.to_owned()),
        ("https://ada@host/", inside.to_owned()),
        ("https://host/?token=hunter2", query.to_owned()),
        ("https://host/#x", query.to_owned()),
        ("http://gws.example.com", plain.to_owned()),
        ("http://10.0.0.1", plain.to_owned()),
        ("http://localhost.example.com", plain.to_owned()),
        ("http://[::2]", plain.to_owned()),
    ];
    for (given, complaint) in cases {
        assert_eq!(
            Desk::empty().flags(url(given)).refusal(),
            complaint,
            "{given}"
        );
    }
}

#[test]
fn plain_http_can_be_allowed_also_for_an_address_from_elsewhere() {
    let desk = Desk::with("[server]\nuser = \"ada\"\nallow_plain_http = true\n")
        .variable("FLOORWALK_URL", "http://10.0.0.1/");
    assert_eq!(desk.settings().server.base.as_str(), "http://10.0.0.1/");
    let desk = Desk::with("[server]\nuser = \"ada\"\nurl = \"http://10.0.0.1\"\n");
    let text = desk.refusal();
    assert!(
        text.starts_with("FILE:3: [server] url: plain http would"),
        "{text}"
    );
}

#[test]
fn dialect_gives_both_spellings_and_each_can_be_set_alone() {
    use Barge::{Bargain, BargeIn};
    use Segment::{Smsessions, Smssessions};
    let cases = [
        ("", None, BargeIn),
        ("dialect = \"auto\"", None, BargeIn),
        ("dialect = \"online\"", Some(Smssessions), BargeIn),
        ("dialect = \"pdf\"", Some(Smsessions), Bargain),
        ("sms_path = \"smsessions\"", Some(Smsessions), BargeIn),
        ("barge_value = \"Bargain\"", None, Bargain),
        (
            "dialect = \"pdf\"\nsms_path = \"smssessions\"",
            Some(Smssessions),
            Bargain,
        ),
        (
            "dialect = \"pdf\"\nbarge_value = \"BargeIn\"",
            Some(Smsessions),
            BargeIn,
        ),
    ];
    for (text, segment, barge) in cases {
        let dialect = Desk::server(text).settings().server.dialect;
        assert_eq!((dialect.segment, dialect.barge), (segment, barge), "{text}");
    }
    assert_eq!(Smsessions.as_str(), "smsessions");
    assert_eq!(Smssessions.as_str(), "smssessions");
    assert_eq!((BargeIn.as_str(), Bargain.as_str()), ("BargeIn", "Bargain"));
}

/// One wrong line behind a good `[server]`, and what is said of it; it is line 4 of the file.
#[test]
fn wrong_lines_are_named_with_what_is_accepted() {
    let password = "a password does not belong in this file; take it out and use password_command \
                    or password_file in [server], or set FLOORWALK_PASSWORD";
    let cases: &[(&str, &str)] = &[
        // Unknown keys and tables.
        (
            "ulr = 1",
            "[server]: unknown key \"ulr\"; the nearest known key is \"url\"",
        ),
        (
            "password_comand = []",
            "[server]: unknown key \"password_comand\"; the nearest known key is \"password_command\"",
        ),
        (
            "passwordfile = 1",
            "[server]: unknown key \"passwordfile\"; the nearest known key is \"password_file\"",
        ),
        (
            "agents = []",
            "[server]: unknown key \"agents\"; it belongs in [team]",
        ),
        (
            "\"x\\u001b\\n\" = 1",
            "[server]: unknown key \"x??\"; the nearest known key is \"url\"",
        ),
        (
            "[sever]",
            "unknown table \"sever\"; the nearest known table is [server]",
        ),
        (
            "[profile.x]",
            "unknown table \"profile\"; the nearest known table is [profiles]",
        ),
        (
            "[profiles.lab.sever]",
            "[profiles.lab]: unknown table \"sever\"; the nearest known table is [profiles.lab.server]",
        ),
        (
            "[profiles.lab]\nurl = 1",
            "5|[profiles.lab]: unknown key \"url\"; it belongs in [profiles.lab.server]",
        ),
        (
            "[profiles.lab]\nulr = 1",
            "5|[profiles.lab]: unknown key \"ulr\"; the nearest known key is \"url\" in [profiles.lab.server]",
        ),
        (
            "[profiles.lab.team]\nstart = 1",
            "5|[profiles.lab.team]: unknown key \"start\"; it belongs in [profiles.lab.session]",
        ),
        // Passwords.
        (
            "password = \"hunter2\"",
            &format!("[server]: key \"password\": {password}"),
        ),
        (
            "Pass-Word = \"hunter2\"",
            &format!("[server]: key \"Pass-Word\": {password}"),
        ),
        (
            "pasword = \"hunter2\"",
            &format!("[server]: key \"pasword\": {password}"),
        ),
        (
            "user_password = \"hunter2\"",
            &format!("[server]: key \"user_password\": {password}"),
        ),
        (
            "api_token = \"hunter2\"",
            &format!("[server]: key \"api_token\": {password}"),
        ),
        (
            "[profiles.lab.server]\npasswd = 'hunter2'",
            &format!("5|[profiles.lab.server]: key \"passwd\": {password}"),
        ),
        (
            "[password]\nx = 'hunter2'",
            &format!("key \"password\": {password}"),
        ),
        // Types.
        (
            "transport = 1",
            "[server] transport: must be a string, not a whole number",
        ),
        (
            "topics = \"/v2/me/*\"",
            "[server] topics: must be a list of strings, not a string",
        ),
        (
            "topics = [\"/v2/me/*\", 1]",
            "[server] topics: must be a list of strings, not a list of something else",
        ),
        (
            "allow_plain_http = \"true\"",
            "[server] allow_plain_http: must be true or false, not a string",
        ),
        (
            "ca_file = true",
            "[server] ca_file: must be a string, not true",
        ),
        (
            "password_command = \"pass show\"",
            "[server] password_command: must be a list of strings, the program first, not a string",
        ),
        (
            "[session]\nplace = 1.5",
            "5|[session] place: must be a string, not a number with a point",
        ),
        (
            "[session]\nplace = 2026-11-22",
            "5|[session] place: must be a string, not a date",
        ),
        (
            "[userdata]\ncustomer = {}",
            "5|[userdata] customer: must be a list of strings, not a table",
        ),
        (
            "[limits]\npolls_per_second = \"5\"",
            "5|[limits] polls_per_second: must be a whole number from 1 to 100, not a string",
        ),
        (
            "[[team]]",
            "[team]: must be a table, not a list of something else",
        ),
        (
            "[profiles]\nlab = 1",
            "5|[profiles.lab]: must be a table, not a whole number",
        ),
        (
            "[profiles.lab]\nteam = 1",
            "5|[profiles.lab.team]: must be a table, not a whole number",
        ),
        // Values.
        (
            "transport = \"ws\"",
            "[server] transport: must be \"auto\", \"websocket\" or \"long-polling\", not \"ws\"",
        ),
        (
            "transport = \"\\u001b[2J\"",
            "[server] transport: must be \"auto\", \"websocket\" or \"long-polling\", not \"?[2J\"",
        ),
        (
            "dialect = \"PDF\"",
            "[server] dialect: must be \"auto\", \"online\" or \"pdf\", not \"PDF\"",
        ),
        (
            "sms_path = \"sms\"",
            "[server] sms_path: must be \"smssessions\" or \"smsessions\", not \"sms\"",
        ),
        (
            "barge_value = \"Offline\"",
            "[server] barge_value: must be \"BargeIn\" or \"Bargain\", not \"Offline\"",
        ),
        (
            "topics = []",
            "[server] topics: must have at least one element",
        ),
        (
            "topics = [\"v2\"]",
            "[server] topics: must begin with a slash, not be \"v2\"",
        ),
        (
            "topics = [\"/meta/connect\"]",
            "[server] topics: must not be a /meta/ channel (\"/meta/connect\")",
        ),
        (
            "password_command = []",
            "[server] password_command: must be a list of strings, the program first",
        ),
        (
            "password_command = [\"\"]",
            "[server] password_command: must be a list of strings, the program first",
        ),
        (
            "password_file = \"\"",
            "[server] password_file: must be a path",
        ),
        (
            "[team]\nmonitor = \"yes\"",
            "5|[team] monitor: must be \"auto\" or \"manual\", not \"yes\"",
        ),
        (
            "[team]\nagents = [\"a,b\"]",
            "5|[team] agents: must not contain a comma (\"a,b\"): write one name per element",
        ),
        (
            "[team]\nagents = [\" \"]",
            "5|[team] agents: must not be empty",
        ),
        (
            "[session]\nchannels = []",
            "5|[session] channels: must have at least one element",
        ),
        (
            "[session]\nnickname = \"a\\nb\"",
            "5|[session] nickname: must not contain control characters (\"a?b\")",
        ),
        (
            "[userdata]\nservice = \"\"",
            "5|[userdata] service: must not be empty",
        ),
        (
            "[limits]\nsend_delay_seconds = 30.5",
            "5|[limits] send_delay_seconds: must be a number from 0 to 30",
        ),
        (
            "[limits]\nsend_delay_seconds = -1",
            "5|[limits] send_delay_seconds: must be a number from 0 to 30",
        ),
        (
            "[limits]\nsend_delay_seconds = nan",
            "5|[limits] send_delay_seconds: must be a number from 0 to 30",
        ),
        (
            "[limits]\npolls_per_second = 0",
            "5|[limits] polls_per_second: must be a whole number from 1 to 100",
        ),
        (
            "[limits]\npolls_per_second = 5.5",
            "5|[limits] polls_per_second: must be a whole number from 1 to 100",
        ),
    ];
    for (text, said) in cases {
        let (line, said) = said.split_once('|').unwrap_or(("4", said));
        assert_eq!(
            Desk::server(text).refusal(),
            format!("FILE:{line}: {said}"),
            "{text}"
        );
    }
}

#[test]
fn numbers_are_read_however_they_are_written() {
    for (text, delay) in [
        ("2", 2000),
        ("2.0", 2000),
        ("0", 0),
        ("-0.0", 0),
        ("1_0.2_5", 10_250),
        ("3e1", 30_000),
    ] {
        let settings = Desk::server(&format!("[limits]\nsend_delay_seconds = {text}\n")).settings();
        assert_eq!(
            settings.limits.send_delay,
            Duration::from_millis(delay),
            "{text}"
        );
    }
}

#[test]
fn a_key_outside_every_table_is_told_where_it_belongs() {
    let desk = Desk::with("# first\nurl = \"https://gws.example.com\"\n[server]\nuser = \"ada\"\n");
    assert_eq!(
        desk.refusal(),
        "FILE:2: unknown key \"url\"; it belongs in [server]"
    );
}

#[test]
fn what_must_be_set_is_asked_for() {
    assert_eq!(
        Desk::with("").refusal(),
        "FILE: [server] url is missing; set it here or in FLOORWALK_URL, or pass --url\n\
         FILE: [server] user is missing; set it here or in FLOORWALK_USER, or pass --user"
    );
    let flags = Flags {
        user: None,
        ..url("https://gws.example.com")
    };
    assert_eq!(
        Desk::empty().flags(flags).refusal(),
        "--user: is missing; pass it, set FLOORWALK_USER, or set user in [server] of FILE"
    );
    assert_eq!(
        Desk::with("[server]\nurl = \"https://gws\"\nuser = \"ada:hunter2\"\n").refusal(),
        "FILE:3: [server] user: must not contain a colon: Basic authentication ends the name there"
    );
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let desk = Desk::server("transport = 1\ntopic = 2\n[profiles.lab.team]\nmonitor = 3\n")
        .variable("FLOORWALK_TRANSPORT", "pigeon")
        .flags(Flags {
            profile: Some("lap".to_owned()),
            ..url("ftp://x")
        });
    assert_eq!(
        desk.refusal(),
        "--url: must be an address that begins with https:// or http://, not \"ftp://x\"\n\
         FLOORWALK_TRANSPORT: must be \"auto\", \"websocket\" or \"long-polling\", not \"pigeon\"\n\
         FILE:4: [server] transport: must be a string, not a whole number\n\
         FILE:5: [server]: unknown key \"topic\"; the nearest known key is \"topics\"\n\
         FILE:7: [profiles.lab.team] monitor: must be a string, not a whole number\n\
         --profile: there is no profile \"lap\" in FILE; the nearest is \"lab\""
    );
}

#[test]
fn a_profile_that_is_not_there_is_an_error() {
    let desk = Desk::server("").variable("FLOORWALK_PROFILE", "lab");
    assert_eq!(
        desk.refusal(),
        "FLOORWALK_PROFILE: there is no profile \"lab\" in FILE; it has none"
    );
    let flags = Flags {
        profile: Some("lab".to_owned()),
        ..url("https://gws.example.com")
    };
    assert_eq!(
        Desk::empty().flags(flags).refusal(),
        "--profile: there is no profile \"lab\": no config file at FILE"
    );
}

#[test]
fn broken_toml_names_the_line_and_quotes_nothing() {
    for text in [
        "password = hunter2",
        "password = \"hunter2",
        "hunter2",
        "[hunter2",
        "password = 'hunter2\u{1}'",
        "user = \"hunter2\"",
    ] {
        let said = Desk::server(text).refusal();
        assert!(said.starts_with("FILE:"), "{text}: {said}");
        for line in said.lines() {
            assert!(line.contains(": not valid TOML: "), "{text}: {said}");
        }
        assert!(!said.contains("hunter2"), "{text}: {said}");
    }
    let twice = Desk::server("[team]\n[team]\n").refusal();
    assert_eq!(twice, "FILE:5: not valid TOML: duplicate key");
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text_is_named() {
    use std::os::unix::ffi::OsStringExt;
    let mut desk = Desk::server("");
    for name in ["FLOORWALK_USER", "FLOORWALK_PASSWORD"] {
        desk.variables
            .insert(name, OsString::from_vec(b"hunter2\xff".to_vec()));
    }
    assert_eq!(
        desk.refusal(),
        "FLOORWALK_USER: is not UTF-8 text\nFLOORWALK_PASSWORD: is not UTF-8 text"
    );
}

#[test]
fn an_empty_variable_is_none() {
    let desk = Desk::server("")
        .variable("FLOORWALK_USER", "")
        .variable("FLOORWALK_PASSWORD", "")
        .variable("FLOORWALK_CONFIG", "")
        .variable("FLOORWALK_PROFILE", "");
    let settings = desk.settings();
    assert_eq!(settings.server.user, "ada");
    assert!(matches!(settings.server.password, PasswordSource::Prompt));
}

#[test]
fn nothing_shows_a_secret() {
    let desk = Desk::server("password_command = [\"echo\", \"hunter2\"]\n");
    let shown = format!("{:?}", desk.settings());
    assert!(
        shown.contains("Command(\"echo\" and 1 arguments)"),
        "{shown}"
    );
    assert!(!shown.contains("hunter2"), "{shown}");
    let desk = desk.variable("FLOORWALK_PASSWORD", "hunter2");
    let shown = format!("{:?}", desk.settings());
    assert!(shown.contains("Given([REDACTED])"), "{shown}");
    let environment = Environment::from_lookup(|_| Some("hunter2://hunter2".into()));
    assert!(!format!("{environment:?}").contains("password"));
}

#[test]
fn what_needs_another_key_says_so_wherever_that_one_may_stand() {
    for (more, complaint) in [
        (
            "ca_only = true",
            "FILE:4: [server] ca_only: trusts only what is in ca_file; set it too",
        ),
        (
            "client_cert_file = \"a.pem\"",
            "FILE:4: [server] client_cert_file: needs client_key_file too",
        ),
        (
            "client_key_file = \"a.pem\"",
            "FILE:4: [server] client_key_file: needs client_cert_file too",
        ),
        (
            "ca_only = 1",
            "FILE:4: [server] ca_only: must be true or false, not a whole number",
        ),
    ] {
        assert_eq!(Desk::server(more).refusal(), complaint);
    }
    let both = "ca_only = true\nclient_cert_file = \"c.pem\"\n\
                [profiles.lab.server]\nca_file = \"ca.pem\"\nclient_key_file = \"/k.pem\"";
    let desk = Desk::server(both);
    let complaints = desk.refusal();
    assert_eq!(complaints.lines().count(), 2, "{complaints}");
    let desk = desk.variable("FLOORWALK_PROFILE", "lab");
    let server = desk.settings().server;
    assert!(server.ca_only);
    let client = server.client_certificate.unwrap();
    assert_eq!(client.certificate, desk.path().with_file_name("c.pem"));
    assert_eq!(client.key, Path::new("/k.pem"));

    let server = Desk::server("").settings().server;
    assert!(!server.ca_only);
    assert_eq!(server.client_certificate, None);
}

#[test]
fn several_nodes_are_a_list_and_one_is_a_list_of_one() {
    let with = |server: &str| Desk::with(&format!("[server]\nuser = \"ada\"\n{server}"));
    let bases = |settings: &Settings| -> Vec<String> {
        let server = &settings.server;
        let all = std::iter::once(&server.base).chain(&server.other_nodes);
        all.map(ToString::to_string).collect()
    };
    let two = "urls = [\"https://one/gws/api/v2\", \"https://two\", \"https://two/\"]";
    assert_eq!(
        bases(&with(two).settings()),
        ["https://one/gws/", "https://two/"]
    );
    assert_eq!(
        bases(&Desk::server("").settings()),
        ["https://gws.example.com/"]
    );

    // Whoever wins, wins whole.
    let lab = "\n[profiles.lab.server]\nurl = \"https://lab\"";
    let desk = with(&format!("{two}{lab}"));
    assert_eq!(desk.settings().server.other_nodes.len(), 1);
    let desk = desk.variable("FLOORWALK_PROFILE", "lab");
    assert_eq!(bases(&desk.settings()), ["https://lab/"]);
    let desk = desk.variable("FLOORWALK_URL", "https://variable");
    assert_eq!(bases(&desk.settings()), ["https://variable/"]);
    let north = "[profiles.north.server]\nurls = [\"https://n1\", \"https://n2\"]";
    let desk = Desk::server(north).variable("FLOORWALK_PROFILE", "north");
    assert_eq!(bases(&desk.settings()), ["https://n1/", "https://n2/"]);

    for (server, complaint) in [
        (
            "url = \"https://one\"\nurls = [\"https://two\"]",
            "FILE:4: [server] urls: stands beside url; keep one of the two: urls is for several nodes",
        ),
        (
            "urls = []",
            "FILE:3: [server] urls: must have at least one element",
        ),
        (
            "urls = \"https://one\"",
            "FILE:3: [server] urls: must be a list of strings, not a string",
        ),
        (
            "urls = [\"https://one\", \"two\"]",
            "FILE:3: [server] urls: must be an address that begins with https:// or http://, not \"two\"",
        ),
    ] {
        assert_eq!(with(server).refusal(), complaint);
    }
    let exposed = with("urls = [\"https://one\", \"http://two\"]").refusal();
    assert!(
        exposed.starts_with("FILE:3: [server] urls: plain http would send"),
        "{exposed}"
    );
}

fn example() -> &'static str {
    include_str!("../config.example.toml")
}

/// The example with every key that stands behind a `#` without a space in force.
fn uncommented() -> String {
    let lines = example().lines().map(|line| match line.strip_prefix('#') {
        Some(rest) if !rest.is_empty() && !rest.starts_with(' ') => rest,
        Some(_) | None => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_example_is_the_defaults() {
    let example = Desk::with(example()).settings();
    let mut flags = url("https://gws.example.com");
    flags.user = Some("your.name".to_owned());
    let defaults = Desk::empty().flags(flags).settings();
    assert_eq!(format!("{example:?}"), format!("{defaults:?}"));
}

#[test]
fn the_example_uncommented_loads_and_shows_the_defaults() {
    let desk = Desk::with(&uncommented());
    let shown = desk.settings();
    let defaults = Desk::with(example()).settings();
    assert!(matches!(
        shown.server.password,
        PasswordSource::Command { .. }
    ));
    assert_eq!(shown.server.transport, defaults.server.transport);
    assert_eq!(shown.server.dialect.barge, defaults.server.dialect.barge);
    assert_eq!(shown.server.topics, defaults.server.topics);
    assert_eq!(
        shown.server.allow_plain_http,
        defaults.server.allow_plain_http
    );
    assert_eq!(shown.team.agents, defaults.team.agents);
    assert_eq!(shown.team.monitor, defaults.team.monitor);
    assert_eq!(shown.team.groups.len(), 1);
    assert_eq!(shown.session.start, defaults.session.start);
    assert_eq!(shown.session.channels, defaults.session.channels);
    assert_eq!(shown.userdata, defaults.userdata);
    assert_eq!(shown.urgency.warn, defaults.urgency.warn);
    assert_eq!(shown.urgency.critical, defaults.urgency.critical);
    assert_eq!((shown.urgency.services.len(), shown.views.len()), (1, 1));
    assert_eq!(shown.limits, defaults.limits);
    let (ours, theirs) = (&shown.privacy, &defaults.privacy);
    assert_eq!(ours.mask_numbers, theirs.mask_numbers);
    assert_eq!(ours.mask_keys, theirs.mask_keys);
    assert_eq!(ours.lock_after, theirs.lock_after);
    assert_eq!(ours.read_only, theirs.read_only);
    assert_eq!(shown.audit, defaults.audit);
    let lab = desk.variable("FLOORWALK_PROFILE", "lab").settings();
    assert_eq!(lab.server.base.as_str(), "https://lab.example.com/gws/");
    assert_eq!(lab.team.monitor, Monitor::Manual);
    let desk = Desk::with(&uncommented()).variable("FLOORWALK_PROFILE", "north");
    assert_eq!(desk.settings().server.other_nodes.len(), 1);
}

#[test]
fn the_example_documents_every_key_of_the_contract() {
    let contract = [
        (
            "server",
            "url user password_command password_file transport dialect sms_path barge_value topics ca_file ca_only client_cert_file client_key_file allow_plain_http",
        ),
        ("team", "agents monitor group"),
        ("session", "start channels place login_code queue nickname"),
        ("userdata", "customer service"),
        ("urgency", "warn critical service"),
        ("limits", "send_delay_seconds polls_per_second"),
        ("writing", "typing_notices snippet"),
        ("display", "ascii theme timezone"),
        (
            "privacy",
            "mask_numbers mask_keys lock_after lock_passphrase_command lock_passphrase_file read_only",
        ),
        ("audit", "required message_text"),
    ];
    let tables: toml::Table = toml::from_str(&uncommented()).unwrap();
    for (table, keys) in contract {
        let documented: Vec<&String> = tables[table].as_table().unwrap().keys().collect();
        let mut keys: Vec<&str> = keys.split(' ').collect();
        keys.sort_unstable();
        assert_eq!(documented, keys, "[{table}]");
    }
    assert!(
        Path::new("config.example.toml").exists(),
        "at the top of the repository"
    );
}

#[test]
fn groups_are_a_list_of_tables_and_each_mistake_in_it_is_named() {
    let desk = Desk::server(
        "[[team.group]]\nname = \"billing\"\nagents = [\"ann\", \"bo\"]\n\
         [[team.group]]\nname = \"night\"\nagents = [\"cy\"]\n",
    );
    let groups = desk.settings().team.groups;
    assert_eq!(groups.len(), 2);
    assert_eq!(groups[0].agents, ["ann", "bo"]);
    for (text, complaint) in [
        (
            "[[team.group]]\nnames = \"x\"\n",
            "FILE:5: [[team.group]]: unknown key \"names\"; the nearest known key is \"name\"",
        ),
        (
            "[[team.group]]\nname = \"x\"\n",
            "FILE:5: [[team.group]]: must have name and agents",
        ),
        (
            "[team]\ngroup = 1\n",
            "FILE:5: [[team.group]]: must be a list of tables, not a whole number",
        ),
        (
            "[team]\ngroup = [1]\n",
            "FILE:5: [[team.group]]: must be a table, not a whole number",
        ),
    ] {
        let said = Desk::server(text).refusal();
        assert!(said.contains(complaint), "{said}");
    }
}

#[test]
fn urgency_has_limits_for_all_and_for_each_service() {
    let seconds = Duration::from_secs;
    let usual = Desk::server("").settings().urgency;
    assert_eq!((usual.warn, usual.critical), (seconds(180), seconds(300)));
    let urgency = Desk::server(
        "[urgency]\nwarn = \"90s\"\ncritical = \"1h1m1s\"\n\
         [[urgency.service]]\nname = \"Billing\"\nwarn = \"30s\"\n\
         [[urgency.service]]\nname = \"cards\"\ncritical = \"2m\"\n",
    )
    .settings()
    .urgency;
    assert_eq!(
        (urgency.warn, urgency.critical),
        (seconds(90), seconds(3661))
    );
    let of = |n: usize| (urgency.services[n].warn, urgency.services[n].critical);
    assert_eq!(urgency.services[0].name, "Billing");
    assert_eq!(of(0), (seconds(30), seconds(3661)));
    assert_eq!(of(1), (seconds(90), seconds(120)));
    let upside_down = "critical must not be shorter than warn";
    let span = "must be a duration such as \"90s\", \"3m\" or \"1h30m\", not";
    for (text, line, key, what) in [
        (
            "[urgency]\nwarn = \"6m\"\n",
            5,
            "[urgency] warn",
            upside_down,
        ),
        (
            "[urgency]\ncritical = \"1m\"\n",
            5,
            "[urgency] critical",
            upside_down,
        ),
        ("[urgency]\nwarn = \"3\"\n", 5, "[urgency] warn", span),
        ("[urgency]\nwarn = \"\"\n", 5, "[urgency] warn", span),
        ("[urgency]\nwarn = \"0s\"\n", 5, "[urgency] warn", span),
        (
            "[urgency]\nwarn = \"99999999999999999999993m\"\n",
            5,
            "[urgency] warn",
            span,
        ),
        (
            "[[urgency.service]]\nname = \"x\"\nwarn = \"9m\"\n",
            5,
            "[urgency.service] name",
            upside_down,
        ),
        (
            "[[urgency.service]]\nwarn = \"1m\"\n",
            5,
            "[[urgency.service]]",
            "must have name",
        ),
        (
            "[urgency]\nwarm = \"1m\"\n",
            5,
            "[urgency]",
            "unknown key \"warm\"; the nearest known key is \"warn\"",
        ),
    ] {
        let said = Desk::server(text).refusal();
        let wanted = format!("FILE:{line}: {key}: {what}");
        assert!(said.starts_with(&wanted), "{text}: {said}");
    }
}

#[test]
fn views_stand_outside_every_table_and_a_profile_has_its_own() {
    let desk = Desk::server(
        "[[view]]\nname = \"Late\"\nfilter = \"wait>3m\"\nsort = \"-wait\"\n\
         [[view]]\nname = \"Old\"\nsort = \"age\"\n\
         [[profiles.lab.view]]\nname = \"Lab\"\nfilter = \"is:mine\"\n",
    );
    let views = desk.settings().views;
    let text = |part: &Option<(String, _)>| part.as_ref().map(|(text, _)| text.clone());
    assert_eq!(views.len(), 2);
    assert_eq!(text(&views[0].filter).as_deref(), Some("wait>3m"));
    assert_eq!(text(&views[1].filter), None);
    let lab = desk.variable("FLOORWALK_PROFILE", "lab").settings().views;
    assert_eq!((lab.len(), lab[0].name.as_str()), (1, "Lab"));
    for (text, complaint) in [
        (
            "[[view]]\nname = \"x\"\n",
            "FILE:5: [[view]]: must have name and filter",
        ),
        (
            "[[view]]\nfilter = \"x\"\n",
            "FILE:5: [[view]]: must have name and filter",
        ),
        (
            "[view]\nname = \"x\"\n",
            "[[view]]: must be a list of tables, not a table",
        ),
        (
            "[[view]]\nname = \"x\"\nsorted = \"age\"\n",
            "[[view]]: unknown key \"sorted\"; the nearest known key is \"sort\"",
        ),
    ] {
        let said = Desk::server(text).refusal();
        assert!(said.contains(complaint), "{text}: {said}");
    }
}
