# Who may do what in a project.

terraform {
  required_providers {
    confident = { source = "aiadmin/confident" }
  }
}

resource "confident_project" "triage" {
  name = "triage"
}

# What may be done.
resource "confident_policy" "reviewing" {
  project_id  = confident_project.triage.id
  name        = "Reviewing"
  description = "Reads and judges traces."
  permissions = ["dataset:read", "trace:read", "trace:evaluate"]
}

# A set of policies under a name.
resource "confident_role" "reviewer" {
  project_id  = confident_project.triage.id
  name        = "Reviewer"
  description = "Doctors who judge the answers."
  policy_ids  = [confident_policy.reviewing.id]
}

# People, who get an e-mail.
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
