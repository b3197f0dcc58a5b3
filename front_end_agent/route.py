"""Which uplink speaks: the broker where there is one, the hub's own door while the broker does not answer."""

import logging

from front_end_agent.uplinks import Confirmed, Event, Failed, Uplink

log = logging.getLogger(__name__)
FAILURES_MAX = 3


class Route:
    """One uplink speaks at a time; a change is told once, and sending begins again behind the receipts."""

    def __init__(self, https: Uplink, *, amqp: Uplink | None, retry_s: float, silence_s: float) -> None:
        self.https, self.amqp, self.retry_s, self.silence_s = https, amqp, retry_s, silence_s
        self.link = amqp or https
        self._changed = False
        self._failures = 0
        self._try_at = 0.0
        self._heard_at: float | None = None
        self._opening = False

    def events(self, now: float) -> list[Event]:
        """What happened on the uplink that speaks; opens and closes the broker's on the way."""
        if self.amqp is None:
            return self.https.events()
        if self.link is self.https:
            self._try_broker(now)
            return self.https.events() if self.link is self.https else []
        if not self._opening and now >= self._try_at:
            self._opening, self._heard_at = True, now
            self.amqp.open()
        happened = self.amqp.events()
        if any(isinstance(event, Confirmed) for event in happened):
            self._heard_at = now
        return happened

    def waits_for_confirm(self, now: float, *, outstanding: bool) -> None:
        """Nothing confirmed for too long while frames wait for it: the broker is as good as away."""
        if self.amqp is None or self.link is not self.amqp:
            return
        if not outstanding or self._heard_at is None:
            self._heard_at = now
        elif now - self._heard_at >= self.silence_s:
            log.warning("no confirm for %.0f s", self.silence_s)
            self._to_https(now)

    def worked(self, now: float) -> None:
        self._failures, self._heard_at = 0, now

    def failed(self, now: float, *, again_at: float) -> bool:
        """One more failure in a row; says whether the other uplink is to go on at once."""
        if self.amqp is None or self.link is not self.amqp:
            return False
        self._failures += 1
        self.amqp.close()
        self._opening = False
        if self._failures < FAILURES_MAX:
            self._try_at = again_at
            return False
        self._to_https(now)
        return True

    def changed(self) -> bool:
        """Whether the uplink has changed since this was last asked."""
        changed, self._changed = self._changed, False
        return changed

    def beat(self, text: bytes) -> list[bytes]:
        """By the uplink that speaks; by the hub's door while the broker's is not open yet."""
        spoken = self.link if self.link.room()[0] > 0 else self.https
        return spoken.beat(text)

    def by_broker(self, text: bytes) -> bool:
        """Where the broker is open: a signed text, whose answer comes down some time. Whether it was sent."""
        if self.amqp is None or self.amqp.room()[0] <= 0:
            return False
        self.amqp.beat(text)
        return True

    def close(self) -> None:
        if self.amqp is not None:
            self.amqp.close()
        self.https.close()

    def _to_https(self, now: float) -> None:
        if self.amqp is not None:
            self.amqp.close()
        self.link, self._changed, self._opening = self.https, True, False
        self._failures, self._try_at = 0, now + self.retry_s
        log.warning("frames go by https now; the broker is tried again in %.0f s", self.retry_s)

    def _try_broker(self, now: float) -> None:
        if self.amqp is None or now < self._try_at:
            return
        if not self._opening:
            self._opening = True
            self.amqp.open()
        if any(isinstance(event, Failed) for event in self.amqp.events()):
            self.amqp.close()
            self._opening, self._try_at = False, now + self.retry_s
        elif self.amqp.room()[0] > 0:
            self.link, self._changed, self._heard_at = self.amqp, True, now
            log.info("the broker is back; frames go by amqp again")
