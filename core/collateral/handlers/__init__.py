"""What collateral does about each message, one file a message."""
