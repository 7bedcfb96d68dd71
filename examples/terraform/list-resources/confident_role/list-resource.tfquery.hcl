# In a file such as all.tfquery.hcl, for terraform query
list "confident_role" "all" {
  provider = confident

  config {
    all_projects = true
  }
}
