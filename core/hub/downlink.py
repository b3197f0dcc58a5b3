"""What the hub says to an agent, signed: its receipt, and the commands it has still to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from core.hub.agents import Agent
from core.hub.commands import HubCommand, pending
from core.hub.due_commands import DueCommands, due_commands
from core.hub.frame_intake import FrameIntake, Receipt
from core.hub.ports import Signers, Store
from core.hub.signed_text import sign_text, wire_time
from core.hub.suites import Suite, suite_named


class Down(msgspec.Struct, frozen=True):
    """One signed text for one agent."""

    agent: str
    text: bytes


class Downlink:
    """Says the same by whichever door the agent speaks."""

    def __init__(self, store: Store, frames: FrameIntake, signers: Signers) -> None:
        self._store = store
        self._frames = frames
        self._signers = signers
        self._due = DueCommands(store)

    def after(self, receipts: Sequence[Receipt]) -> list[Down]:
        """After a run of frames: each receipt, and the commands that became due by it."""
        said: list[Down] = []
        for receipt in receipts:
            said.append(Down(receipt.agent, self.receipt_text(receipt)))
            due = self._due.after(receipt)
            said.extend(Down(receipt.agent, self.command_text(one, receipt.suite)) for one in due)
        return said

    def present(self, agent: str) -> list[bytes]:
        """For a heartbeat: the present receipt, if the agent has spoken, and every command not yet done."""
        receipt = self._frames.receipt(agent)
        if receipt is not None:
            due_commands(self._store, receipt)
        with self._store.unit() as unit:
            commands = pending(unit, agent)
            known = unit.shelf(Agent).get(agent)
        suite = suite_named(known.suite if known else None)
        said = [] if receipt is None else [self.receipt_text(receipt)]
        return [*said, *(self.command_text(one, suite) for one in commands)]

    def receipt_text(self, receipt: Receipt) -> bytes:
        said: dict[str, Any] = msgspec.structs.asdict(receipt)
        said["at"] = wire_time(receipt.at)
        return sign_text("receipt", said, signer=self._signers.of(receipt.suite))

    def command_text(self, command: HubCommand, suite: Suite) -> bytes:
        said = {
            "agent": command.agent,
            "number": command.number,
            "expires_at": wire_time(command.expires_at),
            "command": command.command,
            "arguments": msgspec.Raw(command.arguments),
        }
        return sign_text("command", said, signer=self._signers.of(suite))
