//! Lists of tables, such as `[[team.group]]`, element by element.
//!
//! Knows TOML's types. Must not know which settings there are.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::keys::{keys_of, unknown_key};
use super::section::{Page, Section, kind};
use super::words::cleaned;

/// What stands before the last point.
pub(super) fn parent(list: &str) -> &str {
    list.rsplit_once('.').map_or("", |(parent, _)| parent)
}

/// The elements of a list of tables, each read by `read`.
pub(super) fn elements<'t, T>(
    page: &mut Page<'_>,
    label: &str,
    list: &str,
    span: Range<usize>,
    value: &'t Spanned<DeValue<'t>>,
    mut read: impl FnMut(&mut Section<'_, '_, 't>) -> Option<T>,
) -> Option<Vec<T>> {
    let Some(array) = value.get_ref().as_array() else {
        let what = format!("must be a list of tables, not {}", kind(value.get_ref()));
        page.complain(Some(span), format!("[[{}]]", cleaned(label)), what);
        return None;
    };
    let mut kept = Vec::new();
    for element in array.iter() {
        let Some(table) = element.get_ref().as_table() else {
            let what = format!("must be a table, not {}", kind(element.get_ref()));
            page.complain(
                Some(element.span()),
                format!("[[{}]]", cleaned(label)),
                what,
            );
            continue;
        };
        let mut section = Section {
            page,
            name: label.to_owned(),
            table,
        };
        for name in table.keys() {
            if !keys_of(list).contains(&name.get_ref().as_ref()) {
                let what = unknown_key("", list, name.get_ref());
                let label = format!("[[{}]]", cleaned(label));
                section.page.complain(Some(name.span()), label, what);
            }
        }
        kept.extend(read(&mut section));
    }
    Some(kept)
}
