# In a file such as projects.tfquery.hcl, for terraform query
list "confident_project" "all" {
  provider = confident
}
