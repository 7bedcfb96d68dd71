run "creates_a_customer_and_a_project" {
  assert {
    condition     = corti_customer.clinic.display_name == "St Mary"
    error_message = "The display name is ${corti_customer.clinic.display_name}."
  }

  assert {
    condition     = output.project_name == "st-mary-triage"
    error_message = "The project is called ${output.project_name}."
  }
}

run "renames_the_customer_in_place" {
  variables {
    clinic = "st-john"
  }

  assert {
    condition     = corti_customer.clinic.customer_id == "st-john"
    error_message = "The customer was not renamed."
  }
}

run "rejects_capital_letters" {
  command = plan

  variables {
    clinic = "St-Mary"
  }

  expect_failures = [var.clinic]
}
