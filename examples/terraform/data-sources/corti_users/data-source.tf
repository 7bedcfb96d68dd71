resource "corti_customer" "example" {
  customer_id  = "st-mary"
  display_name = "St Mary's Hospital"
}

resource "corti_user" "example" {
  customer_id = corti_customer.example.customer_id
  email       = "ada.lovelace@st-mary.example"
  first_name  = "Ada"
  last_name   = "Lovelace"
}

data "corti_users" "example" {
  customer_id = corti_customer.example.customer_id
  depends_on  = [corti_user.example]
}

output "without_access" {
  value = [for user in data.corti_users.example.users : user.email if !user.enabled || !user.email_verified]
}
