terraform {
  required_providers {
    aiadmin = { source = "aiadmin/aiadmin" }
  }
}

# Each setting can also come from the environment; what is written here wins. A product that is not used needs no
# settings.
provider "aiadmin" {
  corti = {
    project_id = "consoleproject"
    email      = "admin@clinic.example"
    # CORTI_PASSWORD holds the password.
  }
  cortecs = {
    # CORTECS_MANAGEMENT_KEY holds the key.
    requests_per_minute = 60
  }
  confident = {
    # CONFIDENT_ORG_API_KEY holds the key.
    region = "eu"
  }
}

resource "corti_customer" "clinic" {
  provider = aiadmin

  customer_id  = "st-mary"
  display_name = "St Mary"
}
