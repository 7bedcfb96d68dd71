terraform {
  required_providers {
    aiadmin = { source = "aiadmin/aiadmin" }
  }
}

# Credentials, project, region and base URLs can also be set in the environment. Products you do not use need no settings.
provider "aiadmin" {
  corti = {
    project_id = "consoleproject"
    email      = "admin@clinic.example"
    # Set the password with CORTI_PASSWORD.
  }
  cortecs = {
    # Set the key with CORTECS_MANAGEMENT_KEY.
    requests_per_minute = 60
  }
  confident = {
    # Set the key with CONFIDENT_ORG_API_KEY.
    region = "eu"
  }
}

resource "corti_customer" "clinic" {
  provider = aiadmin

  customer_id  = "st-mary"
  display_name = "St Mary"
}
