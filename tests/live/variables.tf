# Shared by the three configurations: scripts/live links it into each.

variable "run" {
  description = "What makes the names of this run its own."
  type        = string
}

variable "email_domain" {
  description = "The domain of the people who are invited."
  type        = string
}

variable "changed" {
  description = "Whether everything that can change in place has changed."
  type        = bool
  default     = false
}

locals {
  name  = "tfacc-${var.run}"
  label = var.changed ? "changed" : "first"
}
