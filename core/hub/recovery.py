"""After a restore: what is not known to be complete yet, of whom, since when, and how that ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

import msgspec

from core.hub import agents
from core.hub.access import PartnerToken
from core.hub.agents import Agent, Epoch
from core.hub.alert_codes import RECOVERING
from core.hub.audit_desk import Noted, note
from core.hub.clients import MachineClient
from core.hub.gaps import contiguous
from core.hub.incarnations import Incarnation, newest, newest_in, next_number, number_of
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.hub.ports import Blobs, Store, Unit
from core.hub.records import Record
from core.hub.revocation import REVOKED
from core.kernel.errors import Refused

ALERT_OBJECT = "hub"
SUBJECTS_MAX = 100_000
# A unit of work that was open at the moment of the backup is not in it, and began at most so long before.
OPEN_UNIT = timedelta(minutes=1)
# An agent does no command twice, so the numbers that the lost hub may have given it are never given again.
COMMANDS_LOST_MAX = 1_000_000
AGENT, DOORS = "agent", "doors"


class Recovering(Record, frozen=True, kw_only=True):
    """One whose records of the lost time may be missing, until ended_at.

    kind: `agent` (it sends again by itself; epoch, contiguous: what the restored hub has of it) or `doors`
    (a partner's own machines, who hand in and do not know that they should do so again). text: how it stands.
    """

    TABLE: ClassVar[str] = "hub_recovering"
    KEY: ClassVar[tuple[str, ...]] = ("incarnation", "subject")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("incarnation",),)

    incarnation: int
    subject: str
    kind: str
    partner: str
    epoch: str
    contiguous: int
    ended_at: datetime | None
    text: str


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What is known about a restore. at: this machine's clock. complete_to: when the backup was taken."""

    complete_to: datetime
    at: datetime
    by: str
    why: str


def mark_restored(store: Store, blobs: Blobs, restored: Restored) -> Incarnation:
    """Begins a new life in a database that was put back: everybody is recovering. One unit of work."""
    with store.unit() as unit:
        before = newest_in(unit)
        life = Incarnation(
            number=next_number(number_of(before), restored.at),
            complete_to=restored.complete_to - OPEN_UNIT,
            restored_at=unit.now,
            by=restored.by,
            why=restored.why,
        )
        unit.shelf(Incarnation).add(life)
        for agent in unit.shelf(Agent).find():
            beyond = agent.command + COMMANDS_LOST_MAX
            unit.shelf(Agent).put(msgspec.structs.replace(agent, command=beyond))
        everybody = _everybody(unit, life.number)
        for row in everybody:
            unit.shelf(Recovering).add(row)
        up_to = f"{life.complete_to:%Y-%m-%d %H:%M:%S}Z"
        if everybody:  # Where nobody's end can come, an alarm would stand for ever.
            text = f"restored to what was committed by {up_to}; `hub recovery` says more"
            _tell(unit, blobs, "alert.raised.v1", RECOVERING.raised(ALERT_OBJECT, text), life.number)
        change = f"incarnation {number_of(before)} -> {life.number}, complete to {up_to}"
        note(unit, Noted(by=restored.by, what="hub.restored", on="hub", why=restored.why, change=change))
    return life


def _everybody(unit: Unit, incarnation: int) -> list[Recovering]:
    """Every agent, and every partner whose own machines may hand in."""
    rows = [_of_agent(unit, incarnation, agent) for agent in unit.shelf(Agent).find()]
    tokens = [row.partner for row in unit.shelf(PartnerToken).find()]
    clients = [row.partner for row in unit.shelf(MachineClient).find()]
    for partner in sorted({*tokens, *clients}):
        rows.append(
            Recovering(
                incarnation=incarnation, subject=f"{DOORS} {partner}", kind=DOORS, partner=partner, epoch="",
                contiguous=0, ended_at=None, text="ask the partner to hand in again what it handed in then",
            )
        )  # fmt: skip
    return rows


def _of_agent(unit: Unit, incarnation: int, agent: Agent) -> Recovering:
    epoch = unit.shelf(Epoch).get(agent.agent, agent.epoch) if agent.epoch else None
    up_to = contiguous(unit, epoch) if epoch is not None else 0
    revoked = f"it was revoked with {up_to} frames here and sends no more; ask the partner, then close it"
    return Recovering(
        incarnation=incarnation, subject=f"{AGENT} {agent.agent}", kind=AGENT, partner=agent.partner,
        epoch=agent.epoch, contiguous=up_to, ended_at=None,
        text=revoked if agent.state == REVOKED else f"it is to send again from frame {up_to + 1}",
    )  # fmt: skip


class SaidByAgent(msgspec.Struct, frozen=True, kw_only=True):
    """What a heartbeat says that matters here; incarnation: the hub's, as the agent knows it (0: unknown)."""

    agent: str
    epoch: str
    sealed: int
    incarnation: int


def hear_agent(unit: Unit, blobs: Blobs, said: SaidByAgent) -> bool:
    """Ends the agent's recovery when the hub has all that it sealed; whether it did.

    Only an agent that heard of the restore counts: what an older heartbeat says, that still lay in a queue,
    was said before the last frames of then.
    """
    life = newest_in(unit) if said.incarnation else None
    if life is None or life.number != said.incarnation:
        return False
    row = unit.shelf(Recovering).get(life.number, f"{AGENT} {said.agent}")
    epoch = unit.shelf(Epoch).get(said.agent, said.epoch)
    if row is None or row.ended_at is not None or epoch is None or epoch.state != agents.OPEN:
        return False
    if row.epoch not in ("", said.epoch):
        text = f"its spool was lost: of epoch {row.epoch[:8]} nothing behind frame {row.contiguous} can come"
        _put(unit, row, text)
        return False
    up_to = contiguous(unit, epoch)
    if up_to < said.sealed:
        return False
    _end(unit, blobs, row, f"all {up_to} frames that it sealed are here")
    return True


def close(store: Store, blobs: Blobs, *, subject: str, by: str, why: str) -> Recovering:
    """A person answers for what cannot be proven. Refused without a reason, or where nothing is open."""
    if not why.strip():
        raise Refused("who closes a recovery says why: --why", cause="recovery.no_reason")
    with store.unit() as unit:
        life = newest_in(unit)
        row = unit.shelf(Recovering).get(life.number, subject) if life is not None else None
        if row is None or row.ended_at is not None:
            raise Refused(
                f"nothing is open about {subject!r}; `hub recovery` names what is", cause="recovery.unknown"
            )
        ended = _end(unit, blobs, row, f"{by}: {why}")
        note(unit, Noted(by=by, what="recovery.closed", on=subject, why=why, change="recovering -> closed"))
        return ended


def all_of(store: Store, life: Incarnation) -> list[Recovering]:
    return store.rows(Recovering, limit=SUBJECTS_MAX, incarnation=life.number)


def still_open(store: Store) -> list[Recovering]:
    """Who is recovering now; nobody where the hub was never restored."""
    life = newest(store)
    return [] if life is None else [row for row in all_of(store, life) if row.ended_at is None]


def _end(unit: Unit, blobs: Blobs, row: Recovering, text: str) -> Recovering:
    ended = msgspec.structs.replace(row, ended_at=unit.now, text=text[:500])
    unit.shelf(Recovering).put(ended)
    rows = unit.shelf(Recovering).find(incarnation=row.incarnation)
    if all(one.ended_at is not None for one in rows):
        body = RECOVERING.cleared(ALERT_OBJECT, "everything is proven complete, or answered for")
        _tell(unit, blobs, "alert.cleared.v1", body, row.incarnation)
    return ended


def _put(unit: Unit, row: Recovering, text: str) -> None:
    if row.text != text:
        unit.shelf(Recovering).put(msgspec.structs.replace(row, text=text))


def _tell(unit: Unit, blobs: Blobs, type_name: str, body: msgspec.Struct, number: int) -> None:
    key = f"{RECOVERING.code}:{number}"
    store_arrivals(unit, blobs, [internal(type_name, body, partner="hub", site="", key=key)])
