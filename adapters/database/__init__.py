"""The hub's store on SQLite or PostgreSQL: tables made from the records, written as sets."""
