"""What of a draw is paid out, and what the books say of it: interest and fees kept back, shares, reserve."""

from __future__ import annotations

from typing import NamedTuple

from core.collateral import plain
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.rounding import Rounding, divided
from core.loan.booking import Fact, book, parts_of
from core.loan.loan import Loan
from core.loan.product import PPM, Fee, Product
from core.loan.records import Facility
from core.loan.sharing import share_of
from core.loan.taxes import vat_in
from core.loan.terms import Schedule
from core.loan.work import LoanWork


class Vat(NamedTuple):
    """An amount with its tax inside, taken apart."""

    gross: int
    net: int
    tax: int


class Payout(NamedTuple):
    """cash: what leaves. interest: taken at the draw. fees: kept back, by code; later: due with the last."""

    cash: int
    interest: Vat
    fees: dict[str, Vat]
    later: int


def payout_of(product: Product, facility: Facility, loan: Loan, made: Schedule) -> Payout:
    """A funder that lends on its own book pays what it does: our fees are then no part of it."""
    interest = taken_apart(made.taken_at_draw, product.interest_vat_ppm)
    fees = {each.code: _fee(each, facility, loan) for each in product.fees if each.when == "draw"}
    later = sum(_fee(each, facility, loan).gross for each in product.fees if each.when == "repay")
    kept = {} if product.booking == "agency" else fees
    cash = loan.principal_minor - interest.gross - sum(each.gross for each in kept.values())
    return Payout(cash, interest, kept, later)


def taken_apart(gross: int, vat_ppm: int) -> Vat:
    """What is left of a gross amount without its tax."""
    tax = vat_in(gross, vat_ppm)
    return Vat(gross, gross - tax, tax)


def own_part(facility: Facility, product: Product, minor: int) -> int:
    """What of it is lent on our book; the lead keeps the cent that is left over (G8)."""
    return 0 if product.booking == "agency" else share_of(product, facility).own(minor)


def bought_of(
    work: LoanWork, product: Product, facility: Facility, invoices: tuple[str, ...], minor: int
) -> tuple[int, int]:
    """What a factoring draw buys and the seller's part of it: of the invoices it names, else by its share."""
    if product.posting_mode != "factoring" or not invoices:
        return invoice_of(product, facility, minor)
    rows = [
        row
        for number in dict.fromkeys(invoices)
        for row in work.collateral.receivables.find(invoice_no=plain(number))
        if row.contract_no == facility.contract_no
    ]
    _require_unbought(work, facility, invoices)
    invoice = sum(row.open_minor for row in rows)
    if invoice < minor:
        raise Refused(
            f"invoices {', '.join(invoices)[:200]} stand with {invoice} minor units under"
            f" {facility.contract_no}; {minor} are asked for",
            cause="loan.invoices_short",
        )
    return invoice, invoice - minor


def _require_unbought(work: LoanWork, facility: Facility, invoices: tuple[str, ...]) -> None:
    """A draw buys an invoice whole: another one that names it would buy it twice."""
    named = {plain(number) for number in invoices}
    for other in work.facilities.find(contract_no=facility.contract_no):
        for loan in work.loans.find(facility_no=other.facility_no, over=False):
            refs = [line.partition(" ") for line in loan.trade_refs.splitlines()]
            if twice := sorted(named & {plain(number) for kind, _, number in refs if kind == "invoice"}):
                raise Refused(
                    f"invoice {', '.join(twice)[:200]} is bought by {loan.loan_no}",
                    cause="loan.invoice_bought",
                )


def invoice_of(product: Product, facility: Facility, minor: int) -> tuple[int, int]:
    """What was bought and the seller's part of it 尾款, where a draw buys claims at the facility's share."""
    if product.posting_mode != "factoring" or not facility.advance_ppm:
        return 0, 0
    invoice = divided(minor * PPM, facility.advance_ppm, Rounding.HALF_UP)
    return invoice, invoice - minor


def book_payout(message: Message, work: LoanWork, deal: tuple[Product, Facility, Loan], paid: Payout) -> None:
    """P3 or P4, P17, P18, and P6 for each fee kept back; each fact has its own number."""
    product, facility, loan = deal
    parts, day = parts_of(product, facility, loan), loan.value_day
    fact = Fact(_event(product, paid), f"{loan.loan_no}/draw", day, parts)
    book(
        message,
        work,
        fact,
        amount=loan.principal_minor,
        principal=loan.principal_minor,
        own=loan.own_minor,
        partner=loan.principal_minor - loan.own_minor,
        invoice=loan.invoice_minor,
        reserve=loan.reserve_minor,
        net=loan.principal_minor - paid.interest.gross,
        interest=paid.interest.net,
        vat=paid.interest.tax,
    )
    for code, fee in paid.fees.items():
        if fee.gross:
            said = Fact("fee.received", f"{loan.loan_no}/fee/{code}", day, parts)
            book(message, work, said, fee=fee.gross, net=fee.net, vat=fee.tax)


def _event(product: Product, paid: Payout) -> str:
    if product.booking == "agency":
        return "agency.placed"
    if product.booking == "shared":
        return "loan.co_lent"
    return "interest.deducted" if paid.interest.gross else "loan.disbursed"


def _fee(fee: Fee, facility: Facility, loan: Loan) -> Vat:
    base = {"draw": loan.principal_minor, "invoice": loan.invoice_minor, "limit": facility.amount_minor}[
        fee.of
    ]
    gross = divided(base * fee.rate_ppm, PPM, Rounding.HALF_UP) + fee.fixed_minor
    return taken_apart(gross, fee.vat_ppm)
