# By the id of the project
terraform import confident_project.example cm4x2k9p00001

# By its name
terraform import confident_project.example "name:Triage assistant"
