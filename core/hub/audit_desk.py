"""The desk's chain: what people, commands and timed jobs did, and every look at a body before it."""

from __future__ import annotations

import msgspec

from core.hub.audit import ACT, DESK, LOOK, AuditEntry, extend
from core.hub.collisions import again_on_collision
from core.hub.ports import Store, Unit

# By whom, where nobody is signed in: the timed jobs.
CLOCK = "clock"
TEXT_MAX = 500
_TEXT = msgspec.json.Encoder()


class Noted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who did what, on what, why, and in short what it was before and is now.

    what: "plan.created", "alert.closed"; on: the plan, alert or message, as people name it.
    """

    by: str
    what: str
    on: str
    why: str = ""
    change: str = ""


def note(unit: Unit, noted: Noted) -> AuditEntry:
    """Notes an act in the unit of work that carries it out: there is not the one without the other.

    It takes the lock of the desk's chain, so it comes last; the pipe never takes it.
    """
    return extend(unit, DESK, ACT, _text(noted))


def note_alone(store: Store, noted: Noted) -> None:
    """Notes an act that has no unit of work of its own, before it is carried out."""
    _alone(store, ACT, noted)


def look_at_body(store: Store, *, by: str, what: str, on: str) -> None:
    """Notes a look before the body is shown. Unavailable if that cannot be: then it is not shown."""
    _alone(store, LOOK, Noted(by=by, what=what, on=on))


def noted_of(entry: AuditEntry) -> Noted:
    """What an entry of the desk says."""
    return msgspec.json.decode(entry.text, type=Noted)


def _alone(store: Store, kind: str, noted: Noted) -> None:
    def once() -> None:
        with store.unit() as unit:
            extend(unit, DESK, kind, _text(noted))

    again_on_collision(once, what="the audit")


def _text(noted: Noted) -> bytes:
    return _TEXT.encode(
        Noted(
            by=noted.by[:TEXT_MAX],
            what=noted.what,
            on=noted.on[:TEXT_MAX],
            why=noted.why[:TEXT_MAX],
            change=noted.change[:TEXT_MAX],
        )
    )
