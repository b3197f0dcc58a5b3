"""Acts on money of a partner: its part of what came for a loan lent together is passed on to it."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.errors import Broken
from core.loan.acting import Act
from core.loan.sharing import owed_to_partner
from core.loan.telling import tell_status


def pass_on(act: Act) -> list[Message]:
    """P18: the partner's part was paid out to it, all or as much as is said, however the loan stands."""
    minor = act.amount(max(owed_to_partner(act.work, act.loan), 0))
    row = act.work.partner_dues.get(act.loan.loan_no)
    if row is None:
        raise Broken(f"{act.loan.loan_no} owes its partner without a row", cause="loan.partner_due")
    act.post("partner.paid", paid=minor)
    act.work.partner_dues.put(
        replace(row, owed_minor=row.owed_minor - minor, passed_minor=row.passed_minor + minor)
    )
    after = replace(act.loan, version=act.loan.version + 1)
    act.work.loans.put(after)
    return [tell_status(act.message, after)]
