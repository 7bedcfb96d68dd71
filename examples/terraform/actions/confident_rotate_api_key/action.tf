resource "confident_api_key" "ci" {
  name = "ci"
}

# Run it with: terraform apply -invoke=action.confident_rotate_api_key.ci
action "confident_rotate_api_key" "ci" {
  config {
    key_id             = confident_api_key.ci.key_id
    grace_period_hours = 24
  }
}
