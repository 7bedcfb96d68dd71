# Adopts the existing settings. Attributes that are not set here keep their value.
resource "cortecs_project_settings" "example" {
  allow_overwrite = false

  inference_config = {
    eu_native                 = true
    allow_zero_data_retention = true
    allowed_providers         = ["mistral", "scaleway"]
    preference                = "balanced"
  }
}
