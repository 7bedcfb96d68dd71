terraform {
  required_providers {
    corti = { source = "aiadmin/corti" }
  }
}

resource "corti_customer" "it" {
  customer_id  = var.changed ? "${local.name}-renamed" : local.name
  display_name = "${local.name} ${local.label}"
}

resource "corti_user" "it" {
  customer_id = corti_customer.it.customer_id
  email       = "${local.name}@${var.email_domain}"
  first_name  = "Live"
  last_name   = local.label
  enabled     = !var.changed
}
