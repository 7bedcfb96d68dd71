//! The entry of each resource type, by product.

use serde_json::{Value, json};

use super::{Change, Lost, Parent, Type};

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

pub(crate) fn confident_members_exclusive() -> Type {
    Type {
        name: "confident_members_exclusive",
        attributes: "id. emails! project_id?⟳",
        parent: Parent::Project,
        create: json!({"emails": ["Nurse@clinic.example"]}),
        update: json!({"emails": []}),
        replace: Value::Null,
        collection: "confident/members",
        posted_to: None,
        path: "/v2/projects/*/members/*",
        secret: None,
        change: None,
        ..confident_project()
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
