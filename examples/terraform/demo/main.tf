# One clinic in three products.

terraform {
  required_providers {
    corti     = { source = "aiadmin/corti" }
    cortecs   = { source = "aiadmin/cortecs" }
    confident = { source = "aiadmin/confident" }
  }
}

variable "quarter" {
  type    = string
  default = "2026-4"
}

resource "corti_customer" "clinic" {
  customer_id  = "st-mary"
  display_name = "St Mary"
}

resource "cortecs_api_key" "reports" {
  name = "st-mary-reports"
}

resource "confident_project" "triage" {
  name        = "st-mary-triage"
  description = "Suggests a triage level."
}

resource "confident_member" "nurse" {
  project_id = confident_project.triage.id
  email      = "nurse@st-mary.example"
}

# Rotated in place. The previous secret stays valid for two days.
resource "confident_api_key" "traces" {
  name               = "st-mary-traces"
  expires_in_days    = 90
  grace_period_hours = 48
  rotation_triggers  = { quarter = var.quarter }
}
