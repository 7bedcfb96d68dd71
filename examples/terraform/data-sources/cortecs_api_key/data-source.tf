resource "cortecs_api_key" "reports" {
  name = "reports"
}

data "cortecs_api_key" "example" {
  name = cortecs_api_key.reports.name
}

output "created_at" {
  value = data.cortecs_api_key.example.created_at
}
