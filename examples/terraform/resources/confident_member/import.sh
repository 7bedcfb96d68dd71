# A member of the organization, by email address, also while the invitation is pending.
terraform import confident_member.example ada@clinic.example

# A member of the organization, by user ID.
terraform import confident_member.example clu1x8p2k0003qz8h7m2a9d4e

# A member of a project, by email address or user ID.
terraform import confident_member.example clt9w0z1d0001qz8h3b6f5c2a/nurse@clinic.example
