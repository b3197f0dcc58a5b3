"""The clock: what is due, and who does it."""
