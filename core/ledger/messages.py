"""What people, the clock and the rooms above tell the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import Meta

from core.catalogue.fields import Currency, Key, Moment, OptionalKey, Text
from core.hub.bodies import internal_body
from core.ledger.draft import DraftLine
from core.ledger.rules import Rule

Day = Annotated[int, Meta(ge=1900_01_01, le=9999_12_31)]
Month = Annotated[int, Meta(ge=1900_01, le=9999_12)]


class ChartAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account as a chart lists it; the fields mean what `Account` says."""

    code: Key
    name_zh: Key
    name_en: Key
    side: str
    parent: OptionalKey = ""
    auxiliaries: tuple[str, ...] = ()
    limit: str = ""
    closed: bool = False


class Closing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a book ends its months; the fields mean what `ClosingRule` says."""

    results: Key
    profit: Key
    retained: Key
    reserve: OptionalKey = ""
    reserve_ppm: int = 0


@internal_body("ledger.chart_published.v1")
class ChartPublished(msgspec.Struct, frozen=True, kw_only=True):
    """A book and all its accounts, from now on; what it does not list any more is closed."""

    book: Key
    kind: str
    first_period: Month
    publisher: Key
    approver: Key
    accounts: tuple[ChartAccount, ...]
    closing: Closing | None = None


@internal_body("ledger.period_locked.v1")
class PeriodLocked(msgspec.Struct, frozen=True, kw_only=True):
    """A month takes no entry any more; what is late goes to the first open one behind it."""

    book: Key
    period: Month
    by: Key
    reason: Text = ""


@internal_body("ledger.period_reopened.v1")
class PeriodReopened(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with the authority opens a locked month again, and says why.

    approver: another person, where the month was closed: its totals and later ones go with it.
    """

    book: Key
    period: Month
    by: Key
    reason: Text
    approver: OptionalKey = ""


@internal_body("ledger.month_closed.v1")
class MonthClosed(msgspec.Struct, frozen=True, kw_only=True):
    """A month of a book is over (P20): its results are carried over, its totals kept, and it is locked."""

    book: Key
    period: Month
    by: Key


class VoucherLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a voucher; amount in whole minor units of the currency."""

    account: Key
    side: str
    currency: Currency
    minor: int
    party: OptionalKey = ""
    contract: OptionalKey = ""
    lot: OptionalKey = ""
    funder: OptionalKey = ""
    flow: OptionalKey = ""


def draft_lines(lines: Iterable[VoucherLine]) -> list[DraftLine]:
    """The lines as they are posted."""
    return [msgspec.convert(msgspec.structs.asdict(line), DraftLine) for line in lines]


@internal_body("ledger.voucher_made.v1")
class VoucherMade(msgspec.Struct, frozen=True, kw_only=True):
    """A person writes a voucher (制单); nothing is posted before it is checked and signed.

    reverses: the number of the entry it takes back in red; it has no lines of its own then.
    """

    book: Key
    number: Key
    business_day: Day
    text: Text
    maker: Key
    lines: tuple[VoucherLine, ...] = ()
    reverses: OptionalKey = ""


@internal_body("ledger.voucher_checked.v1")
class VoucherChecked(msgspec.Struct, frozen=True, kw_only=True):
    """Another person checks it (审核), or sends it back to nothing with a reason."""

    book: Key
    number: Key
    checker: Key
    accepted: bool = True
    reason: Text = ""


@internal_body("ledger.voucher_signed.v1")
class VoucherSigned(msgspec.Struct, frozen=True, kw_only=True):
    """A third person signs it (签字): it is posted."""

    book: Key
    number: Key
    signer: Key


@internal_body("ledger.reservation_ended.v1")
class ReservationEnded(msgspec.Struct, frozen=True, kw_only=True):
    """The clock found that what was held under this number is held no longer."""

    book: Key
    number: Key
    expires_at: Moment


@internal_body("ledger.rules_published.v1")
class RulesPublished(msgspec.Struct, frozen=True, kw_only=True):
    """Posting rules that hold from a day on, until others do; the rules are `Rule`s."""

    name: Key
    from_day: Day
    publisher: Key
    approver: Key
    rules: tuple[Rule, ...]


@internal_body("ledger.hold_asked.v1")
class HoldAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody asks to hold amounts in a book of limits; `ledger.hold_answered.v1` says whether they are."""

    book: Key
    number: Key
    business_day: Day
    text: Text
    lines: tuple[VoucherLine, ...]
    expires_at: Moment | None = None


@internal_body("ledger.hold_answered.v1")
class HoldAnswered(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the amounts are held; refusal: why not, and it stays so for this number."""

    book: str
    number: str
    held: bool
    refusal: str = ""


@internal_body("ledger.hold_used.v1")
class HoldUsed(msgspec.Struct, frozen=True, kw_only=True):
    """What was held counts now, or `minor` of each of its lines; the rest is free."""

    book: Key
    number: Key
    business_day: Day
    minor: int | None = None


@internal_body("ledger.hold_freed.v1")
class HoldFreed(msgspec.Struct, frozen=True, kw_only=True):
    """What was held is not needed any more."""

    book: Key
    number: Key
    business_day: Day


@internal_body("ledger.limit_granted.v1")
class LimitGranted(msgspec.Struct, frozen=True, kw_only=True):
    """An owner's limit is set up, raised, or cut with negative amounts, also below what is used."""

    book: Key
    number: Key
    business_day: Day
    text: Text
    approver: Key
    lines: tuple[VoucherLine, ...]
