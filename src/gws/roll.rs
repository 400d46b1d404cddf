//! Lists of people that come again as they were. A session's notifications name the same people all
//! day long, and to read them is most of the work of one: what has been read before is known by its
//! text, all of it, since modes are confirmed by it and a number would only be nearly as good.

use std::collections::HashMap;
use std::fmt;
use std::hash::BuildHasher;
use std::hint::black_box;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::participant::People;
use crate::domain::Participant;

/// After so many lists those are forgotten that did not come meanwhile, or before.
const TURN: usize = 16 * 1024;
/// Most bytes of text that are kept between two turns.
const MOST: usize = 4 * 1024 * 1024;

/// The lists that came of late.
#[derive(Default)]
pub(super) struct Roll {
    hasher: RandomState,
    /// Lists seen since the last turn.
    seen: usize,
    /// Bytes of the texts kept since then.
    kept: usize,
    since: Texts,
    before: Texts,
}

/// By a hash of the text. What came once only is not kept: on a floor so large that nothing comes
/// again in time, keeping it would only cost.
type Texts = HashMap<u64, Option<Known>, RandomState>;

/// Of people nothing but their number.
impl fmt::Debug for Roll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Roll({} lists)", self.since.len() + self.before.len())
    }
}

/// A list that came more than once.
struct Known {
    text: Box<str>,
    people: Arc<[Participant]>,
}

impl Known {
    fn of(&self, text: &str) -> Option<Arc<[Participant]>> {
        // Both lie far off in memory. To count a reference waits for all that was asked for before,
        // so the people are asked for along with the text.
        black_box(Arc::strong_count(&self.people));
        (*self.text == *text).then(|| Arc::clone(&self.people))
    }
}

impl Roll {
    /// The people of a list; `None` if something about it is odd, and it has to be read by its parts.
    pub(super) fn people(&mut self, text: &str) -> Option<Arc<[Participant]>> {
        self.turn();
        let hash = self.hasher.hash_one(text);
        let since = self.since.get(&hash);
        if let Some(known) = since.and_then(|known| known.as_ref()?.of(text)) {
            return Some(known);
        }
        let before = self.before.remove(&hash);
        let came = since.is_some() || before.is_some();
        if let Some(known) = before.flatten()
            && let Some(people) = known.of(text)
        {
            self.keep(hash, Some(known));
            return Some(people);
        }
        let people: Arc<[Participant]> = serde_json::from_str::<People>(text).ok()?.0.into();
        let known = came.then(|| Known {
            text: text.into(),
            people: Arc::clone(&people),
        });
        self.keep(hash, known);
        Some(people)
    }

    fn keep(&mut self, hash: u64, known: Option<Known>) {
        let text = known.as_ref().map_or(0, |known| known.text.len());
        let has_room = self.kept + text <= MOST;
        self.kept += if has_room { text } else { 0 };
        self.since.insert(hash, known.filter(|_| has_room));
    }

    fn turn(&mut self) {
        self.seen += 1;
        if self.seen > TURN {
            (self.seen, self.kept) = (1, 0);
            self.before = std::mem::take(&mut self.since);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::domain::Visibility;

    fn list(name: &str, visibility: &str) -> String {
        format!(
            r#"[{{"participantId":"1","type":"Agent","nickname":"{name}","visibility":"{visibility}","uri":"/users/u1"}}]"#
        )
    }

    fn kept(roll: &Roll) -> usize {
        let all = roll.since.values().chain(roll.before.values());
        all.filter(|known| known.is_some()).count()
    }

    #[test]
    fn what_came_twice_is_not_read_a_third_time() {
        let mut roll = Roll::default();
        let text = list("Ann", "All");
        let first = roll.people(&text).unwrap();
        assert_eq!(kept(&roll), 0, "it may never come again");
        let second = roll.people(&text).unwrap();
        let third = roll.people(&text).unwrap();
        assert!(!Arc::ptr_eq(&first, &second) && Arc::ptr_eq(&second, &third));
        assert_eq!(first, second);
    }

    #[test]
    fn one_word_makes_it_another_list() {
        let mut roll = Roll::default();
        for word in ["Supervisors", "Agents", "All"]
            .into_iter()
            .cycle()
            .take(30)
        {
            let people = roll.people(&list("Ann", word)).unwrap();
            assert_eq!(people[0].visibility, Some(Visibility::read(word)));
        }
    }

    #[test]
    fn a_text_is_held_against_the_whole_text_and_not_its_hash_alone() {
        let mut roll = Roll::default();
        let (barge, monitor) = (list("Ann", "All"), list("Ann", "Supervisors"));
        roll.people(&barge).unwrap();
        roll.people(&barge).unwrap();
        let as_if = roll.hasher.hash_one(&*monitor);
        for texts in [&mut roll.since, &mut roll.before] {
            let known = Known {
                text: barge.as_str().into(),
                people: serde_json::from_str::<People>(&barge).unwrap().0.into(),
            };
            texts.insert(as_if, Some(known));
        }
        for _ in 0..3 {
            let people = roll.people(&monitor).unwrap();
            assert_eq!(people[0].visibility, Some(Visibility::Supervisors));
        }
    }

    #[test]
    fn what_is_odd_is_odd_each_time() {
        let mut roll = Roll::default();
        for text in [
            "null",
            "5",
            "[5]",
            "{}",
            r#"[{"uri":5}]"#,
            r#"[{"uri":""}]"#,
        ] {
            let once = serde_json::from_str::<People>(text).is_ok();
            for _ in 0..3 {
                assert_eq!(roll.people(text).is_some(), once, "{text}");
            }
        }
        assert_eq!(roll.people("null"), None);
    }

    #[test]
    fn what_does_not_come_again_is_forgotten() {
        let mut roll = Roll::default();
        for _ in 0..2 {
            roll.people(&list("Ann", "All")).unwrap();
        }
        assert_eq!(kept(&roll), 1);
        for turn in 0..3 * TURN {
            let text = format!(r#"[{{"participantId":"{turn}","type":"Agent"}}]"#);
            roll.people(&text).unwrap();
            assert!(roll.since.len() <= TURN && roll.before.len() <= TURN);
        }
        assert_eq!(
            kept(&roll),
            0,
            "a floor on which nothing comes again keeps nothing"
        );
    }

    #[test]
    fn only_so_much_is_kept_and_the_rest_is_read() {
        let mut roll = Roll::default();
        let long = |n: usize| list(&format!("{n}{}", "x".repeat(MOST / 8)), "All");
        for turn in 0..40 {
            let people = roll.people(&long(turn % 20)).unwrap();
            assert!(
                people[0]
                    .nickname
                    .as_str()
                    .starts_with(&(turn % 20).to_string())
            );
        }
        let texts = roll.since.values().flatten().map(|known| known.text.len());
        assert_eq!(texts.clone().sum::<usize>(), roll.kept);
        assert!(roll.kept <= MOST && texts.count() == 7, "{roll:?}");
        assert_eq!(format!("{roll:?}"), "Roll(20 lists)");
    }

    #[test]
    fn what_comes_again_is_kept_over_the_turns() {
        let mut roll = Roll::default();
        let text = list("Ann", "All");
        roll.people(&text).unwrap();
        let known = roll.people(&text).unwrap();
        for turn in 0..2 * TURN {
            roll.people(&list("Bob", &turn.to_string())).unwrap();
            if turn % 1_000 == 0 {
                assert!(Arc::ptr_eq(&known, &roll.people(&text).unwrap()));
            }
        }
    }
}
