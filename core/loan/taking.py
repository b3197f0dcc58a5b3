"""Money in: the same money told twice is one, whoever tells it; then each kind goes its way."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from core.catalogue.bank_entries import Entry
from core.hub.message import Message
from core.kernel.days import days_from
from core.kernel.errors import Broken
from core.loan.alarms import CONTRADICTED, TOLD_TWICE, UNIDENTIFIED, alarm
from core.loan.booking import Fact, book
from core.loan.collected import tell_collected, tell_not_there
from core.loan.coming import UNIDENTIFIED as UNKNOWN
from core.loan.coming import Coming, words_with
from core.loan.coming_back import as_back, draw_back, tell_back
from core.loan.early_payment import take_early
from core.loan.factory import product_of
from core.loan.loan import Receipt
from core.loan.margin import take_margin
from core.loan.matching import Matched, matched, of_account, plain_account
from core.loan.one_booking import by_booking, remember_booking, told_otherwise
from core.loan.one_or_two import joined, turn_into
from core.loan.paying import Paying, is_bought
from core.loan.plan_rows import APPLIED, SPREAD
from core.loan.post_hearing import hear_payment
from core.loan.recon_news import booked
from core.loan.reserve import take_collection
from core.loan.same_money import (
    ADVISED,
    DAYS_APART_MAX,
    IN_DOUBT,
    UNBOOKED,
    Twin,
    bank_tells,
    by_other_side,
    receipt_told,
    remember,
    told_before,
    twin_of,
    words_of,
)
from core.loan.stepping import day_recorded
from core.loan.work import LoanWork

Taking = Callable[[Message, LoanWork, Receipt], list[Message]]


def take_coming(message: Message, work: LoanWork, coming: Coming) -> list[Message]:
    """Books the money, or says why not; money that is no business of ours leads to nothing."""
    before = told_before(work, coming)
    if before is not None and _on_another_account(work, before, coming):
        # Banks count each for itself: what came to another account of ours is other money.
        coming = replace(coming, number=f"{coming.payee_account}/{coming.number}")
        before = receipt_told(work, coming.number)
    if (known := told_otherwise(message, work, coming, before)) is not None:
        return known
    before = before or by_booking(work, coming)
    if before is not None and not _is_now_here(work, before, coming):
        one = joined(message, work, before, coming)
        return _again(message, work, before, coming) if one is None else one
    twin, ended = twin_of(work, coming), list[Message]()
    if before is not None and (twin.same is None or twin.same.state in UNBOOKED):
        twin = twin._replace(same=before)
    elif before is not None and twin.same is not None:
        ended = turn_into(message, work, before, twin.same)
    advised = twin.same if twin.same is not None and twin.same.state in UNBOOKED else None
    if advised is not None:
        # What the ERP said that it pays helps to know whose the bank's money is.
        coming = replace(coming, words=f"{coming.words} {advised.text}".strip())
    draw = draw_back(work, coming)
    if draw is None and coming.reversal:
        return []
    found = matched(work, coming) if draw is None else as_back(draw)
    receipt = None if found is None else receipt_of(message, coming, found)
    if receipt is None or receipt.minor <= 0:
        return []
    told = day_recorded(message)
    if days_from(told, receipt.value_day) > DAYS_APART_MAX:
        text = f"{coming.number} is told on {told} and counts from {receipt.value_day}"
        return [alarm(message, CONTRADICTED, coming.number, text)]
    made = [*ended, *_take_new(message, work, coming, receipt, twin)]
    return made if draw is None else [*made, tell_back(message, draw, coming)]


def _is_now_here(work: LoanWork, before: Receipt, coming: Coming) -> bool:
    """Told before without the bank, and now by it or its reference: until now nothing was booked of it."""
    if (before.minor, before.currency) != (coming.minor, coming.currency):
        return False
    if before.state == IN_DOUBT:
        return coming.by_bank and not any(each.by_bank for each in words_of(work, before))
    return before.state == ADVISED and (coming.by_bank or coming.referenced)


def _take_new(
    message: Message, work: LoanWork, coming: Coming, receipt: Receipt, twin: Twin
) -> list[Message]:
    """Told under this number for the first time, which does not say that it is new money."""
    banks, same = coming.by_bank or coming.referenced, twin.same
    if same is not None and same.state not in UNBOOKED and (banks or twin.by_bank):
        return _again(message, work, same, coming)
    remember(work, coming, receipt.receipt_no)
    remember_booking(work, coming, receipt.receipt_no)
    if not banks and bank_tells(work, coming.payee_account):
        text = (
            f"{coming.number}: its bank tells what comes to {coming.payee_account}, and this is no more yet"
        )
        return _keep(message, work, receipt, ADVISED, text)
    other_side = by_other_side(work, coming, receipt.loan_no)
    near = [
        each for each in (same, *twin.near, *other_side) if each is not None and each.state not in UNBOOKED
    ]
    if near:
        names = ", ".join(sorted(each.receipt_no for each in near)[:10])
        text = f"{coming.number} may be {names}, which is booked: {receipt.minor} minor units of"
        text += f" {receipt.currency} on {receipt.value_day}"
        made = _keep(message, work, receipt, IN_DOUBT, text)
        if same is not None and same.state == IN_DOUBT:
            made += turn_into(message, work, same, receipt)
        return [*made, alarm(message, TOLD_TWICE, receipt.receipt_no, text)]
    ended = [] if same is None else turn_into(message, work, same, receipt)
    made = [*take_receipt(message, work, receipt), *booked(message, work, receipt.receipt_no)]
    return [*ended, *made]


def _keep(message: Message, work: LoanWork, receipt: Receipt, state: str, text: str) -> list[Message]:
    """Nothing is booked of it: it waits for the bank's word, or for people's."""
    work.receipts.put(replace(receipt, state=state, loan_no=""))
    work.unit.effect(message, kind=f"receipt.{state}", key=receipt.receipt_no, text=text)
    return tell_not_there(message, work, receipt)


def tell_taken_back(
    message: Message, work: LoanWork, account: str, entry: Entry, refs: tuple[str, ...]
) -> list[Message]:
    """The bank took money back that had come: two people take its receipt back, nothing does so by itself."""
    known = [row for each in refs if (row := receipt_told(work, each)) is not None]
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
    made = [*way(message, work, receipt), *hear_payment(message, work, receipt)]
    return [*made, *tell_collected(message, work, receipt)]


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
        bank_ref=coming.number if coming.referenced else "",
        message_id=str(message.message_id),
        record_time=message.record_time,
        loan_no=found.loan_no,
        facility_no=found.facility_no,
        text=words_with(coming),
        funder=coming.funder or None,
        told_no=coming.told_no or None,
    )


def _again(message: Message, work: LoanWork, before: Receipt, coming: Coming) -> list[Message]:
    """Told before: equal, it is the same money; else somebody is wrong, and nothing is booked (T20)."""
    told, known = (coming.minor, coming.currency), (before.minor, before.currency)
    apart = abs(days_from(before.day_told, coming.value_day)) > DAYS_APART_MAX
    if told == known and not apart:
        new = remember(work, coming, before.receipt_no)
        remember_booking(work, coming, before.receipt_no)
        if coming.referenced and not before.bank_ref:
            work.receipts.put(replace(before, bank_ref=coming.number))
        if before.state == "reversed" and coming.by_bank:
            text = f"{coming.number} was taken back and its bank tells it again; nothing is booked of it"
            return [alarm(message, CONTRADICTED, coming.number, text)]
        return tell_collected(message, work, before, anew=False) if new and before.state == APPLIED else []
    text = f"{coming.number} was {known[0]} {known[1]} in minor units, and is told as {told[0]} {told[1]}"
    if told == known:
        text = f"{coming.number} was of {before.day_told}, and is told of {coming.value_day}"
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
