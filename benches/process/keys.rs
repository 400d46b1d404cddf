use crate::table::Table;
use crate::words::Words;
pub fn run(_words: &Words) -> Vec<Table> {
    vec![]
}
