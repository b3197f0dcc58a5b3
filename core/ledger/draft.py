"""What is to be posted, before it is: lines that are checked as a whole."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from core.kernel.currencies import is_currency
from core.kernel.errors import Refused
from core.kernel.money import MINOR_MAX
from core.ledger.chart import DEBIT, NAMED, SIDES, Account
from core.ledger.entry import Line

LINES_MAX = 1_000


class DraftLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line to be posted; minor: units of the currency, negative where something is taken back in red."""

    account: str
    side: str
    currency: str
    minor: int
    party: str = ""
    contract: str = ""
    lot: str = ""
    funder: str = ""
    flow: str = ""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An entry to be posted.

    number: the business fact's own, unique in the book ("L-1/drawdown/1"). business_day: yyyymmdd.
    """

    book: str
    number: str
    rule: str
    business_day: int
    text: str
    lines: Sequence[DraftLine]


def check_amounts(draft: Draft, *, single: bool) -> None:
    """Refused where the lines are no entry by themselves: none, zero, too large, or not balanced."""
    where = f"entry {draft.number} of book {draft.book}"
    if not 0 < len(draft.lines) <= LINES_MAX:
        raise Refused(
            f"{where} has {len(draft.lines)} lines; it takes 1 to {LINES_MAX}", cause="ledger.lines"
        )
    sums: dict[str, int] = {}
    debits: dict[str, int] = {}
    for line in draft.lines:
        minor, currency, side = line.minor, line.currency, line.side
        if currency not in sums or side not in SIDES or not 0 < abs(minor) <= MINOR_MAX:
            _check_line(where, line)
            sums.setdefault(currency, 0)
        if side == DEBIT:
            sums[currency] += minor
            debits[currency] = debits.get(currency, 0) + abs(minor)
        else:
            sums[currency] -= minor
    if debits and max(debits.values()) > MINOR_MAX:
        raise Refused(f"{where}: its debits together would pass 2^63", cause="ledger.amount")
    if any(sums.values()) and not single:
        uneven = sorted((currency, over) for currency, over in sums.items() if over)
        said = ", ".join(f"{over} {currency}" for currency, over in uneven)
        raise Refused(
            f"{where} does not balance: debits are over credits by {said}", cause="ledger.unbalanced"
        )


def _check_line(where: str, line: DraftLine) -> None:
    if line.side not in SIDES:
        raise Refused(f"{where}: {line.side!r} is no side of an account", cause="ledger.side")
    if not is_currency(line.currency):
        raise Refused(f"{where}: {line.currency!r} is no ISO 4217 currency", cause="ledger.currency")
    if not 0 < abs(line.minor) <= MINOR_MAX:
        raise Refused(
            f"{where}: {line.minor} minor units on account {line.account}; a line moves something, within"
            " 2^63",
            cause="ledger.amount",
        )


def check_account(draft: Draft, line: DraftLine, account: Account | None) -> None:
    """Refused where the line may not stand on its account."""
    if account is not None and account.leaf and not account.closed and not account.auxiliaries:
        return
    where = f"entry {draft.number}: account {line.account} of book {draft.book}"
    if account is None:
        raise Refused(f"{where} is not in the chart", cause="ledger.unknown_account")
    if not account.leaf:
        raise Refused(f"{where} is a heading; post to an account below it", cause="ledger.heading")
    if account.closed:
        raise Refused(f"{where} is closed", cause="ledger.account_closed")
    missing = [name for name in account.auxiliaries.split() if not getattr(line, name)]
    if missing:
        raise Refused(f"{where} asks for {', '.join(missing)}", cause="ledger.auxiliary")


def reversed_lines(lines: Sequence[Line]) -> list[DraftLine]:
    """The same lines in red: same account and side, the other sign."""
    return [
        DraftLine(
            account=line.account,
            side=line.side,
            currency=line.currency,
            minor=-line.minor,
            **{name: getattr(line, name) for name in NAMED},
        )
        for line in lines
    ]
