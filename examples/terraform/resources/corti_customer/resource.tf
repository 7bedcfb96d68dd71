resource "corti_customer" "example" {
  customer_id  = "st-mary"
  display_name = "St Mary's Hospital"

  # Neither can be changed later: a change would create a new customer, and new users with it.
  region      = "eu"
  tenant_name = "base"

  # For a customer in production. Set it to false and apply before you destroy the customer.
  deletion_protection = false
}
