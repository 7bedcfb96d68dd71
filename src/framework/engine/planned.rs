//! A plan in the making: what an author's `plan` hook sees and may still say.

use crate::framework::value::{AttributePath, Tree};

/// What a plan amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Nothing,
    Create,
    Update,
    Replace,
    Destroy,
}

/// Prior state, configuration and planned state of one object.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Null for a creation.
    pub prior: Tree,
    /// Null for a destruction.
    pub config: Tree,
    /// Null for a destruction.
    pub planned: Tree,
    /// What forces a new object.
    pub replace: Vec<AttributePath>,
}

impl Planned {
    /// The plan to destroy `prior`.
    pub fn destroy(prior: Tree) -> Planned {
        Planned { prior, config: Tree::Null, planned: Tree::Null, replace: Vec::new() }
    }

    /// What the plan amounts to so far.
    pub fn change(&self) -> Change {
        match (&self.prior, &self.planned) {
            (_, Tree::Null) => Change::Destroy,
            (Tree::Null, _) => Change::Create,
            _ if !self.replace.is_empty() => Change::Replace,
            (prior, planned) if prior == planned => Change::Nothing,
            _ => Change::Update,
        }
    }

    /// Whether the attribute will have another value.
    pub fn changes(&self, name: &str) -> bool {
        self.prior.get(name) != self.planned.get(name)
    }

    /// Says that a new object is needed because of this attribute.
    pub fn replace_for(&mut self, name: &'static str) {
        let path = AttributePath::new(name);
        if !self.replace.contains(&path) {
            self.replace.push(path);
        }
    }

    /// Says that applying may change these computed attributes.
    pub fn disturb(&mut self, names: &[&str]) {
        for name in names {
            self.planned.set(name, Tree::Unknown);
        }
    }
}
