"""A borrower asks for a financing, adds to what he handed in, or takes it back."""

from __future__ import annotations

from core.catalogue.finance_application import FinanceApplication
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Refused
from core.loan.applying import missing_papers, require_only_one, require_within
from core.loan.factory import product_of, version_for
from core.loan.informing import tell_deal
from core.loan.parties_of import code_of, require_party
from core.loan.product import Product
from core.loan.records import Application
from core.loan.stepping import Told, business_day_of, stepped
from core.loan.work import LoanWork


@handles("finance.application.v1", touches=lambda message: [(Application, (message.body.application_no,))])
def receive_application(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(FinanceApplication)
    before = work.applications.get(said.application_no)
    if before is None:
        return _new(message, work, said)
    if before.partner != message.partner:
        raise Refused(
            f"application {said.application_no} is another's than {message.partner}'s",
            cause="loan.application_other",
        )
    if said.version <= before.revision:
        return _again(before, said)
    if said.status == "withdrawn":
        told = Told("withdraw", business_day_of(message), message.partner, said.purpose)
        return [tell_deal(message, stepped(message, work, before, told, revision=said.version))]
    return _supplement(message, work, before, said)


def _again(before: Application, said: FinanceApplication) -> list[Message]:
    """The same once more is nothing; other words under a number that was used are a conflict (T20)."""
    if said.version == before.revision and canonical_bytes(said) != before.body:
        raise Refused(
            f"application {said.application_no} version {said.version} came before with other words",
            cause="loan.application_other",
        )
    return []


def _new(message: Message, work: LoanWork, said: FinanceApplication) -> list[Message]:
    if said.status == "withdrawn":
        raise Refused(f"there is no application {said.application_no}", cause="loan.unknown")
    day = business_day_of(message)
    row = version_for(work, said.product, day)
    product = product_of(work, row.code, row.version)
    borrower = require_party(message, work, code_of(said.borrower), "borrower").uscc
    core = code_of(said.core)
    if core:
        require_party(message, work, core, "core enterprise")
    require_only_one(work, product, borrower)
    application = Application(
        application_no=said.application_no,
        version=0,
        state="",
        revision=said.version,
        product=row.code,
        product_version=row.version,
        borrower=borrower,
        core=core,
        currency=product.currency,
        amount_minor=require_within(product, said, day),
        partner=message.partner,
        site=message.site,
        owner="",
        applied_at=message.event_time,
        body=canonical_bytes(said),
    )
    told = Told("submit", day, message.partner, f"{said.amount.amount} of {row.code} version {row.version}")
    return _checked(message, work, product, stepped(message, work, application, told))


def _supplement(
    message: Message, work: LoanWork, before: Application, said: FinanceApplication
) -> list[Message]:
    """What was never accepted begins again; what was is accepted with what is new."""
    product = product_of(work, before.product, before.product_version)
    if said.product != before.product or code_of(said.borrower) != before.borrower:
        raise Refused(
            f"application {said.application_no} is {before.borrower}'s for {before.product}; another takes"
            " another number",
            cause="loan.application_other",
        )
    day = business_day_of(message)
    minor = require_within(product, said, day)
    known = {"revision": said.version, "amount_minor": minor, "body": canonical_bytes(said)}
    missing = missing_papers(product, said, before.missing)
    if before.state == "SUPPLEMENT" and missing:
        raise Refused(
            f"application {said.application_no} still lacks {', '.join(missing)}", cause="loan.papers"
        )
    event = "supplement" if before.state == "SUPPLEMENT" and before.owner else "submit"
    kept = stepped(
        message, work, before, Told(event, day, message.partner, "supplemented"), missing="", **known
    )
    return _checked(message, work, product, kept)


def _checked(message: Message, work: LoanWork, product: Product, application: Application) -> list[Message]:
    """Complete, or asked for what is missing."""
    missing = missing_papers(product, message.read(FinanceApplication))
    if not missing:
        return [tell_deal(message, application)]
    text = f"missing: {', '.join(missing)}"
    told = Told("ask", business_day_of(message), "checklist", text)
    kept = stepped(message, work, application, told, missing="\n".join(missing))
    return [tell_deal(message, kept, text)]
