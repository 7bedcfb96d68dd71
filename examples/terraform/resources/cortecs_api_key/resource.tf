# A key with a name of its own. Its secret is in the state, so protect the state.
resource "cortecs_api_key" "example" {
  name = "reports"
}

# Replaced by a new key before the old one is deleted, each time the quarter changes.
resource "cortecs_api_key" "rotated" {
  name_prefix       = "triage-"
  rotation_triggers = { quarter = "2026-4" }

  lifecycle {
    create_before_destroy = true
  }
}

# The secret never reaches the state in clear: only the holder of the age identity can open it.
resource "cortecs_api_key" "sealed" {
  name    = "handed-over"
  seal_to = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
}

output "reports_api_key" {
  value     = cortecs_api_key.example.api_key
  sensitive = true
}
