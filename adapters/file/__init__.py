"""Files on this machine: large bodies by their hash."""
