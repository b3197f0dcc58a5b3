"""Money came in, told by an ERP, a bank's statement, or a funder: each pays what it is for, once."""

from __future__ import annotations

from core.catalogue.bank_statement import BankStatement
from core.catalogue.erp_payment import Payment
from core.catalogue.funder_repayment import FunderRepayment
from core.catalogue.trade import Discrepancy
from core.hub.handling import Together, handles
from core.hub.message import Message
from core.loan.ahead import before_payments
from core.loan.alarms import CONTRADICTED, alarm
from core.loan.coming import of_payment, of_repayment, of_statement, taken_back
from core.loan.informing import newest
from core.loan.matching import of_account
from core.loan.same_money import note_bank
from core.loan.taking import take_coming, tell_taken_back
from core.loan.work import LoanWork


@handles("erp.payment.v1", together=Together(ahead=before_payments))
def take_payment(message: Message, work: LoanWork) -> list[Message]:
    coming = of_payment(message.read(Payment), message)
    return [] if coming is None else take_coming(message, work, coming)


@handles("bank.statement.v1", together=Together(ahead=before_payments))
def take_statement(message: Message, work: LoanWork) -> list[Message]:
    """Every booked credit, and what was taken back; nothing where it does not close, until people looked."""
    said = message.read(BankStatement)
    if said.discrepancies:
        about = f"{said.account.number}/{said.statement_no}"
        return [_apart(message, said.discrepancies, about, f"statement {about} does not close")]
    if of_account(work, said.account.number):
        note_bank(work, said.account.number, str(message.message_id))
    came = [made for coming in of_statement(said) for made in take_coming(message, work, coming)]
    for entry, refs in taken_back(said):
        came += tell_taken_back(message, work, said.account.number, entry, refs)
    return newest(came)


@handles("funder.repayment.v1", together=Together(ahead=before_payments))
def take_repayment(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(FunderRepayment)
    if said.discrepancies:
        about = f"{said.loan_no}/{said.repay_no}"
        return [_apart(message, said.discrepancies, about, f"repayment {about} is not what it is split into")]
    return take_coming(message, work, of_repayment(said, message))


def _apart(message: Message, found: tuple[Discrepancy, ...], about: str, what: str) -> Message:
    return alarm(message, CONTRADICTED, about, f"{what}: {'; '.join(each.text for each in found)}")
