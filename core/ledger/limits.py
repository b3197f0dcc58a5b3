"""Limits and quotas: accounts with a locked row for each owner, and amounts held before they count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from msgspec.structs import replace

from core.hub.records import Record
from core.hub.shelf import Shelf
from core.kernel.errors import Broken, Refused
from core.kernel.money import MINOR_MAX
from core.ledger.chart import DEBIT, Account
from core.ledger.draft import DraftLine

OPEN, POSTED, VOIDED, REFUSED = "open", "posted", "voided", "refused"


class Balance(Record, frozen=True, kw_only=True):
    """What a limited account holds for one owner, in minor units; pending is held and does not count yet.

    owner: the line's auxiliaries that the account asks for, "/" between: each owner has a limit of its own.
    """

    TABLE: ClassVar[str] = "ledger_balance"
    KEY: ClassVar[tuple[str, ...]] = ("book", "account", "currency", "owner")
    BOOK: ClassVar[bool] = True

    book: str
    account: str
    currency: str
    owner: str
    debits_posted: int = 0
    debits_pending: int = 0
    credits_posted: int = 0
    credits_pending: int = 0

    def room(self, limit: str) -> int | None:
        """How much more its limited side takes, pending counted; None where nothing limits it."""
        if limit == "debits_within_credits":
            return self.credits_posted - self.debits_posted - self.debits_pending
        if limit == "credits_within_debits":
            return self.debits_posted - self.credits_posted - self.credits_pending
        return None


class Reservation(Record, frozen=True, kw_only=True):
    """What was asked to be held, under the number its asker gave it.

    state: OPEN, then once and for ever POSTED or VOIDED; REFUSED: the number is burnt, it gets the same
    refusal however often it comes again. held_at: the record time of its pending entry. request: as it was
    asked for, in canonical bytes.
    """

    TABLE: ClassVar[str] = "ledger_reservation"
    KEY: ClassVar[tuple[str, ...]] = ("book", "number")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("state", "expires_at"),)
    BOOK: ClassVar[bool] = True

    book: str
    number: str
    state: str
    request: bytes
    held_at: datetime
    entry_id: UUID | None = None
    expires_at: datetime | None = None
    refusal: str = ""


def owner_of(account: Account, line: DraftLine) -> str:
    """Whose balance of a limited account a line moves."""
    return "/".join(getattr(line, name) for name in account.auxiliaries.split())


class Limits:
    """The balances that one entry moves; every column moves by whole lines."""

    def __init__(self, accounts: Shelf[Account], balances: Shelf[Balance]) -> None:
        self._accounts = accounts
        self._balances = balances

    def move(self, book: str, lines: Sequence[DraftLine], *, enforce: bool, **columns: int) -> None:
        """Moves each line's balance; columns: by how often its amount, such as posted=1, pending=-1.

        enforce: Refused where a limit would be passed; nothing is written then. A fact is not enforced: a
        limit may be cut below what is used, and takes nothing more until there is room.
        """
        after: dict[tuple[str, str, str], tuple[Account, Balance]] = {}
        for line in lines:
            account = self._accounts.get(book, line.account)
            if account is None:
                raise Broken(f"account {line.account} of {book} is gone", cause="ledger.unknown_account")
            key = (line.account, line.currency, owner_of(account, line))
            _, balance = after.get(key) or (account, self._balance(book, *key))
            after[key] = (account, _moved(balance, line, columns))
        for account, balance in after.values():
            room = balance.room(account.limit)
            if enforce and room is not None and room < 0:
                raise Refused(
                    f"{account.name_en} {balance.owner or book} has no room: {-room} minor units of"
                    f" {balance.currency} are missing, what is pending counted",
                    cause="ledger.over_limit",
                )
        for _, balance in after.values():
            self._balances.put(balance)

    def _balance(self, book: str, account: str, currency: str, owner: str) -> Balance:
        found = self._balances.get(book, account, currency, owner)
        return found or Balance(book=book, account=account, currency=currency, owner=owner)


def _moved(balance: Balance, line: DraftLine, columns: dict[str, int]) -> Balance:
    side = "debits" if line.side == DEBIT else "credits"
    changed = {
        f"{side}_{column}": getattr(balance, f"{side}_{column}") + factor * line.minor
        for column, factor in columns.items()
    }
    for name, value in changed.items():
        if abs(value) > MINOR_MAX:
            raise Refused(f"{name} of {balance.account} would pass 2^63", cause="ledger.amount")
    return replace(balance, **changed)
