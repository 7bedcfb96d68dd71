# In a file such as users.tfquery.hcl, for terraform query
list "corti_user" "all" {
  provider = corti

  config {
    customer_id = "st-mary"
  }
}
