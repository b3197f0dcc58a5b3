"""One module a message of the workflow room."""
