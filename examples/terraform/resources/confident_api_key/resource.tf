resource "confident_project" "triage" {
  name = "Triage assistant"
}

# Rotated in place two weeks before it expires, and whenever the quarter changes. The previous secret stays valid for
# two days.
resource "confident_api_key" "example" {
  name       = "triage-application"
  project_id = confident_project.triage.id

  expires_in_days    = 90
  rotate_before_days = 14
  grace_period_hours = 48
  rotation_triggers  = { quarter = "2026-4" }
}

# An organization key whose secret only the recipient can decrypt.
resource "confident_api_key" "sealed" {
  name    = "reports"
  seal_to = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
}

output "triage_api_key" {
  value     = confident_api_key.example.api_key
  sensitive = true
}

output "reports_api_key" {
  value = confident_api_key.sealed.sealed_api_key
}
