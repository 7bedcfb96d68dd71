resource "corti_customer" "example" {
  customer_id  = "st-mary"
  display_name = "St Mary's Hospital"
}

# All tenants of the project.
data "corti_quotas" "project" {}

# The tenant of one customer. All customers of a tenant share its seats.
data "corti_quotas" "customer" {
  customer_id = corti_customer.example.customer_id
}

output "full_tenants" {
  value = [
    for tenant in data.corti_quotas.project.quotas : "${tenant.region}/${tenant.tenant_name}"
    if tenant.users.remaining == 0
  ]
}

output "seats_left" {
  value = one(data.corti_quotas.customer.quotas).users.remaining
}
