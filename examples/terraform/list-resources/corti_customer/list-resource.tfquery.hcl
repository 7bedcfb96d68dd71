# In a file such as customers.tfquery.hcl, for terraform query
list "corti_customer" "all" {
  provider = corti

  config {
    project_id = "consoleproject"
  }
}
