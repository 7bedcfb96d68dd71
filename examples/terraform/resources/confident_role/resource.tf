resource "confident_policy" "office" {
  name        = "Office"
  permissions = ["user:manage", "billing:read"]
}

resource "confident_role" "example" {
  name        = "Office manager"
  description = "Looks after people and invoices."
  policy_ids  = [confident_policy.office.id]
}

# With `role_id` the role is made before the member and deleted after.
resource "confident_member" "ada" {
  email   = "ada@clinic.example"
  role_id = confident_role.example.id
}
