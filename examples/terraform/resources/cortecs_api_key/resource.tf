# The secret is stored in the state.
resource "cortecs_api_key" "example" {
  name = "reports"
}

# Replaced whenever the quarter changes. The new key is created before the old one is deleted.
resource "cortecs_api_key" "rotated" {
  name_prefix       = "triage-"
  rotation_triggers = { quarter = "2026-4" }

  lifecycle {
    create_before_destroy = true
  }
}

# The state holds an encrypted secret that only the recipient can decrypt.
resource "cortecs_api_key" "sealed" {
  name    = "handed-over"
  seal_to = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
}

output "reports_api_key" {
  value     = cortecs_api_key.example.api_key
  sensitive = true
}
