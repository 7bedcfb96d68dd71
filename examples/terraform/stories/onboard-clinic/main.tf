# Sets up a new clinic: its doctors work with Corti's assistant, its software uses models through Cortecs, and its reviewers
# evaluate the answers in Confident AI.

# Corti: the clinic and its doctors.
resource "corti_customer" "clinic" {
  customer_id  = var.clinic.id
  display_name = var.clinic.name
  region       = "eu"
}

resource "corti_user" "doctors" {
  for_each = var.doctors

  customer_id = corti_customer.clinic.customer_id
  email       = each.key
  first_name  = each.value.first_name
  last_name   = each.value.last_name
}

# Cortecs: a key for the clinic's software, and requests that stay in the EU.
resource "cortecs_api_key" "software" {
  name = "${var.clinic.id}-software"
}

resource "cortecs_project_settings" "this" {
  allow_overwrite = false
  inference_config = {
    eu_native          = true
    allow_quantization = false
  }
}

# Confident AI: a project, its reviewers and their permissions.
resource "confident_project" "answers" {
  name        = "${var.clinic.id}-answers"
  description = "Answers of the assistant at ${var.clinic.name}."
}

resource "confident_policy" "reviewing" {
  project_id  = confident_project.answers.id
  name        = "Reviewing"
  permissions = ["trace:read", "trace:evaluate"]
}

resource "confident_role" "reviewer" {
  project_id = confident_project.answers.id
  name       = "Reviewer"
  policy_ids = [confident_policy.reviewing.id]
}

resource "confident_member" "reviewers" {
  for_each = var.reviewers

  project_id = confident_project.answers.id
  email      = each.value
  role_id    = confident_role.reviewer.id
}

resource "confident_api_key" "traces" {
  project_id         = confident_project.answers.id
  name               = "${var.clinic.id}-traces"
  expires_in_days    = 90
  rotate_before_days = 14
  grace_period_hours = 48
}
