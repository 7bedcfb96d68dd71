ephemeral "corti_access_token" "example" {
}

# Hands the token to a command, for what no resource does. The value is stored nowhere.
resource "terraform_data" "report" {
  provisioner "local-exec" {
    command = "test -n \"$CORTI_ACCESS_TOKEN\" && echo \"the token is good until $EXPIRES_AT\""
    environment = {
      CORTI_ACCESS_TOKEN = ephemeral.corti_access_token.example.access_token
      EXPIRES_AT         = ephemeral.corti_access_token.example.expires_at
    }
  }
}
