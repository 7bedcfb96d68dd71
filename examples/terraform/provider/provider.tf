terraform {
  required_providers {
    corti     = { source = "aiadmin/corti" }
    cortecs   = { source = "aiadmin/cortecs" }
    confident = { source = "aiadmin/confident" }
  }
}

# Each setting can also come from the environment; what is written here wins.
provider "corti" {
  project_id = "consoleproject"
  email      = "admin@clinic.example"
  # CORTI_PASSWORD holds the password.
}

# CORTECS_MANAGEMENT_KEY holds the key.
provider "cortecs" {
  requests_per_minute = 60
}

# CONFIDENT_ORG_API_KEY holds the key.
provider "confident" {
  region = "eu"
}
