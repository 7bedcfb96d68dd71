terraform {
  required_providers {
    cortecs = { source = "aiadmin/cortecs" }
  }
}

resource "cortecs_api_key" "it" {
  name = "${local.name}-${local.label}"
}

# Written back as they are: the account is somebody's.
data "cortecs_project_settings" "it" {}

resource "cortecs_project_settings" "it" {
  allow_overwrite = data.cortecs_project_settings.it.allow_overwrite
}
