terraform {
  required_providers {
    confident = { source = "aiadmin/confident" }
  }
}

# CONFIDENT_ORG_API_KEY holds the key.
provider "confident" {
  region = "eu"
}
