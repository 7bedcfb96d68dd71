# An organization key, by ID.
terraform import confident_api_key.example 1042

# A project key.
terraform import confident_api_key.example cm4x2k9p00001/1043
