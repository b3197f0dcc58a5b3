"""A mailbox as a place to take from: attachments of known senders, each mail put away when it is through."""
