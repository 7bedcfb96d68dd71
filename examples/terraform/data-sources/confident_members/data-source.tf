data "confident_members" "example" {}

# Everyone with full access.
output "administrators" {
  value = [for member in data.confident_members.example.members : member.email if contains(["Owner", "Admin"], member.role)]
}
