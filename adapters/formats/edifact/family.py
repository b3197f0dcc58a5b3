"""What EDIFACT calls its envelopes, and what a message of it says of itself."""

from __future__ import annotations

from hashlib import sha256

from adapters.formats.edi.envelopes import Envelope, Family, Where
from adapters.formats.edi.order import Order, order_of
from adapters.formats.edi.outline import Outliner, value
from adapters.formats.edi.segments import Cut
from adapters.formats.edifact.dates import days_of
from adapters.formats.edifact.messages import MESSAGES
from core.hub.node import Node

_ORIGINAL = frozenset({"", "9"})


def _described(cut: Cut, where: Where) -> list[tuple[str, str]]:
    """Type and version of the message, and whose it is."""
    head = where.message
    version = [cut.value(head, 2, 2), cut.value(head, 2, 3)]
    described = [
        ("@type", cut.value(head, 2, 1)),
        ("@version", ".".join(part for part in version if part)),
        ("@agency", cut.value(head, 2, 4)),
        ("@association", cut.value(head, 2, 5)),
        ("@reference", cut.value(head, 1)),
        ("@group", cut.value(where.group, 5) if where.group is not None else ""),
    ]
    if where.interchange is None:
        return described
    envelope = where.interchange
    return [
        *described,
        ("@interchange", cut.value(envelope, 5)),
        ("@sender", cut.value(envelope, 2)),
        ("@receiver", cut.value(envelope, 3)),
        ("@sent", cut.value(envelope, 4) + cut.value(envelope, 4, 2)),
        ("@usage", cut.value(envelope, 11)),
        ("@content", _content(cut, where)),
    ]


def _content(cut: Cut, where: Where) -> str:
    """Sixteen signs that two messages of one content share; of originals, which are many, nobody asks."""
    begin = cut.parts[where.message + 1] if where.message + 1 < where.end else ["BGM"]
    if begin[0] != "BGM" or len(begin) < 4 or begin[3] in _ORIGINAL:
        return ""
    said = cut.said(where.message + 1, where.end)
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _order(kind: str) -> Order | None:
    line = MESSAGES.get(kind)
    return order_of(line) if line else None


FAMILY = Family(
    cause="edifact",
    interchange=Envelope("UNB", "UNZ", 5),
    group=Envelope("UNG", "UNE", 5),
    message=Envelope("UNH", "UNT", 1),
    needs_group=False,
    beside=frozenset(),
    described=_described,
    order=_order,
    meant={"DTM": days_of},
)


def _head(head: Node) -> dict[str, str]:
    level, version = value(head, 1), value(head, 1, 2)
    return {
        "reference": value(head, FAMILY.interchange.reference),
        "sender": value(head, 2),
        "sender_scheme": value(head, 2, 2),
        "receiver": value(head, 3),
        "receiver_scheme": value(head, 3, 2),
        "syntax": ":".join(part for part in (level, version) if part),
        "test": "1" if value(head, 11) == "1" else "",
    }


# An answer is never answered.
OUTLINER = Outliner(FAMILY, _head, frozenset({"CONTRL", "AUTACK"}))
