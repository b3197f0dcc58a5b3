"""The version files; the next one is drafted, see adapters/database/migrations."""
