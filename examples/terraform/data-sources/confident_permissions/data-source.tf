data "confident_permissions" "example" {}

# Read-only access.
resource "confident_policy" "reader" {
  name        = "Reader"
  permissions = [for permission in data.confident_permissions.example.permissions : permission.name if endswith(permission.name, ":read")]
}
