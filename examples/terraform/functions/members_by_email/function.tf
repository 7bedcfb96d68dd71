locals {
  people = [
    { email = "Ada@clinic.example", role = "Admin" },
    { email = "bob@clinic.example", role = "Member" },
  ]
}

resource "confident_member" "people" {
  for_each = provider::confident::members_by_email(local.people)

  email = each.key
  role  = each.value.role
}
