resource "confident_project" "triage" {
  name = "Triage assistant"
}

data "confident_project" "example" {
  name = confident_project.triage.name
}

output "triage_project_id" {
  value = data.confident_project.example.id
}
