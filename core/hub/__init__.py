"""The hub moves any message; it has no idea what a loan is."""
