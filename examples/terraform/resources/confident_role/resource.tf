resource "confident_policy" "office" {
  name        = "Office"
  permissions = ["user:manage", "billing:read"]
}

resource "confident_role" "example" {
  name        = "Office manager"
  description = "Manages users and invoices."
  policy_ids  = [confident_policy.office.id]

  # A role in use cannot be deleted. With this, members move to another role before this one is destroyed.
  lifecycle {
    create_before_destroy = true
  }
}

# The reference makes Terraform create the role before the member and delete it afterwards.
resource "confident_member" "ada" {
  email   = "ada@clinic.example"
  role_id = confident_role.example.id
}
