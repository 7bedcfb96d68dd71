resource "confident_project" "triage" {
  name = "Triage assistant"
}

# Invites a person to the organization.
resource "confident_member" "example" {
  email = "ada@clinic.example"
  role  = "Admin"
}

# Invites a person to a project. Accepting also makes them a member of the organization.
resource "confident_member" "nurse" {
  project_id = confident_project.triage.id
  email      = "nurse@clinic.example"
}
