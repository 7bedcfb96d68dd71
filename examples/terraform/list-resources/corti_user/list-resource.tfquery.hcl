# Save as users.tfquery.hcl and run: terraform query
list "corti_user" "all" {
  provider = corti

  config {
    customer_id = "st-mary"
  }
}
