"""Interest that stands off the books because its loan was bad comes back into them (P12)."""

from __future__ import annotations

from msgspec.structs import replace

from core.loan.loan import Standing
from core.loan.sharing import Share, held
from core.loan.taxes import vat_in


def taken_into_books(standing: Standing) -> Standing:
    """What is earned, unpaid and off the books is booked as owed, and so is what days earn from now on."""
    return replace(
        standing,
        non_accrual=False,
        accrued_minor=standing.accrued_minor + standing.suspended_minor,
        suspended_minor=0,
    )


def amounts_of_return(share: Share, vat_ppm: int, before: Standing, after: Standing) -> dict[str, int]:
    """What `loan.accrual_again` posts between the two, in minor units: interest, its net and VAT, memos."""
    more = held(share, after).less(held(share, before))
    vat = vat_in(share.own(after.accrued_minor), vat_ppm) - vat_in(share.own(before.accrued_minor), vat_ppm)
    return {
        "interest": more.interest,
        "net": more.interest - vat,
        "vat": vat,
        "suspended": -more.suspended,
        "partner": -more.partner_interest,
    }
