data "cortecs_api_keys" "example" {}

output "management_keys" {
  value = [for key in data.cortecs_api_keys.example.api_keys : key.name if key.is_management_key]
}
