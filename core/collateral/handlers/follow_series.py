"""A price moved more contracts than one unit of work marks: these are the next of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from core.collateral.contract import Contract
from core.collateral.marking import Marking
from core.collateral.messages import SeriesMoved
from core.collateral.spreading import mark_some
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.hub.records import Key, Record


def rows_of_moved(message: Message) -> Iterator[tuple[type[Record], Key]]:
    """The contracts."""
    for contract_no in message.read(SeriesMoved).contracts:
        yield Contract, (contract_no,)


@handles("collateral.series_moved.v1", touches=rows_of_moved, later=True)
def follow_series(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(SeriesMoved)
    marking = Marking(message, work)
    following = mark_some(marking, said.series, said.since.astimezone(UTC), said.contracts)
    return [*marking.answers(), *following]
