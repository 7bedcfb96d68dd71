resource "confident_project" "triage" {
  name = "Triage assistant"
}

data "confident_roles" "example" {
  project_id = confident_project.triage.id
}

output "custom_roles" {
  value = [for role in data.confident_roles.example.roles : role.name if !role.built_in]
}
