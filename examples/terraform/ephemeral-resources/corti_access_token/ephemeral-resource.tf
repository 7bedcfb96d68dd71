ephemeral "corti_access_token" "example" {}

# Passes the token to a command. It is not stored anywhere.
resource "terraform_data" "report" {
  provisioner "local-exec" {
    command = "test -n \"$CORTI_ACCESS_TOKEN\" && echo \"the token is valid until $EXPIRES_AT\""
    environment = {
      CORTI_ACCESS_TOKEN = ephemeral.corti_access_token.example.access_token
      EXPIRES_AT         = ephemeral.corti_access_token.example.expires_at
    }
  }
}
