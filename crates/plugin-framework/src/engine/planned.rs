//! A plan that a resource's `plan` hook can read and change.

use std::sync::Arc;

use crate::value::{AttributePath, DynamicValue};

/// The action of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    NoOp,
    Create,
    Update,
    Replace,
    Destroy,
}

/// Prior state, configuration and planned state of one object.
#[derive(Clone, Debug)]
pub struct ResourcePlan {
    /// Null for a creation.
    pub prior: Arc<DynamicValue>,
    /// Null for a destruction.
    pub config: Arc<DynamicValue>,
    /// Null for a destruction.
    pub planned: DynamicValue,
    /// The attributes that force replacement.
    pub replace: Vec<AttributePath>,
}

impl ResourcePlan {
    /// The plan to destroy `prior`.
    pub fn destroy(prior: impl Into<Arc<DynamicValue>>) -> ResourcePlan {
        let nothing = DynamicValue::Null;
        ResourcePlan {
            prior: prior.into(),
            config: nothing.clone().into(),
            planned: nothing,
            replace: Vec::new(),
        }
    }

    /// The action of the plan so far. It compares the whole object; the three methods below do not.
    pub fn change(&self) -> Change {
        if self.is_destroy() {
            Change::Destroy
        } else if self.is_create() {
            Change::Create
        } else if self.is_replace() {
            Change::Replace
        } else if *self.prior == self.planned {
            Change::NoOp
        } else {
            Change::Update
        }
    }

    /// Whether the plan destroys the object and creates no other.
    pub fn is_destroy(&self) -> bool {
        self.planned.is_null()
    }

    /// Whether the plan creates an object.
    pub fn is_create(&self) -> bool {
        self.prior.is_null() && !self.planned.is_null()
    }

    /// Whether the plan replaces the object.
    pub fn is_replace(&self) -> bool {
        !self.prior.is_null() && !self.planned.is_null() && !self.replace.is_empty()
    }

    /// Whether the plan changes the attribute.
    pub fn changes(&self, name: &str) -> bool {
        self.prior.get(name) != self.planned.get(name)
    }

    /// Adds the attribute to those that force replacement.
    pub fn replace_for(&mut self, name: &'static str) {
        let path = AttributePath::new(name);
        if !self.replace.contains(&path) {
            self.replace.push(path);
        }
    }

    /// Marks these computed attributes as known after apply.
    pub fn mark_unknown(&mut self, names: &[&str]) {
        for name in names {
            self.planned.set(name, DynamicValue::Unknown);
        }
    }
}
