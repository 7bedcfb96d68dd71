# Grants managing users and viewing invoices.
resource "confident_policy" "example" {
  name        = "Office"
  description = "Users and invoices."
  permissions = ["user:manage", "billing:read"]
}

resource "confident_project" "triage" {
  name = "Triage assistant"
}

# Projects have their own permissions.
resource "confident_policy" "traces" {
  project_id  = confident_project.triage.id
  name        = "Read traces"
  permissions = ["trace:read"]
}
