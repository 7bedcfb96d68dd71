# A customer of any project.
terraform import corti_customer.example consoleproject/st-mary

# A customer of the provider's project.
terraform import corti_customer.example st-mary
