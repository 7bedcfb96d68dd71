terraform {
  required_providers {
    corti = { source = "aiadmin/corti" }
  }
}

# Each setting can also come from the environment; what is written here wins.
provider "corti" {
  project_id = "consoleproject"
  email      = "admin@clinic.example"
  # CORTI_PASSWORD holds the password.
}
