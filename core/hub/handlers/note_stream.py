"""The hub noticed something about a stream: uncertain goods, an alarm, or an end of either."""

from __future__ import annotations

from core.hub.alert_codes import (
    BODY_WRONG,
    DELIVERY_CONFLICT,
    FOREIGN_SITE,
    REVOKED_SPEAKS,
    SIGNATURE_WRONG,
    AlertCode,
)
from core.hub.alerts import AlertCleared, AlertRaised, Severity, clear_alert, raise_alert
from core.hub.certainty import make_certain_rows, mark_uncertain_rows, unpark
from core.hub.failures import Failure, Uncertain
from core.hub.handling import handles
from core.hub.message import Message
from core.hub.notices import Noticed
from core.hub.shelf import Shelf
from core.hub.work import RoomUnit

_Means = tuple[str, Severity, str, bool]


def _of(code: AlertCode) -> _Means:
    """One of the hub's own codes; what it is about says nothing of the goods."""
    return (code.code, code.severity, code.action, False)


# what was noticed: (alert code, severity, first response, makes the site uncertain)
_MEANS: dict[str, _Means] = {
    "gap_opened": (
        "C15",
        "high",
        "the agent is asked to send the frames again; releases on the site wait until they come, or"
        " until you close this because you made sure by hand",
        True,
    ),
    "epoch_changed": ("C15", "high", "the agent re-reads its sources from the last watermark", True),
    "forked": (
        "C15",
        "critical",
        "two spools speak as one agent: find the second machine, then `hub trust` the right one",
        True,
    ),
    "clock_off": (
        "C15",
        "medium",
        "set the machine's clock by a time server; what its files say of when is taken as it is",
        False,
    ),
    "signature_wrong": _of(SIGNATURE_WRONG),
    "revoked_speaks": _of(REVOKED_SPEAKS),
    "foreign_site": _of(FOREIGN_SITE),
    "body_altered": _of(BODY_WRONG),
    "body_unread": (*_of(BODY_WRONG)[:3], True),
    "delivery_conflict": _of(DELIVERY_CONFLICT),
}
# What ends such an alarm: that it is over says the same object.
_ENDS = {"gap_closed", "clock_right"}
_AGENT_BAD = {"source_failed", "spool_full"}
_AGENT_GOOD = {"source_mended": "source_failed", "spool_free": "spool_full"}


class StreamWork:
    """What the notices need: the scopes that are uncertain, and the instructions that wait for them."""

    def __init__(self, unit: RoomUnit) -> None:
        self.uncertain: Shelf[Uncertain] = unit.shelf(Uncertain)
        self.failures: Shelf[Failure] = unit.shelf(Failure)


@handles("hub.noticed.v1")
def note_stream(message: Message, work: StreamWork) -> list[Message]:
    """Books what the hub or an agent noticed."""
    noticed = message.read(Noticed)
    if noticed.what in _ENDS:
        _certain(message, work, noticed.object)
        return [clear_alert(message, AlertCleared(code="C15", object=noticed.object, text=noticed.text))]
    if noticed.what == "body_read":
        _certain(message, work, noticed.object)
        return [clear_alert(message, BODY_WRONG.cleared(noticed.object, noticed.text))]
    if noticed.what == "agent_notice":
        return _agent_notice(message, noticed, work)
    code, severity, action, uncertain = _MEANS[noticed.what]
    for origin in _origins(noticed) if uncertain else ():
        scope = f"site:{noticed.site}"
        mark_uncertain_rows(work.uncertain, origin, [scope], since=message.record_time, text=noticed.text)
    alert = AlertRaised(
        code=code,
        severity=severity,
        object=noticed.object,
        text=noticed.text,
        action=action,
        site=noticed.site,
    )
    return [*_superseded(message, noticed, work), raise_alert(message, alert)]


def _superseded(message: Message, noticed: Noticed, work: StreamWork) -> list[Message]:
    """A gap of the epoch that was closed is filled by reading the sources again, not by its frames."""
    old = f"{noticed.detail.get('agent', '')}/{noticed.detail.get('old', '')}"
    if noticed.what != "epoch_changed" or not _origins(noticed):
        return []
    if not make_certain_rows(work.uncertain, old):
        return []
    text = "its epoch was closed; the sources are read again"
    return [clear_alert(message, AlertCleared(code="C15", object=old, text=text))]


def _origins(noticed: Noticed) -> list[str]:
    """What makes the site uncertain: a gap or fork as a whole; a new epoch until each source is read."""
    if noticed.what != "epoch_changed":
        return [noticed.object]
    sources = noticed.detail.get("sources", "").split()
    return [f"{noticed.object}/{source}" for source in sources]


def _certain(message: Message, work: StreamWork, origin: str) -> None:
    scopes = make_certain_rows(work.uncertain, origin)
    unpark(work.failures, work.uncertain, scopes, due_at=message.record_time)


def _source_reread(message: Message, noticed: Noticed, work: StreamWork) -> list[Message]:
    """A source of a new epoch was read again; when all were, the alarm about the epoch is over."""
    agent, source = noticed.detail["agent"], noticed.object.split("/")[1]
    epoch = f"{agent}/epoch"
    _certain(message, work, f"{epoch}/{source}")
    left = work.uncertain.find(scope=f"site:{noticed.site}")
    if any(row.origin.startswith(f"{epoch}/") for row in left):
        return []
    return [clear_alert(message, AlertCleared(code="C15", object=epoch, text="every source was read again"))]


def _agent_notice(message: Message, noticed: Noticed, work: StreamWork) -> list[Message]:
    what = noticed.detail.get("what", "")
    if what == "reread_done":
        return _source_reread(message, noticed, work)
    about = noticed.object.rsplit("/", 1)[0]
    if what in _AGENT_BAD:
        alert = AlertRaised(
            code="C05",
            severity="high",
            object=f"{about}/{what}",
            text=noticed.text,
            site=noticed.site,
            action="look at the agent's machine; count by hand if it lasts",
        )
        return [raise_alert(message, alert)]
    if what in _AGENT_GOOD:
        ended = AlertCleared(code="C05", object=f"{about}/{_AGENT_GOOD[what]}", text=noticed.text)
        return [clear_alert(message, ended)]
    return []
