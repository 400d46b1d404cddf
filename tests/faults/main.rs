//! The cases of connection, data, intrude and messages, each as a test whose name starts with its
//! number. Where the wire matters a case runs on websocket and long-polling alike, with the whole
//! console over real sockets at a tenth of its durations; what is asserted is the order of states
//! and how often something was asked, never the time it took.
//!
//! | case | what goes wrong | test |
//! | --- | --- | --- |
//! | 1 | the server closes with FIN | `c01_server_closes_with_fin` |
//! | 2 | RST in the middle of a frame | `c02_reset_in_the_middle_of_a_frame` |
//! | 3 | half-open, also while we send | `c03_half_open`; 15 s and 20 s by a fake clock in `bayeux::session` |
//! | 4 | TCP accepted, no HTTP answer | `c04_tcp_accepted_and_no_http_answer`: names the step on both; 10 s by a fake clock in `bayeux::session` |
//! | 5 | handshake or subscribe never answered | `c05_handshake_or_subscribe_never_answered` |
//! | 6 | restart, sessions changed meanwhile | `c06_server_restarts_with_other_sessions` |
//! | 7 | the server forgets us | `c07_server_forgets_us` |
//! | 8 | 200 consoles lose the server together | `c08_two_hundred_consoles_lose_the_server_together`, at the state machine |
//! | 9 | 401 mid-shift | `c09_not_signed_in_any_more_mid_shift` |
//! | 10 | suspended for an hour | `c10_suspended_for_an_hour`, `c10_suspended_for_a_minute_with_nothing_missed`: by clocks that the test holds, with and without a platform that tells; what the kernel is asked for in `feed::clock` |
//! | 11 | zombie socket after a resume | `c11_a_zombie_socket_swallows_no_action`, `c11_words_for_a_customer_do_not_outlive_a_suspend` |
//! | 12 | the wall clock jumps | `c12_the_wall_clock_jumps`, at the app; `c12_a_set_clock_costs_one_reconnect_at_most`; the note and the ages in `c12_a_clock_that_is_wrong_is_said_and_makes_nothing_older`; the certificate's text with both times in `gws_trust` |
//! | 13 | another address behind the name | `c13_a_name_that_fails_and_then_has_another_address`: the name server fails, then names another machine; `c13_the_address_behind_a_name_changes`: another machine at the same address |
//! | 14 | the proxy needs a password, or refuses | `c14_the_proxy_wants_a_password_or_refuses`; each word of each failure in `tests/gws_proxy.rs` |
//! | 15 | a flood of events | `c15_a_flood_of_events`: frames, state and keys; 10,000 a second with memory in `tests/wall_clock.rs` |
//! | 16 | bad UTF-8 | `c16_bad_utf8` |
//! | 17 | messages of 17 and 100 MiB, 65,536 fragments, compression bombs | `c17_too_large`; with the memory, in a process of its own, `c17_too_large_by_websocket`, `_by_polls` |
//! | 18 | not JSON, `None`, truncated, deep | `c18_not_json` |
//! | 19 | unknown words, wrong types | `c19_unknown_words_and_wrong_types` |
//! | 20 | both dialects | `c20_both_dialects` |
//! | 21 | duplicates, gaps | `c21_duplicates_and_gaps`, `c21_a_hole_that_nobody_fills`; any order in `domain::transcript` |
//! | 22 | an event before the snapshot | `c22_an_event_before_the_snapshot`; any interleaving in `tests/app_converge.rs` |
//! | 23 | 2,000 sessions, 500 agents | `c23_two_thousand_sessions`: complete and usable; speed and memory in `tests/wall_clock.rs` |
//! | 24 | hostile text | `c24_hostile_text`: every cell and line; every byte of terminal and log, `c24_nothing_of_it_reaches_the_terminal_by_websocket`, `_by_polls` |
//! | 25 | passed on, and no `Invited` | `c25_passed_on_and_no_invitation` |
//! | 26 | `Invited` before the answer | `c26_invited_before_the_answer` |
//! | 27 | `Invited` unasked, or in another mode | `c27_invited_unasked_or_in_another_mode` |
//! | 28 | the connection lost between Intrude and answer | `c28_connection_lost_between_intrude_and_answer`; no audit yet |
//! | 29 | the key five times | `c29_the_key_five_times` |
//! | 30 | the list moves under the key | `c30_the_list_moves_between_looking_and_pressing` |
//! | 31 | the mode changed elsewhere | `c31_the_mode_is_changed_elsewhere` |
//! | 32 | drafts, revocation, paste | `c32_a_draft_never_crosses_is_kept_and_a_paste_asks` |
//!
//! Without a number: `posts`, on polls that are held longer than other requests may take, on a CSRF
//! token that expires, and on a server that refuses the feed and nothing else.
//! Also `a_held_connect_outlives_the_time_of_a_request`, at rest on long-polling. The bounds in
//! time and memory, and cases 33 to 35, are measured by `tests/wall_clock.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    unreachable_pub,
    dead_code,
    missing_docs,
    reason = "tests, which share files"
)]

mod clock;
mod connection;
mod data;
mod hole;
mod intrude;
mod limits;
mod names;
mod polls;
mod posts;
mod proxies;
mod rig;
mod sizes;
mod skew;
mod stream;
mod suspend;

#[path = "../gws_tls/authority.rs"]
mod authority;
#[path = "../pty/floor.rs"]
mod floor;
#[path = "../pty/term.rs"]
mod term;
#[path = "../gws_socket/proxy.rs"]
mod tunnels;

#[path = "../support/proxy.rs"]
mod proxy;
#[path = "../support/mod.rs"]
mod support;
