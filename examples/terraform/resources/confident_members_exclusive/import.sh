# The members of the organization of the API key.
terraform import confident_members_exclusive.example current

# The members of a project, by its ID.
terraform import confident_members_exclusive.example clt9w0z1d0001qz8h3b6f5c2a
