"""A year of deals in all seven modes, told to a hub message by message; what must hold holds every day."""
