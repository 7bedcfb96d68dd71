# A policy of the organization, by ID or by name.
terraform import confident_policy.example 9b2c7d4e-5f60-4a1b-8c3d-2e1f0a9b8c7d
terraform import confident_policy.example name:Office

# A policy of a project, by ID or by name.
terraform import confident_policy.example clt9w0z1d0001qz8h3b6f5c2a/9b2c7d4e-5f60-4a1b-8c3d-2e1f0a9b8c7d
terraform import confident_policy.example "clt9w0z1d0001qz8h3b6f5c2a/name:Read traces"
