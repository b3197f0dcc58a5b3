"""A backup is a folder: the database, the blobs, perhaps the sealed keys, and a manifest of all of it."""
