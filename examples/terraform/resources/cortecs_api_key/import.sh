# By name. The secret cannot be imported: `api_key` is null.
terraform import cortecs_api_key.example reports
