"""What a funder's files lead to, and what people say of the breaks in them."""

from __future__ import annotations

from typing import Literal

import msgspec

from core.catalogue.fields import Key, OptionalKey, Text
from core.catalogue.funder_disbursement_result import FunderDisbursementResult
from core.hub.bodies import internal_body
from core.loan.messages import Day

Kind = Literal["disbursement", "repayment", "balance", "fee"]
What = Literal["missing-here", "missing-there", "amount", "date", "status", "duplicate"]


@internal_body("loan.payout_found.v1")
class PayoutFound(msgspec.Struct, frozen=True, kw_only=True):
    """A funder's file says that a draw in doubt was paid: the answer that never came is made of it."""

    answer: FunderDisbursementResult
    file_no: Key


@internal_body("loan.break_explained.v1")
class BreakExplained(msgspec.Struct, frozen=True, kw_only=True):
    """A person explains a break of a funder's day, so that it stands no more; money takes another's approval.

    funder, kind, day, what, about: the break, as the alert and the loan's page name it.
    """

    funder: Key
    kind: Kind
    day: Day
    what: What
    about: Key
    by: Key
    approver: OptionalKey = ""
    business_day: Day
    reason: Text


@internal_body("loan.funder_day_due.v1")
class FunderDayDue(msgspec.Struct, frozen=True, kw_only=True):
    """The clock: by now a funder that tells such days in files should have told this one."""

    funder: Key
    kind: Key
    day: Day
