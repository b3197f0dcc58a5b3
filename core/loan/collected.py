"""Which invoice money is for: told to collateral, so that what secures a loan follows its money."""

from __future__ import annotations

from msgspec.structs import replace

from core.collateral import (
    OF_RECEIVABLES,
    CollateralWork,
    CollectedInvoice,
    CollectionStated,
    by_reference,
    plain,
)
from core.collateral import Receivable as Invoice
from core.hub.message import Message
from core.loan.coming import Coming
from core.loan.loan import Loan, Receipt
from core.loan.matching import of_account
from core.loan.same_money import words_of
from core.loan.work import LoanWork

# What a debtor's money is kept as; a seller's buys back, and pays no invoice.
_OF_DEBTORS = frozenset({"collection", "repayment"})
# So many words of what was written with it are looked at for the number of an invoice.
_WORDS_MAX = 20


def numbers_in(words: str) -> list[str]:
    """Words that may be the number of an invoice, as invoices are known."""
    said = words.replace(",", " ").replace("，", " ").split()
    numbers = (plain(each) for each in said if any(sign.isdigit() for sign in each))
    return [each for each in dict.fromkeys(numbers) if each][:_WORDS_MAX]


def tell_collected(message: Message, work: LoanWork, receipt: Receipt, *, anew: bool = True) -> list[Message]:
    """It is there. anew: what it is for is told, not its numbers alone."""
    loan = work.loans.get(receipt.loan_no) if receipt.loan_no else None
    if loan is None or receipt.kind not in _OF_DEBTORS:
        return []
    if not _has_receivables(work, loan.contract_no):
        return []
    said = _stated(work, receipt, loan.contract_no)
    if not anew:
        return [_told(message, said)]
    invoice = _invoice(work, loan, receipt)
    shares = () if invoice is None else (CollectedInvoice(thing=invoice.thing, minor=receipt.minor),)
    return [_told(message, replace(said, invoices=shares))]


def tell_not_there(message: Message, work: LoanWork, receipt: Receipt) -> list[Message]:
    """It has not come, though an ERP may have told that it pays an invoice; or it went back."""
    facility = work.facilities.get(receipt.facility_no) if receipt.facility_no else None
    if facility is None or not _has_receivables(work, facility.contract_no):
        return []
    return [_told(message, replace(_stated(work, receipt, facility.contract_no), pays=False))]


def tell_unseen(message: Message, work: LoanWork, coming: Coming) -> list[Message]:
    """An ERP's word of money that is known by other words: nothing is paid by this one."""
    numbers = [coming.own] if coming.own else []
    if coming.referenced:
        numbers.append(by_reference(coming.payee_account, coming.number))
    contracts = dict.fromkeys(each.contract_no for each in of_account(work, coming.payee_account))
    return [
        _told(
            message,
            CollectionStated(contract_no=each, receipt_no=coming.number, numbers=tuple(numbers), pays=False),
        )
        for each in contracts
        if _has_receivables(work, each)
    ][:1]


def _stated(work: LoanWork, receipt: Receipt, contract_no: str) -> CollectionStated:
    numbers = _numbers(work, receipt)
    return CollectionStated(contract_no=contract_no, receipt_no=receipt.receipt_no, numbers=numbers)


def _told(message: Message, body: CollectionStated) -> Message:
    key = f"{body.contract_no}/{body.receipt_no}"
    return message.reply("collateral.collection_stated.v1", key=key, body=body)


def _has_receivables(work: LoanWork, contract_no: str) -> bool:
    security = work.collateral.securities.get(contract_no)
    return security is not None and security.kind in OF_RECEIVABLES


def _invoice(work: LoanWork, loan: Loan, receipt: Receipt) -> Invoice | None:
    """The one that it names; where it names none, the only one that the draw bought, paid by its debtor.

    Of several nobody can say how much is for each: that is people's, or an ERP's, to tell.
    """
    named = _under(work.collateral, loan, numbers_in(receipt.text))
    if named:
        found = named
    else:
        refs = [line.partition(" ") for line in loan.trade_refs.splitlines()]
        bought = {plain(number) for kind, _, number in refs if kind == "invoice"}
        found = _under(work.collateral, loan, sorted(bought)) if len(bought) == 1 else []
        found = [each for each in found if _pays(work, receipt.payer, each)]
    if len(found) != 1 or found[0].currency != receipt.currency:
        return None
    return found[0]


def _under(work: CollateralWork, loan: Loan, numbers: list[str]) -> list[Invoice]:
    """Invoices of these numbers under the loan's contract."""
    found = {
        row.thing: row
        for number in numbers
        for row in work.receivables.find(invoice_no=number)
        if row.contract_no == loan.contract_no
    }
    return list(found.values())


def _pays(work: LoanWork, payer: str, invoice: Invoice) -> bool:
    """Whether it is the invoice's debtor who paid, by code or by name."""
    party = work.parties.parties.get(payer.strip().upper())
    names = {payer.strip().upper(), plain(payer), plain(party.name) if party is not None else ""} - {""}
    return bool(names & set(invoice.buyers.splitlines()))


def _numbers(work: LoanWork, receipt: Receipt) -> tuple[str, ...]:
    """All that it was told under; the bank's reference with the account, for banks count for themselves."""
    account, found = receipt.payee_account, []
    for told in words_of(work, receipt):
        plainly = told.number.removeprefix(f"{account}/")
        own = not told.referenced or told.number == told.own
        found.append(told.number if own else by_reference(account, plainly))
    return tuple(dict.fromkeys(found)) or (receipt.receipt_no,)
