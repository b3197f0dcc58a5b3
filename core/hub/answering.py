"""The answers to what was read or refused, and the interchanges of which a part is refused, kept whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from core.catalogue.ack_interchange import InterchangeAck
from core.hub.acknowledging import (
    FILE,
    Faults,
    file_ack,
    interchange_acks,
    is_about_content,
    wants_acks,
)
from core.hub.arrivals import Arrival
from core.hub.contracts import Contract
from core.hub.drafts import Draft
from core.hub.interchanges import Outline, Outlining
from core.hub.mapping import Mapping
from core.hub.node import Node
from core.hub.ports import Library
from core.hub.understanding import Understood
from core.kernel.errors import HubError, Unreadable

Bytes = Callable[[Arrival], bytes]


class Drafted(NamedTuple):
    """A draft and the unit it was made of."""

    draft: Draft
    unit: Node | None


class Answered(NamedTuple):
    """What is kept of the drafts, what is refused besides, and the answers."""

    drafts: Sequence[Drafted]
    refused: tuple[HubError, ...] = ()
    acks: tuple[InterchangeAck, ...] = ()


class Answering:
    """Pure but for reading published artifacts and blobs."""

    def __init__(self, library: Library, payload: Bytes) -> None:
        self._library = library
        self._payload = payload

    def answered(
        self,
        arrival: Arrival,
        contract: Contract | None,
        known: Understood,
        drafts: Sequence[Drafted],
        refused: Sequence[Unreadable],
    ) -> Answered:
        """The answers to a file that was read; nothing is looked at where nobody asked for them."""
        wanted = wants_acks(contract)
        if not wanted and known.unit != "interchange":
            return Answered(drafts)
        reader = self._library.reader(known.mapping.format)
        if not isinstance(reader, Outlining):
            named = [(one.draft.type, one.draft.key) for one in drafts]
            ack = file_ack(arrival, known.mapping.format, named, refused) if wanted else None
            return Answered(drafts, (), (ack,) if ack is not None else ())
        outlines = reader.outlines(self._payload(arrival), known.options, known.tree)
        kept, more = _whole(outlines, drafts, refused) if known.unit == "interchange" else (drafts, ())
        acks = interchange_acks(arrival, outlines, [*refused, *more], None) if wanted else ()
        return Answered(kept, more, acks)

    def refused(
        self,
        arrival: Arrival,
        contract: Contract | None,
        known: Understood | None,
        failure: HubError,
    ) -> tuple[InterchangeAck, ...]:
        """The answers to a file refused as a whole, where that is for what was sent."""
        if contract is None or not wants_acks(contract) or not is_about_content(failure):
            return ()
        mapping = known.mapping if known is not None else self._first(contract, arrival)
        reader = self._library.reader(mapping.format)
        if isinstance(reader, Outlining):
            outlines = reader.outlines(self._payload(arrival), mapping.options, None)
            if outlines:
                return interchange_acks(arrival, outlines, (), failure)
            # Nobody knows whom to answer in its own words.
            ack = file_ack(arrival, FILE, (), [failure])
        else:
            ack = file_ack(arrival, mapping.format, (), [failure])
        return (ack,) if ack is not None else ()

    def _first(self, contract: Contract, arrival: Arrival) -> Mapping:
        """Nothing could be read, so no rule fits better than the first."""
        rule = contract.feed(arrival.source).rules[0]
        return self._library.mapping(contract.mappings[rule.mapping])


def _whole(
    outlines: Sequence[Outline], drafts: Sequence[Drafted], refused: Sequence[Unreadable]
) -> tuple[list[Drafted], tuple[HubError, ...]]:
    """Where the unit is the interchange, what stands beside a refused message is refused with it."""
    faults = Faults(refused)
    spoiled = [one for one in outlines if faults.between(one.first, one.last)]
    beside = Faults(_beside(one) for one in drafts)
    lost = [fault.error for one in spoiled for fault in beside.between(one.first, one.last)]
    places = {error.place for error in lost}
    kept = [one for one in drafts if _place(one) not in places]
    return kept, tuple(lost)


def _place(one: Drafted) -> str:
    return one.unit.place if one.unit is not None else ""


def _beside(one: Drafted) -> Unreadable:
    place = _place(one)
    return Unreadable(
        f"{place}: a message beside it is broken and the interchange is taken whole; send it again",
        cause="interchange.incomplete",
        place=place,
    )
