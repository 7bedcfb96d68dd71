# A key of the organization, by its id
terraform import confident_api_key.example 1042

# A key of a project
terraform import confident_api_key.example cm4x2k9p00001/1043
