"""Frames that stood aside because of their encryption are taken after all, once a person has seen to it."""

from __future__ import annotations

import msgspec

from core.hub.agents import Agent, Quarantined, TakenFrame
from core.hub.arrivals import Arriving
from core.hub.blind_gaps import body_object
from core.hub.files import FileStaging
from core.hub.frames import Frame, parse_frame
from core.hub.notices import Noticed, notice
from core.hub.ports import Unit
from core.hub.records import key_of
from core.hub.sealed_bodies import CODES, Bodies
from core.kernel.errors import Refused, Unreadable

AT_ONCE = 1000


class Reopened(msgspec.Struct, frozen=True, kw_only=True):
    """How many frames were taken, and what still stands in the way of the others."""

    frames: int
    arriving: list[Arriving]
    left: list[str]


def reopen(unit: Unit, name: str, bodies: Bodies, files: FileStaging) -> Reopened:
    """At most AT_ONCE frames of this agent; each was signed and chained when it came. Refused if unknown."""
    agent = unit.shelf(Agent).get(name)
    if agent is None:
        raise Refused(
            f"no agent {name!r} is known here; `hub agent list` shows them", cause="reopen.no_agent"
        )
    rows = unit.shelf(Quarantined).find(agent=name, limit=AT_ONCE)
    arriving: list[Arriving] = []
    left: list[str] = []
    done = 0
    for row in sorted(rows, key=lambda one: (one.received_at, one.sha256)):
        if row.code not in CODES.values():
            continue
        try:
            arriving.extend(_records(unit, agent, parse_frame(row.frame), bodies, files))
        except Unreadable as error:
            left.append(error.text)
            continue
        unit.shelf(Quarantined).remove(*key_of(row))
        done += 1
    return Reopened(frames=done, arriving=arriving + _mended(agent, files, done, left), left=left)


def _records(unit: Unit, agent: Agent, frame: Frame, bodies: Bodies, files: FileStaging) -> list[Arriving]:
    header = frame.header
    taken = unit.shelf(TakenFrame).get(header.agent, header.epoch, header.number)
    if taken is None or taken.hash != frame.hash:
        raise Unreadable(f"frame {header.number} is not the one that was taken under its number")
    arriving: list[Arriving] = []
    for ordinal, record in enumerate(bodies.records(unit, frame, agent)):
        delivery = f"{agent.agent}/{header.epoch}/{header.number}#{ordinal}"
        arriving.extend(files.arriving(agent, header, record, delivery=delivery, late=True))
    return arriving


def _mended(agent: Agent, files: FileStaging, done: int, left: list[str]) -> list[Arriving]:
    """The end of the alarm, once nothing stands aside any more."""
    if left or not done:
        return []
    said = {"agent": agent.agent}
    text, about = f"{done} frames that stood aside were opened and taken", body_object(agent, final=True)
    return [
        notice(
            agent.partner,
            Noticed(what="body_read", object=about, text=text, site=site, detail=said),
        )
        for site in files.sites(agent)
    ]
