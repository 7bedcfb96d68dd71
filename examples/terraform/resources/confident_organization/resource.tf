# The organization exists already: this adopts it and keeps its name as configured.
resource "confident_organization" "example" {
  name = "St Mary Hospital"
}
