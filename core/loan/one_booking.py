"""What a bank books as one is told with its payments, or without them: either way it is the same money.

A report within the day often has the booking alone, the day's statement its payments with their own numbers.
"""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.message import Message
from core.loan.alarms import CONTRADICTED, alarm
from core.loan.collected import tell_unseen
from core.loan.coming import Coming
from core.loan.loan import Receipt
from core.loan.matching import plain_account
from core.loan.same_money import UNBOOKED, twin_of, words_of
from core.loan.told_money import ToldMoney
from core.loan.work import LoanWork


def by_booking(work: LoanWork, coming: Coming) -> Receipt | None:
    """The receipt of as much that was told under the reference of its booking.

    Where another payment was told of that booking the bank gives one reference to several.
    """
    receipt = _of_booking(work, coming)
    if receipt is None or (receipt.minor, receipt.currency) != (coming.minor, coming.currency):
        return None
    by_bank = {row.number for row in words_of(work, receipt) if row.by_bank}
    return None if by_bank - {coming.whole, coming.number} else receipt


def remember_booking(work: LoanWork, coming: Coming, receipt_no: str) -> None:
    """By the booking's reference too; that of several payments leads to none of them."""
    if not coming.whole or work.told_money.get(coming.whole) is not None:
        return
    told = work.told_money.get(coming.number)
    if told is not None:
        number = coming.whole if coming.whole_minor else receipt_no
        work.told_money.put(
            ToldMoney(
                number=coming.whole,
                receipt_no=number,
                alike=told.alike,
                by_bank=True,
                teller="",
                referenced=True,
            )
        )


def told_otherwise(
    message: Message, work: LoanWork, coming: Coming, before: Receipt | None
) -> list[Message] | None:
    """One of several payments whose sum is booked already, or the sum of payments that are: nothing more is.

    A person is called where such a payment is booked by itself too. None where it is neither.
    """
    if coming.whole_minor == 0:
        if _is_elsewhere(work, coming):
            return _elsewhere_again(message, work, coming, before)
        return _alone_again(message, work, coming, before)
    booked = _of_booking(work, coming)
    if booked is None or booked.state == "reversed" or booked.minor != coming.whole_minor:
        return None
    other = before or twin_of(work, coming).same
    if other is None or other.state in {*UNBOOKED, "same", "reversed"}:
        text = f"{coming.number}: {coming.minor} minor units of {booked.receipt_no}, which is booked as one"
        work.unit.effect(message, kind="receipt.part", key=coming.number, text=text)
        _remember_part(work, coming)
        return []
    text = f"{coming.number} is booked as {other.receipt_no}, and once more within {booked.receipt_no}"
    return [alarm(message, CONTRADICTED, coming.number, text)]


def _remember_part(work: LoanWork, coming: Coming) -> None:
    """Its number leads to no receipt: whoever tells it by that alone tells nothing new."""
    whole = work.told_money.get(coming.whole)
    if whole is not None and work.told_money.get(coming.number) is None:
        work.told_money.put(replace(whole, number=coming.number, receipt_no=coming.number))


def _elsewhere_again(
    message: Message, work: LoanWork, coming: Coming, before: Receipt | None
) -> list[Message]:
    """It is booked by the bank's other words: an ERP that tells it by this number is not counted beside."""
    if coming.by_bank:
        return []
    text = (
        f"{coming.own or coming.number} is told as {coming.number}, which is booked by its parts or its sum"
    )
    called = alarm(message, CONTRADICTED, coming.number, f"{text}; nothing is booked or paid by this word")
    if before is not None and before.state not in UNBOOKED:
        return [called]
    return [called, *tell_unseen(message, work, coming)]


def _alone_again(
    message: Message, work: LoanWork, coming: Coming, before: Receipt | None
) -> list[Message] | None:
    """An ERP told it by its own reference, and the bank its booking by another: both are booked."""
    booked = None if before is None else by_booking(work, coming)
    if before is None or booked is None or booked.receipt_no == before.receipt_no:
        return None
    if {booked.state, before.state} & {*UNBOOKED, "same", "reversed"}:
        return None
    text = f"{coming.number} is booked as {before.receipt_no}, and as {booked.receipt_no} by its booking"
    return [alarm(message, CONTRADICTED, coming.number, text)]


def _of_booking(work: LoanWork, coming: Coming) -> Receipt | None:
    told = work.told_money.get(coming.whole) if coming.whole else None
    receipt = None if told is None else work.receipts.get(told.receipt_no)
    if receipt is None:
        return None
    here = plain_account(receipt.payee_account) == plain_account(coming.payee_account)
    return receipt if here else None


def _is_elsewhere(work: LoanWork, coming: Coming) -> bool:
    """Whether its reference is that of several payments that are booked, or of one that is in a sum."""
    told = work.told_money.get(coming.number)
    if told is None or told.receipt_no != coming.number or work.receipts.get(told.receipt_no) is not None:
        return False
    return told.alike.partition("/")[0] == plain_account(coming.payee_account)
