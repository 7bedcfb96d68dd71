data "confident_role" "example" {
  name = "Admin"
}

resource "confident_member" "ada" {
  email   = "ada@clinic.example"
  role_id = data.confident_role.example.id
}
