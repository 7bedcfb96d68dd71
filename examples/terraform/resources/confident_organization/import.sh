# By the id of the organization
terraform import confident_organization.example cm4x2k9o00001

# Whatever organization the provider's key belongs to
terraform import confident_organization.example current
