data "cortecs_balance" "example" {}

check "balance" {
  assert {
    condition     = data.cortecs_balance.example.current_balance > 10
    error_message = "The balance is down to ${data.cortecs_balance.example.current_balance} ${data.cortecs_balance.example.currency}."
  }
}
