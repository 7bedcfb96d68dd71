resource "confident_member" "ada" {
  email = "ada@clinic.example"
}

# Run it with: terraform apply -invoke=action.confident_resend_invitation.ada
action "confident_resend_invitation" "ada" {
  config {
    email = confident_member.ada.email
  }
}
