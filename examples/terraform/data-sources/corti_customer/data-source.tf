resource "corti_customer" "example" {
  customer_id  = "st-mary"
  display_name = "St Mary's Hospital"
}

data "corti_customer" "example" {
  customer_id = corti_customer.example.customer_id
}

output "tenant" {
  value = "${data.corti_customer.example.region}/${data.corti_customer.example.tenant_name}"
}
