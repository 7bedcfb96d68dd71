resource "corti_customer" "example" {
  for_each     = toset(["st-mary", "st-john"])
  customer_id  = each.key
  display_name = title(replace(each.key, "-", " "))
}

data "corti_customers" "all" {
  depends_on = [corti_customer.example]
}

output "customers_by_region" {
  value = { for customer in data.corti_customers.all.customers : customer.region => customer.customer_id... }
}
