"""Bodies of frames encrypted to the hub's key: what a partner's contract asks for, and what may be read."""

from __future__ import annotations

import msgspec

from core.hub.agents import Agent
from core.hub.contracts import Encrypt, Partner
from core.hub.frames import Frame, WireRecord, open_body, unhex
from core.hub.ports import BodyKeys, Library, SealedBody, Unit
from core.hub.suites import suite_named
from core.kernel.errors import Unreadable

PLAIN = "body.plain"
SEALED = "body.sealed"
# What the agent sealed stays as it is: asked for again, it would come the same.
CODES = {PLAIN: "plain", SEALED: "sealed"}


class Told(msgspec.Struct, frozen=True):
    """What an agent is told of encryption; key: the hub's public key for it in hex, "" where it is off."""

    mode: Encrypt = "off"
    key: str = ""


class Bodies:
    """Reads bodies; without keys and contracts (tests of the chain alone) nothing is encrypted."""

    def __init__(self, keys: BodyKeys | None = None, library: Library | None = None) -> None:
        self._keys = keys
        self._library = library

    def told(self, unit: Unit, agent: Agent) -> Told:
        mode = self._mode(unit, agent)
        if mode == "off" or self._keys is None:
            return Told()
        return Told(mode, self._keys.current(suite_named(agent.suite)).hex())

    def records(self, unit: Unit, frame: Frame, agent: Agent) -> list[WireRecord]:
        """Unreadable with the cause PLAIN or SEALED where what the agent sealed can never be taken."""
        header = frame.header
        plain = header.kind == "data" and header.encryption is None
        if plain and self._mode(unit, agent) == "required":
            raise Unreadable(
                f"body: frame {header.number} came unencrypted, and the contract of {agent.partner} requires"
                " encryption; it is kept, send the documents again",
                cause=PLAIN,
                place="header.encryption",
            )
        return open_body(frame, self._opened)

    def _mode(self, unit: Unit, agent: Agent) -> Encrypt:
        row = unit.shelf(Partner).get(agent.partner) if self._library is not None else None
        return "off" if row is None or self._library is None else self._library.contract(row.contract).encrypt

    def _opened(self, frame: Frame) -> bytes:
        header, said = frame.header, frame.header.encryption
        if said is None or self._keys is None:
            return frame.packed
        if said.place is not None and said.place.epoch == header.epoch:
            raise Unreadable(
                "header.encryption.place: names this frame's own epoch; only what was sealed in one before is"
                " moved",
                cause=SEALED,
                place="header.encryption.place",
            )
        epoch, number = (said.place.epoch, said.place.number) if said.place else (header.epoch, header.number)
        sealed = SealedBody(
            suite=header.suite, key=said.key, wrapped=unhex(said.wrapped), nonce=unhex(said.nonce),
            bound=f"lianqiao-body-1\n{header.agent}\n{epoch}\n{number}".encode(), body=frame.packed,
        )  # fmt: skip
        try:
            return self._keys.open(sealed)
        except Unreadable as error:
            raise Unreadable(error.text, cause=SEALED, place="body") from error
