"""Bodies of frames encrypted to the hub's key: what a partner's contract asks for, and what may be read."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from core.hub.agents import Agent
from core.hub.alert_book import CLOSED, Alert
from core.hub.alert_codes import FOREIGN_SITE
from core.hub.contracts import Contract, Encrypt, Partner
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

    def foreign_sites(self, unit: Unit, agent: Agent, records: Sequence[WireRecord]) -> list[str]:
        """Sites that these records speak of and the partner's contract does not list, once an open alarm."""
        contract = self._contract(unit, agent)
        if contract is None:
            return []
        named = {record.site for record in records if record.site}
        strange = sorted(named - {site.id for site in contract.sites})
        return [site for site in strange if not _is_told(unit, f"{agent.agent}/{site}")]

    def _mode(self, unit: Unit, agent: Agent) -> Encrypt:
        contract = self._contract(unit, agent)
        return "off" if contract is None else contract.encrypt

    def _contract(self, unit: Unit, agent: Agent) -> Contract | None:
        if self._library is None:
            return None
        row = unit.shelf(Partner).get(agent.partner)
        return None if row is None else self._library.contract(row.contract)

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


def _is_told(unit: Unit, about: str) -> bool:
    return any(
        alert.state != CLOSED for alert in unit.shelf(Alert).find(code=FOREIGN_SITE.code, object=about)
    )
