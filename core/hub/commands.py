"""Commands to agents: from a fixed list, numbered, expiring, kept until the agent says it has done them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal

import msgspec

from core.hub.agents import Agent
from core.hub.ports import Unit
from core.hub.records import Record
from core.kernel.errors import Refused

GIVEN = "given"
DONE = "done"
FAILED = "failed"
EXPIRED = "expired"
TTL_S_MAX = 30 * 86_400
PENDING_MAX = 1000


class HubCommand(Record, frozen=True, kw_only=True):
    """One command; `why` names what made the hub give it by itself ("reread <epoch>"), "" if a person did.

    state: given, done, failed (text says what the agent said) or expired.
    """

    TABLE: ClassVar[str] = "hub_command"
    KEY: ClassVar[tuple[str, ...]] = ("agent", "number")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("agent", "state"), ("agent", "why"))

    agent: str
    number: int
    command: str
    arguments: bytes
    state: str
    why: str
    given_at: datetime
    expires_at: datetime
    done_at: datetime | None
    text: str


class Resend(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from"}):
    """Send every frame from this number on again."""

    start: int

    def __post_init__(self) -> None:
        if self.start < 1:
            raise ValueError("`from` is a frame number, at least 1")


class Reread(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Read this source again from the watermark; null = from the beginning."""

    source: str
    watermark: str | None

    def __post_init__(self) -> None:
        if not self.source:
            raise ValueError("`source` is empty")


class Pace(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Send at most so many frames a second; 0 = no limit. lasts_s: for so long; 0 = it lasts."""

    frames_per_s: int
    lasts_s: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.lasts_s <= 86_400:
            raise ValueError("`lasts_s` is 0 to 86,400")
        if not 0 <= self.frames_per_s <= 100_000:
            raise ValueError("`frames_per_s` is 0 to 100,000")


class LogLevel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much the agent writes to its log."""

    level: Literal["debug", "info", "warning", "error"]


ARGUMENTS: dict[str, type[msgspec.Struct]] = {
    "resend": Resend, "reread": Reread, "pace": Pace, "log_level": LogLevel,
}  # fmt: skip


def give(unit: Unit, agent: str, command: str, arguments: dict[str, Any], *, ttl_s: float) -> HubCommand:
    """Gives the agent its next command; Refused if it is not on the list, or there is no such agent."""
    known = unit.shelf(Agent).get(agent)
    if known is None:
        raise Refused(f"no agent {agent!r} is known here", cause="command.no_agent")
    if not 0 < ttl_s <= TTL_S_MAX:
        raise Refused(
            f"a command lives {ttl_s} s; more than 0 and at most {TTL_S_MAX} s", cause="command.ttl"
        )
    given = HubCommand(
        agent=agent, number=known.command + 1, command=command, arguments=_checked(command, arguments),
        state=GIVEN, why="", given_at=unit.now, expires_at=unit.now + timedelta(seconds=ttl_s), done_at=None,
        text="",
    )  # fmt: skip
    unit.shelf(Agent).put(msgspec.structs.replace(known, command=given.number))
    unit.shelf(HubCommand).add(given)
    return given


def _checked(command: str, arguments: dict[str, Any]) -> bytes:
    kind = ARGUMENTS.get(command)
    if kind is None:
        raise Refused(
            f"{command!r} is no command; there are {', '.join(ARGUMENTS)}, and nothing else",
            cause="command.unknown",
        )
    try:
        return msgspec.json.encode(msgspec.convert(arguments, kind, strict=True))
    except msgspec.ValidationError as error:
        raise Refused(f"{command}: {error}", cause="command.arguments") from error


def pending(unit: Unit, agent: str) -> list[HubCommand]:
    """The commands the agent has still to do, oldest first; those past their time become expired."""
    commands = unit.shelf(HubCommand)
    open_ = []
    for command in commands.find(agent=agent, state=GIVEN, limit=PENDING_MAX):
        if command.expires_at > unit.now:
            open_.append(command)
        else:
            commands.put(msgspec.structs.replace(command, state=EXPIRED, done_at=unit.now))
    return open_


def settle(unit: Unit, agent: str, *, done: int, error: str) -> None:
    """The agent's heartbeat says the number of its last command done, and what was wrong with one."""
    commands = unit.shelf(HubCommand)
    for command in commands.find(agent=agent, state=GIVEN, limit=PENDING_MAX):
        if command.number <= done:
            failed = error.startswith(f"command {command.number} ")
            commands.put(
                msgspec.structs.replace(
                    command, state=FAILED if failed else DONE, done_at=unit.now, text=error if failed else ""
                )
            )
