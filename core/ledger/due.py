"""What a clock asks of the ledger: a job reads these rows, and sends the message for each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.ledger.limits import OPEN, Reservation
from core.ledger.messages import ReservationEnded


def reservations_over(held: Iterable[Reservation], now: datetime) -> list[ReservationEnded]:
    """Open reservations whose time is over: `ledger.reservation_ended.v1` for each."""
    return [
        ReservationEnded(book=each.book, number=each.number, expires_at=each.expires_at)
        for each in held
        if each.state == OPEN and each.expires_at is not None and each.expires_at <= now
    ]
