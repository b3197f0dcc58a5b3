"""Messages that a partner fetches itself at its door."""
