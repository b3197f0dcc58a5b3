"""A price that moves many contracts: a few are marked at once, the rest by messages that follow, in order.

All of thousands in one unit of work would outlast the worker's lease, and a unit that does can never commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.collateral.call import Call
from core.collateral.category import Category
from core.collateral.contract import Contract, Holding, Terms
from core.collateral.filing import Filing
from core.collateral.floor import FloorNotice
from core.collateral.insurance import BoundPolicy, Insurance
from core.collateral.lien import Lien
from core.collateral.marking import Marking
from core.collateral.messages import SeriesMoved
from core.collateral.restating import Restating
from core.collateral.security import Security
from core.collateral.series import Series, SourcePrice
from core.collateral.work import CollateralWork
from core.custody import Lot, Notice, Site
from core.hub.message import Message
from core.hub.questions import Questions
from core.hub.records import R
from core.hub.shelf import Shelf

# One unit of work begins no further contract after so many marks; a late price makes many of one contract.
MARKS_AT_ONCE = 100
SERIES_MOVED = "collateral.series_moved.v1"


def mark_all(marking: Marking, series: str, since: datetime) -> list[Message]:
    """Marks every contract that the series prices, now or by the messages it gives."""
    terms = marking.work.terms.find(series=series)
    return mark_some(marking, series, since, sorted({each.contract_no for each in terms}))


def look_ahead(work: CollateralWork, contracts: Sequence[str]) -> None:
    """Reads in a few questions what marking these contracts asks for one by one."""
    questions = Questions()
    _ask_marking(questions, contracts)
    questions.read(work.unit)


def ask_contracts(questions: Questions, contracts: Sequence[str]) -> None:
    """The same, and what else is asked of contracts that money is lent on: whoever lends asks for many."""
    _ask_marking(questions, contracts)
    for kind in (Lot, Lien, Filing, Notice, BoundPolicy):
        questions.of_each(kind, "contract_no", contracts)


def ask_behind(questions: Questions, work: CollateralWork, contracts: Sequence[str]) -> None:
    """What the rows of `ask_contracts` name, once they are read: prices, policies and sites."""
    policies = {each.policy_no for each in _of_each(work.bound_policies, contracts)}
    questions.of_each(Insurance, "policy_no", sorted(policies))
    questions.rows(Series, {(each.series,) for each in _of_each(work.terms, contracts)})
    questions.rows(Site, {(each.site,) for each in _of_each(work.lots, contracts)})


def ask_sources(questions: Questions, work: CollateralWork, contracts: Sequence[str]) -> None:
    """The latest price of each source of these contracts' goods, once `ask_behind` is read."""
    for name in {each.series for each in _of_each(work.terms, contracts)}:
        row = work.series.get(name)
        sources = {row.primary, *row.sources.splitlines()} if row is not None else set()
        questions.rows(SourcePrice, [(name, source) for source in sources])


def _of_each(shelf: Shelf[R], contracts: Sequence[str]) -> list[R]:
    return [row for contract_no in contracts for row in shelf.find(contract_no=contract_no)]


def _ask_marking(questions: Questions, contracts: Sequence[str]) -> None:
    keys = [(contract_no,) for contract_no in contracts]
    questions.rows(Contract, keys)
    questions.rows(Security, keys)
    for kind in (Holding, Terms, FloorNotice, Category, Call):
        questions.of_each(kind, "contract_no", contracts)


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
