import {
  to = corti_customer.clinic
  id = provider::corti::corti_import_id("consoleproject", "st-mary", null)
}

resource "corti_customer" "clinic" {
  project_id   = "consoleproject"
  customer_id  = "st-mary"
  display_name = "St Mary"
}
