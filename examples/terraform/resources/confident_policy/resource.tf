# What somebody needs to look after the people and what it costs.
resource "confident_policy" "example" {
  name        = "Office"
  description = "People and invoices."
  permissions = ["user:manage", "billing:read"]
}

resource "confident_project" "triage" {
  name = "Triage assistant"
}

# A project has a catalog of its own.
resource "confident_policy" "traces" {
  project_id  = confident_project.triage.id
  name        = "Read traces"
  permissions = ["trace:read"]
}
