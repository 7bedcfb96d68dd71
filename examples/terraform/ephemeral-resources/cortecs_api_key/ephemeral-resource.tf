# A management key for this run. It is deleted at the end.
ephemeral "cortecs_api_key" "example" {
  name_prefix       = "deployment-"
  is_management_key = true
}

provider "cortecs" {
  alias          = "deployment"
  management_key = ephemeral.cortecs_api_key.example.api_key
}

resource "cortecs_api_key" "reports" {
  provider = cortecs.deployment
  name     = "reports"
}
