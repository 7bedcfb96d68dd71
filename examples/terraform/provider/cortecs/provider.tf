terraform {
  required_providers {
    cortecs = { source = "aiadmin/cortecs" }
  }
}

# CORTECS_MANAGEMENT_KEY holds the key.
provider "cortecs" {
  requests_per_minute = 60
}
