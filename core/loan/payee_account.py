"""Where the money goes: whether the payee's master names the account that a draw is to be paid to."""

from __future__ import annotations

import msgspec

from core.catalogue.parts import BankAccount
from core.kernel.errors import Refused
from core.loan.loan import Loan
from core.loan.matching import plain_account
from core.loan.product import Product
from core.loan.work import LoanWork
from core.parties import master_of

# The kind of paper by which a person confirms an account that no master names.
CONFIRMED = "payee_account"
_SHOWN = 4


def other_account(work: LoanWork, payee: str, pay_to: str) -> str:
    """Why it is not the payee's by his master, "" where it is or nobody can say.

    Whoever asks hears why: no account of a master is told but by how many there are.
    """
    asked, known = _asked(pay_to), _known(work, payee)
    if not known or any(_same(asked, each) for each in known):
        return ""
    shown = plain_account(asked.number)[-_SHOWN:]
    return f"pay_to: the account ending with {shown} is none of {len(known)} that the master of {payee} names"


def judged(work: LoanWork, payee: str, pay_to: str) -> str:
    """In words, for the log of the draw: held against the master, or against nothing."""
    if not _known(work, payee):
        return f"pay_to is not judged: no account of {payee} is known"
    return other_account(work, payee, pay_to) or f"pay_to is an account of {payee} by its master"


def require_confirmed(work: LoanWork, product: Product, loan: Loan, documents: tuple[str, ...]) -> None:
    """Refused where the product lets a person confirm another account, and the person who pays did not."""
    if product.other_account != "confirm" or CONFIRMED in documents:
        return
    if why := other_account(work, loan.payee, loan.pay_to):
        raise Refused(
            f"{why}; whoever has {loan.loan_no} paid out confirms it first ({CONFIRMED})",
            cause="loan.payee_account",
        )


def _asked(pay_to: str) -> BankAccount:
    return msgspec.json.decode(pay_to, type=BankAccount)


def _known(work: LoanWork, payee: str) -> tuple[BankAccount, ...]:
    """Those of the one party that it is, by its code or its whole name."""
    party = work.parties.parties.get(payee.strip().upper())
    found = work.parties.parties.find(name=payee.strip()) if party is None else [party]
    return master_of(found[0]).accounts if len(found) == 1 else ()


def _same(one: BankAccount, other: BankAccount) -> bool:
    """The same number, and at the same bank where both name it."""
    banks = {one.bank_code.strip().upper(), other.bank_code.strip().upper()} - {""}
    return plain_account(one.number) == plain_account(other.number) and len(banks) < 2
