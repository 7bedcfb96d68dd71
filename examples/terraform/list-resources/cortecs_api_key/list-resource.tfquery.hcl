# In a file such as keys.tfquery.hcl, for terraform query
list "cortecs_api_key" "all" {
  provider = cortecs
}
