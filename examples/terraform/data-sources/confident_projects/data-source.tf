data "confident_projects" "example" {}

output "ungoverned_projects" {
  value = [for it in data.confident_projects.example.projects : it.name if it.governance_policy == null]
}
