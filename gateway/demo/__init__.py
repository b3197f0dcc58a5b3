"""The demo: a small world of partners around a real hub, shown to a person or checked by a machine."""
