"""One module a timed job, named for what it does."""
