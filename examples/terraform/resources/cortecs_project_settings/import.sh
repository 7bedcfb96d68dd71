# The settings of the project the management key belongs to.
terraform import cortecs_project_settings.example current
# By the project's id, which must be the management key's project.
terraform import cortecs_project_settings.example clinic-gateway
