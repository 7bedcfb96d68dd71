# A module that sets up one clinic, with a test that runs against the sandbox.

terraform {
  required_providers {
    corti     = { source = "aiadmin/corti" }
    confident = { source = "aiadmin/confident" }
  }
}

variable "clinic" {
  description = "The ID of the clinic."
  type        = string
  default     = "st-mary"

  validation {
    condition     = can(regex("^[a-z-]+$", var.clinic))
    error_message = "Use lowercase letters and hyphens."
  }
}

resource "corti_customer" "clinic" {
  customer_id  = var.clinic
  display_name = title(replace(var.clinic, "-", " "))
}

resource "confident_project" "triage" {
  name = "${var.clinic}-triage"
}

output "project_name" {
  value = confident_project.triage.name
}
