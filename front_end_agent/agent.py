"""The agent: joins the sources, the spool, the sender and the heartbeat, and ends them in order."""

import contextlib
import functools
import importlib
import logging
import threading
from collections.abc import Callable

import msgspec

from front_end_agent import machine
from front_end_agent.batch import Batch, notice
from front_end_agent.certificate import Certificate
from front_end_agent.clock import Clock, SystemClock
from front_end_agent.decoding import complete_structs
from front_end_agent.downlink import Downlink
from front_end_agent.errors import Misconfigured, SourceFailed, SpoolFull
from front_end_agent.heartbeat import Heartbeat, HeartbeatThread
from front_end_agent.identity import Enrolment, KeyRing, read_enrolment
from front_end_agent.pressure import Pressure
from front_end_agent.renewal import Renewal, RenewalThread
from front_end_agent.route import Route
from front_end_agent.runner import Runner
from front_end_agent.sender import Sender, SenderThread
from front_end_agent.settings import Settings, UplinkSettings, may_use
from front_end_agent.sources import Context, Served, Source, SourceSettings
from front_end_agent.spool import Spool
from front_end_agent.uplinks import Uplink
from front_end_agent.uplinks.https import HttpsUplink, OnUnknown

log = logging.getLogger(__name__)
LOOK_AT_KEY_S = 3600.0


class Agent:
    """Everything that runs, from one reading of the settings."""

    def __init__(self, settings: Settings, *, clock: Clock | None = None, new_epoch: bool = False) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.keys = KeyRing(settings.home)
        self.enrolment = read_enrolment(settings.home)
        self.spool = Spool(settings, agent=self.enrolment.agent, keys=self.keys, clock=self.clock)
        if not self.spool.meta("encrypt_at"):
            self.spool.encrypt(self.enrolment.encrypt, said_at="")
        if new_epoch:
            self.spool.new_epoch()
        self.pressure = Pressure(self.spool, clock=self.clock)
        self.certificate = Certificate(settings.home, clock=self.clock)
        self.renewal = Renewal(
            settings.file.hub, self.certificate, enrolment=self.enrolment, key=self.spool.speaking_key
        )
        self.route = open_route(
            settings, self.enrolment, epoch=lambda: self.spool.epoch, woken=self._woken,
            on_unknown=self.renewal.unknown,
        )  # fmt: skip
        self.downlink = Downlink(
            self.spool,
            enrolment=self.enrolment,
            clock=self.clock,
            sources=frozenset(source.name for source in settings.sources),
        )
        self.renewal.by_broker, self.downlink.on_certificate = self.route.by_broker, self.renewal.take
        self.sender = Sender(self.spool, self.route, clock=self.clock)
        self.sender.on_text = self.downlink.take
        self.downlink.sender, self.downlink.wake = self.sender, self._wake
        self.spool.on_sealed = self.sender.wakeup.set
        self.heartbeat = Heartbeat(
            self.spool, sender=self.sender, downlink=self.downlink, pressure=self.pressure, clock=self.clock
        )
        self._beats = HeartbeatThread(self.heartbeat, every_s=settings.file.beat_s)
        self._sending = SenderThread(self.sender)
        self._renewing = RenewalThread(self.renewal)
        self._runners: list[Runner] = []
        self._served: dict[str, Served] = {}
        self._over = threading.Event()

    def start(self) -> None:
        """Heartbeat first: its answer says from where to send."""
        complete_structs()
        self._renewing.start()
        self._beats.start()
        self._sending.start()
        try:
            for source in self.settings.sources:
                self._start_source(source)
        except SourceFailed as error:
            self.stop()
            raise Misconfigured(str(error)) from error
        self.heartbeat.state = "running"
        log.info("%s runs with %d sources", self.enrolment.agent, len(self.settings.sources))

    def run(self) -> None:
        """Until SIGTERM, SIGINT or `stop`."""
        machine.stop_on_signals(self._over)
        self.start()
        self.renew_key()
        while not self._over.wait(timeout=LOOK_AT_KEY_S):
            self.renew_key()
        self.stop()

    def stop(self) -> None:
        """No source is read any more, what was taken is kept, the hub hears that we go."""
        self._over.set()
        for served in self._served.values():
            served.stop()
        for runner in self._runners:
            runner.stop()
        self._renewing.stop()
        self._sending.stop()
        self._beats.stop()
        self.heartbeat.state = "stopped"
        if not self.heartbeat.trouble:  # A hub that does not answer is not waited for at the end.
            self.heartbeat.beat()
        self.route.close()
        self.spool.close()
        log.info("stopped after frame %d", self.spool.sealed)

    def renew_key(self) -> bool:
        """Changes the key when it has served its days and the hub knows of the last change."""
        age_s = self.clock.now().timestamp() - self.keys.made_at()
        settled = int(self.spool.meta("key_number", "0")) <= self.spool.receipted
        if age_s < self.settings.file.key_days * 86_400 or not settled:
            return False
        self.spool.change_key()
        return True

    def _start_source(self, settings: SourceSettings) -> None:
        source = open_source(settings, Context(
            home=self.settings.home, clock=self.clock, ledger=self.spool.book,
            put=functools.partial(self.pressure.put, settings),
        ))  # fmt: skip
        if isinstance(source, Served):
            source.start()
            self._served[settings.name] = source
        else:
            runner = Runner(settings, source, spool=self.spool, pressure=self.pressure)
            runner.start()
            self._runners.append(runner)

    def _woken(self) -> None:
        self.sender.wakeup.set()

    def _wake(self, source: str) -> None:
        """A source was asked to read again; one that is spoken to has nothing to read."""
        if source in self._served:
            site = next(each.site for each in self.settings.sources if each.name == source)
            text = "a push source keeps nothing; ask those who push"
            said = notice(source=source, site=site, what="reread_done", text=text, now=self.clock.now())
            with contextlib.suppress(SpoolFull):
                self.spool.put(Batch(source=source, items=(said,), reread_done=True))
        for runner in self._runners:
            if runner.settings.name == source:
                runner.wakeup.set()


