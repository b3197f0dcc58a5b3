"""Any file: what it is by its own signs, which standard it speaks, and what the hub would make of it."""
