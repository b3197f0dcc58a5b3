"""The hub's store on SQLite or PostgreSQL: tables made from the records, sets written at the end of a unit."""
