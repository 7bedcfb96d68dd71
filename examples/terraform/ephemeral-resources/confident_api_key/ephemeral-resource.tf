# A key that exists only while Terraform runs.
ephemeral "confident_api_key" "example" {
  name = "terraform-run"
}

# A second provider configuration uses it.
provider "confident" {
  alias   = "for_this_run"
  api_key = ephemeral.confident_api_key.example.api_key
}

data "confident_organization" "current" {
  provider = confident.for_this_run
}
