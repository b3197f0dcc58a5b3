"""Alarms about what could not leave: told as internal messages, once while they are open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.hub.alert_book import CLOSED, Alert
from core.hub.alerts import AlertCleared, AlertRaised, Severity
from core.hub.arrivals import Arriving
from core.hub.notices import internal
from core.hub.ports import Store

DOWN = "H04"
GIVEN_UP = "H05"
IN_DOUBT = "H06"
ALERTS_MAX = 10_000

# code: (severity, first response)
_MEANS: dict[str, tuple[Severity, str]] = {
    DOWN: ("high", "ask the partner whether their side is up; sending goes on by itself when it answers"),
    GIVEN_UP: ("high", "look at the send, mend the contract or the message, then send it again"),
    IN_DOUBT: (
        "critical",
        "ask the partner whether it arrived, then decide: it arrived, send again, or give up",
    ),
}


class SendAlerts:
    """Raises and clears the alarms of an endpoint; the object is the endpoint, so a thousand sends are one.

    An alarm about a send may itself have to be sent there: while it is open nothing more is raised, so an
    endpoint that refuses alarms does not make new ones for ever.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def raised(self, code: str, endpoint: str, text: str, at: datetime) -> list[Arriving]:
        """What to store so that the alarm is raised: nothing if it is open already."""
        if self.is_open(code, endpoint):
            return []
        severity, action = _MEANS[code]
        alert = AlertRaised(code=code, severity=severity, object=endpoint, text=text[:500], action=action)
        key = _key(code, endpoint, at)
        return [internal("alert.raised.v1", alert, partner=_partner(endpoint), site="", key=key)]

    def cleared(self, code: str, endpoint: str, text: str, at: datetime) -> Arriving:
        """What to store so that the alarm ends; where none is open it changes nothing."""
        alert = AlertCleared(code=code, object=endpoint, text=text[:500])
        key = _key(code, endpoint, at)
        return internal("alert.cleared.v1", alert, partner=_partner(endpoint), site="", key=key)

    def is_open(self, code: str, endpoint: str) -> bool:
        rows: Sequence[Alert] = self._store.rows(Alert, limit=ALERTS_MAX, code=code, object=endpoint)
        return any(row.state != CLOSED for row in rows)


def _partner(endpoint: str) -> str:
    return endpoint.partition("/")[0]


def _key(code: str, endpoint: str, at: datetime) -> str:
    """The moment is in it: the same alarm an hour later is another message."""
    return f"{code}:{endpoint}:{at.isoformat()}"
