# Keys that change without anybody noticing.

terraform {
  required_providers {
    cortecs   = { source = "aiadmin/cortecs" }
    confident = { source = "aiadmin/confident" }
  }
}

variable "quarter" {
  type    = string
  default = "2026-4"
}

# Rotated in place: the key keeps its id, and its former secret works for another two days.
resource "confident_api_key" "traces" {
  name               = "traces"
  expires_in_days    = 90
  rotate_before_days = 14
  grace_period_hours = 48
  rotation_triggers  = { quarter = var.quarter }
}

# The API cannot change a key, so the new one is made before the old one goes.
resource "cortecs_api_key" "gateway" {
  name_prefix       = "gateway-"
  rotation_triggers = { quarter = var.quarter }

  lifecycle {
    create_before_destroy = true
  }
}

output "traces_key" {
  value     = confident_api_key.traces.api_key
  sensitive = true
}

output "gateway_key" {
  value     = cortecs_api_key.gateway.api_key
  sensitive = true
}
