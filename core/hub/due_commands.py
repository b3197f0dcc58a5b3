"""Commands the hub gives by itself: re-read after a new epoch, resend while frames are missing."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from core.hub import agents
from core.hub.agents import Agent, Epoch, Gap, HeldFrame, Watermark
from core.hub.commands import DONE, EXPIRED, GIVEN, HubCommand, Reread, give
from core.hub.frame_intake import Receipt
from core.hub.ports import Store, Unit

REREAD_TTL_S = 7 * 86_400.0
RESEND_TTL_S = 60.0
RESEND_EVERY_S = 15.0
# Frames overtake each other for moments only; what waits longer lies behind a frame that was lost.
RESEND_AFTER_S = 1.0
MISSING = "missing"


def due_commands(store: Store, receipt: Receipt) -> list[HubCommand]:
    """Gives the agent of this receipt what its state calls for, once; what was given just now.

    Raises Unavailable if the store is away. A stopped agent gets nothing: a person decides about it.
    """
    with store.unit() as unit:
        agent = unit.shelf(Agent).get(receipt.agent)
        if agent is None or agent.state == "stopped":
            return []
        return [*_rereads(unit, receipt), *_resend(unit, receipt)]


class DueCommands:
    """The same for a door that answers runs of frames: asks the store only when it may be due."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._settled: dict[str, str] = {}

    def after(self, receipt: Receipt) -> list[HubCommand]:
        """What is due after this run; an epoch is looked at when it first speaks here."""
        if not receipt.missing and self._settled.get(receipt.agent) == receipt.epoch:
            return []
        given = due_commands(self._store, receipt)
        self._settled[receipt.agent] = receipt.epoch
        return given


def _rereads(unit: Unit, receipt: Receipt) -> list[HubCommand]:
    """One for each source that this epoch is to read again, and again if it expired."""
    marks = unit.shelf(Watermark).find(agent=receipt.agent)
    marks = [mark for mark in marks if mark.rereading == receipt.epoch]
    epoch = unit.shelf(Epoch).get(receipt.agent, receipt.epoch)
    if not marks or epoch is None or epoch.state != agents.OPEN:
        return []
    why = f"reread {receipt.epoch}"
    told = unit.shelf(HubCommand).find(agent=receipt.agent, why=why)
    asked = {_source(command) for command in told if command.state != EXPIRED}
    return [
        _give(
            unit, receipt.agent, "reread", {"source": mark.source, "watermark": mark.watermark or None}, why
        )
        for mark in marks
        if mark.source not in asked
    ]


def _source(command: HubCommand) -> str:
    return msgspec.json.decode(command.arguments, type=Reread).source


def _resend(unit: Unit, receipt: Receipt) -> list[HubCommand]:
    if not receipt.missing or not _lost(unit, receipt):
        return []
    told = unit.shelf(HubCommand).find(agent=receipt.agent, why=MISSING)
    recent = unit.now - timedelta(seconds=RESEND_EVERY_S)
    if any(command.state in (GIVEN, DONE) and command.given_at > recent for command in told):
        return []
    return [_give(unit, receipt.agent, "resend", {"from": receipt.missing[0]}, MISSING)]


def _lost(unit: Unit, receipt: Receipt) -> bool:
    """The stream went on without them, or what lies behind them has waited long enough."""
    if unit.shelf(Gap).find(agent=receipt.agent, epoch=receipt.epoch):
        return True
    held = unit.shelf(HeldFrame).find(agent=receipt.agent, epoch=receipt.epoch)
    waited = unit.now - timedelta(seconds=RESEND_AFTER_S)
    return any(frame.received_at <= waited for frame in held)


def _give(unit: Unit, agent: str, command: str, arguments: dict[str, object], why: str) -> HubCommand:
    ttl_s = RESEND_TTL_S if command == "resend" else REREAD_TTL_S
    given = msgspec.structs.replace(give(unit, agent, command, arguments, ttl_s=ttl_s), why=why)
    unit.shelf(HubCommand).put(given)
    return given
