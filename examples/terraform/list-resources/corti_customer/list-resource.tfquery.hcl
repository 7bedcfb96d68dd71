# Save as customers.tfquery.hcl and run: terraform query
list "corti_customer" "all" {
  provider = corti

  config {
    project_id = "consoleproject"
  }
}
