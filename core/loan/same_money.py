"""Whether money that is told was told before: by its number, else by what it is, where one has no reference.

Two words of one teller are two; so are two references of the bank. What two tellers say, one of them without
the bank's reference, is one where account, amount, day and payer are the same; where they may be, in doubt.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from core.collateral import plain
from core.kernel.days import date_of, day_number, days_from
from core.loan.coming import Coming
from core.loan.loan import Receipt
from core.loan.matching import plain_account
from core.loan.told_money import ToldAccount, ToldMoney
from core.loan.work import LoanWork

# An ERP's word, of an account of which the bank tells; what may be other money; what is another receipt.
ADVISED, IN_DOUBT, SAME = "advised", "in_doubt", "same"
# A value day so far from that of the same reference may be other money; nearer, it may be the same.
DAYS_APART_MAX = 10
UNBOOKED = frozenset({ADVISED, IN_DOUBT})
_NO_MORE = frozenset({SAME, "reversed"})


class Twin(NamedTuple):
    """What was told of this money before.

    same: the receipt that it is. near: those booked of which nobody can say whether they are.
    by_bank: the bank told of it, or another under the bank's reference.
    """

    same: Receipt | None
    near: tuple[Receipt, ...]
    by_bank: bool


def receipt_told(work: LoanWork, number: str) -> Receipt | None:
    """The receipt that is known by this number, its own or another that it was told under."""
    told = work.told_money.get(number)
    return work.receipts.get(number if told is None else told.receipt_no)


def told_before(work: LoanWork, coming: Coming) -> Receipt | None:
    """The same word again, or the teller's own payment that had no reference until now."""
    if (known := receipt_told(work, coming.number)) is not None:
        return known
    if coming.funder:
        return _of_funder(work, coming)
    if not coming.own:
        return None
    receipt = _own_before(work, coming)
    # What was taken back is not what comes now; two references of the bank are two, whoever names them.
    if receipt is None or receipt.state == "reversed" or _other_reference(receipt, coming):
        return None
    return receipt


def twin_of(work: LoanWork, coming: Coming) -> Twin:
    """What others told that is this money, or may be."""
    same: list[tuple[Receipt, bool]] = []
    near: list[Receipt] = []
    for receipt, words in _others(work, coming):
        payer, on_day = _same_payer(work, receipt, coming), receipt.day_told == coming.value_day
        if not on_day and coming.by_bank and any(each.by_bank for each in words):
            continue
        if payer and on_day:
            same.append((receipt, any(each.by_bank or each.referenced for each in words)))
        elif payer is not False and receipt.state not in UNBOOKED:
            near.append(receipt)
    own = _own_before(work, coming) if coming.own else None
    if own is not None and own.state not in {*UNBOOKED, "reversed"} and _other_reference(own, coming):
        # It was taken for the money of another reference: either it is, or that was another's.
        near.append(own)
    chosen = _chosen(same, coming)
    if chosen is not None:
        return Twin(chosen[0], tuple(near), chosen[1])
    booked = [each for each, _ in same if each.state not in UNBOOKED]
    return Twin(None, (*booked, *near), by_bank=False)


def by_other_side(work: LoanWork, coming: Coming, loan_no: str) -> list[Receipt]:
    """As much on the loan of that day, of which its funder told and now another does, or the other way."""
    if not loan_no:
        return []
    wanted = (coming.minor, coming.currency, coming.value_day)
    return [
        row
        for row in work.receipts.find(loan_no=loan_no)
        if row.state == "applied"
        and (row.minor, row.currency, row.day_told) == wanted
        and bool(row.funder) != bool(coming.funder)
        and not (row.bank_ref and coming.referenced)
    ]


def remember(work: LoanWork, coming: Coming, receipt_no: str) -> bool:
    """The coming is of this receipt, by its number and by the teller's own; whether that is new."""
    if coming.funder:
        return False
    new = False
    for number in sorted({coming.number, coming.own} - {""}):
        told = ToldMoney(
            number=number,
            receipt_no=receipt_no,
            alike=_alike(coming),
            by_bank=coming.by_bank,
            teller=coming.teller,
            referenced=coming.referenced,
            own=coming.own,
        )
        if _is_free(work, number):
            work.told_money.put(told)
            new = True
    return new


def _is_free(work: LoanWork, number: str) -> bool:
    """Nothing was told under it; or by its teller alone, and that was taken back."""
    told = work.told_money.get(number)
    if told is None or told.by_bank or told.referenced:
        return told is None
    receipt = work.receipts.get(told.receipt_no)
    return receipt is not None and receipt.state == "reversed"


def become(work: LoanWork, receipt: Receipt, other: Receipt) -> None:
    """The receipt, which is not booked, was the other: whatever is told under its number is of that one."""
    work.receipts.put(replace(receipt, state=SAME))
    for told in words_of(work, receipt):
        work.told_money.put(replace(told, receipt_no=other.receipt_no))


def words_of(work: LoanWork, receipt: Receipt) -> list[ToldMoney]:
    """All that was told of the receipt, under whatever number."""
    keys = _keys(receipt.payee_account, receipt.currency, receipt.minor, receipt.day_told)
    rows = {row.number: row for key in keys for row in work.told_money.find(alike=key)}
    return [row for _, row in sorted(rows.items()) if row.receipt_no == receipt.receipt_no]


