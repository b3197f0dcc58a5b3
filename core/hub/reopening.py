"""Frames that stood aside because of their encryption are taken after all, once a person has seen to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from core.hub.agents import Agent, Quarantined, TakenFrame
from core.hub.arrivals import Arriving
from core.hub.blind_gaps import body_object
from core.hub.files import FileStaging
from core.hub.frames import Frame, parse_frame
from core.hub.notices import Noticed, notice
from core.hub.ports import Store, Unit
from core.hub.records import Key, key_of
from core.hub.sealed_bodies import CODES, Bodies
from core.kernel.errors import Refused, Unreadable

# Frames of one unit of work.
AT_ONCE = 1000
PAGE = 100


class Reopened(msgspec.Struct, frozen=True, kw_only=True):
    """How many frames were taken, and what still stands in the way of the others."""

    frames: int = 0
    arriving: list[Arriving] = []
    left: list[str] = []


def standing_aside(store: Store, agent: str) -> Iterator[Sequence[str]]:
    """The frames that stand aside because of their encryption, oldest first; by AT_ONCE, at least one part.

    Only their names are held meanwhile. What stands aside for other reasons hides none of them.
    """
    found: list[tuple[datetime, str]] = []
    after: Key | None = None
    while rows := store.rows(Quarantined, limit=PAGE, after=after, agent=agent):
        found += [(row.received_at, row.sha256) for row in rows if row.code in CODES.values()]
        after = key_of(rows[-1])
    names = [name for _, name in sorted(found)]
    for start in range(0, max(len(names), 1), AT_ONCE):
        yield names[start : start + AT_ONCE]


def reopen(unit: Unit, name: str, names: Sequence[str], bodies: Bodies, files: FileStaging) -> Reopened:
    """These frames of this agent; each was signed and chained when it came. Refused if it is unknown."""
    agent = unit.shelf(Agent).get(name)
    if agent is None:
        raise Refused(
            f"no agent {name!r} is known here; `hub agent list` shows them", cause="reopen.no_agent"
        )
    arriving: list[Arriving] = []
    left: list[str] = []
    done = 0
    for one in names:
        row = unit.shelf(Quarantined).get(one)
        if row is None:
            continue
        try:
            arriving.extend(_records(unit, agent, parse_frame(row.frame), bodies, files))
        except Unreadable as error:
            left.append(error.text)
            continue
        unit.shelf(Quarantined).remove(*key_of(row))
        done += 1
    return Reopened(frames=done, arriving=arriving, left=left)


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


def mended(unit: Unit, name: str, files: FileStaging, reopened: Reopened) -> list[Arriving]:
    """The end of the alarm, once nothing stands aside any more."""
    agent = unit.shelf(Agent).get(name)
    if agent is None or reopened.left or not reopened.frames:
        return []
    said = {"agent": agent.agent}
    text, about = (
        f"{reopened.frames} frames that stood aside were opened and taken",
        body_object(agent, final=True),
    )
    return [
        notice(
            agent.partner,
            Noticed(what="body_read", object=about, text=text, site=site, detail=said),
        )
        for site in files.sites(agent)
    ]
