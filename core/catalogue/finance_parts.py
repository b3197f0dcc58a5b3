"""The parts that the documents of a financing share: what it is about, its papers, reasons, how long."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from core.catalogue.fields import Key, OptionalKey, Sha256, Text
from core.catalogue.parts import Line, Part

LIST_MAX = 10_000

Months = Annotated[int, Meta(ge=1, le=1_200)]
Version = Annotated[int, Meta(ge=1, le=2**53)]


class TradeRef(Part, frozen=True, kw_only=True):
    """The trade that is financed, by number.

    kind: what it is
    number: its own number
    """

    kind: Literal["order", "invoice", "contract", "receipt", "lot", "policy"]
    number: Key


class SecurityRef(Part, frozen=True, kw_only=True):
    """What is offered as security, by number.

    kind: goods (a lot), receipt 仓单, receivable, order, policy 保单, prepayment
    number: its own number
    """

    kind: Literal["goods", "receipt", "receivable", "order", "policy", "prepayment"]
    number: Key


class Paper(Line, frozen=True, kw_only=True):
    """A file that goes with an application 要件.

    kind: of the list of papers that the product asks for
    name: file name
    sha256: of its bytes, 64 hex digits
    """

    kind: Key
    name: Key
    sha256: Sha256


class Reason(Part, frozen=True, kw_only=True):
    """Why.

    code: a short stable word
    text: in words
    """

    code: OptionalKey = ""
    text: Text = ""


TradeRefs = Annotated[tuple[TradeRef, ...], Meta(max_length=LIST_MAX)]
SecurityRefs = Annotated[tuple[SecurityRef, ...], Meta(max_length=LIST_MAX)]
Papers = Annotated[tuple[Paper, ...], Meta(max_length=LIST_MAX)]
ReasonsGiven = Annotated[tuple[Reason, ...], Meta(max_length=1_000)]
