"""What comes down from the hub: receipts and a short, fixed list of commands, all signed by it."""

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from front_end_agent.clock import Clock, as_time
from front_end_agent.decoding import UNDECODABLE
from front_end_agent.errors import HubRefused, Untrusted
from front_end_agent.identity import Encrypt, Enrolment
from front_end_agent.pacing import Pacing
from front_end_agent.signed import read_signed
from front_end_agent.spool import Spool
from front_end_agent.store import write_meta

if TYPE_CHECKING:
    from front_end_agent.sender import Sender

log = logging.getLogger(__name__)
LEVELS = ("debug", "info", "warning", "error")


class Refused(msgspec.Struct, frozen=True):
    """A frame the hub would not take, and why."""

    number: int
    code: str
    text: str = ""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """Up to where the hub has committed, and what it is missing."""

    agent: str
    incarnation: int
    epoch: str
    contiguous: int
    hash: str = ""
    held: list[int] = []
    missing: list[int] = []
    refused: list[Refused] = []
    encrypt: Encrypt | None = None
    at: str = ""


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """One thing the hub wants done."""

    agent: str
    number: int
    expires_at: str
    command: str
    arguments: dict[str, Any] = {}


class Downlink:
    """Judges each text by its signature, its addressee, its number and its time; then does it, once."""

    def __init__(self, spool: Spool, *, enrolment: Enrolment, clock: Clock, sources: frozenset[str]) -> None:
        self.spool, self.enrolment, self.clock, self.sources = spool, enrolment, clock, sources
        self.sender: Sender | None = None
        self.wake: Callable[[str], None] = lambda _source: None
        self.on_certificate: Callable[[bytes], None] = lambda _text: None
        self.command_error = ""
        self._lock = threading.Lock()

    def take(self, text: bytes) -> None:
        """Never raises for what the other side did wrong: it is noted and told in the next heartbeat."""
        with self._lock:
            try:
                said = read_signed(text, public=self.enrolment.hub_public)
                if said.purpose == "receipt":
                    self._receipt(msgspec.json.decode(said.signed, type=Receipt))
                elif said.purpose == "command":
                    self._command(msgspec.json.decode(said.signed, type=Command))
                elif said.purpose == "certificate":
                    self.on_certificate(text)
                else:
                    raise Untrusted(f"nothing is done for the purpose {said.purpose!r}")
            except (Untrusted, HubRefused, *UNDECODABLE) as error:
                self.command_error = str(error)
                log.warning("from the hub: %s", error)

    def _receipt(self, receipt: Receipt) -> None:
        if receipt.agent != self.spool.agent:
            raise Untrusted(f"a receipt for {receipt.agent}")
        if receipt.epoch == self.spool.epoch and self.sender is not None:
            self.sender.receipts.put(receipt)
            self.sender.wakeup.set()
        if receipt.encrypt is not None:
            self.spool.encrypt(receipt.encrypt, said_at=receipt.at)

    def _command(self, command: Command) -> None:
        if command.agent != self.spool.agent:
            raise Untrusted(f"a command for {command.agent}")
        done = int(self.spool.meta("command", "0"))
        if command.number <= done:
            if command.number < done:
                raise Untrusted(f"command {command.number} is not above {done}, the last done")
            return  # The hub has not yet seen that it is done.
        try:
            expires_at = as_time(command.expires_at)
        except ValueError as error:
            raise Untrusted(f"command {command.number}: {error}") from error
        if expires_at <= self.clock.now():
            raise Untrusted(f"command {command.number} ({command.command}) expired at {command.expires_at}")
        self._do(command)

    def _do(self, command: Command) -> None:
        doers = {
            "resend": self._resend,
            "reread": self._reread,
            "pace": self._pace,
            "log_level": self._log_level,
        }
        doer = doers.get(command.command)
        fault = "it is not on the list" if doer is None else doer(command)
        self.command_error = f"command {command.number} ({command.command}): {fault}" if fault else ""
        if fault:
            log.warning("%s", self.command_error)
            self.spool.note(command=command.number)
        else:
            log.info("command %d done: %s %s", command.number, command.command, command.arguments)

    def _resend(self, command: Command) -> str:
        start = command.arguments.get("from")
        if not isinstance(start, int) or isinstance(start, bool) or start < 1:
            return f"`from` must be a number from 1, not {start!r}"
        self.spool.note(command=command.number)
        if self.sender is not None:
            self.sender.wanted.put(start)
            self.sender.wakeup.set()
        return ""

    def _reread(self, command: Command) -> str:
        source, watermark = command.arguments.get("source"), command.arguments.get("watermark")
        if not isinstance(source, str) or source not in self.sources:
            return f"there is no source {source!r} here"
        if watermark is not None and not isinstance(watermark, str):
            return "`watermark` must be a text or null"
        with self.spool.unit() as unit:
            self.spool.book.ask_reread(unit, source, watermark)
            write_meta(unit, command=command.number)
        self.wake(source)
        return ""

    def _pace(self, command: Command) -> str:
        said = command.arguments
        fault, kept = Pacing(self.spool, clock=self.clock).told(
            said.get("frames_per_s"), said.get("lasts_s", 0)
        )
        if fault:
            return fault
        self.spool.note(command=command.number, **kept)
        if self.sender is not None:
            self.sender.pacing.read()
            self.sender.wakeup.set()
        return ""

    def _log_level(self, command: Command) -> str:
        level = command.arguments.get("level")
        if level not in LEVELS:
            return f"`level` must be one of {', '.join(LEVELS)}, not {level!r}"
        logging.getLogger("front_end_agent").setLevel(str(level).upper())
        self.spool.note(command=command.number)
        return ""
