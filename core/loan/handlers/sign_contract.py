"""A facility contract is signed: within what was approved and its product's bounds, by all of its parties."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import msgspec
from msgspec.structs import replace

from core.catalogue.finance_application import FinanceApplication
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.days import date_of
from core.kernel.errors import Refused
from core.loan.factory import product_of
from core.loan.gating import missing_signers
from core.loan.granting import cut_line
from core.loan.informing import tell_deal
from core.loan.interest import ratio
from core.loan.limiting import lines_of
from core.loan.matching import of_account, plain_account
from core.loan.messages import ContractSigned
from core.loan.parties_of import require_party
from core.loan.product import PPM, Product
from core.loan.records import Application, Facility
from core.loan.stepping import Told, stepped
from core.loan.work import LoanWork


@handles("loan.contract_signed.v1")
def sign_contract(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(ContractSigned)
    application = _approved(work, said)
    product = product_of(work, application.product, application.product_version)
    require_party(message, work, application.borrower, "borrower")
    if said.insurer:
        require_party(message, work, said.insurer, "insurer")
    _require_within(product, application, said)
    facility = _facility(application, product, said)
    if unsigned := missing_signers(product, facility):
        raise Refused(
            f"facility {said.facility_no} is not signed by {', '.join(unsigned)}", cause="loan.not_signed"
        )
    lines_of(product, facility)
    if product.booking != "own" and not facility.funder:
        raise Refused(f"{product.code} is lent with a funder, and none is named", cause="loan.no_funder")
    _require_own_account(work, said)
    kept = stepped(message, work, facility, Told("sign", said.business_day, said.by, said.contract_no))
    work.applications.put(replace(application, facility_no=said.facility_no, version=application.version + 1))
    cut_line(message, work, application, said)
    return [tell_deal(message, kept)]


def _approved(work: LoanWork, said: ContractSigned) -> Application:
    application = work.applications.get(said.application_no)
    if application is None or application.state != "APPROVED":
        state = "not there" if application is None else application.state
        raise Refused(
            f"application {said.application_no} is {state}; only an approved one is signed",
            cause="loan.not_approved",
        )
    if application.facility_no:
        raise Refused(
            f"application {said.application_no} is signed as {application.facility_no}", cause="loan.signed"
        )
    if work.facilities.get(said.facility_no) is not None:
        raise Refused(f"there is a facility {said.facility_no} already", cause="loan.facility_known")
    return application


def _require_within(product: Product, application: Application, said: ContractSigned) -> None:
    if not 0 < said.amount_minor <= application.approved_minor:
        raise Refused(
            f"a contract of {said.amount_minor} minor units, {application.approved_minor} were approved",
            cause="loan.over_approved",
        )
    product.rate.taken(_rate(said), "a rate")
    product.advance.taken(Decimal(said.advance_ppm) / PPM, "an advance")
    days = (date_of(said.until_day) - date_of(said.from_day)).days
    if not 0 < days <= product.facility_days:
        raise Refused(
            f"a contract from {said.from_day} to {said.until_day}; {product.code} is signed for"
            f" {product.facility_days} days at most",
            cause="loan.facility_days",
        )


def _rate(said: ContractSigned) -> Decimal:
    try:
        rate = Decimal(said.rate)
    except InvalidOperation:
        raise Refused(f"{said.rate!r} is no rate", cause="loan.rate") from None
    ratio(rate)
    return rate


def _require_own_account(work: LoanWork, said: ContractSigned) -> None:
    """Money on a collection account is known by its facility alone: no two share one while anything runs."""
    for other in of_account(work, said.account):
        runs = work.loans.find(facility_no=other.facility_no, over=False)
        if other.state not in {"EXPIRED", "TERMINATED"} or runs:
            raise Refused(
                f"account {said.account} collects for {other.facility_no}", cause="loan.account_taken"
            )


def _facility(application: Application, product: Product, said: ContractSigned) -> Facility:
    asked = msgspec.json.decode(application.body, type=FinanceApplication)
    return Facility(
        facility_no=said.facility_no,
        version=0,
        state="",
        application_no=application.application_no,
        product=application.product,
        product_version=application.product_version,
        borrower=application.borrower,
        core=said.core or application.core,
        buyer=said.buyer,
        supervisor=said.supervisor,
        funder=said.funder,
        contract_no=said.contract_no,
        currency=product.currency,
        amount_minor=said.amount_minor,
        rate=said.rate,
        advance_ppm=said.advance_ppm,
        from_day=said.from_day,
        until_day=said.until_day,
        account=plain_account(said.account),
        account_controlled=said.account_controlled,
        signers="\n".join(dict.fromkeys(said.signers)),
        conditions="",
        partner=application.partner,
        site=application.site,
        payees="\n".join(dict.fromkeys(said.payees)),
        term_months=asked.term_months or 0,
        method=asked.method,
        own_ppm=said.own_ppm,
        insurer=said.insurer.strip().upper() or None,
    )
