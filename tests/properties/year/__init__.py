"""A year of deals in all seven modes, told to a hub message by message, and what must hold of it on every day."""
