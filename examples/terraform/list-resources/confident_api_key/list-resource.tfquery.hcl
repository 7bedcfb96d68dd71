# In a file such as all.tfquery.hcl, for terraform query
list "confident_api_key" "all" {
  provider = confident

  config {
    all_projects = true
  }
}
