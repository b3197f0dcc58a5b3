"""Renews the certificate at two thirds of its life, over the one before, while records flow."""

import logging
import threading
from collections.abc import Callable

import msgspec

from front_end_agent.certificate import Certificate
from front_end_agent.decoding import UNDECODABLE
from front_end_agent.errors import AgentError, HubAway, HubRefused, Untrusted
from front_end_agent.identity import Enrolment
from front_end_agent.settings import HubSettings
from front_end_agent.signed import read_signed, sign_text
from front_end_agent.suites import SigningKey
from front_end_agent.uplinks.https import Hub

log = logging.getLogger(__name__)
PATH = "/agent/v1/renew"
LOOK_S_MIN, LOOK_S_MAX = 0.5, 300.0
LOOKS_A_LIFE = 20


class Renewed(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub answers."""

    agent: str
    certificate: str


class Renewal:
    """Asks the hub by its own door; the request is signed by the key that signs the frames."""

    def __init__(
        self,
        settings: HubSettings,
        certificate: Certificate,
        *,
        enrolment: Enrolment,
        key: Callable[[], SigningKey],
    ) -> None:
        self.settings, self.certificate, self.enrolment, self._key = settings, certificate, enrolment, key
        self.by_broker: Callable[[bytes], bool] = lambda _text: False
        self.trouble = ""
        self.wakeup = threading.Event()
        self._unknown = 0

    def unknown(self, stamp: int) -> None:
        """The hub does not know the certificate of this stamp: it was restored since, and gives a new one."""
        self._unknown = stamp
        self.wakeup.set()

    def look(self) -> bool:
        """Renews where it is due; says whether it did. What is wrong is noted and tried again."""
        try:
            if not self.certificate.is_due() and not self._is_unknown():
                return False
            self.renew()
        except AgentError as error:
            if str(error) != self.trouble:
                log.error("the certificate is not renewed: %s", error)
            self.trouble = str(error)
            return False
        self.trouble = ""
        return True

    def _is_unknown(self) -> bool:
        return bool(self._unknown) and self._unknown == self.certificate.stamp()

    def renew(self) -> None:
        """By the hub's door; where that is not reached, by the broker, whose answer comes down later."""
        said = {"agent": self.enrolment.agent, "csr": self.certificate.request()}
        text = sign_text("renew", said, key=self._key())
        try:
            self.take(self._asked_twice(text))
        except HubAway:
            if not self.by_broker(text):
                raise
            log.info("the next certificate is asked for by the broker")

    def _asked_twice(self, text: bytes) -> bytes:
        try:
            return self._asked(text, self.certificate)
        except AgentError:
            if self.certificate.shown() is None:
                raise
            # The hub's clock may say that what we show is over: then it hears us without.
            try:
                return self._asked(text, None)
            except AgentError as second:
                log.debug("nor without the certificate: %s", second)
                raise

    def take(self, text: bytes) -> None:
        """The hub's answer, whichever way it came."""
        try:
            said = read_signed(text, public=self.enrolment.hub_public)
            renewed = msgspec.json.decode(said.signed, type=Renewed)
        except (Untrusted, *UNDECODABLE) as error:
            raise HubRefused(f"the answer to the renewal makes no sense: {error}") from error
        if said.purpose != "certificate" or renewed.agent != self.enrolment.agent:
            raise HubRefused(f"the answer to the renewal is a {said.purpose} for {renewed.agent}")
        self.certificate.take(renewed.certificate)

    def _asked(self, text: bytes, certificate: Certificate | None) -> bytes:
        hub = Hub(self.settings, certificate)
        try:
            return hub.post(PATH, text, media="application/json")
        finally:
            hub.close()

    def pause_s(self) -> float:
        """How long until it is worth looking again."""
        try:
            valid = self.certificate.valid()
        except AgentError:
            valid = None
        if valid is None:
            return LOOK_S_MIN if not self.trouble else LOOK_S_MAX / 10
        return min(max((valid[1] - valid[0]).total_seconds() / LOOKS_A_LIFE, LOOK_S_MIN), LOOK_S_MAX)


class RenewalThread:
    """Looks until it is stopped."""

    def __init__(self, renewal: Renewal) -> None:
        self.renewal = renewal
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="renewal", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self.renewal.wakeup.set()
        self._thread.join(timeout=1)

    def turn(self) -> bool:
        """Looks; says whether the pause that follows may be cut short.

        Not after a look that was in a hurry: whose next certificate is unknown again, as where two hubs stand
        behind one address, would renew as fast as it is refused.
        """
        hurried = self.renewal.wakeup.is_set()
        self.renewal.wakeup.clear()
        self.renewal.look()
        return not hurried

    def _run(self) -> None:
        while not self._over.is_set():
            may_wake = self.turn()
            if self._over.is_set():
                return
            (self.renewal.wakeup if may_wake else self._over).wait(self.renewal.pause_s())
