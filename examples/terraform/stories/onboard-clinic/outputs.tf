output "software_key" {
  value     = cortecs_api_key.software.api_key
  sensitive = true
}

output "traces_key" {
  value     = confident_api_key.traces.api_key
  sensitive = true
}

output "doctors" {
  value = { for email, it in corti_user.doctors : email => it.user_id }
}
