"""What a funder tells of a loan in its files of days and what we have of it, where the two differ."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from core.hub.ports import Store
from core.loan import Break
from gateway.console.loan_reading import told_by_message
from gateway.console.told_by import Told

BREAKS_MAX = 50
# What still stands, and what people said of it: what is gone is in the messages that told it.
SHOWN = ("open", "explained")


class Apart(NamedTuple):
    """One break, and the message whose file told it first."""

    row: Break
    told: Told | None


def breaks_of(store: Store, loan_no: str) -> tuple[Apart, ...]:
    """Those of a loan, the open ones first, the oldest of them first."""
    rows = [
        row for state in SHOWN for row in store.rows(Break, limit=BREAKS_MAX, loan_no=loan_no, state=state)
    ]
    rows.sort(key=lambda row: (SHOWN.index(row.state), row.since_day, row.kind, row.what, row.about))
    return tuple(Apart(row, told_by_message(store, UUID(row.message_id))) for row in rows)
