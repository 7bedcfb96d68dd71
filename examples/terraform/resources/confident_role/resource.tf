resource "confident_policy" "office" {
  name        = "Office"
  permissions = ["user:manage", "billing:read"]
}

resource "confident_role" "example" {
  name        = "Office manager"
  description = "Manages users and invoices."
  policy_ids  = [confident_policy.office.id]
}

# The reference makes Terraform create the role before the member and delete it afterwards.
resource "confident_member" "ada" {
  email   = "ada@clinic.example"
  role_id = confident_role.example.id
}
