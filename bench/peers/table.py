"""The one table the peers insert into, and how they say a slip's row."""

from __future__ import annotations

import os
from typing import Any

QUEUE, FRAME_QUEUE = "peer", "peer_frames"
DSN = os.environ.get("PEER_DATABASE_DSN", "")
CREATE = """
CREATE TABLE IF NOT EXISTS peer_movement (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inbound_no text NOT NULL, lot_no text NOT NULL, quantity numeric NOT NULL, event_time timestamptz NOT NULL
)
"""
INSERT = "INSERT INTO peer_movement (inbound_no, lot_no, quantity, event_time) VALUES (%s, %s, %s, %s)"


def row_of(slip: dict[str, Any]) -> tuple[str, str, str, str]:
    """What is kept of a slip."""
    lot = slip["lots"][0]
    return slip["no"], lot["lot"], lot["qty"], slip["at"]
