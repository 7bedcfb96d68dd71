variable "clinic" {
  type    = object({ id = string, name = string })
  default = { id = "st-mary", name = "St Mary" }
}

variable "doctors" {
  description = "First and last name by email address."
  type        = map(object({ first_name = string, last_name = string }))
  default = {
    "ada@st-mary.example"   = { first_name = "Ada", last_name = "Byron" }
    "grace@st-mary.example" = { first_name = "Grace", last_name = "Hopper" }
  }
}

variable "reviewers" {
  description = "The doctors who review the assistant's answers."
  type        = set(string)
  default     = ["ada@st-mary.example"]
}
