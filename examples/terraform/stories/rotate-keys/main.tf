# Keys that are rotated without downtime.

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

# Rotated in place: the key keeps its ID, and the previous secret stays valid for two days.
resource "confident_api_key" "traces" {
  name               = "traces"
  expires_in_days    = 90
  rotate_before_days = 14
  grace_period_hours = 48
  rotation_triggers  = { quarter = var.quarter }
}

# Replaced by a new key before the previous one is deleted.
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
