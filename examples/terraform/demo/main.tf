# One clinic in three products.

terraform {
  required_providers {
    corti     = { source = "aiadmin/corti" }
    cortecs   = { source = "aiadmin/cortecs" }
    confident = { source = "aiadmin/confident" }
  }
}

variable "display_name" {
  type    = string
  default = "St Mary"
}

resource "corti_customer" "clinic" {
  customer_id  = "st-mary"
  display_name = var.display_name
}

resource "cortecs_api_key" "reports" {
  name = "st-mary-reports"
}

resource "confident_project" "triage" {
  name        = "st-mary-triage"
  description = "Answers before the doctor does."
}

resource "confident_member" "nurse" {
  project_id = confident_project.triage.id
  email      = "nurse@st-mary.example"
}
