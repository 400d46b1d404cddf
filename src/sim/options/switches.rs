//! The open questions of the fixtures that change the course of events, each
//! with the answers that a server may give; the first answer is the default.
//! Names and words are those of the fixtures' README, but for `capabilities`
//! and `empty`, which stand for files in `oddities/`.

/// One enum for each switch, the struct of all, and their names and words.
macro_rules! switches {
    ($(
        $(#[doc = $question:literal])+
        $field:ident: $Name:ident {
            $(#[doc = $first_says:literal])+
            $First:ident = $first:literal,
            $( $(#[doc = $says:literal])+ $Value:ident = $word:literal, )+
        }
    )+) => {
        $(
            $(#[doc = $question])+
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
            pub enum $Name {
                $(#[doc = $first_says])+
                #[default]
                $First,
                $( $(#[doc = $says])+ $Value, )+
            }
        )+

        /// How the server answers what the pages leave open.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct Switches {
            $( $(#[doc = $question])+ pub $field: $Name, )+
        }

        impl Switches {
            /// Every switch with its words, the default first.
            pub const ALL: &[(&str, &[&str])] =
                &[$( (stringify!($field), &[$first, $($word),+]) ),+];

            /// Turns the switch of this name to this word.
            ///
            /// # Errors
            ///
            /// When there is no such switch, or it has no such word.
            pub fn set(&mut self, name: &str, word: &str) -> Result<(), SwitchError> {
                let unknown = || SwitchError {
                    name: name.to_owned(),
                    word: word.to_owned(),
                };
                match name {
                    $(
                        stringify!($field) => self.$field = match word {
                            $first => $Name::$First,
                            $( $word => $Name::$Value, )+
                            _ => return Err(unknown()),
                        },
                    )+
                    _ => return Err(unknown()),
                }
                Ok(())
            }
        }
    };
}

/// A switch that could not be turned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("turning a switch: there is no {name}={word}")]
pub struct SwitchError {
    name: String,
    word: String,
}

switches! {
    /// Which words stand in my own `roles`?
    me_roles: MeRoles {
        /// The supervisor's.
        Supervisor = "ROLE_SUPERVISOR",
        /// The agent's, too.
        Both = "ROLE_AGENT,ROLE_SUPERVISOR",
        /// Another, which says nothing of supervision.
        Admin = "ROLE_ADMIN",
    }
    /// How are the parts of a code 7 laid out?
    partial_shape: PartialShape {
        /// A list of channels.
        List = "list",
        /// Each under its channel's name.
        Keyed = "keyed",
        /// Not at all.
        Bare = "bare",
    }
    /// What comes for a path that the server does not know?
    unknown_path: UnknownPath {
        /// HTTP 404 and a page.
        Html404 = "404-html",
        /// Code 6.
        Code6 = "code-6",
    }
    /// Can a notification arrive before the HTTP answer that caused it?
    notification_timing: NotificationTiming {
        /// It comes after it.
        AfterAnswer = "after-answer",
        /// It is sent first, and the answer a little later.
        BeforeAnswer = "before-answer",
    }
    /// Is an explicit mode enough when the agent is not monitored?
    intrude_unmonitored: IntrudeUnmonitored {
        /// It is.
        Allowed = "allowed",
        /// Refused with code 2.
        Code2 = "code-2",
        /// Refused with code 3.
        Code3 = "code-3",
        /// Refused with code 5.
        Code5 = "code-5",
    }
    /// How is Intrude without a mode and without monitoring refused?
    intrude_no_mode_error: IntrudeNoModeError {
        /// With code 2.
        Code2 = "code-2",
        /// With code 1.
        Code1 = "code-1",
        /// With code 3.
        Code3 = "code-3",
        /// With code 5.
        Code5 = "code-5",
        /// With code 0 first, and an Error notification.
        Asynchronous = "asynchronous",
    }
    /// Intruding into a session that the supervisor is in?
    intrude_already_in: IntrudeAlreadyIn {
        /// Refused with code 2.
        Code2 = "code-2",
        /// Code 0, and nothing follows.
        Code0Silent = "code-0-silent",
    }
    /// Accepting an offer that is gone?
    accept_gone: AcceptGone {
        /// Refused with code 2.
        Code2 = "code-2",
        /// Refused with code 6.
        Code6 = "code-6",
    }
    /// What do the participants after Accept carry?
    accept_participants: AcceptParticipants {
        /// Visibility and link.
        WithVisibility = "with-visibility",
        /// Neither.
        AsPrinted = "as-printed",
        /// The list stays empty.
        Empty = "empty",
    }
    /// The wrapper of the list of my sessions?
    my_sessions_shape: MySessionsShape {
        /// A list under the segment's name.
        WrappedList = "wrapped-list",
        /// One session is that object alone; several, or none, are a list.
        BareObject = "bare-object",
        /// A list, and nothing around it.
        BareList = "bare-list",
    }
    /// What do the participants in the list of my sessions carry?
    my_sessions_participants: MySessionsParticipants {
        /// Visibility and link.
        WithVisibility = "with-visibility",
        /// Neither.
        AsPrinted = "as-printed",
        /// The list is empty.
        Empty = "empty",
    }
    /// What says which participant is which user?
    participant_link: ParticipantLink {
        /// The `uri`.
        Uri = "uri",
        /// The `path`.
        Path = "path",
        /// Nothing.
        None = "none",
    }
    /// The visibility of a supervisor who coaches?
    coach_visibility: CoachVisibility {
        /// What the pages lead to expect.
        Agents = "Agents",
        /// A word of no page.
        Internal = "Internal",
    }
    /// What does the server offer a supervisor in a session?
    capabilities: Capabilities {
        /// What the samples show.
        AsDocumented = "as-documented",
        /// Every operation there is, whatever the mode and the state.
        TooMany = "too-many",
    }
    /// How does an unanswered offer end?
    offer_withdrawn: OfferWithdrawn {
        /// It is revoked.
        Revoked = "Revoked",
        /// It is completed.
        Completed = "Completed",
        /// Nobody is told.
        Silent = "silent",
    }
    /// Is a monitored agent's next session offered first, or joined at once?
    auto_join_invited: AutoJoinInvited {
        /// Joined at once.
        JoinedAtOnce = "joined-at-once",
        /// Offered.
        InvitedFirst = "invited-first",
    }
    /// The order of the notifications when joined at once?
    auto_join_order: AutoJoinOrder {
        /// `ParticipantsUpdated`, `StatusChange`, the log.
        ParticipantsFirst = "participants-first",
        /// `StatusChange`, `ParticipantsUpdated`, the log.
        StatusFirst = "status-first",
    }
    /// The name of the topic of SMS sessions?
    sms_topic: SmsTopic {
        /// The plural.
        Plural = "/v2/me/smssessions",
        /// The singular.
        Singular = "/v2/me/smssession",
    }
    /// May every user subscribe to `/notifications/services`?
    services_topic: ServicesTopic {
        /// Everybody may.
        Allowed = "allowed",
        /// Nobody may.
        Refused = "refused",
    }
    /// Is a contact's id the user's id?
    contact_id: ContactId {
        /// It is.
        UserId = "user-id",
        /// It is another one.
        OwnId = "own-id",
    }
    /// Does a session in a notification carry its `uri`?
    session_uri: SessionUri {
        /// It does.
        Present = "present",
        /// It does not.
        Absent = "absent",
    }
    /// Is `supervisorMode` on an offer?
    offer_supervisor_mode: OfferSupervisorMode {
        /// It is.
        Present = "present",
        /// It is not.
        Absent = "absent",
    }
    /// Is `statusCode` a number or a string of digits?
    status_code_type: StatusCodeType {
        /// A number.
        Number = "number",
        /// A string.
        String = "string",
    }
    /// The HTTP status beside the codes other than 0 and 20?
    error_http_status: ErrorHttpStatus {
        /// 200, always.
        Always200 = "200",
        /// One of 4xx and 5xx, by the code.
        Mapped = "mapped",
    }
    /// The HTTP status beside code 20?
    auth_http_status: AuthHttpStatus {
        /// 401.
        Is401 = "401",
        /// 200.
        Is200 = "200",
        /// 403.
        Is403 = "403",
    }
    /// What does the server say to a client id that it has forgotten?
    unknown_client_error: UnknownClientError {
        /// As CometD up to 4.0.3.
        Code402 = "402::Unknown client",
        /// As CometD 4.0.4 and later.
        UnknownSession = "402::unknown_session",
        /// As CometD 5 to 8.
        SessionUnknown = "402::session_unknown",
        /// As a public server does.
        Code403 = "403::Unknown client",
        /// As Faye, with the id.
        Code401 = "401:{clientId}:Unknown client",
        /// The HTTP session is void, too: HTTP 401, and a websocket is closed.
        Http401 = "HTTP 401",
    }
    /// The code for a mode word that the server does not know?
    bad_mode_word: BadModeWord {
        /// Code 2.
        Code2 = "code-2",
        /// Code 10.
        Code10 = "code-10",
    }
    /// The type of the log entry after a switch of the mode?
    switch_log_type: SwitchLogType {
        /// As of one who comes again.
        Rejoined = "ParticipantRejoined",
        /// As of one who comes.
        Joined = "ParticipantJoined",
        /// A notice.
        Notice = "Notice",
    }
    /// What is in a Revoked notification?
    revoked_payload: RevokedPayload {
        /// Id and state.
        Bare = "bare",
        /// The people, too.
        Full = "full",
    }
    /// How is an impossible switch of the mode refused?
    switch_refused: SwitchRefused {
        /// With code 2.
        Code2 = "code-2",
        /// Code 0, and nothing follows.
        Code0Silent = "code-0-silent",
        /// Code 0, and an Error notification.
        Asynchronous = "asynchronous",
    }
    /// What comes of SendMessage in Coach or Monitor?
    send_message_not_barged: SendMessageNotBarged {
        /// The customer reads it.
        DeliveredToAll = "delivered-to-all",
        /// Refused with code 2.
        Code2 = "code-2",
        /// Refused with code 3.
        Code3 = "code-3",
        /// Agents and supervisors read it.
        DeliveredToAgents = "delivered-to-agents",
    }
    /// Does the sender of a text to agents or to all get it back?
    own_text_echo: OwnTextEcho {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
    }
}
