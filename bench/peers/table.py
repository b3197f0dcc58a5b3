"""The one table the peers insert into."""

from __future__ import annotations

import os

QUEUE = "peer"
DSN = os.environ.get("PEER_DATABASE_DSN", "")
CREATE = """
CREATE TABLE IF NOT EXISTS peer_movement (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inbound_no text NOT NULL, lot_no text NOT NULL, quantity numeric NOT NULL, event_time timestamptz NOT NULL
)
"""
INSERT = "INSERT INTO peer_movement (inbound_no, lot_no, quantity, event_time) VALUES (%s, %s, %s, %s)"
