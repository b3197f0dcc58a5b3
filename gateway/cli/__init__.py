"""The commands of `hub`, one module a group, each with `add_to(app)`."""
