//! What the client can ask, found by the request of a fixture, and what it then reads.

use floorwalk::domain::policy::{Unanswered, may_reach_customer};
use floorwalk::domain::{
    Call, CustomerText, Fault, Link, Mode, Reply, SessionId, Text, UserId, Watch, WatchScope,
};
use floorwalk::gws::answer::{self, Answer};
use floorwalk::gws::request::{Method, Prepared, Read};
use floorwalk::gws::{Dialect, Segment, StartSession, Words};
use serde_json::Value;

use crate::model::Model;

/// What the client would ask.
pub enum Ask {
    Read(Read),
    Call(Call),
    Start(StartSession),
    End,
}

impl Ask {
    pub fn prepared(&self, words: &Words) -> Prepared {
        match self {
            Self::Read(read) => Prepared::read(read, words),
            Self::Call(call) => Prepared::call(call, words),
            Self::Start(start) => Prepared::start(start),
            Self::End => Prepared::end(),
        }
    }
}

/// The spelling that a fixture's request is written in.
pub fn words(request: &Value) -> Words {
    let path = request["path"].as_str().unwrap();
    let segment = if path.contains("/smsessions") {
        "smsessions"
    } else {
        "smssessions"
    };
    let bargain = request["body"]["supervisorVisibilityMode"] == "Bargain";
    Words::of(&Dialect {
        segment: Segment::Fixed(segment.to_owned()),
        barge: if bargain { "Bargain" } else { "BargeIn" }.to_owned(),
    })
}

/// What the client would have to want in order to send this; `None` if it has no such wish.
pub fn ask(request: &Value, known: &Model) -> Option<Ask> {
    let path = request["path"].as_str().unwrap();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let steps: Vec<&str> = path.trim_start_matches("/api/v2/").split('/').collect();
    let operation = request["body"]["operationName"].as_str();
    match (request["method"].as_str().unwrap(), steps.as_slice()) {
        ("GET", steps) => read(steps, query).map(Ask::Read),
        ("POST", ["me"]) => match operation? {
            "StartContactCenterSession" => Some(Ask::Start(start(&request["body"]))),
            "EndContactCenterSession" => Some(Ask::End),
            _ => None,
        },
        ("POST", ["me", _, session]) => {
            mine(operation?, SessionId::new(session), &request["body"], known).map(Ask::Call)
        }
        ("POST", ["users", agent, "channels", "smssession"]) => {
            order(operation?, UserId::new(agent), &request["body"]).map(Ask::Call)
        }
        ("POST", ["users", agent, _, session]) if operation == Some("Intrude") => {
            Some(Ask::Call(Call::Intrude {
                agent: UserId::new(agent),
                session: SessionId::new(session),
                mode: request["body"]["supervisorVisibilityMode"]
                    .as_str()
                    .map(|word| Mode::read(word).unwrap()),
            }))
        }
        _ => None,
    }
}

fn read(steps: &[&str], query: &str) -> Option<Read> {
    Some(match (steps, query) {
        (["me"], "") => Read::Me,
        (["contacts"], "type=User") => Read::Contacts { names: vec![] },
        (["contacts"], query) => Read::Contacts {
            names: query
                .strip_prefix("type=User&name=")?
                .split(',')
                .map(ToOwned::to_owned)
                .collect(),
        },
        (["users"], query) => Read::UserNamed(query.strip_prefix("fields=*&userName=")?.to_owned()),
        (["users", agent], "subresources=smssessions") => Read::AgentSessions(UserId::new(agent)),
        (["me", _], "fields=*") => Read::MySessions,
        (["me", _, session, "messages"], query) => {
            let (from, count) = query.strip_prefix("startIndex=")?.split_once("&count=")?;
            Read::Log {
                session: SessionId::new(session),
                from: from.parse().unwrap(),
                count: count.parse().unwrap(),
            }
        }
        _ => return None,
    })
}

fn start(body: &Value) -> StartSession {
    let text = |key: &str| body[key].as_str().map(ToOwned::to_owned);
    StartSession {
        channels: body["channels"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c.as_str().unwrap().to_owned())
            .collect(),
        place: text("place"),
        login_code: text("loginCode"),
        queue: text("queue"),
    }
}

