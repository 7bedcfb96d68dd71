data "confident_organization" "example" {}

output "subscription" {
  value = data.confident_organization.example.plan
}
