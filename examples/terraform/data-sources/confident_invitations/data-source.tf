resource "confident_member" "nurse" {
  email = "nurse@clinic.example"
}

data "confident_invitations" "example" {
  depends_on = [confident_member.nurse]
}

output "pending" {
  value = { for it in data.confident_invitations.example.invitations : it.email => it.created_at if it.status == "PENDING" }
}
