"""A funder's day and what the hub holds of it, read in sets: no row asks a question of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.catalogue.funder_recon_file import FunderReconFile, ReconRow
from core.hub.message import Message
from core.hub.questions import Questions
from core.kernel.days import day_number
from core.loan.disbursing import payer_of
from core.loan.factory import product_of
from core.loan.loan import Loan, Receipt, Standing
from core.loan.recon_rows import BALANCE, DISBURSEMENT, FEE, OPEN, REPAYMENT, Break, FunderFile, FunderTells
from core.loan.records import Facility, LoanStep, ProductVersion
from core.loan.transitions import Of
from core.loan.work import LoanWork

WAITED_FOR = ("DISBURSING", "UNKNOWN")
# A change of a loan that is no step of it stands between its last step and its version.
STEPS_BEHIND = 2


@dataclass(frozen=True, slots=True)
class Day:
    """One file in the hands of its message; the funder is who tells it, whatever stands in it."""

    message: Message
    work: LoanWork
    said: FunderReconFile
    day: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "day", day_number(self.said.date))

    @property
    def funder(self) -> str:
        return self.message.partner

    def payer(self, loan: Loan) -> str:
        return payer_of(product_of(self.work, loan.product, loan.product_version), loan)

    def is_theirs(self, loan: Loan) -> bool:
        return self.funder in {loan.funder, self.payer(loan)}

    def loans(self) -> list[Loan]:
        """Those that the file should name: paid out that day or in doubt; of balances all that run."""
        work = self.work
        if self.said.kind == BALANCE:
            return work.loans.find(funder=self.funder, over=False)
        if self.said.kind != DISBURSEMENT:
            return []
        doubted = [loan for state in WAITED_FOR for loan in work.loans.find(state=state)]
        return [*work.loans.find(value_day=self.day), *doubted]

    def receipts(self) -> list[Receipt]:
        """What the funder told that counts from that day."""
        if self.said.kind != REPAYMENT:
            return []
        return self.work.receipts.find(funder=self.funder, value_day=self.day)


@dataclass(frozen=True, slots=True)
class Named:
    """Loans by the numbers that a row may name them by: the funder's, ours, the bank's."""

    theirs: dict[str, list[Loan]]
    ours: dict[str, list[Loan]]
    refs: dict[str, list[Loan]]

    @classmethod
    def of(cls, loans: Iterable[Loan]) -> Named:
        made = cls(defaultdict(list), defaultdict(list), defaultdict(list))
        for loan in {each.loan_no: each for each in loans}.values():
            made.ours[loan.loan_no].append(loan)
            made.theirs[loan.funder_loan_no].append(loan)
            made.refs[loan.bank_ref].append(loan)
        return made

    def by_loan(
        self, rows: Iterable[ReconRow]
    ) -> tuple[dict[str, list[ReconRow]], dict[str, list[ReconRow]]]:
        """Rows by our number of their loan, and those that name none by the number that they give."""
        known, strange = defaultdict[str, list[ReconRow]](list), defaultdict[str, list[ReconRow]](list)
        for row in rows:
            loan = self.loan(row)
            (strange[row.number] if loan is None else known[loan.loan_no]).append(row)
        return known, strange

    def loan(self, row: ReconRow) -> Loan | None:
        """The first of these numbers that names one loan, and no other."""
        ways = (
            (self.theirs, row.number),
            (self.ours, row.our_number),
            (self.refs, row.bank_ref),
            # Who has no number of its own gives ours.
            (self.ours, row.number),
        )
        for names, number in ways:
            found = names.get(number, []) if number else []
            if len(found) == 1:
                return found[0]
        return None


def named_in(day: Day) -> Named:
    """The funder's loans, as far as the file names them or should."""
    return Named.of(loan for loan in _all_named(day) if day.is_theirs(loan))


def read_days(messages: Sequence[Message], work: LoanWork) -> None:
    """What was told before, what should be told, then what else the rows name, then how that stands."""
    days = [Day(each, work, each.read(FunderReconFile)) for each in messages]
    first, second, third = Questions(), Questions(), Questions()
    for day in days:
        _ask_told(first, day)
    first.read(work.unit)
    for day in days:
        _ask_rows(second, day)
    second.read(work.unit)
    loans = [loan for day in days for loan in _all_named(day)]
    third.rows(ProductVersion, {(loan.product, loan.product_version) for loan in loans})
    balances = {loan.loan_no: loan for day in days if day.said.kind == BALANCE for loan in _all_named(day)}
    third.rows(Standing, [(name,) for name in balances])
    third.rows(Facility, {(loan.facility_no,) for loan in balances.values()})
    third.rows(LoanStep, [key for loan in balances.values() for key in step_keys(loan)])
    receipts = (row for day in days if day.said.kind == REPAYMENT for row in _receipts_named(day))
    third.rows(Loan, {(row.loan_no,) for row in receipts if row.loan_no})
    third.read(work.unit)


