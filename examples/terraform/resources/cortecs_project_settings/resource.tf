# Every project has settings. This resource adopts them; attributes that are not set here are not changed.
resource "cortecs_project_settings" "example" {
  allow_overwrite = false

  inference_config = {
    eu_native                 = true
    allow_zero_data_retention = true
    allowed_providers         = ["mistral", "scaleway"]
    preference                = "balanced"

    # Removes the token limit, and keeps it removed.
    clear = ["max_tokens"]
  }
}
