"""Any bytes as an interchange: what can be made out of it is outlined and answered with its own counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from adapters.formats import reader
from core.hub.acknowledging import interchange_acks
from core.hub.arrivals import Arrival, month_of
from core.hub.interchanges import Outlining
from core.hub.node import Node
from core.kernel.errors import Unreadable
from tests.adapters.formats.edi_samples import edifact, order_850, orders, x12
from tests.fuzz.target import CORPORA, Call, Target, files

AT = datetime(2026, 11, 28, tzinfo=UTC)
SEEDS = {"edifact": [edifact(orders(1), orders(2))], "x12": [x12(order_850(1), order_850(2))]}
ENDINGS = {"edifact": ("*.edi", "*.TXT", "*.txt"), "x12": ("*.x12", "*.edi", "*.txt")}


def targets() -> Iterator[Target]:
    for name in SEEDS:
        yield Target(
            name=f"acks.{name}",
            covers=("adapters/formats/edi/outline.py", "core/hub/acknowledging.py"),
            seeds=lambda name=name: _seeds(name),  # type: ignore[misc]
            open=lambda _, name=name: _answered(name),  # type: ignore[misc]
        )


def _seeds(name: str) -> Sequence[bytes]:
    return [*SEEDS[name], *files(CORPORA / "edi", *ENDINGS[name])]


def _answered(name: str) -> Call:
    made = reader(name)
    outlined = made
    assert isinstance(outlined, Outlining)

    def answer(given: bytes) -> str:
        tree: Node | None = None
        sunk: Unreadable | None = None
        try:
            tree = made.read(given, {"broken": "mark"})
        except Unreadable as error:
            sunk = error
        acks = interchange_acks(_arrival(given), outlined.outlines(given, {}, tree), (), sunk)
        for ack in acks:
            assert ack.received == ack.accepted + ack.rejected
            assert sunk is None or not ack.accepted
        return " ".join([sunk.cause if sunk else "read", *(ack.result for ack in acks[:3])])

    return answer


def _arrival(given: bytes) -> Arrival:
    return Arrival(
        month=month_of(AT),
        partition=1,
        number=1,
        kind="document",
        partner="p",
        source="s",
        site="",
        door="rest",
        delivery="p/rest/1",
        name="x",
        media="",
        facts=b"{}",
        size=len(given),
        sha256=sha256(given).digest(),
        body=given,
        blob="",
        seen_at=None,
        sent_at=None,
        received_at=AT,
    )
