"""A buyer's line that is taken when its invoice is assigned, before anything is drawn (T3)."""

from __future__ import annotations

from msgspec.structs import replace

from core.collateral import AssignedInvoice, assigned_under
from core.hub.message import Message
from core.loan.alarms import OVER_BUYER, alarm, calm
from core.loan.assigned_line import AssignedLine
from core.loan.factory import product_of
from core.loan.limiting import BUYER, take
from core.loan.stepping import day_recorded
from core.loan.work import LoanWork

# While a facility is in one of these, what it bought is owed to us.
IN_FORCE = frozenset({"EFFECTIVE", "FROZEN", "EXPIRED"})
_NAMED_MAX = 10


def follow_assigned(message: Message, work: LoanWork, contract_no: str) -> list[Message]:
    """Each invoice under the contract takes what is still to be paid of it, or nothing, and is named.

    What is less now comes free first, then each that is more finds room or does not, the first due first.
    """
    taken = _taken_here(work, contract_no)
    before = {row.thing: row for row in _rows(work, contract_no)}
    if not taken and not before:
        return []
    stands = assigned_under(work.collateral, contract_no) if taken else []
    wanted = {each.thing: each for each in stands}
    known = dict(before)
    for thing, row in before.items():
        each = wanted.get(thing)
        minor = each.minor if each is not None and each.debtor == row.debtor else 0
        if minor < row.held_minor or not minor:
            known[thing] = _moved(message, work, row, minor)
    for thing, each in wanted.items():
        known[thing] = _moved(message, work, _row(known.get(thing), contract_no, each), each.minor)
    for thing, row in known.items():
        if row != before.get(thing):
            work.assigned_lines.put(row)
    return _told(message, contract_no, list(before.values()), list(known.values()))


def held_on_lines(work: LoanWork, contract_no: str) -> int:
    """What all invoices under the contract hold of their debtors' lines, minor units."""
    return sum(row.held_minor for row in _rows(work, contract_no))


def over_lines(work: LoanWork, contract_no: str) -> list[str]:
    """Invoices that found no room on their debtors' lines."""
    return [row.number for row in _rows(work, contract_no) if row.over_minor]


def _taken_here(work: LoanWork, contract_no: str) -> bool:
    return any(
        product_of(work, each.product, each.product_version).at_assignment
        for each in work.facilities.find(contract_no=contract_no)
        if each.state in IN_FORCE
    )


def _rows(work: LoanWork, contract_no: str) -> list[AssignedLine]:
    return work.assigned_lines.find(contract_no=contract_no)


def _row(known: AssignedLine | None, contract_no: str, each: AssignedInvoice) -> AssignedLine:
    """The invoice's row; where its debtor is another one by now the row is his."""
    if known is not None:
        return replace(known, debtor=each.debtor)
    return AssignedLine(
        contract_no=contract_no,
        thing=each.thing,
        number=each.number,
        debtor=each.debtor,
        currency=each.currency,
    )


def _moved(message: Message, work: LoanWork, row: AssignedLine, minor: int) -> AssignedLine:
    """The row with so much taken; with nothing more, and what is missing, where the line has no room."""
    more = minor - row.held_minor
    if not more:
        return replace(row, over_minor=0)
    after = replace(row, version=row.version + 1, held_minor=minor, over_minor=0)
    number = f"assigned/{row.contract_no}/{row.thing}/{after.version}"
    told = (number, day_recorded(message), row.currency)
    if take(message, work, (BUYER, row.debtor), told, more):
        return replace(after, held_minor=row.held_minor, over_minor=minor)
    return after


def _told(
    message: Message, contract_no: str, before: list[AssignedLine], after: list[AssignedLine]
) -> list[Message]:
    """People hear of what is over a line, and when nothing is any more."""
    over = [row for row in after if row.over_minor]
    was = {row.thing for row in before if row.over_minor}
    if over and {row.thing for row in over} != was:
        named = ", ".join(f"{row.number} of {row.debtor} ({row.over_minor})" for row in over[:_NAMED_MAX])
        text = f"{len(over)} invoices find no room on their buyers' lines and lend nothing: {named}"
        return [alarm(message, OVER_BUYER, contract_no, text)]
    if was and not over:
        return [calm(message, OVER_BUYER, contract_no, "every invoice has its room")]
    return []
