//! The promised names of everything but resources, whose are in `tests/types`. After a name: `!` required, `?` optional, `.` told by the server; `=value` the default, `⟳` replaces,
//! `¤` sensitive, `w` write-only, `$NAME` the environment variable.

/// Settings of single products.
pub(super) const PROVIDERS: &[(&str, &str)] = &[
    ("corti", "project_id?$CORTI_PROJECT_ID email?$CORTI_EMAIL password?¤$CORTI_PASSWORD"),
    ("cortecs", "management_key?¤$CORTECS_MANAGEMENT_KEY"),
    ("confident", "api_key?¤$CONFIDENT_ORG_API_KEY region?$CONFIDENT_REGION"),
];

/// Settings of every product.
pub(super) const COMMON: &str = "base_url? request_timeout? max_retries? max_concurrent_requests? requests_per_minute? \
 ca_certificate_file?";

/// Here only what has to be there is listed.
pub(super) const DATA_SOURCES: &[(&str, &str)] = &[
    ("corti_customer", "customer_id! display_name. project_id? region. tenant_name. is_nfr. created_at."),
    ("corti_customers", "customers."),
    (
        "corti_user",
        "customer_id! user_id? email? first_name. last_name. enabled. email_verified. created_at.",
    ),
    ("corti_users", "customer_id! users."),
    ("corti_quotas", "customer_id? quotas."),
    ("corti_user_consumption", "customer_id! user_id! from! to! consumption."),
    ("cortecs_api_key", "name! is_management_key. created_at."),
    ("cortecs_api_keys", "api_keys."),
    ("cortecs_project_settings", "allow_overwrite. inference_config. project_id. created_at. updated_at."),
    ("cortecs_balance", "current_balance. currency."),
    ("confident_organization", "id. name. plan. created_at."),
    ("confident_project", "id? name? description. organization_id. created_at. governance_policy."),
    ("confident_projects", "projects."),
    ("confident_api_keys", "project_id? api_keys."),
    ("confident_members", "project_id? members."),
    ("confident_invitations", "project_id? invitations."),
    ("confident_role", "id? name? project_id? description. policy_ids."),
    ("confident_roles", "project_id? roles."),
    ("confident_policies", "project_id? policies."),
    ("confident_permissions", "project_id? permissions."),
];

pub(super) const EPHEMERAL_RESOURCES: &[(&str, &str)] = &[
    ("corti_access_token", "access_token.¤ expires_at."),
    ("cortecs_api_key", "name_prefix?=terraform- is_management_key?=false name. api_key.¤"),
    ("confident_api_key", "name?=terraform project_id? expires_in_days?=1 key_id. api_key.¤"),
];

/// The arguments of `config` blocks.
pub(super) const LIST_RESOURCES: &[(&str, &str)] = &[
    ("corti_customer", "project_id?"),
    ("corti_user", "project_id? customer_id?"),
    ("cortecs_api_key", ""),
    ("confident_project", ""),
    ("confident_api_key", "project_id? all_projects?"),
    ("confident_member", "project_id? all_projects?"),
    ("confident_role", "project_id? all_projects?"),
    ("confident_policy", "project_id? all_projects?"),
];

pub(super) const ACTIONS: &[(&str, &str)] = &[
    ("confident_resend_invitation", "email? invitation_id? project_id?"),
    ("confident_rotate_api_key", "key_id! project_id? grace_period_hours?"),
];

/// The functions of each provider with their parameters.
pub(super) const FUNCTIONS: &[(&str, &str)] = &[
    ("corti", "corti_import_id(project_id,customer_id,user)"),
    ("cortecs", ""),
    ("confident", "confident_import_id(project_id,name_or_id) members_by_email(members)"),
    (
        "aiadmin",
        "corti_import_id(project_id,customer_id,user) confident_import_id(project_id,name_or_id) members_by_email(members)",
    ),
];
