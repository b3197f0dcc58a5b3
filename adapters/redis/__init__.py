"""Redis: live hints and rate limits for many processes; losing it loses nothing that counts."""
