# One clinic in three products, with one provider per product.

terraform {
  required_providers {
    corti     = { source = "aiadmin/corti" }
    cortecs   = { source = "aiadmin/cortecs" }
    confident = { source = "aiadmin/confident" }
  }
}

resource "corti_customer" "clinic" {
  customer_id  = "st-mary"
  display_name = "St Mary"
}

resource "cortecs_api_key" "reports" {
  name = "${corti_customer.clinic.customer_id}-reports"
}

resource "confident_project" "triage" {
  name        = "${corti_customer.clinic.customer_id}-triage"
  description = "Suggests a triage level."
}

resource "confident_member" "nurse" {
  project_id = confident_project.triage.id
  email      = "nurse@st-mary.example"
}

output "reports_key" {
  value     = cortecs_api_key.reports.api_key
  sensitive = true
}
