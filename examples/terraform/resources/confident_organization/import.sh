# The organization of the provider's API key.
terraform import confident_organization.example current

# By ID, which must be the organization of the API key.
terraform import confident_organization.example cm4x2k9o00001
