"""Money in: the same money told twice is one, whoever tells it; then each kind goes its way."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from core.catalogue.bank_entries import Entry
from core.hub.message import Message
from core.kernel.days import days_from
from core.kernel.errors import Broken
from core.loan.alarms import CONTRADICTED, UNIDENTIFIED, alarm
from core.loan.booking import Fact, book
from core.loan.coming import UNIDENTIFIED as UNKNOWN
from core.loan.coming import Coming
from core.loan.early_payment import take_early
from core.loan.factory import product_of
from core.loan.loan import Receipt
from core.loan.margin import take_margin
from core.loan.matching import Matched, matched, of_account, plain_account
from core.loan.paying import Paying, is_bought
from core.loan.plan_rows import APPLIED, SPREAD
from core.loan.post_hearing import hear_payment
from core.loan.recon_news import booked
from core.loan.reserve import take_collection
from core.loan.stepping import day_recorded
from core.loan.work import LoanWork

# A value day so far ahead is a mistake; so far from that of the same reference it may be other money.
DAYS_APART_MAX = 10
Taking = Callable[[Message, LoanWork, Receipt], list[Message]]


def take_coming(message: Message, work: LoanWork, coming: Coming) -> list[Message]:
    """Books the money, or says why not; money that is no business of ours leads to nothing."""
    before = work.receipts.get(coming.number)
    if before is not None and _on_another_account(work, before, coming):
        # Banks count each for itself: what came to another account of ours is other money.
        coming = replace(coming, number=f"{coming.payee_account}/{coming.number}")
        before = work.receipts.get(coming.number)
    if before is not None:
        return _again(message, before, coming)
    found = matched(work, coming)
    if found is None:
        return []
    receipt = receipt_of(message, coming, found)
    if receipt.minor <= 0:
        return []
    told = day_recorded(message)
    if days_from(told, receipt.value_day) > DAYS_APART_MAX:
        text = f"{coming.number} is told on {told} and counts from {receipt.value_day}"
        return [alarm(message, CONTRADICTED, coming.number, text)]
    return [*take_receipt(message, work, receipt), *booked(message, work, receipt.receipt_no)]


def tell_taken_back(
    message: Message, work: LoanWork, account: str, entry: Entry, refs: tuple[str, ...]
) -> list[Message]:
    """The bank took money back that had come: two people take its receipt back, nothing does so by itself."""
    known = [row for each in refs if (row := work.receipts.get(each)) is not None]
    if not known and not of_account(work, account):
        return []
    amount = f"{entry.amount.amount} {entry.amount.currency}"
    if not known:
        about = f"{account}/{refs[0] if refs else entry.entry_no or entry.booked_on}"
        text = (
            f"{amount} were taken back from {account}, and no receipt is known by {', '.join(refs) or 'it'}"
        )
        return [alarm(message, CONTRADICTED, about, text)]
    return [
        alarm(
            message,
            CONTRADICTED,
            row.receipt_no,
            f"the bank took {amount} back; receipt {row.receipt_no} still pays {row.loan_no or 'nobody'}",
        )
        for row in known
        if row.state != "reversed"
    ]


def _on_another_account(work: LoanWork, before: Receipt, coming: Coming) -> bool:
    """Whether both came to collection accounts, and to two of them."""
    both = {plain_account(each) for each in (before.payee_account, coming.payee_account)}
    return len(both) == 2 and all(of_account(work, each) for each in both)


def take_receipt(message: Message, work: LoanWork, receipt: Receipt) -> list[Message]:
    """The receipt goes the way of its kind."""
    ways: dict[str, Taking] = {
        "unidentified": _unidentified,
        "margin": take_margin,
        "collection": take_collection,
        "early": take_early,
        "settle": take_early,
    }
    bought = receipt.kind in SPREAD and _on_bought(work, receipt)
    way = take_collection if bought else ways.get(receipt.kind, _spread)
    return [*way(message, work, receipt), *hear_payment(message, work, receipt)]


def _on_bought(work: LoanWork, receipt: Receipt) -> bool:
    """What was bought without recourse has no days of its own before its debtor's: money makes it due."""
    loan = work.loans.get(receipt.loan_no)
    return loan is not None and is_bought(loan, product_of(work, loan.product, loan.product_version))


def receipt_of(message: Message, coming: Coming, found: Matched) -> Receipt:
    return Receipt(
        receipt_no=coming.number,
        kind=found.kind,
        state=UNKNOWN if found.kind == "unidentified" else APPLIED,
        currency=coming.currency,
        minor=coming.minor,
        value_day=coming.value_day,
        payer=coming.payer,
        payer_account=coming.payer_account,
        payee_account=coming.payee_account,
        bank_ref=coming.number,
        message_id=str(message.message_id),
        record_time=message.record_time,
        loan_no=found.loan_no,
        facility_no=found.facility_no,
        text=coming.words[:1_000],
        funder=coming.funder or None,
        told_no=coming.told_no or None,
    )


def _again(message: Message, before: Receipt, coming: Coming) -> list[Message]:
    """Told before: equal, it is the same money; else somebody is wrong, and nothing is booked (T20)."""
    told, known = (coming.minor, coming.currency), (before.minor, before.currency)
    apart = abs(days_from(before.value_day, coming.value_day)) > DAYS_APART_MAX
    if told == known and not apart:
        return []
    text = f"{coming.number} was {known[0]} {known[1]} in minor units, and is told as {told[0]} {told[1]}"
    if told == known:
        text = f"{coming.number} was of {before.value_day}, and is told of {coming.value_day}"
    return [alarm(message, CONTRADICTED, coming.number, text)]


def _unidentified(message: Message, work: LoanWork, receipt: Receipt) -> list[Message]:
    """Nobody's yet (P11): it stands on an account of its own, and people say whose it is by the third day."""
    fact = Fact(
        "receipt.unidentified",
        f"receipt/{receipt.receipt_no}/unidentified",
        receipt.value_day,
        {"currency": receipt.currency},
    )
    book(message, work, fact, paid=receipt.minor)
    work.receipts.put(receipt)
    who = receipt.payer or receipt.payer_account or "somebody"
    text = f"{receipt.minor} minor units of {receipt.currency} from {who} on {receipt.value_day}"
    return [alarm(message, UNIDENTIFIED, receipt.receipt_no, text)]


def identify(message: Message, work: LoanWork, receipt: Receipt, day: int) -> None:
    """P11: it leaves the account of nobody; what it pays is posted as if it came now."""
    number = f"receipt/{receipt.receipt_no}/identified"
    fact = Fact("receipt.identified", number, day, {"currency": receipt.currency})
    book(message, work, fact, paid=receipt.minor)


def _spread(message: Message, work: LoanWork, receipt: Receipt) -> list[Message]:
    loan = work.loans.get(receipt.loan_no)
    if loan is None:
        raise Broken(f"receipt {receipt.receipt_no} is for no loan", cause="loan.receipt.loan")
    day = max(day_recorded(message), receipt.value_day)
    return Paying.of(message, work, loan).take(replace(receipt, state=APPLIED), day)