fn mine(operation: &str, session: SessionId, body: &Value, known: &Model) -> Option<Call> {
    let text = || body["text"].as_str().unwrap().to_owned();
    Some(match operation {
        "Accept" => Call::Accept {
            session,
            nickname: body["nickname"].as_str().map(ToOwned::to_owned),
        },
        "Reject" => Call::Reject { session },
        "Leave" => Call::Leave { session },
        "SwitchToMonitor" => switch(session, Mode::Monitor),
        "SwitchToCoach" => switch(session, Mode::Coach),
        "SwitchToBargeIn" => switch(session, Mode::BargeIn),
        "SendToAgents" => Call::SendToAgents {
            session,
            text: text(),
        },
        "SendMessage" => {
            let session = known.sessions.get(&session)?;
            let permit = may_reach_customer(session, &Link::Live, Unanswered::Nothing).ok()?;
            Call::SendMessage(CustomerText::new(permit, text()))
        }
        _ => return None,
    })
}

fn switch(session: SessionId, mode: Mode) -> Call {
    Call::Switch { session, mode }
}

fn order(operation: &str, agent: UserId, body: &Value) -> Option<Call> {
    let mode = match operation {
        "Monitor" => Mode::Monitor,
        "Coach" => Mode::Coach,
        "BargeIn" => Mode::BargeIn,
        "CancelSupervisorMonitoring" => return Some(Call::Unwatch { agent }),
        _ => return None,
    };
    let scope = match body["supervisorMonitoringMode"].as_str()? {
        "AllChats" => WatchScope::All,
        "NextChat" => WatchScope::Next,
        _ => return None,
    };
    Some(Call::Watch {
        agent,
        watch: Watch { mode, scope },
        nickname: body["nickname"].as_str().map(ToOwned::to_owned),
    })
}

/// Method, path and body as a fixture has them.
pub fn same(prepared: &Prepared, request: &Value) -> bool {
    let method = match prepared.method() {
        Method::Get => "GET",
        Method::Post => "POST",
    };
    let body = prepared
        .body()
        .map_or(Value::Null, |body| serde_json::from_str(body).unwrap());
    request["method"] == method && request["path"] == prepared.path() && request["body"] == body
}

/// A fixture's response as it comes off the wire.
pub fn answer(response: &Value) -> Answer {
    Answer {
        status: u16::try_from(response["status"].as_u64().unwrap()).unwrap(),
        retry_after: response["headers"]["Retry-After"]
            .as_str()
            .map(ToOwned::to_owned),
        body: match &response["body"] {
            Value::String(text) => text.clone(),
            json => json.to_string(),
        },
    }
}

/// What was read from an answer.
#[derive(Default, Debug)]
pub struct Seen {
    pub reply: Option<Reply>,
    pub user_id: Option<String>,
    pub sessions: Option<Vec<String>>,
    pub mine: Vec<floorwalk::domain::SessionReport>,
    pub contacts: Option<u64>,
    pub total: Option<u64>,
    pub transcript: Option<Vec<u32>>,
}

/// Feeds an answer to the reader that belongs to the question; a question that the client never
/// asks is read as an operation.
pub fn understand(ask: Option<&Ask>, answer: &Answer, words: &Words) -> Result<Seen, Fault> {
    let mut seen = Seen::default();
    match ask {
        Some(Ask::Read(read)) => match read {
            Read::Me => {
                let me = answer::me(answer, Text::line("h:1"))?;
                seen.user_id = Some(me.me.as_str().to_owned());
            }
            Read::Contacts { .. } => {
                let contacts = answer::contacts(answer)?;
                assert_eq!(contacts.contacts.len() as u64, contacts.arrived);
                seen.contacts = Some(contacts.arrived);
                seen.total = contacts.total;
            }
            Read::Users | Read::UserNamed(_) => {
                seen.contacts = Some(answer::users(answer)?.len() as u64);
            }
            Read::AgentSessions(_) => {
                let listed = answer::agent_sessions(answer)?.sessions.unwrap_or_default();
                seen.sessions = Some(ids(listed.iter().map(|s| &s.id)));
            }
            Read::MySessions => {
                seen.mine = answer::my_sessions(answer)?;
                seen.sessions = Some(ids(seen.mine.iter().map(|s| &s.id)));
            }
            Read::Log { .. } => {
                let entries = answer::log(answer)?;
                seen.transcript = Some(entries.iter().map(|e| e.index).collect());
            }
        },
        Some(Ask::Call(call)) => seen.reply = Some(answer::operation(call, answer, words)?),
        Some(Ask::Start(_) | Ask::End) | None => seen.reply = Some(answer::passed_on(answer)?),
    }
    Ok(seen)
}

fn ids<'a>(ids: impl Iterator<Item = &'a SessionId>) -> Vec<String> {
    ids.map(|id| id.as_str().to_owned()).collect()
}
