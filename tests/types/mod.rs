//! One entry per resource type: what its configuration says, where its API calls go, and what the API keeps. The life of every
//! type in `tests/acceptance`, every fault in `tests/faults` and the promised attributes in `tests/conventions` come from here.
//!
//! A new type is one function below and its name in [`each_created_type`].

use serde_json::{Value, json};

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

/// A module `$fact` with a test for each type: those above, and what is adopted instead of created.
macro_rules! each_type {
    ($fact:ident: $check:path) => {
        crate::types::each_created_type! { $fact: $check; cortecs_project_settings confident_organization }
    };
    ($fact:ident: $check:path; $($name:ident)*) => {
        mod $fact {
            #[allow(dead_code, reason = "one of these modules is enough to know them")]
            pub(super) const NAMES: &[&str] = &[$(stringify!($name)),*];
            $(
                #[test]
                fn $name() {
                    $check(&crate::types::$name());
                }
            )*
        }
    };
}
pub(crate) use {each_created_type, each_type};

pub(crate) fn corti_customer() -> Type {
    Type {
        name: "corti_customer",
        attributes: "id. customer_id! display_name! project_id?⟳ region?=eu⟳ tenant_name?⟳ is_nfr?=false \
                     deletion_protection?=false created_at.",
        parent: Parent::Account,
        create: json!({"customer_id": "st-mary", "display_name": "St Mary"}),
        update: json!({"customer_id": "st-mary-hospital", "display_name": "St Mary Hospital", "is_nfr": true}),
        replace: json!({"region": "us"}),
        collection: "corti/customers",
        known_by: ("customerId", "customer_id"),
        posted_to: Some("/projects/*/customers"),
        path: "/projects/*/customers/*",
        secret: None,
        lost: Lost::Adopted,
        change: Some(Change {
            attribute: "display_name",
            to: "Hospital".into(),
            method: "PATCH",
            member: "displayName",
        }),
        accepts: None,
    }
}

pub(crate) fn corti_user() -> Type {
    Type {
        name: "corti_user",
        attributes: "id. customer_id! email!⟳ first_name! last_name! project_id?⟳ enabled?=true password?¤ \
                     password_wo?¤w password_wo_version? user_id. email_verified. created_at.",
        parent: Parent::Customer,
        create: json!({"email": "Ada@Clinic.example", "first_name": "Ada", "last_name": "Lovelace"}),
        update: json!({"last_name": "King", "enabled": false}),
        replace: json!({"email": "a.king@Clinic.example"}),
        collection: "corti/users",
        known_by: ("id", "user_id"),
        posted_to: Some("/projects/*/users"),
        path: "/projects/*/users/*",
        secret: None,
        lost: Lost::Adopted,
        change: Some(Change {
            attribute: "first_name",
            to: "Grace".into(),
            method: "PATCH",
            member: "firstName",
        }),
        accepts: None,
    }
}

pub(crate) fn cortecs_api_key() -> Type {
    Type {
        name: "cortecs_api_key",
        attributes: "id. name?⟳ name_prefix?⟳ is_management_key?=false⟳ rotation_triggers?⟳ seal_to?⟳ api_key.¤ \
                     sealed_api_key. created_at.",
        parent: Parent::Account,
        create: json!({"name": "reports"}),
        update: Value::Null,
        replace: json!({"rotation_triggers": {"quarter": "2026-4"}}),
        collection: "cortecs/api_keys",
        known_by: ("name", "name"),
        posted_to: Some("/manage/api-keys"),
        path: "/manage/api-keys",
        secret: Some("api_key"),
        lost: Lost::Named,
        change: None,
        accepts: None,
    }
}

pub(crate) fn cortecs_project_settings() -> Type {
    Type {
        name: "cortecs_project_settings",
        attributes: "id. allow_overwrite? inference_config? project_id. created_at. updated_at.",
        parent: Parent::Account,
        create: json!({"allow_overwrite": true, "inference_config": {"eu_native": false}}),
        update: json!({"allow_overwrite": false, "inference_config": {
            "allowed_providers": ["scaleway", "ovh"], "eu_native": true, "allow_quantization": true,
            "allow_zero_data_retention": false, "enable_model_fallback": false, "preference": "speed",
            "max_tokens": 4096,
        }}),
        replace: Value::Null,
        collection: "cortecs/settings",
        known_by: ("", ""),
        posted_to: None,
        path: "/manage/project-configs",
        secret: None,
        lost: Lost::Adopted,
        change: Some(Change {
            attribute: "allow_overwrite",
            to: false.into(),
            method: "PUT",
            member: "allow_overwrite",
        }),
        accepts: None,
    }
}

