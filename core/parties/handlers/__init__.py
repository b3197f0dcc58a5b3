"""What the parties room does about each message, one file a message."""
