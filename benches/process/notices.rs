//! Notifications of 1.6 KB like the vendor's sample, in frames: user data of a routed chat, the
//! people, the capabilities. Written where they are sent, not kept.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::frames;
use crate::world::{Session, World};

/// The channel that the embedded server uses.
const CHANNEL: &str = "/v2/me/smssessions";
/// A step through the sessions that meets them all, in no order.
const STRIDE: u64 = 7919;

pub struct Notices {
    world: World,
    /// When every session began.
    began: String,
    sequence: AtomicU64,
    markers: AtomicU64,
}

impl Notices {
    pub fn of(world: World) -> Self {
        let began = jiff::Timestamp::now() - jiff::SignedDuration::from_mins(4);
        Self {
            world,
            began: began.strftime("%Y-%m-%d %H:%M:%S.000+0000").to_string(),
            sequence: AtomicU64::new(0),
            markers: AtomicU64::new(0),
        }
    }

    pub fn sessions(&self) -> usize {
        self.world.sessions.len()
    }

    /// Adds the next one.
    pub fn next(&self, out: &mut Vec<u8>) {
        let sequence = self.sequence.fetch_add(1, Ordering::Relaxed);
        let count = self.world.sessions.len() as u64;
        let at = (sequence.wrapping_mul(STRIDE) % count) as usize;
        self.write(&self.world.sessions[at], sequence, out);
    }

    /// Adds one of a session that nobody has seen before: the list is one longer when it is taken
    /// in, and everything before it then is.
    pub fn marker(&self, out: &mut Vec<u8>) {
        let number = self.markers.fetch_add(1, Ordering::Relaxed);
        let session = Session {
            id: format!("0000Mark{number:08}"),
            ..self.world.sessions[0].clone()
        };
        self.write(&session, 0, out);
    }

    fn write(&self, session: &Session, sequence: u64, out: &mut Vec<u8>) {
        let Session {
            id,
            agent,
            nickname,
        } = session;
        let text = format!(
            concat!(
                r#"[{{"data":{{"smssession":{{"userData":{{"IdentifyCreateContact":"3","#,
                r#""RTargetTypeSelected":"2","RTargetObjectSelected":"?:2>1","RVQID":"","#,
                r#""ChatServerAppName":"esv_chat_srv","ChatServerHost":"chat.example.test","#,
                r#""TimeZone":"60","ChatServerPort":"7160","CBR-Interaction_cost":"","#,
                r#""CBR-contract_DBIDs":"","RTargetAgentSelected":"a1","CBR-IT-path_DBIDs":"","#,
                r#""RTargetRuleSelected":"","RTenant":"Environment","ChatServerDBID":"147","#,
                r#""RRequestedSkills":null,"RRequestedSkillCombination":"","RStrategyDBID":"472","#,
                r#""CustomerSegment":"default","PegAG?:2>1":{sequence},"_data_id":"155-a158a722","#,
                r#""ServiceType":"default","OccuredAt":"2026-03-17T16:39:41Z","#,
                r#""ServiceObjective":0,"RTargetRequested":"?:2>1","RTargetAgentGroup":"?:2>1","#,
                r#""CustomerName":"Rowan {turn:03}","Subject":"Heating"}},"#,
                r#""receivedDate":"{began}","chatType":"Inbound","#,
                r#""participants":[{{"participantId":"00C46A1F20B30012","type":"Agent","#,
                r#""nickname":"Sade","visibility":"Supervisors","#,
                r#""uri":"http://gws.example.test:8080/api/v2/users/{me}"}},"#,
                r#"{{"participantId":"00C46A1F20B30011","type":"Agent","#,
                r#""nickname":"{nickname}","visibility":"All","#,
                r#""uri":"http://gws.example.test:8080/api/v2/users/{agent}"}},"#,
                r#"{{"participantId":"00C46A1F20B30010","type":"Customer","#,
                r#""nickname":"Rowan P.","visibility":"All"}}],"#,
                r#""capabilities":["SendMessage","Leave","PushUrl","AttachUserData"],"#,
                r#""uri":"http://gws.example.test:8080/api/v2/smssessions/{id}","#,
                r#""state":"Chatting","id":"{id}"}},"#,
                r#""messageType":"SMSsessionStateChangeMessage","#,
                r#""notificationType":"PropertiesUpdated"}},"channel":"{channel}"}}]"#,
            ),
            // What is on the screen changes with every notification of its session.
            turn = sequence / self.world.sessions.len() as u64 % 1000,
            sequence = sequence,
            began = self.began,
            me = self.world.me,
            nickname = nickname,
            agent = agent,
            id = id,
            channel = CHANNEL,
        );
        frames::text(text.as_bytes(), out);
    }
}
