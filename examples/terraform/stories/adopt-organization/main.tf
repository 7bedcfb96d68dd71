# Imports existing objects without recreating or changing them.

terraform {
  required_providers {
    cortecs   = { source = "aiadmin/cortecs" }
    confident = { source = "aiadmin/confident" }
  }
}

data "confident_organization" "this" {}

data "confident_projects" "all" {}

# The organization and the project settings of the API key.
import {
  to = confident_organization.this
  id = "current"
}

resource "confident_organization" "this" {
  name = data.confident_organization.this.name
}

import {
  to = cortecs_project_settings.this
  id = "current"
}

resource "cortecs_project_settings" "this" {}

# All projects, by name.
import {
  for_each = { for it in data.confident_projects.all.projects : it.name => it.id }
  to       = confident_project.adopted[each.key]
  id       = each.value
}

resource "confident_project" "adopted" {
  for_each = { for it in data.confident_projects.all.projects : it.name => it }

  name        = each.key
  description = each.value.description

  lifecycle {
    prevent_destroy = true
  }
}
