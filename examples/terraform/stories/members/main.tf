# Members of a project, their role and its permissions.

terraform {
  required_providers {
    confident = { source = "aiadmin/confident" }
  }
}

resource "confident_project" "triage" {
  name = "triage"
}

resource "confident_policy" "reviewing" {
  project_id  = confident_project.triage.id
  name        = "Reviewing"
  description = "Read and evaluate traces."
  permissions = ["dataset:read", "trace:read", "trace:evaluate"]
}

# A role grants the permissions of its policies.
resource "confident_role" "reviewer" {
  project_id  = confident_project.triage.id
  name        = "Reviewer"
  description = "Doctors who review the answers."
  policy_ids  = [confident_policy.reviewing.id]

  # Lets members move to another role before this one is deleted.
  lifecycle {
    create_before_destroy = true
  }
}

# Each of these people receives an email.
locals {
  reviewers = ["ada@st-mary.example", "grace@st-mary.example"]
}

resource "confident_member" "reviewers" {
  for_each = toset(local.reviewers)

  project_id = confident_project.triage.id
  email      = each.value
  role_id    = confident_role.reviewer.id
}

output "not_yet_accepted" {
  value = [for email, it in confident_member.reviewers : email if it.status != "ACTIVE"]
}
