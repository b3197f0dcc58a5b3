"""A borrower asks for money under a facility: gates and cover, then every limit at once, then the rules."""

from __future__ import annotations

from core.catalogue.finance_drawdown import FinanceDrawdown
from core.hub.handling import Together, handles
from core.hub.message import Message
from core.kernel.canonical import canonical_bytes, content_hash
from core.kernel.days import date_of, day_number
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.loan.ahead import before_draws
from core.loan.assigned import follow_assigned
from core.loan.deciding import ask_draw
from core.loan.factory import product_of
from core.loan.gating import asked_for, first_margin, require_open, require_tenor
from core.loan.informing import tell_deal
from core.loan.limiting import draw_number, hold_draw, lines_of
from core.loan.loan import Loan
from core.loan.payee_account import judged
from core.loan.paying_out import bought_of, own_part
from core.loan.product import Product
from core.loan.records import Facility
from core.loan.releasing import end_draw, occupy
from core.loan.resting import sites_of_request
from core.loan.slices import slice_of
from core.loan.stepping import Told, day_recorded, stepped
from core.loan.telling import state_exposure
from core.loan.work import LoanWork


@handles(
    "finance.drawdown.v1",
    touches=lambda message: [
        (Facility, (message.body.facility_no,)),
        (Loan, (message.body.draw_no,)),
    ],
    instruction=True,
    rests_on=sites_of_request,
    together=Together(ahead=before_draws),
)
def request_draw(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(FinanceDrawdown)
    asked = content_hash(canonical_bytes(said))
    before = work.loans.get(said.draw_no)
    if before is not None:
        return _again(before, asked)
    facility = _facility(work, said, message)
    product = product_of(work, facility.product, facility.product_version)
    loan = _loan(message, work, said, (product, facility))
    # Lines may have grown, or a verification may have grown too old, since anything was told of the invoices.
    told = follow_assigned(message, work, facility.contract_no) if product.at_assignment else []
    require_open(work, asked_for(facility, product, loan), message.record_time)
    day, who = day_recorded(message), message.partner
    loan = stepped(message, work, loan, Told("request", day, who, f"{said.amount.amount} to {loan.payee}"))
    facility = occupy(work, facility, loan)
    held = hold_draw(message, work, loan, day, lines_of(product, facility))
    if held.refusal:
        # The number is burnt: a late retry must not succeed after its asker was told no.
        return [*told, *end_draw(message, work, loan, Told("cancel", day, who, held.refusal))]
    loan = stepped(
        message,
        work,
        loan,
        Told("hold", day, who, f"held against every line; {judged(work, loan.payee, loan.pay_to)}"),
        decision=draw_number(loan.loan_no),
    )
    return [
        *told,
        tell_deal(message, loan),
        *state_exposure(message, work, facility),
        ask_draw(message, work, (product, facility, loan)),
    ]


def _again(before: Loan, asked: str) -> list[Message]:
    if before.asked != asked:
        raise Refused(
            f"draw {before.loan_no} was asked for before with other words ({before.principal_minor} minor"
            f" units under {before.facility_no}); another draw takes another number",
            cause="loan.draw_other",
        )
    return []


def _facility(work: LoanWork, said: FinanceDrawdown, message: Message) -> Facility:
    """Refused unless draws may be made under it now, by whoever it was signed with."""
    facility = work.facilities.get(said.facility_no)
    if facility is None or facility.partner != message.partner:
        raise Refused(f"{message.partner} has no facility {said.facility_no}", cause="loan.unknown_facility")
    if facility.state != "EFFECTIVE" or facility.frozen_because:
        why = f" ({facility.frozen_because})" if facility.frozen_because else ""
        raise Refused(f"facility {facility.facility_no} is {facility.state}{why}", cause="loan.facility_shut")
    today = day_recorded(message)
    if not facility.from_day <= today <= facility.until_day:
        raise Refused(
            f"facility {facility.facility_no} is from {facility.from_day} to {facility.until_day}, today is"
            f" {today}",
            cause="loan.facility_over",
        )
    if said.amount.currency != facility.currency:
        raise Refused(
            f"{said.amount.amount} {said.amount.currency} under a facility in {facility.currency}",
            cause="loan.currency",
        )
    return facility


def _loan(message: Message, work: LoanWork, said: FinanceDrawdown, deal: tuple[Product, Facility]) -> Loan:
    product, facility = deal
    minor = Money.of(product.amount.taken(said.amount.amount, "a draw"), facility.currency).minor
    if not minor:
        raise Refused(f"draw {said.draw_no} is of nothing", cause="loan.no_amount")
    today = date_of(day_recorded(message))
    invoices = tuple(each.number for each in said.trade_refs if each.kind == "invoice")
    invoice, reserve = bought_of(work, product, facility, invoices, minor)
    loan = Loan(
        loan_no=said.draw_no,
        version=0,
        state="",
        facility_no=facility.facility_no,
        contract_no=facility.contract_no,
        borrower=facility.borrower,
        product=facility.product,
        product_version=facility.product_version,
        currency=facility.currency,
        principal_minor=minor,
        rate=facility.rate,
        term_months=0 if said.maturity else (said.term_months or facility.term_months),
        maturity_day=_last_day(said, facility),
        partner=message.partner,
        site=message.site,
        slice=slice_of(said.draw_no),
        requested_at=message.event_time,
        payee=said.payee.id or said.payee.name,
        pay_to=canonical_bytes(said.pay_to).decode(),
        maker=message.partner,
        asked=content_hash(canonical_bytes(said)),
        trade_refs="\n".join(f"{each.kind} {each.number}" for each in said.trade_refs),
        wanted_day=day_number(max(said.value_date or today, today)),
        margin_minor=first_margin(product, minor),
        own_minor=own_part(facility, product, minor),
        invoice_minor=invoice,
        reserve_minor=reserve,
    )
    require_tenor(loan, facility, product)
    return loan


def _last_day(said: FinanceDrawdown, facility: Facility) -> int:
    """0 where the term in months says it."""
    if said.maturity is not None:
        return day_number(said.maturity)
    return 0 if said.term_months or facility.term_months else facility.until_day
