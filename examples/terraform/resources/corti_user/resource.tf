resource "corti_customer" "example" {
  customer_id  = "st-mary"
  display_name = "St Mary's Hospital"
}

# Without a password, Corti probably invites the user by email.
resource "corti_user" "example" {
  # With a reference, the user stays in place when the customer is renamed.
  customer_id = corti_customer.example.customer_id
  email       = "ada.lovelace@st-mary.example"
  first_name  = "Ada"
  last_name   = "Lovelace"
}

variable "kiosk_password" {
  description = "16 to 64 characters."
  type        = string
  default     = "change-me-before-use"
  ephemeral   = true
  sensitive   = true
}

# The password is never stored. To set a new password, change the variable and the version.
resource "corti_user" "kiosk" {
  customer_id         = corti_customer.example.customer_id
  email               = "kiosk@st-mary.example"
  first_name          = "Ward"
  last_name           = "Kiosk"
  password_wo         = var.kiosk_password
  password_wo_version = 1
}

# A disabled user keeps the account and does not occupy a seat.
resource "corti_user" "on_leave" {
  customer_id = corti_customer.example.customer_id
  email       = "charles.babbage@st-mary.example"
  first_name  = "Charles"
  last_name   = "Babbage"
  enabled     = false
}
