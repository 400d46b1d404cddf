//! `[[view]]`: saved views of the list.
//!
//! Knows that a view has a name and says something. Must not know the language of filters: that is
//! the console's to judge.

use super::error::Origin;
use super::list::elements;
use super::section::{Page, Section};
use super::values;

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// What it is called.
    pub name: String,
    /// The filter as it is typed, where there is one, and where it stands.
    pub filter: Option<(String, Origin)>,
    /// What to sort by, where it is said, and where that stands.
    pub sort: Option<(String, Origin)>,
}

/// Reads the list.
pub(super) fn read<'t>(
    page: &mut Page<'_>,
    prefix: &str,
    span: std::ops::Range<usize>,
    value: &'t toml::Spanned<toml::de::DeValue<'t>>,
) -> Option<Vec<View>> {
    elements(page, &format!("{prefix}view"), "view", span, value, one)
}

fn one(view: &mut Section<'_, '_, '_>) -> Option<View> {
    let filter = view.placed_text("filter", values::plain);
    let sort = view.placed_text("sort", values::plain);
    let says = if view.has("sort") { "sort" } else { "filter" };
    view.must_have(&["name", says]);
    Some(View {
        name: view.text("name", values::plain)?,
        filter,
        sort,
    })
}
