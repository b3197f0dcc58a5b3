"""Money is asked for, once: the gates again, the key for ever, and the request to whoever pays."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from msgspec.structs import replace

from core.catalogue.finance_parts import TradeRef
from core.catalogue.funder_drawdown_request import FunderDrawdownRequest
from core.catalogue.parts import BankAccount, PartyRef
from core.hub.message import Message
from core.kernel.days import date_of
from core.kernel.errors import Refused
from core.loan.drawing import maturity_of, schedule_of, terms_of
from core.loan.factory import product_of
from core.loan.gating import Draw, require_open, require_tenor
from core.loan.informing import addressed, amount_of, tell_deal
from core.loan.loan import Loan
from core.loan.messages import StatusAsked
from core.loan.paying_out import payout_of
from core.loan.product import Product
from core.loan.quota import require_hours, require_quota, take_day
from core.loan.recon_rows import DISBURSEMENT, MISSING_HERE, OPEN
from core.loan.records import Facility
from core.loan.releasing import facility_of
from core.loan.stepping import Told, day_recorded, stepped
from core.loan.work import LoanWork


def disburse(message: Message, work: LoanWork, loan: Loan, told: Told) -> list[Message]:
    """A gate that closed since the draw was held keeps the money here."""
    product, facility = product_of(work, loan.product, loan.product_version), facility_of(work, loan)
    if facility.state != "EFFECTIVE" or facility.frozen_because:
        raise Refused(
            f"facility {facility.facility_no} is {facility.state} {facility.frozen_because}".rstrip(),
            cause="loan.facility_shut",
        )
    _require_untold(work, loan)
    draw = Draw(facility, product, loan.principal_minor, loan.payee, loan.pay_to, loan)
    require_open(work, draw, message.record_time)
    day = max(loan.wanted_day, day_recorded(message))
    made = schedule_of(work, terms_of(product, facility, loan, date_of(day)))
    require_tenor(replace(loan, wanted_day=day), facility, product)
    paid = payout_of(product, facility, loan, made)
    if paid.cash <= 0:
        raise Refused(f"nothing of {loan.loan_no} would be left to pay out", cause="loan.nothing_left")
    taken = _ask_funder(message, work, loan, facility, day) if loan.funder else None
    sent = stepped(
        message,
        work,
        loan,
        told,
        quota_day=taken,
        idempotency_key=f"{loan.loan_no}/{loan.attempt}",
        sent_at=message.record_time,
        doubts=0,
        wanted_day=day,
        cash_minor=paid.cash,
    )
    return [_request(message, sent, product), tell_deal(message, sent)]


def _require_untold(work: LoanWork, loan: Loan) -> None:
    """A draw that failed, says the answer, and was paid, says a file of the day, is not paid again."""
    for row in work.breaks.find(loan_no=loan.loan_no, state=OPEN):
        if row.kind == DISBURSEMENT and row.what == MISSING_HERE:
            raise Refused(
                f"{row.funder} told in file {row.file_no} that {loan.loan_no} was paid ({row.text}); explain"
                " that first",
                cause="loan.told_as_paid",
            )


def _ask_funder(message: Message, work: LoanWork, loan: Loan, facility: Facility, day: int) -> str:
    """By its newest word: it is at work, and lends that much on the day; what is taken of the day."""
    require_quota(work, loan, facility, day_recorded(message))
    require_hours(work, loan, facility, message.record_time)
    return take_day(work, loan, facility, day)


def payer_of(product: Product, loan: Loan) -> str:
    """The partner who is asked to pay: a funder that lends on its own book, else our bank."""
    return loan.funder if product.booking == "agency" else product.bank


def ask_status(message: Message, loan: Loan, payer: str) -> Message:
    """Whoever was to pay is asked what became of it; nothing is to be paid because of that."""
    body = StatusAsked(loan_no=loan.loan_no, idempotency_key=loan.idempotency_key, payer=payer)
    keys = (loan.loan_no, loan.idempotency_key)
    made = message.reply("loan.status_asked.v1", key=loan.loan_no, body=body, keys=keys)
    return addressed(made, payer)


def _request(message: Message, loan: Loan, product: Product) -> Message:
    payer = payer_of(product, loan)
    drawn = date_of(loan.wanted_day)
    body = FunderDrawdownRequest(
        draw_no=loan.loan_no,
        idempotency_key=loan.idempotency_key,
        facility_no=loan.facility_no,
        funder=PartyRef(id=payer),
        borrower=PartyRef(id=loan.borrower),
        amount=amount_of(loan.cash_minor, loan.currency),
        payee=PartyRef(id=loan.payee),
        pay_to=msgspec.json.decode(loan.pay_to, type=BankAccount),
        value_date=drawn,
        contract_no=loan.contract_no,
        trade_refs=_trade_refs(loan),
        requested_at=message.record_time,
        maturity=maturity_of(loan, drawn),
        rate_per_year=Decimal(loan.rate),
    )
    made = message.reply(
        FunderDrawdownRequest.TYPE,
        key=loan.loan_no,
        body=body,
        keys=(loan.loan_no, loan.idempotency_key, loan.facility_no),
    )
    return addressed(made, payer)


def _trade_refs(loan: Loan) -> tuple[TradeRef, ...]:
    pairs = [line.split(" ", 1) for line in loan.trade_refs.splitlines()]
    return msgspec.convert([{"kind": kind, "number": number} for kind, number in pairs], tuple[TradeRef, ...])
