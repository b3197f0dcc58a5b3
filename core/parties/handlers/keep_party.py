"""A master is told: what changed becomes a version, and what the party hangs together with is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import msgspec
from msgspec.structs import replace

from core.catalogue.party_master import PartyMaster
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.canonical import canonical_bytes
from core.parties.codes import known_code
from core.parties.owning import own_holdings, person
from core.parties.party import (
    ACCOUNT,
    ADDRESS,
    CONTROLS,
    HOLDS,
    MANAGES,
    PHONE,
    Party,
    PartyLink,
    PartyVersion,
)
from core.parties.roles import require_its_role
from core.parties.work import PartiesWork

# Ties that a master tells.
_OWN = {HOLDS, CONTROLS, MANAGES, ACCOUNT, ADDRESS, PHONE}
# When it was told is no part of who the party is.
_TIMES = {"as_of", "as_of_date"}


@handles("party.master.v1", touches=lambda message: [(Party, (message.body.uscc.upper(),))])
def keep_party(message: Message, work: PartiesWork) -> list[Message]:
    said = message.read(PartyMaster)
    code = known_code(said.uscc)
    require_its_role(said)
    body = _body(said)
    known_at = _known_at(said)
    before = work.parties.get(code)
    if before is not None and (before.body == body or known_at < before.known_at):
        return []
    changed = _changed(before.body if before is not None else b"{}", body)
    told: dict[str, Any] = {
        "version": before.version + 1 if before is not None else 1,
        "name": said.name,
        "roles": " ".join(said.roles),
        # Who says nothing of it has not brought a company back that was struck off.
        "status": said.status or (before.status if before is not None else "active"),
        "known_at": known_at,
        "body": body,
    }
    party = replace(before, **told) if before is not None else Party(uscc=code, **told)
    work.parties.put(party)
    work.versions.put(_version(message, party, changed))
    _link(work, code, said)
    work.unit.effect(
        message,
        kind="party.kept",
        key=f"{code}/{party.version}",
        text=f"{said.name} {code}, version {party.version}: {', '.join(changed)}"[:4_000],
    )
    return []


def _version(message: Message, party: Party, changed: list[str]) -> PartyVersion:
    return PartyVersion(
        uscc=party.uscc,
        version=party.version,
        known_at=party.known_at,
        record_time=message.record_time,
        source=message.partner,
        changed="\n".join(changed),
        body=party.body,
        message_id=message.message_id,
    )


def _known_at(said: PartyMaster) -> datetime:
    if said.as_of is not None:
        return said.as_of.astimezone(UTC)
    # The type asks for one of both.
    return datetime.combine(said.as_of_date or date.min, time(), UTC)


def _body(said: PartyMaster) -> bytes:
    """What is said of the party, without when."""
    told = msgspec.json.decode(canonical_bytes(said))
    return canonical_bytes({name: value for name, value in told.items() if name not in _TIMES})


def _changed(before: bytes, after: bytes) -> list[str]:
    old, new = msgspec.json.decode(before), msgspec.json.decode(after)
    return [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]


def _link(work: PartiesWork, code: str, said: PartyMaster) -> None:
    """What this master says of ties takes the place of what it said before."""
    wanted = {(link.kind, link.begin, link.end): link for link in _links(code, said)}
    for link in work.links.find(of=code):
        if (link.kind, link.begin, link.end) not in wanted and link.kind in _OWN:
            work.links.remove(link.of, link.kind, link.begin, link.end)
    for link in wanted.values():
        work.links.put(link)


def _links(code: str, said: PartyMaster) -> Iterator[PartyLink]:
    for account in said.accounts:
        end = f"{account.bank_code}/{account.number}".replace(" ", "")
        yield PartyLink(of=code, kind=ACCOUNT, begin=code, end=f"account:{end}")
    if said.address.strip():
        yield PartyLink(of=code, kind=ADDRESS, begin=code, end=f"address:{''.join(said.address.split())}")
    if said.phone.strip():
        digits = "".join(sign for sign in said.phone if sign.isdigit())
        yield PartyLink(of=code, kind=PHONE, begin=code, end=f"phone:{digits}")
    for executive in said.executives:
        yield PartyLink(of=code, kind=MANAGES, begin=person(executive.name, executive.person_no), end=code)
    for each in own_holdings(code, said):
        yield PartyLink(of=code, kind=HOLDS, begin=each.owner, end=code, share_ppm=each.share_ppm)
        if each.controls:
            yield PartyLink(of=code, kind=CONTROLS, begin=each.owner, end=code)
