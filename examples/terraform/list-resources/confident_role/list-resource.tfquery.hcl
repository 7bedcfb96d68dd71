# Save as all.tfquery.hcl and run: terraform query
list "confident_role" "all" {
  provider = confident

  config {
    all_projects = true
  }
}
