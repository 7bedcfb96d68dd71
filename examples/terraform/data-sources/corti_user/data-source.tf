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

data "corti_user" "by_email" {
  customer_id = corti_user.example.customer_id
  email       = "Ada.Lovelace@st-mary.example"
}

data "corti_user" "by_id" {
  customer_id = corti_user.example.customer_id
  user_id     = corti_user.example.user_id
}

output "email_verified" {
  value = data.corti_user.by_email.email_verified
}
