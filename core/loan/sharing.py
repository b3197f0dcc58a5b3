"""A loan lent together 联合贷: what of each amount is ours, and what the partner is owed of its money."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from core.hub.bodies import internal_body
from core.hub.message import Message
from core.kernel.shares import split
from core.loan.loan import Loan, PartnerDue, Standing
from core.loan.product import PPM, Product
from core.loan.records import Facility
from core.loan.work import LoanWork


class Share(NamedTuple):
    """Our share in millionths, and how it splits an amount: the cent that is left over is the lead's (G8).

    What grows or shrinks over time is split as it stands and not as it moves: so however many movements there
    are, our part and the partner's sum to the whole, and both end with nothing when nothing is left.
    """

    own_ppm: int

    def own(self, minor: int) -> int:
        if self.own_ppm == PPM:
            return minor
        share = Fraction(self.own_ppm, PPM)
        return split(minor, [share, 1 - share])[0]

    def partner(self, minor: int) -> int:
        return minor - self.own(minor)

    def whole(self, own: int, *, most: int) -> int:
        """The largest amount of which this is our part; `most` where none of it is ours."""
        if self.own_ppm == PPM:
            return own
        if not self.own_ppm:
            return most
        found = own * PPM // self.own_ppm
        while self.own(found + 1) <= own:
            found += 1
        while self.own(found) > own:
            found -= 1
        return found


WHOLE = Share(PPM)


def share_of(product: Product, facility: Facility) -> Share:
    """Only what is lent together is split: what is lent on a funder's own book is all its own."""
    return Share(facility.own_ppm) if product.booking == "shared" else WHOLE


class Held(NamedTuple):
    """What stands in our books of a loan, minor units.

    Ours: principal (1303.01), interest booked and unpaid (1132), interest kept off the books. The partner's:
    principal (1321 and 2314), and all interest that the borrower owes to it, which is a memo to us.
    """

    principal: int
    interest: int
    suspended: int
    partner_principal: int
    partner_interest: int

    def less(self, other: Held) -> Held:
        return Held(*(mine - its for mine, its in zip(self, other, strict=True)))


def held(share: Share, stands: Standing) -> Held:
    """By what the loan stands at as a whole."""
    if share is WHOLE:
        unpaid = stands.accrued_minor - stands.interest_paid_minor
        return Held(stands.outstanding_minor, unpaid, stands.suspended_minor, 0, 0)
    return Held(
        principal=share.own(stands.outstanding_minor),
        interest=share.own(stands.accrued_minor) - share.own(stands.interest_paid_minor),
        suspended=share.own(stands.suspended_minor),
        partner_principal=share.partner(stands.outstanding_minor),
        partner_interest=share.partner(stands.accrued_minor)
        - share.partner(stands.interest_paid_minor)
        + share.partner(stands.suspended_minor),
    )


@internal_body("loan.share_due.v1")
class ShareDue(msgspec.Struct, frozen=True, kw_only=True):
    """The partner's part of money that came for a loan lent together is to be passed on; minor units.

    minor: of this money; below zero, it was taken back. owed: all that is to be passed on. of: the receipt.
    """

    loan_no: str
    facility_no: str
    funder: str
    currency: str
    minor: int
    owed: int
    of: str


def owed_to_partner(work: LoanWork, loan: Loan) -> int:
    """What came for the partner and was not passed on yet, minor units; below zero: it owes that back."""
    row = work.partner_dues.get(loan.loan_no)
    return 0 if row is None else row.owed_minor


def owe_partner(work: LoanWork, loan: Loan, minor: int) -> None:
    """So much more is to be passed on; with a minus, less."""
    if not minor:
        return
    row = work.partner_dues.get(loan.loan_no)
    row = row or PartnerDue(loan_no=loan.loan_no, funder=loan.funder, currency=loan.currency)
    work.partner_dues.put(replace(row, owed_minor=row.owed_minor + minor))


def tell_share(message: Message, work: LoanWork, loan: Loan, minor: int, of: str) -> list[Message]:
    """Whoever pays money out is told what of this money is the partner's; of nothing nobody is told."""
    if not minor:
        return []
    body = ShareDue(
        loan_no=loan.loan_no,
        facility_no=loan.facility_no,
        funder=loan.funder,
        currency=loan.currency,
        minor=minor,
        owed=owed_to_partner(work, loan),
        of=of,
    )
    return [message.reply("loan.share_due.v1", key=f"{loan.loan_no}/{of}", body=body)]
