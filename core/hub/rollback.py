"""Back to a contract that was in force before, with the mappings it had: as it was, by its hash."""

from __future__ import annotations

import msgspec

from core.hub.audit_desk import Noted, note
from core.hub.contracts import Artifact, Contract, Partner
from core.hub.ports import Blobs, Unit
from core.hub.publish import publish
from core.kernel.errors import Broken, Refused

CONTRACTS_MAX = 10_000
HASH_SHOWN = 16
LISTED = 10


def contracts_of(unit: Unit, partner: str) -> list[Artifact]:
    """The contracts of the partner that were ever in force, the last that was published first."""
    found = unit.shelf(Artifact).find(kind="contract", name=partner, limit=CONTRACTS_MAX)
    return sorted(found, key=lambda one: (one.published_at, one.hash), reverse=True)


def chosen(unit: Unit, partner: str, beginning: str = "") -> Artifact:
    """The one whose hash begins so; else the one that was published before the one in force.

    Refused if there is none, or if several begin so.
    """
    known = unit.shelf(Partner).get(partner)
    every = contracts_of(unit, partner)
    if known is None or not every:
        raise Refused(f"{partner} has no published contract", cause="rollback.no_contract")
    if beginning:
        found = [one for one in every if one.hash.startswith(beginning)]
    else:
        places = [place for place, one in enumerate(every) if one.hash == known.contract]
        found = every[places[0] + 1 : places[0] + 2] if places else []
    if len(found) != 1:
        said = (f"{one.hash[:HASH_SHOWN]} of {one.published_at:%Y-%m-%d %H:%M}Z" for one in every[:LISTED])
        raise Refused(
            f"{len(found)} contracts of {partner} are meant by that; say one by its hash: {', '.join(said)}",
            cause="rollback.which",
        )
    return found[0]


def roll_back(unit: Unit, blobs: Blobs, artifact: Artifact, *, who: str, why: str) -> str:
    """Puts it in force in every stream, from its next message on; the contract's hash, which is the same.

    It was in force once: what two people said yes to then needs no second person to come back, but a reason.
    """
    if not who or not why.strip():
        raise Refused("going back needs who does it and why", cause="rollback.no_reason")
    contract = msgspec.json.decode(artifact.body, type=Contract)
    before = unit.shelf(Partner).get(contract.partner)
    sources = {name: _source(unit, hash_) for name, hash_ in contract.mappings.items()}
    hash_, fresh = publish(unit, blobs, msgspec.structs.replace(contract, mappings={}), sources)
    if not fresh:
        raise Refused(f"{hash_[:HASH_SHOWN]} is in force already", cause="rollback.same")
    change = f"{before.contract[:HASH_SHOWN] if before else 'nothing'} -> {hash_[:HASH_SHOWN]}"
    noted = Noted(by=who, what="contract.rolled_back", on=contract.partner, why=why.strip(), change=change)
    note(unit, noted)
    return hash_


def _source(unit: Unit, hash_: str) -> bytes:
    kept = unit.shelf(Artifact).get(hash_)
    if kept is None:
        raise Broken(f"no artifact {hash_} was ever published here", cause="library.missing")
    return kept.body
