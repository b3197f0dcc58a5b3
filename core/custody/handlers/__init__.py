"""What custody does about each message, one file a message."""
