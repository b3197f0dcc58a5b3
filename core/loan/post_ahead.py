"""What judging many facilities will ask for, read in sets: no facility asks a question of its own."""

from __future__ import annotations

from collections.abc import Sequence

from core.collateral import ask_behind, ask_contracts, ask_sources
from core.hub.message import Message
from core.hub.questions import Questions
from core.loan.limiting import BOOK, FUNDER
from core.loan.loan import Loan
from core.loan.post_asking import wants
from core.loan.post_messages import JudgementDue
from core.loan.records import Facility
from core.loan.work import LoanWork


def before_judgements(messages: Sequence[Message], work: LoanWork) -> None:
    """Facilities, what runs under them and how it stands, what stands against them, and what secures them.

    Its loans lie in many slices, and each names it: once it was judged nothing of it is read again.
    """
    said = [message.read(JudgementDue) for message in messages]
    named = {(due.facility_no,) for each in said for due in each.facilities}
    work.facility_watches.warm(named)
    numbers = sorted({due.facility_no for each in said for due in each.facilities if wants(work, each, due)})
    work.facilities.warm([(number,) for number in numbers])
    found = [row for number in numbers if (row := work.facilities.get(number)) is not None]
    work.products.warm({(row.product, row.product_version) for row in found})
    work.findings.look({"facility_no": number, "stands": True} for number in numbers)
    work.loans.look({"facility_no": number, "over": False} for number in numbers)
    loans = [loan for number in numbers for loan in work.loans.find(facility_no=number, over=False)]
    _read_standings(work, found, loans)
    contracts = sorted({row.contract_no for row in found if row.contract_no})
    first, second, third = Questions(), Questions(), Questions()
    ask_contracts(first, contracts)
    first.read(work.unit)
    ask_behind(second, work.collateral, contracts)
    second.read(work.unit)
    ask_sources(third, work.collateral, contracts)
    third.read(work.unit)


def _read_standings(work: LoanWork, facilities: Sequence[Facility], loans: Sequence[Loan]) -> None:
    work.standings.warm([(loan.loan_no,) for loan in loans])
    rows = [(loan, row) for loan in loans if (row := work.standings.get(loan.loan_no)) is not None]
    work.dues.warm([(loan.loan_no, loan.plan, row.first_open) for loan, row in rows])
    lent = {(row.currency, row.funder) for row in facilities} | {
        (loan.currency, loan.funder) for loan in loans
    }
    work.ledger.balances.warm([(BOOK, FUNDER, currency, name) for currency, name in lent if name])
