# A customer of the project named in the id.
terraform import corti_customer.example consoleproject/st-mary

# A customer of the provider's own project.
terraform import corti_customer.example st-mary
