terraform {
  required_providers {
    cortecs = { source = "aiadmin/cortecs" }
  }
}

# Set the key with CORTECS_MANAGEMENT_KEY.
provider "cortecs" {
  requests_per_minute = 60
}
