//! The session whose customer may be written to.

use floorwalk::domain::{
    Arrival, Participant, ParticipantType, Reported, Session, SessionId, SessionReport, State,
    Text, UserId, Visibility,
};

/// A session that I am in, confirmed as BargeIn.
pub fn barged() -> Session {
    let me = UserId::new("u1");
    let mut report = SessionReport::new(SessionId::new("s1"), Arrival::Pushed);
    report.state = Some(State::Chatting);
    report.participants = Reported::Is(
        vec![Participant {
            id: None,
            kind: ParticipantType::Agent,
            nickname: Text::line("Sade"),
            visibility: Some(Visibility::All),
            user: Some(me.clone()),
        }]
        .into(),
    );
    Session::new(report, &me)
}
