resource "confident_project" "triage" {
  name = "Triage assistant"
}

resource "confident_member" "nurses" {
  for_each = toset(["nurse@clinic.example", "ward@clinic.example"])

  project_id = confident_project.triage.id
  email      = each.value
}

# Removes everyone else from the project.
resource "confident_members_exclusive" "example" {
  project_id = confident_project.triage.id
  emails     = concat([for it in confident_member.nurses : it.email], ["admin@clinic.example"])
}
