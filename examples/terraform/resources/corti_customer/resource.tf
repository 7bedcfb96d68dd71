resource "corti_customer" "example" {
  customer_id  = "st-mary"
  display_name = "St Mary's Hospital"

  # Changing either of these replaces the customer and its users.
  region      = "eu"
  tenant_name = "base"

  # Set this to true for customers in production.
  deletion_protection = false
}
