# Save as keys.tfquery.hcl and run: terraform query
list "cortecs_api_key" "all" {
  provider = cortecs
}