def step_keys(loan: Loan) -> list[tuple[str, str, int]]:
    """Where the last step of a loan stands, and those right before it."""
    return [(Of.LOAN, loan.loan_no, loan.version - back) for back in range(STEPS_BEHIND)]


def _ask_told(questions: Questions, day: Day) -> None:
    said, funder = day.said, day.funder
    questions.rows(FunderFile, [(funder, said.file_no)])
    questions.rows(FunderTells, [(funder, said.kind)])
    questions.found(FunderFile, [{"funder": funder, "kind": said.kind, "day": day.day}])
    questions.found(Break, [{"funder": funder, "kind": said.kind, "day": day.day}])
    questions.found(Break, [{"funder": funder, "kind": said.kind, "state": OPEN}])
    if said.kind == BALANCE:
        questions.found(Loan, [{"funder": funder, "over": False}])
    if said.kind == DISBURSEMENT:
        questions.found(Loan, [{"value_day": day.day}, *({"state": state} for state in WAITED_FOR)])
    if said.kind == REPAYMENT:
        questions.found(Receipt, [{"funder": funder, "value_day": day.day}])


def _ask_rows(questions: Questions, day: Day) -> None:
    """By the numbers of those rows that name nothing which is read already."""
    if day.said.kind == FEE:
        return
    strangers = _strangers(day.said, day.loans())
    if day.said.kind == REPAYMENT:
        rows = untold(day)
        questions.found(Receipt, [{"funder": day.funder, "told_no": row.number} for row in rows])
        questions.rows(Receipt, {(number,) for row in rows for number in receipt_numbers(day.funder, row)})
    questions.of_each(Loan, "funder_loan_no", {row.number for row in strangers})
    numbers = {number for row in strangers for number in (row.our_number, row.number) if number}
    questions.rows(Loan, [(number,) for number in numbers])
    if day.said.kind == DISBURSEMENT:
        questions.of_each(Loan, "bank_ref", {row.bank_ref for row in strangers if row.bank_ref})


def untold(day: Day) -> list[ReconRow]:
    """Rows that name no repayment of that day by the funder's number."""
    known = {row.told_no for row in day.receipts()}
    return [row for row in day.said.rows if row.number not in known]


def receipt_numbers(funder: str, row: ReconRow) -> list[str]:
    """Under which a repayment that the funder told may stand here: its number, ours, the bank's."""
    return [number for number in (f"{funder}/{row.number}", row.our_number, row.bank_ref) if number]


def _strangers(said: FunderReconFile, known: Iterable[Loan]) -> list[ReconRow]:
    numbers = {loan.funder_loan_no for loan in known}
    return [row for row in said.rows if row.number not in numbers]


def _by_number(work: LoanWork, row: ReconRow) -> list[Loan]:
    ours = (work.loans.get(number) for number in (row.our_number, row.number) if number)
    return [*work.loans.find(funder_loan_no=row.number), *(loan for loan in ours if loan is not None)]


def _all_named(day: Day) -> list[Loan]:
    if day.said.kind == FEE:
        return []
    known = day.loans()
    strangers = _strangers(day.said, known)
    found = [loan for row in strangers for loan in _by_number(day.work, row)]
    by_ref = day.said.kind == DISBURSEMENT
    refs = (row.bank_ref for row in strangers if by_ref and row.bank_ref)
    return [*known, *found, *(loan for ref in refs for loan in day.work.loans.find(bank_ref=ref))]


def _receipts_named(day: Day) -> list[Receipt]:
    """Those of the day, and what else the rows name."""
    receipts, funder, rows = day.work.receipts, day.funder, untold(day)
    by_told = [found for row in rows for found in receipts.find(funder=funder, told_no=row.number)]
    numbers = [number for row in rows for number in receipt_numbers(funder, row)]
    return [*day.receipts(), *by_told, *(found for each in numbers if (found := receipts.get(each)))]
