terraform {
  required_providers {
    confident = { source = "aiadmin/confident" }
  }
}

# Written back as it is: the organization is somebody's.
data "confident_organization" "it" {}

resource "confident_organization" "it" {
  name = data.confident_organization.it.name
}

data "confident_permissions" "organization" {}

resource "confident_policy" "it" {
  name        = "${local.name}-policy"
  description = local.label
  permissions = [data.confident_permissions.organization.permissions[var.changed ? 1 : 0].name]
}

resource "confident_role" "it" {
  name        = "${local.name}-role"
  description = local.label
  policy_ids  = [confident_policy.it.id]
}

# The address gets an invitation, and another one with another role.
resource "confident_member" "it" {
  email   = "${local.name}@${var.email_domain}"
  role_id = var.changed ? confident_role.it.id : null
}

resource "confident_api_key" "it" {
  name              = "${local.name}-key"
  expires_in_days   = 2
  enabled           = !var.changed
  rotation_triggers = { label = local.label }
}

resource "confident_project" "it" {
  name        = "${local.name}-project"
  description = local.label
}

resource "confident_api_key" "project" {
  name       = "${local.name}-project-key"
  project_id = confident_project.it.id
}

resource "confident_role" "project" {
  project_id  = confident_project.it.id
  name        = "${local.name}-project-role-${local.label}"
  description = local.label
  policy_ids  = []
}

# Of the project alone, in which nobody but its owner is.
resource "confident_members_exclusive" "project" {
  project_id = confident_project.it.id
  emails     = var.changed ? [] : ["${local.name}@${var.email_domain}"]
}
