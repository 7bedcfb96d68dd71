resource "confident_project" "example" {
  name        = "Triage assistant"
  description = "Answers before the doctor does."

  # A member of the organization. Without it only administrators of the organization reach the project.
  owner_email = "olga@clinic.example"

  deletion_protection = false
}

# The key that was made with the project, for the application that sends traces.
output "triage_api_key" {
  value     = confident_project.example.default_api_key
  sensitive = true
}