def open_source(settings: SourceSettings, context: Context) -> Source | Served:
    """The module named like the kind opens it."""
    module = importlib.import_module(f"front_end_agent.sources.{settings.kind}")
    opened: Source | Served = module.open_source(settings, context)
    return opened


def open_route(
    settings: Settings,
    enrolment: Enrolment,
    *,
    epoch: Callable[[], str] = str,
    woken: Callable[[], None],
    on_unknown: OnUnknown = lambda _stamp: None,
) -> Route:
    """HTTPS always; the broker too where the settings or the enrolment name one."""
    uplink = broker_settings(settings)
    url = uplink.amqp if uplink.amqp is not None else enrolment.broker_url
    amqp: Uplink | None = None
    if url:
        if not may_use(url):
            raise Misconfigured(f"the hub names the broker {url}, which is not amqps://; tell its operator")
        try:
            from front_end_agent.uplinks.amqp import AmqpUplink
        except ImportError as error:
            raise Misconfigured(f"the broker needs pika: {error}") from error
        amqp = AmqpUplink(uplink, url=url, enrolment=enrolment, epoch=epoch)
        amqp.on_event = woken
    https = HttpsUplink(settings.file.hub, Certificate(settings.home), on_unknown=on_unknown)
    return Route(https, amqp=amqp, retry_s=uplink.retry_s, silence_s=uplink.silence_s)


def broker_settings(settings: Settings) -> UplinkSettings:
    """The broker is of the same house as the hub: what is not said is as there."""
    uplink, own = settings.file.uplink, Certificate(settings.home).path
    if uplink.certificate is None:
        uplink = msgspec.structs.replace(uplink, certificate=own, key=own)
    return uplink if uplink.ca else msgspec.structs.replace(uplink, ca=settings.file.hub.ca)
