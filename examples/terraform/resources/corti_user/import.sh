# By project, customer and user ID.
terraform import corti_user.example consoleproject/st-mary/5f0e7a8c-1f2b-4c3d-9e4f-0a1b2c3d4e5f

# By customer and user ID, in the provider's project.
terraform import corti_user.example st-mary/5f0e7a8c-1f2b-4c3d-9e4f-0a1b2c3d4e5f

# By email address instead of the user ID.
terraform import corti_user.example consoleproject/st-mary/ada.lovelace@st-mary.example
terraform import corti_user.example st-mary/ada.lovelace@st-mary.example
