"""Mail to people and to partners' mailboxes."""
