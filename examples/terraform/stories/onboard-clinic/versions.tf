terraform {
  required_providers {
    corti     = { source = "aiadmin/corti" }
    cortecs   = { source = "aiadmin/cortecs" }
    confident = { source = "aiadmin/confident" }
  }
}
