"""The doors: where people and partners' servers come in."""
