# Adopts the existing organization and manages its name.
resource "confident_organization" "example" {
  name = "St Mary Hospital"
}
