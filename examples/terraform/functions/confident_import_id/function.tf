import {
  to = confident_role.reviewer
  id = provider::confident::confident_import_id(null, "name:Reviewer")
}

resource "confident_role" "reviewer" {
  name = "Reviewer"
}
