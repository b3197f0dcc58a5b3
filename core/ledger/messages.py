"""What people, the clock and the rooms above tell the ledger."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from core.catalogue.fields import Currency, Key, Moment, OptionalKey, Text
from core.hub.bodies import internal_body

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


@internal_body("ledger.chart_published.v1")
class ChartPublished(msgspec.Struct, frozen=True, kw_only=True):
    """A book and all its accounts, from now on; what it does not list any more is closed."""

    book: Key
    kind: str
    first_period: Month
    approver: Key
    accounts: tuple[ChartAccount, ...]


@internal_body("ledger.period_locked.v1")
class PeriodLocked(msgspec.Struct, frozen=True, kw_only=True):
    """A month takes no entry any more; what is late goes to the first open one behind it."""

    book: Key
    period: Month
    by: Key
    reason: Text = ""


@internal_body("ledger.period_reopened.v1")
class PeriodReopened(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with the authority opens a locked month again, and says why."""

    book: Key
    period: Month
    by: Key
    reason: Text


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
