# By project and customer
terraform import corti_customer.example consoleproject/st-mary

# In the provider's project
terraform import corti_customer.example st-mary
