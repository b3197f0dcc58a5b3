"""Certificates of the time that a restore lost: in no list any more, and yet their agents renew over them."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from core.hub.audit_desk import Noted, note
from core.hub.certificates import AGENT, BACKDATED_S_MAX, CLOCKS_APART, LIFE_S_MAX, Certificate
from core.hub.incarnations import LIVES_MAX, Incarnation
from core.hub.ports import Unit
from core.kernel.errors import Refused

BACKDATED = timedelta(seconds=BACKDATED_S_MAX)
LIFE = timedelta(seconds=LIFE_S_MAX)


class Unlisted(msgspec.Struct, frozen=True, kw_only=True):
    """What a certificate says of itself that TLS has verified against our own authority."""

    serial: str
    kind: str
    name: str
    not_before: datetime
    not_after: datetime


def require_lost(unit: Unit, shown: Unlisted, agent: str) -> Incarnation:
    """The restore that lost it. Refused for all but what this agent was given in the time that was lost."""
    if unit.shelf(Certificate).get(shown.serial) is not None:
        raise _unknown(shown, "it is another than the one of this serial in the list")
    if (shown.kind, shown.name) != (AGENT, agent):
        raise _unknown(shown, f"it is not {agent}'s but that of {shown.kind} {shown.name[:64]}")
    if shown.not_after <= unit.now:
        raise _unknown(shown, f"it ended at {shown.not_after:%Y-%m-%d %H:%M}Z")
    # So the door shuts by itself: who signs behind our back can write any end into a certificate.
    if shown.not_after - shown.not_before > LIFE + BACKDATED:
        raise _unknown(shown, f"it lives longer than the {LIFE.days} days that we give")
    # Of an earlier restore too: its agent may have been away since.
    for life in reversed(unit.shelf(Incarnation).find(limit=LIVES_MAX)):
        if _begins_in_what_was_lost(life, shown):
            return life
    raise _unknown(
        shown, f"it began at {shown.not_before:%Y-%m-%d %H:%M}Z, which is no time that a restore lost"
    )


def note_renewed(unit: Unit, shown: Unlisted, life: Incarnation, serial: str) -> None:
    """Says in the audit why a certificate was given over one that nobody knows."""
    why = (
        f"certificate {shown.serial} began at {shown.not_before:%Y-%m-%d %H:%M:%S}Z, in the time that the"
        f" restore of {life.restored_at:%Y-%m-%d %H:%M}Z lost (incarnation {life.number})"
    )
    by = f"agent {shown.name}"
    note(
        unit,
        Noted(by=by, what="certificate.recovered", on=shown.name, why=why, change=f"unknown -> {serial}"),
    )


def _begins_in_what_was_lost(life: Incarnation, shown: Unlisted) -> bool:
    """Whether it was given between the backup and the restore, by clocks that may differ."""
    earliest = life.complete_to - BACKDATED - CLOCKS_APART
    return earliest <= shown.not_before <= life.restored_at + CLOCKS_APART


def _unknown(shown: Unlisted, reason: str) -> Refused:
    return Refused(
        f"certificate {shown.serial} is none that this hub issued: {reason}; enrol here",
        cause="certificate.unknown",
    )
