terraform {
  required_providers {
    confident = { source = "aiadmin/confident" }
  }
}

# Set the key with CONFIDENT_ORG_API_KEY.
provider "confident" {
  region = "eu"
}
