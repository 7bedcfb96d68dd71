# By project, customer and user
terraform import corti_user.example consoleproject/st-mary/5f0e7a8c-1f2b-4c3d-9e4f-0a1b2c3d4e5f

# In the provider's project
terraform import corti_user.example st-mary/5f0e7a8c-1f2b-4c3d-9e4f-0a1b2c3d4e5f

# By e-mail address in place of the user's id, with or without the project
terraform import corti_user.example consoleproject/st-mary/ada.lovelace@st-mary.example
terraform import corti_user.example st-mary/ada.lovelace@st-mary.example
