data "cortecs_project_settings" "example" {}

output "allowed_providers" {
  value = data.cortecs_project_settings.example.inference_config.allowed_providers
}
