"""What the risk room does about each message, one file a message."""
