//! Which node is in use.

use super::Api;

impl Api {
    /// The number of the node in use, from 0.
    pub fn node(&self) -> usize {
        self.0.nodes.at()
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.0.nodes.count()
    }

    /// Goes to the next node, and from the last to the first, without the HTTP session of the one
    /// before: the next [`Api::me`] signs in there. Gives its number; where there is no other
    /// node, nothing is changed.
    ///
    /// Until then a node is kept whatever happens. A request under way ends on the node where it
    /// began, and what it brings is not taken over. The CometD client must be started anew, on
    /// [`Api::notifications_url`].
    pub fn next_node(&self) -> Option<usize> {
        let at = self.0.nodes.advance()?;
        self.0.cookies.move_to(&self.0.nodes.here().base);
        Some(at)
    }
}
