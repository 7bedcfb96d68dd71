# A role of the organization, by ID or by name.
terraform import confident_role.example 3f1e2d4c-6b5a-4978-8897-a6b5c4d3e2f1
terraform import confident_role.example "name:Office manager"

# A role of a project, by ID or by name.
terraform import confident_role.example clt9w0z1d0001qz8h3b6f5c2a/3f1e2d4c-6b5a-4978-8897-a6b5c4d3e2f1
terraform import confident_role.example clt9w0z1d0001qz8h3b6f5c2a/name:Reader
