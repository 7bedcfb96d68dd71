resource "confident_policy" "office" {
  name        = "Office"
  permissions = ["user:manage", "billing:read"]
}

data "confident_policies" "example" {
  depends_on = [confident_policy.office]
}

# Policies that grant managing users.
output "user_management" {
  value = [for policy in data.confident_policies.example.policies : policy.name if contains(policy.permissions, "user:manage")]
}
