"""Publishing a contract and its mappings: kept for ever by hash, switched on by a message in each stream."""

from __future__ import annotations

from collections.abc import Mapping as Names
from hashlib import sha256

import msgspec

from core.hub.arrivals import Arriving, Stream
from core.hub.contracts import Artifact, Contract, Partner
from core.hub.intake import store_arrivals
from core.hub.ports import Blobs, Unit

_ENCODER = msgspec.json.Encoder(order="sorted")


def publish(unit: Unit, blobs: Blobs, contract: Contract, mappings: Names[str, bytes]) -> tuple[str, bool]:
    """Publishes `contract` with these mapping sources by name; (the contract's hash, whether it is new).

    Every stream of the partner gets a publication message, so that all workers switch at one point and a
    rebuild switches there too. The caller has compiled the mappings: what does not compile is not published.
    """
    hashes = {name: _keep(unit, "mapping", name, body) for name, body in sorted(mappings.items())}
    contract = msgspec.structs.replace(contract, mappings=hashes)
    hash_ = _keep(unit, "contract", contract.partner, _ENCODER.encode(contract))
    partners = unit.shelf(Partner)
    known = partners.get(contract.partner)
    if known is None:
        # No row to lock yet. Who opens a stream takes a number here too: one of us waits for the other, and
        # no stream is opened that neither sees the contract nor is told of it.
        unit.take_numbers(0, 0)
        known = partners.look_again(contract.partner)
    if known is not None and known.contract == hash_:
        return hash_, False
    partners.put(Partner(partner=contract.partner, contract=hash_, published_at=unit.now))
    streams = unit.shelf(Stream).find(partner=contract.partner)
    store_arrivals(unit, blobs, [_publication(contract.partner, stream.site, hash_) for stream in streams])
    return hash_, True


def _publication(partner: str, site: str, hash_: str) -> Arriving:
    return Arriving(
        partner=partner,
        source="hub",
        site=site,
        door="hub",
        delivery=f"{partner}/hub/publication/{hash_}",
        name=hash_,
        kind="publication",
        payload=hash_.encode(),
    )


def _keep(unit: Unit, kind: str, name: str, body: bytes) -> str:
    hash_ = sha256(kind.encode() + b"\n" + name.encode() + b"\n" + body).hexdigest()
    shelf = unit.shelf(Artifact)
    if shelf.get(hash_) is None:
        shelf.put(Artifact(hash=hash_, kind=kind, name=name, body=body, published_at=unit.now))
    return hash_