pub(crate) fn confident_organization() -> Type {
    Type {
        name: "confident_organization",
        attributes: "id. name! plan. created_at.",
        create: json!({"name": "St Mary"}),
        update: json!({"name": "St Mary Hospital"}),
        replace: Value::Null,
        collection: "confident/organization",
        posted_to: None,
        path: "/v2/organization",
        ..confident_project()
    }
}

pub(crate) fn confident_project() -> Type {
    Type {
        name: "confident_project",
        attributes: "id. name! description? owner_email?⟳ deletion_protection?=false organization_id. created_at. \
                     governance_policy. default_api_key.¤ default_api_key_id.",
        parent: Parent::Account,
        create: json!({"name": "Triage"}),
        update: json!({"name": "Triage assistant", "description": "Answers before the doctor does."}),
        replace: json!({"owner_email": "olga@clinic.example"}),
        collection: "confident/projects",
        known_by: ("id", "id"),
        posted_to: Some("/v2/projects"),
        path: "/v2/projects/*",
        secret: Some("default_api_key"),
        lost: Lost::Adopted,
        change: Some(Change { attribute: "name", to: "Renamed".into(), method: "PUT", member: "name" }),
        accepts: None,
    }
}

pub(crate) fn confident_api_key() -> Type {
    Type {
        name: "confident_api_key",
        attributes: "id. name!⟳ project_id?⟳ enabled?=true expires_in_days? rotation_triggers? rotate_before_days? \
                     grace_period_hours?=0 seal_to? key_id. api_key.¤ sealed_api_key. created_at. expires_at. rotates_at.",
        create: json!({"name": "ci"}),
        update: json!({"enabled": false}),
        replace: json!({"name": "cd"}),
        collection: "confident/api_keys",
        known_by: ("name", "name"),
        posted_to: Some("/v2/organization/api-keys"),
        path: "/v2/organization/api-keys/*",
        secret: Some("api_key"),
        lost: Lost::Beside,
        change: Some(Change { attribute: "enabled", to: false.into(), method: "PUT", member: "valid" }),
        ..confident_project()
    }
}

pub(crate) fn confident_api_key_of_a_project() -> Type {
    Type {
        parent: Parent::Project,
        replace: Value::Null,
        posted_to: Some("/v2/projects/*/api-keys"),
        path: "/v2/projects/*/api-keys/*",
        ..confident_api_key()
    }
}

pub(crate) fn confident_member() -> Type {
    Type {
        name: "confident_member",
        attributes: "id. email!⟳ project_id?⟳ role? role_id? allow_ownership_transfer?=false on_destroy?=remove status. \
                     user_id. name. invitation_id.",
        create: json!({"email": "nurse@clinic.example", "role": "Member"}),
        update: json!({"email": "Nurse@Clinic.example", "role": "Admin"}),
        replace: json!({"email": "doctor@clinic.example"}),
        collection: "confident/invitations",
        known_by: ("email", "email"),
        posted_to: Some("/v2/organization/invitations"),
        path: "/v2/organization/members/*",
        secret: None,
        change: Some(Change { attribute: "role", to: "Admin".into(), method: "PUT", member: "roleId" }),
        accepts: Some("nurse@clinic.example"),
        ..confident_project()
    }
}

pub(crate) fn confident_member_of_a_project() -> Type {
    Type {
        parent: Parent::Project,
        update: json!({"role": "Manager"}),
        posted_to: Some("/v2/projects/*/invitations"),
        path: "/v2/projects/*/members/*",
        change: Some(Change { attribute: "role", to: "Manager".into(), method: "PUT", member: "roleId" }),
        ..confident_member()
    }
}

pub(crate) fn confident_role() -> Type {
    Type {
        name: "confident_role",
        attributes: "id. name! project_id?⟳ description? policy_ids?",
        parent: Parent::Project,
        create: json!({"name": "Reviewer", "policy_ids": []}),
        update: json!({"name": "Chief reviewer", "description": "Reads what the others wrote."}),
        replace: Value::Null,
        collection: "confident/roles",
        known_by: ("name", "name"),
        posted_to: Some("/v2/projects/*/roles"),
        path: "/v2/projects/*/roles/*",
        secret: None,
        change: Some(described()),
        ..confident_project()
    }
}

pub(crate) fn confident_policy() -> Type {
    Type {
        name: "confident_policy",
        attributes: "id. name! permissions! project_id?⟳ description?",
        parent: Parent::Project,
        create: json!({"name": "Read traces", "permissions": ["trace:read"]}),
        update: json!({"name": "Manage users", "permissions": ["user:manage", "user:delete"]}),
        replace: Value::Null,
        collection: "confident/policies",
        known_by: ("name", "name"),
        posted_to: Some("/v2/projects/*/policies"),
        path: "/v2/projects/*/policies/*",
        secret: None,
        change: Some(described()),
        ..confident_project()
    }
}

fn described() -> Change {
    Change { attribute: "description", to: "No more.".into(), method: "PUT", member: "description" }
}
