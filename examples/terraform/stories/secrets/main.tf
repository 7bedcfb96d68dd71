# Secrets in the state, sealed in the state, and not stored at all.

terraform {
  required_version = ">= 1.11"
  required_providers {
    corti   = { source = "aiadmin/corti" }
    cortecs = { source = "aiadmin/cortecs" }
  }
}

# 1. In the state, in plaintext.
resource "cortecs_api_key" "in_state" {
  name = "in-state"
}

output "in_state" {
  value     = cortecs_api_key.in_state.api_key
  sensitive = true
}

# 2. In the state, encrypted for the holder of an age identity.
resource "cortecs_api_key" "sealed" {
  name    = "sealed"
  seal_to = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
}

output "sealed" {
  value = cortecs_api_key.sealed.sealed_api_key
}

# 3. Not stored. The key exists only while Terraform runs.
ephemeral "cortecs_api_key" "for_this_run" {
  name_prefix       = "run-"
  is_management_key = true
}

provider "cortecs" {
  alias          = "for_this_run"
  management_key = ephemeral.cortecs_api_key.for_this_run.api_key
}

data "cortecs_balance" "this" {
  provider = cortecs.for_this_run
}

# 4. A password that Terraform sends and never stores.
variable "doctor_password" {
  type      = string
  ephemeral = true
  default   = "correct-horse-battery-staple"
}

resource "corti_customer" "clinic" {
  customer_id  = "st-mary"
  display_name = "St Mary"
}

resource "corti_user" "doctor" {
  customer_id         = corti_customer.clinic.customer_id
  email               = "doctor@st-mary.example"
  first_name          = "Ada"
  last_name           = "Byron"
  password_wo         = var.doctor_password
  password_wo_version = 1
}
