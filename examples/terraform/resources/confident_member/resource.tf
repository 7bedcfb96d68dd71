resource "confident_project" "triage" {
  name = "Triage assistant"
}

# Invites a colleague into the organization.
resource "confident_member" "example" {
  email = "ada@clinic.example"
  role  = "Admin"
}

# Invites a nurse into one project; the person joins the organization with it.
resource "confident_member" "nurse" {
  project_id = confident_project.triage.id
  email      = "nurse@clinic.example"
}
