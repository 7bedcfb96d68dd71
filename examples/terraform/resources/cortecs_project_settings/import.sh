# The settings of the management key's project.
terraform import cortecs_project_settings.example current

# By project ID, which must be the management key's project.
terraform import cortecs_project_settings.example clinic-gateway
