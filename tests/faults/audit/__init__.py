"""The auditor: a stranger who knows the partners' papers and machines and the hub's tables, no more.

It imports nothing of the house and nothing of the harness that does (tests/house/test_auditor.py). What it
knows of the hub is what anybody may: docs/wire.md, docs/rooms.md, and the names of tables and columns.
"""
