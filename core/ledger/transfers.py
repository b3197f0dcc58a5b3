"""What a month's end moves: results into the profit of the year, at its end that into what is retained."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count

from core.ledger.chart import CREDIT, DEBIT, ClosingRule
from core.ledger.draft import LINES_MAX, Draft, DraftLine
from core.ledger.entry import Entry, Line
from core.ledger.standing import Standings, sides_of
from core.ledger.totals import MonthEnd

RULE = "P20"
MILLION = 1_000_000
# One line is kept for the other side, in each of the currencies.
_PLACES_MAX = LINES_MAX // 2


def last_day(period: int) -> int:
    year, month = divmod(period, 100)
    return period * 100 + monthrange(year, month)[1]


def is_result(rule: ClosingRule | None, account: str) -> bool:
    return rule is not None and account.startswith(rule.results)


def of_results(rule: ClosingRule, standings: Standings) -> Iterator[list[DraftLine]]:
    """The lines of each entry that empties the results; none where they stand at zero."""
    standing = [
        (place, each.closing)
        for place, each in sorted(standings.items())
        if is_result(rule, place.account) and each.closing
    ]
    for start in range(0, len(standing), _PLACES_MAX):
        lines, over = [], Counter[str]()
        for place, closing in standing[start : start + _PLACES_MAX]:
            lines.append(_line(place.account, place.currency, -closing, place[2:]))
            over[place.currency] += closing
        others = [(currency, over[currency]) for currency in sorted(over) if over[currency]]
        yield lines + [_line(rule.profit, currency, minor) for currency, minor in others]


def of_the_year(rule: ClosingRule, profits: dict[str, int]) -> list[DraftLine]:
    """What the year brought, by currency (a loss is below zero), from `profit` to `retained`."""
    moved = [(currency, profits[currency]) for currency in sorted(profits) if profits[currency]]
    return [
        line
        for currency, profit in moved
        for line in (_line(rule.profit, currency, profit), _line(rule.retained, currency, -profit))
    ]


def of_the_reserve(rule: ClosingRule, profits: dict[str, int], before: dict[str, int]) -> list[DraftLine]:
    """The reserve's share of the year's profits, less what earlier closings of this month gave it."""
    lines = []
    for currency in sorted(profits.keys() | before.keys()):
        share = max(profits.get(currency, 0), 0) * rule.reserve_ppm // MILLION
        more = share - before.get(currency, 0)
        if more:
            lines += [_line(rule.retained, currency, more), _line(rule.reserve, currency, -more)]
    return lines


def draft_of(month: MonthEnd, number: int, lines: Sequence[DraftLine]) -> Draft:
    return Draft(
        book=month.book,
        number=_number(month.period, month.runs, number),
        rule=RULE,
        business_day=last_day(month.period),
        text="期末结转, results of the month carried to profit",
        lines=lines,
    )


def moved_before(
    month: MonthEnd | None,
    entry: Callable[[str, str], Entry | None],
    lines: Callable[[Entry], Iterable[Line]],
) -> Iterator[Line]:
    """The lines that every closing of this month has posted; found by number, not by looking through it."""
    for run in range(1, month.runs + 1 if month else 1):
        for number in count(1):
            found = entry(month.book, _number(month.period, run, number)) if month else None
            if found is None:
                break
            yield from lines(found)


def credited(lines: Iterable[Line], account: str) -> dict[str, int]:
    """By currency how much these lines put on the credit of an account, less its debits."""
    sums: Counter[str] = Counter()
    for line in lines:
        if line.account == account:
            debits, credits = sides_of(line.side, line.minor)
            sums[line.currency] += credits - debits
    return dict(sums)


def _number(period: int, run: int, number: int) -> str:
    return f"month-end/{period}/{run}/{number}"


def _line(account: str, currency: str, minor: int, named: tuple[str, ...] = ("",) * 5) -> DraftLine:
    """A debit of so much, or a credit where it is below zero."""
    party, contract, lot, funder, flow = named
    return DraftLine(
        account=account,
        side=DEBIT if minor > 0 else CREDIT,
        currency=currency,
        minor=abs(minor),
        party=party,
        contract=contract,
        lot=lot,
        funder=funder,
        flow=flow,
    )
