"""AS2 as anybody may send it: layers of MIME and CMS, and receipts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from adapters.as2.entity import Entity, read_entity
from adapters.as2.packing import Way, unpack
from adapters.as2.receipt import Told, is_receipt, make_receipt, read_receipt
from tests.adapters.as2.houses import house, packed, trust
from tests.fuzz.target import Call, Target, outcome

US, THEM = house("us"), house("them")
TRUST = trust(THEM, US, weak=True, bytes_max=100_000)


def targets() -> Iterator[Target]:
    files = ("ber", "entity", "enveloped", "packing", "receipt", "signed")
    covers = tuple(f"adapters/as2/{name}.py" for name in files)
    yield Target(name="as2.message", covers=covers, seeds=_seeds, open=_open)


def _seeds() -> Sequence[bytes]:
    ways = (Way(), Way(cipher=""), Way(cipher="", compress=True), Way(cipher="aes128-gcm"))
    made = [packed(US, THEM, way) for way in ways]
    told = Told(message_id="<s.00@US>", ours="B", disposition="processed", mic="aGk=, sha-256", words="so")
    kind, receipt = make_receipt(told, US)
    made.append(({"content-type": kind}, receipt))
    lines = ["".join(f"{name}: {said}\n" for name, said in headers.items()) for headers, _ in made]
    return [line.encode() + b"\n" + body for line, (_, body) in zip(lines, made, strict=True)]


def _open(work: Path) -> Call:
    def read(entity: Entity) -> None:
        if is_receipt(entity):
            read_receipt(entity, TRUST.certificates, weak=False)
        else:
            unpack(entity, TRUST)

    return lambda given: outcome(lambda: read(read_entity(given)))
