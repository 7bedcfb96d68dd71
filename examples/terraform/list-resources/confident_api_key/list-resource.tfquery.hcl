# Save as all.tfquery.hcl and run: terraform query
list "confident_api_key" "all" {
  provider = confident

  config {
    all_projects = true
  }
}
