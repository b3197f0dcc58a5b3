"""How far the hub has a source: what it would have to be read again from if its spool were lost.

A watermark promises that all before it stands in the chain. It moves only where the hub has that chain whole,
and, after a spool was lost, only when what was lost with it has been read again.
"""

from __future__ import annotations

import msgspec

from core.hub.agents import Agent, Watermark
from core.hub.frames import WireRecord
from core.hub.ports import Unit


def move_watermark(unit: Unit, agent: Agent, record: WireRecord, *, whole: bool) -> None:
    """Takes the promise of this record. whole: the hub has every frame of the epoch up to it."""
    said = record.facts.get("watermark")
    marks = unit.shelf(Watermark)
    known = marks.get(agent.agent, record.source) if said is not None or _is_done(record) else None
    if known is not None and known.rereading and whole and _is_done(record):
        known = msgspec.structs.replace(known, rereading=None)
        marks.put(known)
    if said is None or (known is not None and (known.rereading or not whole)):
        return
    marks.put(
        Watermark(agent=agent.agent, source=record.source, watermark=said if whole else "", at=unit.now)
    )


def read_again(unit: Unit, agent: Agent, epoch: str) -> list[str]:
    """This epoch begins without what the one before may have had: the sources it is to read again."""
    marks = unit.shelf(Watermark)
    found = marks.find(agent=agent.agent)
    for mark in found:
        marks.put(msgspec.structs.replace(mark, rereading=epoch))
    return [mark.source for mark in found]


def _is_done(record: WireRecord) -> bool:
    return record.kind == "notice" and record.what == "reread_done"
