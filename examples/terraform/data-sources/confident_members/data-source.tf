data "confident_members" "example" {}

# Who may change everything?
output "administrators" {
  value = [for member in data.confident_members.example.members : member.email if contains(["Owner", "Admin"], member.role)]
}
