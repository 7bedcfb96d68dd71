# The project that restapi.tf.example creates with a generic REST provider.

terraform {
  required_providers {
    confident = { source = "aiadmin/confident" }
  }
}

resource "confident_project" "triage" {
  name        = "triage"
  description = "Suggests a triage level."
}
