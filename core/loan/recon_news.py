"""What is booked behind a funder's file of its day ends a break, turns it into another, or is one itself."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from core.catalogue.funder_recon_file import ReconRow
from core.hub.message import Message
from core.loan.loan import Loan, Receipt
from core.loan.recon_breaks import Breaks
from core.loan.recon_finding import (
    STANDS,
    Difference,
    payout_apart,
    payout_untold,
    receipt_apart,
    receipt_untold,
)
from core.loan.recon_rows import (
    CLASSES,
    COMPARED,
    DISBURSEMENT,
    DUPLICATE,
    MISSING_HERE,
    OPEN,
    REPAYMENT,
    STATUS,
    Break,
)
from core.loan.stepping import home_day
from core.loan.work import LoanWork


def paid_out(message: Message, work: LoanWork, loan: Loan) -> list[Message]:
    """A draw was paid out, says its payer: what its file had of that is beside something now."""
    found = work.breaks.find(loan_no=loan.loan_no, state=OPEN)
    rows = [row for row in found if row.kind == DISBURSEMENT]
    day = Breaks(message, work, message.partner, DISBURSEMENT, loan.value_day)
    if loan.funder_loan_no:
        # The file may have told it by the funder's number alone, which nobody knew here.
        strange = work.breaks.get(day.funder, day.kind, day.day, MISSING_HERE, loan.funder_loan_no)
        rows += [strange] if strange is not None and strange.state == OPEN else []
    return _beside(message, work, rows, loan) or _untold(day, payout_untold(loan))


def not_paid(message: Message, work: LoanWork, loan: Loan) -> list[Message]:
    """The payer says that nothing was paid: a break which had that of its file is gone."""
    made = []
    for row in work.breaks.find(loan_no=loan.loan_no, state=OPEN):
        if row.kind == DISBURSEMENT and row.what == STATUS:
            day = Breaks(message, work, row.funder, row.kind, row.day)
            day.end(row, f"message {message.message_id}")
            made.append(day.tell())
    return made


def booked(message: Message, work: LoanWork, receipt_no: str) -> list[Message]:
    """Money was booked under this number: what said that it is missing is gone."""
    receipt = work.receipts.get(receipt_no)
    if receipt is None:
        return []
    rows = work.breaks.find(receipt_no=receipt_no, state=OPEN)
    made = _beside(message, work, rows, receipt)
    if made or not receipt.funder or receipt.state not in STANDS:
        return made
    day = Breaks(message, work, receipt.funder, REPAYMENT, receipt.value_day)
    return _untold(day, receipt_untold(receipt))


def _beside(message: Message, work: LoanWork, rows: Sequence[Break], news: Loan | Receipt) -> list[Message]:
    """Each break beside what is known now of the thing that it is about; a day is told once."""
    days: dict[tuple[str, str, int], Breaks] = {}
    for row in rows:
        if not row.told or row.what == DUPLICATE:
            continue
        of = (row.funder, row.kind, row.day)
        day = days.setdefault(of, Breaks(message, work, *of))
        told = msgspec.json.decode(row.told, type=ReconRow)
        now = payout_apart(news, told) if isinstance(news, Loan) else receipt_apart(news, told)
        day.keep([row], now, f"message {message.message_id}", row.file_no)
    return [day.tell() for day in days.values()]


def _untold(day: Breaks, missing: Difference) -> list[Message]:
    """The file of a day that was over has nothing of it, not even a break: it is missing there."""
    files = day.work.funder_files.find(funder=day.funder, kind=day.kind, day=day.day)
    over = [row for row in files if row.state == COMPARED and home_day(row.told_at) > day.day]
    if not over:
        return []
    keys = [(day.funder, day.kind, day.day, what, missing.about) for what in CLASSES]
    day.work.breaks.warm(keys)
    if any(day.work.breaks.get(*key) is not None for key in keys):
        return []
    day.keep([], [missing], "", max(over, key=lambda row: row.told_at).file_no)
    return [day.tell()]
