"""What a user would pick instead: FastStream and celery, each doing one insert and one commit a message."""
