"""A look at a place, and what the store is told of it: the delivery, the line of the journal, their names."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec

from core.hub.contents import Content
from core.hub.contracts import Pull
from core.hub.deliveries import Delivery
from core.hub.pulls import Found, Pulled, PullState

NAME_SHOWN = 100
NAME_MAX = 500


class Turn(msgspec.Struct, kw_only=True):
    """One look by one puller. at: the database's time of its last unit of work."""

    partner: str
    pull: Pull
    number: int
    mark: str
    again: bool
    began: datetime
    at: datetime
    taken: int = 0


def fresh_of(partner: str, pull: Pull, now: datetime, life: int) -> PullState:
    return PullState(
        partner=partner, pull=pull.name, due_at=now, owner="", until=None, turn=0, mark="", life=life,
        failures=0, alarmed=False, text="", well_at=None,
    )  # fmt: skip


def delivery_of(turn: Turn, found: Found, content: Content, *, door: str) -> Delivery:
    """The same thing in the same version and with the same bytes has one key, whoever takes it."""
    said = "\x1f".join((found.name, str(found.size), found.modified, content.sha256))
    version = sha256(said.encode()).hexdigest()[:32]
    known = {"path": found.name} | ({"modified": found.modified} if found.modified else {})
    return Delivery(
        partner=turn.partner,
        door=door,
        key=f"{turn.pull.name}/{found.name[-NAME_SHOWN:]}#{version}",
        source=turn.pull.source,
        site=turn.pull.site,
        name=found.name.rpartition("/")[2][-NAME_MAX:],
        media=found.media,
        payload=content.payload,
        blob=content.blob,
        size=content.size,
        parts=content.parts,
        whole=content.whole,
        facts=known | found.facts,
        seen_at=turn.at,
    )


def row_of(turn: Turn, found: Found, state: str, place: tuple[int, int] = (0, 0), **more: Any) -> Pulled:
    said = {"sha256": "", "text": "", "at": turn.at, **more}
    return Pulled(
        partner=turn.partner, pull=turn.pull.name, name=found.name, size=found.size, modified=found.modified,
        state=state, partition=place[0], number=place[1], **said,
    )  # fmt: skip


def key_of(turn: Turn, found: Found) -> tuple[str, str, str]:
    return turn.partner, turn.pull.name, found.name


def name_of(turn: Turn) -> str:
    return f"{turn.partner}/{turn.pull.name}"


def thing_of(turn: Turn, found: Found) -> str:
    return f"{name_of(turn)}/{found.name[-NAME_SHOWN:]}"
