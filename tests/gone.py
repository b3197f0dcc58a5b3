"""Lets the messages of a real hub go, as retention does, without waiting for years."""

from __future__ import annotations

from adapters.database.message_months import DatabaseMonths
from adapters.wiring.hub import Hub
from core.hub.arrivals import month_of
from core.hub.months import MonthRetention


def let_go(hub: Hub) -> int:
    """This month's messages, whatever still holds them; how long they were kept is no matter here."""
    month = month_of(hub.store.now())
    months = DatabaseMonths(hub.store.engine)
    MonthRetention(hub.store, months)._name(month)
    months.drop(month)
    return month
