"""The two ways out."""
