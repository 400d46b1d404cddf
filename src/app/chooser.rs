//! A list to choose from by fuzzy find: typing narrows, Enter picks, Esc closes. Nothing that is
//! picked here sends by itself.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::action::Action;
use super::alerts::{self, MuteChoice};
use super::edit::LineEdit;
use super::effect::{Effect, Step};
use super::key::Key;
use super::model::Model;
use super::sort::SortBy;
use super::tell::Tell;
use super::views::View;
use super::{acts, find, flags, snippets, views};
use crate::domain::{SessionId, Text, UserId};

/// What picking means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Pick {
    /// Highlight and show this session.
    Session(SessionId),
    /// Mark the agents of this group, by its place among the groups.
    Group(usize),
    /// Narrow the list to this agent's sessions.
    Agent(UserId),
    /// Show the list like this.
    View(View),
    /// Sort the list by this; by what it is sorted by already: the other way round.
    Sort(SortBy),
    /// Ask what to do with the flag of this session.
    Flag(SessionId),
    /// Ask for the note of its flag.
    FlagNote(SessionId),
    /// Take its flag off.
    FlagOff(SessionId),
    /// Insert this into the open composer.
    Snippet(String),
    /// Send this link to the terminal's clipboard.
    Link(Text),
    /// Do what a key would do. Only actions of [`super::action::Reach::Screen`] are offered.
    Act(Action),
    /// Say which key does it, and where: it may send, or is heard on another screen.
    Key(Action),
    /// Mute alerts, or hear them again.
    Mute(MuteChoice),
}

/// One thing to choose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// What is shown and searched.
    pub label: Text,
    /// What stands beside it.
    pub detail: Text,
    /// What picking it means.
    pub pick: Pick,
}

/// An open list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chooser {
    title: &'static str,
    edit: LineEdit,
    choices: Vec<Choice>,
    /// Places in `choices`, best first.
    shown: Vec<usize>,
    at: usize,
}

impl Chooser {
    /// A list with nothing typed.
    pub(crate) fn new(title: &'static str, choices: Vec<Choice>) -> Self {
        Self {
            title,
            edit: LineEdit::default(),
            shown: (0..choices.len()).collect(),
            choices,
            at: 0,
        }
    }

    /// What is being chosen.
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// What was typed.
    pub fn edit(&self) -> &LineEdit {
        &self.edit
    }

    /// What matches, best first.
    pub fn shown(&self) -> impl ExactSizeIterator<Item = &Choice> {
        // Every place was made from `choices` itself, which never changes.
        self.shown.iter().map(|&i| &self.choices[i])
    }

    /// The place of the highlight among what is shown.
    pub fn at(&self) -> usize {
        self.at
    }

    fn narrow(&mut self) {
        let pattern = Pattern::parse(self.edit.text(), CaseMatching::Smart, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut buf = Vec::new();
        let typed = self.edit.text().trim().to_lowercase();
        let mut scored: Vec<((bool, bool, u32), usize)> = (self.choices.iter().enumerate())
            .filter_map(|(i, choice)| {
                let line = format!("{} {}", choice.label, choice.detail);
                let score = pattern.score(Utf32Str::new(&line, &mut buf), &mut matcher)?;
                let label = choice.label.as_str().to_lowercase();
                Some(((label == typed, label.starts_with(&typed), score), i))
            })
            .collect();
        // A label that was typed whole comes first, then those that begin with it; equal scores
        // keep the order in which they were given.
        scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        self.shown = scored.into_iter().map(|(_, i)| i).collect();
        self.at = 0;
    }

    fn insert(&mut self, text: &str) {
        self.edit.insert(text);
        self.narrow();
    }
}

/// A key for the open list.
pub(crate) fn key(model: &mut Model, key: Key, step: &mut Step) {
    let Some(chooser) = &mut model.chooser else {
        return;
    };
    match key {
        Key::Esc => model.chooser = None,
        Key::Down | Key::Tab => {
            chooser.at = (chooser.at + 1).min(chooser.shown.len().saturating_sub(1));
        }
        Key::Up => chooser.at = chooser.at.saturating_sub(1),
        Key::Enter => {
            let pick = chooser.shown().nth(chooser.at).map(|c| c.pick.clone());
            if let Some(pick) = pick {
                model.chooser = None;
                picked(model, pick, step);
            }
        }
        other => {
            if chooser.edit.key(other) {
                chooser.narrow();
            }
        }
    }
}

/// Pasted text narrows too.
pub(crate) fn paste(chooser: &mut Chooser, text: &str) {
    chooser.insert(text);
}

fn picked(model: &mut Model, pick: Pick, step: &mut Step) {
    match pick {
        Pick::Mute(choice) => alerts::mute_picked(model, choice),
        Pick::Session(id) => find::session(model, &id, step),
        Pick::Agent(id) => find::agent(model, &id),
        Pick::View(view) => views::chosen(model, &view),
        Pick::Sort(by) => model.sort_by(model.sort().again(by)),
        Pick::Flag(id) => flags::about(model, &id),
        Pick::FlagNote(id) => flags::ask(model, &id),
        Pick::FlagOff(id) => flags::clear(model, &id, step),
        Pick::Group(place) => super::team::mark_group(model, place),
        Pick::Snippet(text) => snippets::insert(model, &text),
        Pick::Link(text) => {
            step.push(Effect::Tell(Tell::Copy { text }));
            model.info("the link was sent to the terminal");
        }
        Pick::Key(action) => find::key(model, action),
        Pick::Act(action) => acts::act(model, action, None, step),
    }
}

impl Model {
    /// The open list of choices.
    pub fn chooser(&self) -> Option<&Chooser> {
        self.chooser.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrows_by_fuzzy_find_and_keeps_the_given_order_among_equals() {
        let choice = |label: &str| Choice {
            label: Text::line(label),
            detail: Text::default(),
            pick: Pick::Act(Action::Help),
        };
        let mut chooser = Chooser::new(
            "go to",
            vec![choice("Rowan Park"), choice("Ada Rown"), choice("team")],
        );
        assert_eq!(chooser.shown().len(), 3);
        chooser.insert("rwn");
        let left: Vec<_> = chooser.shown().map(|c| c.label.as_str()).collect();
        assert_eq!(left.len(), 2);
        assert!(!left.contains(&"team"));
        chooser.insert("zzz");
        assert_eq!(chooser.shown().len(), 0);
    }
}
