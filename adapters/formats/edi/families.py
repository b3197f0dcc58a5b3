"""What a family of formats calls its envelopes, and what it knows of its messages and segments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from adapters.formats.edi.order import Order
from adapters.formats.edi.segments import Cut, Meaning


class Envelope(NamedTuple):
    """reference: the element of the head that the foot's second must repeat; its first is the count."""

    head: str
    foot: str
    reference: int


class Where(NamedTuple):
    """The heads a message stands under, None where there is none; end: the segment behind it, or 0."""

    interchange: int | None
    group: int | None
    message: int
    end: int = 0


class Family(NamedTuple):
    """A family of formats.

    beside: tags that may stand between messages. described: what a message says of itself, as (name, text).
    order: which segments may follow which in a message of a type, None where it is not known.
    meant: what segments of a tag mean beside what stands in them, as nodes of their own.
    """

    cause: str
    interchange: Envelope
    group: Envelope
    message: Envelope
    needs_group: bool
    beside: frozenset[str]
    described: Callable[[Cut, Where], list[tuple[str, str]]]
    order: Callable[[str], Order | None]
    meant: Mapping[str, Meaning] = {}
