//! Decides which lists of sibling scopes to prefetch.
//!
//! A caller works on few objects at a time, so it may ask for the lists of many customers or projects one after the
//! other. Once it has asked for two, the lists of other scopes that it named are prefetched: only a few for each list
//! that it asks for, so that few are wasted if it never asks for most scopes.

use std::collections::{HashSet, VecDeque};

use super::path::Path;

/// How many lists are prefetched for each one that is asked for after the first.
const AHEAD: usize = 4;

/// The scopes that were named and asked for so far.
#[derive(Debug, Default)]
pub(super) struct Siblings {
    named: HashSet<String>,
    waiting: VecDeque<Path>,
    asked: usize,
    ahead: usize,
}

impl Siblings {
    /// Adds a scope whose list the caller may ask for.
    pub(super) fn name(&mut self, path: Path) {
        if self.named.insert(path.filled().to_owned()) {
            self.waiting.push_back(path);
        }
    }

    /// Notes that the caller asked for a list for the first time.
    pub(super) fn ask(&mut self) {
        self.asked += 1;
    }

    /// The next list to prefetch, if any is due.
    pub(super) fn next(&mut self) -> Option<Path> {
        if self.ahead >= AHEAD * self.asked.saturating_sub(1) {
            return None;
        }
        let path = self.waiting.pop_front()?;
        self.ahead += 1;
        Some(path)
    }

    /// Skips a list that the caller has already asked for.
    pub(super) fn skip(&mut self) {
        self.ahead -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_lists_are_read_ahead_for_each_after_the_first() {
        let mut siblings = Siblings::default();
        let of = |id: &str| path!("/projects/{id}/users", id).unwrap();
        for id in ["a", "b", "c", "d", "e", "f", "a"] {
            siblings.name(of(id));
        }
        let mut read = |asked: usize| {
            (0..asked).for_each(|_| siblings.ask());
            std::iter::from_fn(|| siblings.next()).map(|path| path.filled().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(read(1), [""; 0]);
        assert_eq!(read(1), ["a", "b", "c", "d"].map(|id| of(id).filled().to_owned()));
        assert_eq!(read(2), ["e", "f"].map(|id| of(id).filled().to_owned()), "each once");
        assert_eq!(read(9), [""; 0]);
    }
}
