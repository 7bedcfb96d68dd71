terraform {
  required_providers {
    corti = { source = "aiadmin/corti" }
  }
}

# The project, the credentials and the base URL can also be set in the environment.
provider "corti" {
  project_id = "consoleproject"
  email      = "admin@clinic.example"
  # Set the password with CORTI_PASSWORD.
}
