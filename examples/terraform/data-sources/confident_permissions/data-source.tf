data "confident_permissions" "example" {}

# Everything that can be read, and nothing else.
resource "confident_policy" "reader" {
  name        = "Reader"
  permissions = [for permission in data.confident_permissions.example.permissions : permission.name if endswith(permission.name, ":read")]
}
