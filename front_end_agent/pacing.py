"""How fast the hub lets this agent send: a pace that lasts, and a slower one that ends by itself."""

from datetime import timedelta

from front_end_agent.clock import Clock, as_text, as_time
from front_end_agent.spool import Spool

PACE_MAX = 100_000
LASTS_S_MAX = 86_400


class Pacing:
    """Both are kept in the spool, so a restart changes nothing."""

    def __init__(self, spool: Spool, *, clock: Clock) -> None:
        self._spool, self._clock = spool, clock
        self.read()

    def read(self) -> None:
        """What is kept; it is asked for at every frame, so it is read when it changed."""
        self._lasting, self._slow = (float(self._spool.meta(name, "0")) for name in ("pace", "slow"))
        until = self._spool.meta("slow_until")
        self._until = as_time(until) if until else None

    @property
    def frames_per_s(self) -> float:
        """The slower of the two; 0 = no limit."""
        if not self._slow or self._until is None or self._until <= self._clock.now():
            return self._lasting
        return min(self._slow, self._lasting) if self._lasting else self._slow

    def told(self, pace: object, lasts_s: object) -> tuple[str, dict[str, object]]:
        """What is wrong with it ("" if nothing), and what is to be kept."""
        if not _is_number(pace) or not 0 <= pace <= PACE_MAX:  # type: ignore[operator]
            return f"`frames_per_s` must be 0 to {PACE_MAX}, not {pace!r}", {}
        if not _is_number(lasts_s) or not 0 <= lasts_s <= LASTS_S_MAX:  # type: ignore[operator]
            return f"`lasts_s` must be 0 to {LASTS_S_MAX}, not {lasts_s!r}", {}
        if not lasts_s:
            return "", {"pace": pace}
        until = self._clock.now() + timedelta(seconds=float(lasts_s))  # type: ignore[arg-type]
        return "", {"slow": pace, "slow_until": as_text(until)}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