def bank_tells(work: LoanWork, account: str) -> bool:
    return work.told_accounts.get(plain_account(account)) is not None


def note_bank(work: LoanWork, account: str, message_id: str) -> None:
    """From now on the bank tells what comes to the account."""
    if not bank_tells(work, account):
        work.told_accounts.put(ToldAccount(account=plain_account(account), message_id=message_id))


def alike_keys(coming: Coming) -> list[str]:
    """Where all money stands that may be this: of its month, and of the next where that is near."""
    return _keys(coming.payee_account, coming.currency, coming.minor, coming.value_day)


def _keys(account: str, currency: str, minor: int, value_day: int) -> list[str]:
    day, last = date_of(value_day).toordinal(), date.max.toordinal()
    days = (min(max(day + more, 1), last) for more in (-DAYS_APART_MAX, 0, DAYS_APART_MAX))
    months = {day_number(date.fromordinal(each)) // 100 for each in days}
    return [f"{plain_account(account)}/{currency}/{minor}/{month}" for month in sorted(months)]


def _alike(coming: Coming) -> str:
    account = plain_account(coming.payee_account)
    return f"{account}/{coming.currency}/{coming.minor}/{coming.value_day // 100}"


def _others(work: LoanWork, coming: Coming) -> list[tuple[Receipt, list[ToldMoney]]]:
    """Receipts that the same teller did not tell, nor the bank under another reference."""
    if not coming.payee_account or coming.funder:
        return []
    told: dict[str, list[ToldMoney]] = {}
    for key in alike_keys(coming):
        for row in work.told_money.find(alike=key):
            told.setdefault(row.receipt_no, []).append(row)
    found = []
    for receipt_no, words in sorted(told.items()):
        receipt = work.receipts.get(receipt_no)
        if receipt is None or receipt.state in _NO_MORE or any(_is_apart(coming, each) for each in words):
            continue
        # A word in doubt is money of its own, or none: the bank's money may be it, another word may not.
        if receipt.state == IN_DOUBT and not coming.by_bank:
            continue
        if abs(days_from(receipt.day_told, coming.value_day)) <= DAYS_APART_MAX:
            found.append((receipt, words))
    return found


def _of_funder(work: LoanWork, coming: Coming) -> Receipt | None:
    """The funder's payment of that number on that loan, with a reference of the bank or without."""
    for row in work.receipts.find(funder=coming.funder, told_no=coming.told_no):
        loan = work.loans.get(row.loan_no) if row.loan_no else None
        numbers = {row.text} if loan is None else {loan.loan_no, loan.funder_loan_no}
        other = coming.referenced and _other_reference(row, coming)
        if coming.loan_no in numbers and row.state != "reversed" and not other:
            return row
    return None


def _own_before(work: LoanWork, coming: Coming) -> Receipt | None:
    """What the teller's own payment is known as, which had no reference until now."""
    own = work.told_money.get(coming.own)
    return None if own is None or own.referenced else work.receipts.get(own.receipt_no)


def _other_reference(receipt: Receipt, coming: Coming) -> bool:
    """Whether the bank's reference of it is known, and is not the one that is told now."""
    return coming.referenced and receipt.bank_ref not in {"", coming.number}


def _is_apart(coming: Coming, told: ToldMoney) -> bool:
    if coming.by_bank and told.by_bank:
        # Its report within the day may lack the reference that its statement of the day has.
        return coming.referenced == told.referenced
    by_same = coming.by_bank == told.by_bank and coming.teller == told.teller
    return by_same or (coming.referenced and told.referenced)


def _same_payer(work: LoanWork, receipt: Receipt, coming: Coming) -> bool | None:
    """By their accounts where both are told, else by who it is; None where nobody can say."""
    accounts = plain_account(receipt.payer_account), plain_account(coming.payer_account)
    if all(accounts):
        return accounts[0] == accounts[1]
    if not (receipt.payer and coming.payer):
        return None
    one, other = _known(work, receipt.payer), _known(work, coming.payer)
    if one[1] == other[1]:
        return True
    return False if one[0] and other[0] else None


def _known(work: LoanWork, payer: str) -> tuple[bool, str]:
    """Whether the master knows it by code, and its name there, else what was told."""
    party = work.parties.parties.get(payer.strip().upper())
    return party is not None, plain(payer if party is None else party.name)


def _chosen(same: list[tuple[Receipt, bool]], coming: Coming) -> tuple[Receipt, bool] | None:
    """The one that it is: what is booked before what is not, what it names before the others."""
    booked = [each for each in same if each[0].state not in UNBOOKED] or same
    names = coming.names()
    named = [each for each in booked if names & {each[0].loan_no, *each[0].text.split()} - {""}]
    rest = named or booked
    # Of several that pay the same each may be it: there are as many words of the bank as payments.
    pays = {(each[0].loan_no, each[0].text if each[0].state in UNBOOKED else "") for each in rest}
    return rest[0] if len(pays) == 1 else None
