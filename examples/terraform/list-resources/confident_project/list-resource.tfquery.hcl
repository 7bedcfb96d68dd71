# Save as projects.tfquery.hcl and run: terraform query
list "confident_project" "all" {
  provider = confident
}
