"""What the loan room does about each message."""
