"""Trust: which certificates the house believes, and never a private key."""
