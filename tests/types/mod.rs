//! One entry per resource type: what its configuration says, where its API calls go, and what the API keeps. The life of every
//! type in `tests/acceptance`, every fault in `tests/faults` and the promised attributes in `tests/conventions` come from here.
//!
//! A new type is one function in `entries` and its name in [`each_created_type`].

mod entries;

use serde_json::Value;

pub(crate) use entries::*;

/// What an object stands in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Parent {
    /// The account of the credentials.
    Account,
    /// A project of Confident AI.
    Project,
    /// A customer of Corti.
    Customer,
}

/// What becomes of an object that was created and whose response was lost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Lost {
    /// It equals the request in everything, so it is adopted; a secret in the response is lost.
    Adopted,
    /// Its name was generated, so it is certainly ours: it is deleted and created again.
    Recreated,
    /// It may be another run's: an error names it.
    Named,
    /// It may be another run's, and names may repeat: a second one is created, and a warning names the first.
    Beside,
}

/// A change in place.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) attribute: &'static str,
    pub(crate) to: Value,
    pub(crate) method: &'static str,
    /// The member of the row that holds the attribute.
    pub(crate) member: &'static str,
}

/// One resource type.
#[derive(Clone, Debug)]
pub(crate) struct Type {
    pub(crate) name: &'static str,
    /// The promised attributes, with the marks of `tests/conventions/surface`.
    pub(crate) attributes: &'static str,
    pub(crate) parent: Parent,
    /// The arguments that create it, besides its parent's ID.
    pub(crate) create: Value,
    /// What an update sets in place. Null where the API can change nothing.
    pub(crate) update: Value,
    /// What forces replacement. Null stands for leaving the project; what exists exactly once is not replaced.
    pub(crate) replace: Value,
    /// The collection in the sandbox, such as `confident/policies`.
    pub(crate) collection: &'static str,
    /// The member of a row, and the attribute that it equals.
    pub(crate) known_by: (&'static str, &'static str),
    /// Where a creation is posted; `*` matches. `None` for what always exists and is adopted.
    pub(crate) posted_to: Option<&'static str>,
    /// Where a change and a deletion go.
    pub(crate) path: &'static str,
    /// The attribute that holds a secret after the creation.
    pub(crate) secret: Option<&'static str>,
    pub(crate) lost: Lost,
    pub(crate) change: Option<Change>,
    /// Who accepts an invitation before the object is changed or deleted.
    pub(crate) accepts: Option<&'static str>,
}

impl Type {
    /// The same with another argument at its creation.
    pub(crate) fn with(mut self, argument: &str, value: &str) -> Type {
        self.create[argument] = value.into();
        self
    }

    /// The product's name.
    pub(crate) fn product(&self) -> &'static str {
        self.name.split('_').next().unwrap_or_default()
    }

    /// The table of the sandbox.
    pub(crate) fn table(&self) -> &'static str {
        self.collection.rsplit('/').next().unwrap_or_default()
    }
}

/// A module `$fact` with a test for each type whose objects are created.
macro_rules! each_created_type {
    ($fact:ident: $check:path $(; $($more:ident)*)?) => {
        crate::types::each_type! {
            $fact: $check;
            corti_customer corti_user
            cortecs_api_key
            confident_project
            confident_api_key confident_api_key_of_a_project
            confident_member confident_member_of_a_project
            confident_role confident_policy
            $($($more)*)?
        }
    };
}

/// A module `$fact` with a test for each type that is written: those above, and what is adopted instead of created.
macro_rules! each_written_type {
    ($fact:ident: $check:path $(; $more:ident)?) => {
        crate::types::each_created_type! { $fact: $check; cortecs_project_settings confident_organization $($more)? }
    };
}

/// A module `$fact` with a test for each type: those above, and what only removes.
macro_rules! each_type {
    ($fact:ident: $check:path) => {
        crate::types::each_written_type! { $fact: $check; confident_members_exclusive }
    };
    ($fact:ident: $check:path; $($name:ident)*) => {
        mod $fact {
            #[allow(dead_code, reason = "one of these modules is enough to know them")]
            pub(super) fn all() -> Vec<crate::types::Type> {
                vec![$(crate::types::$name()),*]
            }
            $(
                #[test]
                fn $name() {
                    $check(&crate::types::$name());
                }
            )*
        }
    };
}
pub(crate) use {each_created_type, each_type, each_written_type};
