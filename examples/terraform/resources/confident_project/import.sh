# By ID.
terraform import confident_project.example cm4x2k9p00001

# By name.
terraform import confident_project.example "name:Triage assistant"
