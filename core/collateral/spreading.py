"""A price that moves many contracts: a few are marked at once, the rest by messages that follow, in order.

All of thousands in one unit of work would outlast the worker's lease, and a unit that does can never commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.collateral.marking import Marking
from core.collateral.messages import SeriesMoved
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.hub.message import Message

# One unit of work begins no further contract after so many marks; a late price makes many of one contract.
MARKS_AT_ONCE = 100
SERIES_MOVED = "collateral.series_moved.v1"


def mark_all(marking: Marking, series: str, since: datetime) -> list[Message]:
    """Marks every contract that the series prices, now or by the messages it gives."""
    terms = marking.work.terms.find(series=series)
    return mark_some(marking, series, since, sorted({each.contract_no for each in terms}))


def look_ahead(work: CollateralWork, contracts: Sequence[str]) -> None:
    """Reads in a few questions what marking these contracts asks for one by one."""
    keys = [(contract_no,) for contract_no in contracts]
    work.contracts.warm(keys)
    work.securities.warm(keys)
    of_each = [{"contract_no": contract_no} for contract_no in contracts]
    work.holdings.look(of_each)
    work.terms.look(of_each)
    work.floors.look(of_each)
    work.categories.look(of_each)
    work.calls.look(of_each)


def read_contracts(work: CollateralWork, contracts: Sequence[str]) -> None:
    """The same, and what else is asked of contracts that money is lent on: whoever lends asks for many."""
    look_ahead(work, contracts)
    of_each = [{"contract_no": contract_no} for contract_no in contracts]
    work.lots.look(of_each)
    work.liens.look(of_each)
    work.filings.look(of_each)
    work.notices.look(of_each)
    work.bound_policies.look(of_each)
    terms = [each for contract_no in contracts for each in work.terms.find(contract_no=contract_no)]
    work.terms.warm([(each.contract_no, each.sku) for each in terms])


def mark_some(marking: Marking, series: str, since: datetime, contracts: Sequence[str]) -> list[Message]:
    """Marks as many of these contracts as this unit of work may; the messages that mark the others."""
    done = 0
    look_ahead(marking.work, contracts[:MARKS_AT_ONCE])
    restating = Restating(marking.message, marking.work)
    for contract_no in contracts:
        if marking.work.marks_made >= MARKS_AT_ONCE:
            break
        if marking.work.securities.get(contract_no) is not None:
            restating.touch(contract_no, f"{series} moved")
            marking.work.marks_made += 1
        else:
            marking.mark(contract_no, since)
        done += 1
    parts = [contracts[start : start + MARKS_AT_ONCE] for start in range(done, len(contracts), MARKS_AT_ONCE)]
    following = [
        marking.message.reply(
            SERIES_MOVED,
            key=f"{series} {part[0]}",
            body=SeriesMoved(series=series, since=since, contracts=tuple(part)),
        )
        for part in parts
    ]
    return [*restating.answers(), *following]
