"""A hub of one agent and one bank, and its restore from a backup half an hour old."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from core.hub.access import PartnerToken
from core.hub.agents import Agent, Epoch, new_epoch
from core.hub.incarnations import Incarnation
from core.hub.recovery import Restored, SaidByAgent, hear_agent, mark_restored
from tests.core.hub.outbound import NOON, House

BACKUP = NOON - timedelta(minutes=30)
AGENT, EPOCH = "wms-01", "e" * 32


def recovering_house() -> House:
    """One agent of a warehouse and one bank that hands in by itself."""
    made = House()
    with made.store.unit() as unit:
        unit.shelf(Agent).add(an_agent(unit.now))
        unit.shelf(Epoch).add(
            msgspec.structs.replace(new_epoch(AGENT, EPOCH, unit.now), booked=100, head="a" * 64)
        )
        unit.shelf(PartnerToken).add(
            PartnerToken(sha256="0" * 64, partner="bank", given_at=unit.now, revoked_at=None)
        )
    return made


def an_agent(now: datetime) -> Agent:
    return Agent(
        agent=AGENT, partner="warehouse", state="enrolled", shard=0, token_hash="", token_until=None,
        epoch=EPOCH, beat=0, beat_at=now, skew_ms=0, status=b"", command=0,
    )  # fmt: skip


def restored(house: House, at: datetime = NOON) -> Incarnation:
    said = Restored(complete_to=BACKUP, at=at, by="li", why="the disk died")
    return mark_restored(house.store, house.blobs, said)


def beats(house: House, *, sealed: int, incarnation: int, epoch: str = EPOCH) -> bool:
    said = SaidByAgent(agent=AGENT, epoch=epoch, sealed=sealed, incarnation=incarnation)
    with house.store.unit() as unit:
        return hear_agent(unit, house.blobs, said)


def books_up_to(house: House, number: int) -> None:
    with house.store.unit() as unit:
        epoch = unit.shelf(Epoch).get(AGENT, EPOCH)
        assert epoch is not None
        unit.shelf(Epoch).put(msgspec.structs.replace(epoch, booked=number))
