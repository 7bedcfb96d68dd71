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

data "corti_user_consumption" "january" {
  customer_id      = corti_user.example.customer_id
  user_id          = corti_user.example.user_id
  from             = "2026-01-01T00:00:00+01:00"
  to               = "2026-01-31T23:59:59+01:00"
  window_time_zone = "Europe/Berlin"
}

output "credits" {
  value = data.corti_user_consumption.january.consumption
}
