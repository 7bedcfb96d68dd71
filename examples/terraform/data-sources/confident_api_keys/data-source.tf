# The keys of the organization. Set `project_id` to list those of a project.
data "confident_api_keys" "example" {}

output "keys_that_never_expire" {
  value = [for it in data.confident_api_keys.example.api_keys : it.name if it.expires_at == null]
}
