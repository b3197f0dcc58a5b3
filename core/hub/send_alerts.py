"""Alarms about what could not leave: told as internal messages, once while they are open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.hub.alert_book import CLOSED, Alert
from core.hub.alert_codes import AlertCode
from core.hub.arrivals import Arriving
from core.hub.notices import internal
from core.hub.ports import Store

ALERTS_MAX = 10_000


class SendAlerts:
    """Raises and clears the alarms of an endpoint; the object is the endpoint, so a thousand sends are one.

    An alarm about a send may itself have to be sent there: while it is open nothing more is raised, so an
    endpoint that refuses alarms does not make new ones for ever.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def raised(self, code: AlertCode, endpoint: str, text: str, at: datetime) -> list[Arriving]:
        """What to store so that the alarm is raised: nothing if it is open already."""
        if self.is_open(code, endpoint):
            return []
        alert = code.raised(endpoint, text)
        key = _key(code, endpoint, at)
        return [internal("alert.raised.v1", alert, partner=_partner(endpoint), site="", key=key)]

    def cleared(self, code: AlertCode, endpoint: str, text: str, at: datetime) -> Arriving:
        """What to store so that the alarm ends; where none is open it changes nothing."""
        alert = code.cleared(endpoint, text)
        key = _key(code, endpoint, at)
        return internal("alert.cleared.v1", alert, partner=_partner(endpoint), site="", key=key)

    def is_open(self, code: AlertCode, endpoint: str) -> bool:
        rows: Sequence[Alert] = self._store.rows(Alert, limit=ALERTS_MAX, code=code.code, object=endpoint)
        return any(row.state != CLOSED for row in rows)


def _partner(endpoint: str) -> str:
    return endpoint.partition("/")[0]


def _key(code: AlertCode, endpoint: str, at: datetime) -> str:
    """The moment is in it: the same alarm an hour later is another message."""
    return f"{code.code}:{endpoint}:{at.isoformat()}"
