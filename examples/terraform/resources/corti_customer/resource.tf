resource "corti_customer" "example" {
  customer_id  = "st-mary"
  display_name = "St Mary"
  region       = "eu"

  # Deleting a customer deletes a clinic's data. Once it is in use, true makes such plans fail.
  deletion_protection = false
}
