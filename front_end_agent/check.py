"""`agent check`: is everything in place? It reads, asks and dry-runs; it sends and takes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

from front_end_agent import machine
from front_end_agent.agent import broker_settings, open_route, open_source
from front_end_agent.certificate import Certificate
from front_end_agent.clock import SystemClock
from front_end_agent.dry import DryLedger
from front_end_agent.errors import AgentError, Misconfigured
from front_end_agent.identity import KeyRing, read_enrolment
from front_end_agent.settings import Settings, read_settings
from front_end_agent.sources import Context, SourceSettings
from front_end_agent.uplinks.https import Hub

BEATS = "/agent/v1/heartbeat"
SKEW_S_MAX = 120.0
SHOWN_MAX = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    what: str
    good: bool
    text: str


def check(home: Path) -> Iterator[Finding]:
    """Each finding as soon as it is known; without settings there is nothing further to look at."""
    try:
        settings = read_settings(home)
    except Misconfigured as error:
        yield Finding("settings", False, str(error))
        return
    yield Finding("settings", True, f"{home / 'agent.toml'}, {len(settings.sources)} sources")
    yield look_at_home(home)
    yield _found("enrolment", lambda: _enrolment(home))
    yield from _hub(settings)
    yield from _broker(settings)
    for source in settings.sources:
        yield _found(f"source {source.name}", lambda source=source: _source(settings, source))  # type: ignore[misc]


def look_at_home(home: Path) -> Finding:
    """Whether it is private, and its key one that this machine can use."""
    return _found("home", lambda: _home(home))


def _found(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, look())
    except AgentError as error:
        return Finding(what, False, str(error))


def _home(home: Path) -> str:
    if machine.open_to_others(home):
        raise Misconfigured(f"{home} can be entered by others; run `chmod 700 {home}`")
    key = KeyRing(home).read()
    return f"{home}, key {key.id}, suite {key.suite}"


def _enrolment(home: Path) -> str:
    enrolment = read_enrolment(home)
    return f"{enrolment.agent} of {enrolment.partner} at {enrolment.hub}"


def _hub(settings: Settings) -> Iterator[Finding]:
    hub = Hub(settings.file.hub, Certificate(settings.home))
    clock = SystemClock()
    try:
        hub.reach(BEATS)
        refused = hub.refuses(BEATS)
        said = parsedate_to_datetime(hub.answered_at)
        skew_s = (clock.now() - said).total_seconds()
    except AgentError as error:
        yield Finding("hub", False, str(error))
        return
    except (ValueError, TypeError):
        yield Finding("clock", False, "the hub's answer has no Date; the clock cannot be compared")
        return
    finally:
        hub.close()
    text = f"answers, but does not let this agent in: {refused}" if refused else "answers"
    yield Finding("hub", not refused, f"{settings.file.hub.url} {text}")
    good = abs(skew_s) <= SKEW_S_MAX
    advice = "" if good else f"; over {SKEW_S_MAX:.0f} s the hub alarms, set this machine's clock by NTP"
    yield Finding("clock", good, f"{skew_s:+.0f} s beside the hub's{advice}")


def _broker(settings: Settings) -> Iterator[Finding]:
    try:
        enrolment = read_enrolment(settings.home)
    except Misconfigured:
        return
    route = open_route(settings, enrolment, woken=lambda: None)
    if route.amqp is None:
        return
    from front_end_agent.uplinks.amqp import reach

    url = settings.file.uplink.amqp or enrolment.broker_url or ""
    yield _found("broker", lambda: reach(broker_settings(settings), url=url))


def _source(settings: Settings, source: SourceSettings) -> str:
    dry = DryLedger(settings.home)
    context = Context(home=settings.home, clock=SystemClock(), ledger=dry, put=dry.put)
    names = open_source(source, context).look()
    shown = ", ".join(names[:SHOWN_MAX]) + (", …" if len(names) > SHOWN_MAX else "")
    return f"{len(names)} to read {shown}".strip()
