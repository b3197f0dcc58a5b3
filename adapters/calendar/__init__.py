"""Which days people work, as a library knows it."""
