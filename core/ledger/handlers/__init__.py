"""What each message does to the books of the ledger."""
