"""What X12 calls its envelopes, and what a message of it says of itself."""

from __future__ import annotations

from adapters.formats.edi.envelopes import Envelope, Family, Where
from adapters.formats.edi.order import Order, order_of
from adapters.formats.edi.outline import Outliner, value
from adapters.formats.edi.segments import Cut
from adapters.formats.x12.messages import MESSAGES
from core.hub.node import Node


def _described(cut: Cut, where: Where) -> list[tuple[str, str]]:
    """Type and version of the message, and whose it is."""
    described = [
        ("@type", cut.value(where.message, 1)),
        ("@reference", cut.value(where.message, 2)),
        ("@convention", cut.value(where.message, 3)),
    ]
    if where.group is not None:
        described += [
            ("@version", cut.value(where.group, 8)),
            ("@group", cut.value(where.group, 6)),
            ("@dated", cut.value(where.group, 4)),
        ]
    if where.interchange is not None:
        described += [
            ("@interchange", cut.value(where.interchange, 13)),
            ("@sender", cut.value(where.interchange, 6).strip()),
            ("@receiver", cut.value(where.interchange, 8).strip()),
            ("@sent", cut.value(where.interchange, 9) + cut.value(where.interchange, 10)),
            ("@usage", cut.value(where.interchange, 15)),
        ]
    return described


def _order(kind: str) -> Order | None:
    line = MESSAGES.get(kind)
    return order_of(line) if line else None


FAMILY = Family(
    cause="x12",
    interchange=Envelope("ISA", "IEA", 13),
    group=Envelope("GS", "GE", 6),
    message=Envelope("ST", "SE", 2),
    needs_group=True,
    beside=frozenset({"TA1"}),
    described=_described,
    order=_order,
)


def _head(head: Node) -> dict[str, str]:
    return {
        "reference": value(head, FAMILY.interchange.reference).strip(),
        "sender": value(head, 6).strip(),
        "sender_scheme": value(head, 5).strip(),
        "receiver": value(head, 8).strip(),
        "receiver_scheme": value(head, 7).strip(),
        "syntax": value(head, 12).strip(),
        "prepared": value(head, 9).strip() + value(head, 10).strip(),
        "test": "1" if value(head, 15) == "T" else "",
    }


# An answer is never answered.
OUTLINER = Outliner(FAMILY, _head, frozenset({"997", "999", "FA"}))
