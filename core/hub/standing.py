"""What any door asks: is this certificate one of ours, in force, and not taken back?"""

from __future__ import annotations

from datetime import datetime, timedelta

from core.hub.certificates import Certificate
from core.hub.ports import Store
from core.kernel.clock import Clock
from core.kernel.errors import Refused

# So old what a door knows may be; a revocation is felt everywhere within it.
CACHED = timedelta(seconds=2)
CACHED_MAX = 10_000


class Standing:
    """The list of certificates as the doors of one process see it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[str, tuple[datetime, Certificate | None]] = {}

    def is_revoked(self, serial: str) -> bool:
        """Whether nothing may be taken on this certificate any more; one we never issued counts so too.

        serial: hexadecimal. Raises Unavailable if the store is away: a door that cannot ask lets nobody in.
        """
        row = self._row(serial)
        return row is None or row.revoked_at is not None

    def lists(self, serial: str) -> bool:
        """Whether this serial is one that we know to have issued, whatever became of it."""
        return self._row(serial) is not None

    def admit(self, serial: str, fingerprint: str) -> Certificate:
        """Whose certificate it is. Refused if it is unknown, over or revoked."""
        row = self._row(serial)
        if row is None or row.fingerprint != fingerprint:
            raise Refused(
                f"certificate {serial} is none that this hub issued; renew it if a restore lost it, or enrol"
                " here",
                cause="certificate.unknown",
            )
        if row.revoked_at is not None:
            raise Refused(
                f"certificate {serial} of {row.name} was revoked at {row.revoked_at:%Y-%m-%d %H:%M}Z;"
                " ask the hub's operator",
                cause="certificate.revoked",
            )
        if row.not_after <= self._clock.now():
            raise Refused(
                f"certificate {serial} of {row.name} ended at {row.not_after:%Y-%m-%d %H:%M}Z; renew it",
                cause="certificate.expired",
            )
        return row

    def _row(self, serial: str) -> Certificate | None:
        now = self._clock.now()
        known = self._known.get(serial)
        if known is not None and now - known[0] < CACHED:
            return known[1]
        row = self._store.get(Certificate, serial)
        if len(self._known) >= CACHED_MAX:
            self._known.clear()
        self._known[serial] = (now, row)
        return row
