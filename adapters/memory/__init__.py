"""The hub's ports in memory: the world of tests, and the slow, plain model the databases are held against."""
