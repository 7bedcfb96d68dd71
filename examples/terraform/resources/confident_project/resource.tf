resource "confident_project" "example" {
  name        = "Triage assistant"
  description = "Suggests a triage level."

  # Must be a member of the organization.
  owner_email = "olga@clinic.example"

  deletion_protection = false
}

# Confident AI creates an API key with every project. Use it to send traces.
output "triage_api_key" {
  value     = confident_project.example.default_api_key
  sensitive = true
}
