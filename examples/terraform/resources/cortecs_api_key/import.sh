# By the key's name. The secret cannot be imported: `api_key` stays null.
terraform import cortecs_api_key.example reports
