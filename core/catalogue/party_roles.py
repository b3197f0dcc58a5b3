"""What a party's master says for one of its roles: its people, a warehouse's sites, a funder's money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.catalogue.checks import Wrong, require_decimal, require_not_negative
from core.catalogue.fields import Key, OptionalKey, Text
from core.catalogue.parts import Amount, Line, Measure


class Executive(Line, frozen=True, kw_only=True):
    """Somebody who runs the party 董监高.

    name: as written
    post: in the source's word (chairman, director, supervisor, manager)
    person_no: what tells this person from namesakes, as the source numbers people
    """

    name: Key
    post: Text = ""
    person_no: OptionalKey = ""


class WarehouseSite(Line, frozen=True, kw_only=True):
    """Where a warehouse or supervisor keeps goods.

    site: as the contract of its feeds calls it
    name, address: as written
    capacity: how much it holds, ≥ 0
    insured: the sum it is insured for, ≥ 0
    insurer: who insures it
    policy_no: of the policy
    insured_until: the policy's last day
    """

    site: Key
    name: Text = ""
    address: Text = ""
    capacity: Measure | None = None
    insured: Amount | None = None
    insurer: Text = ""
    policy_no: OptionalKey = ""
    insured_until: date | None = None

    def __post_init__(self) -> None:
        require_not_negative("capacity", self.capacity)
        _not_below_nothing("insured", self.insured)


class FunderOffer(Line, frozen=True, kw_only=True):
    """Money of a funder, and its price.

    quota: how much it lends through the house, ≥ 0
    rate: a year, as a part of 1 (0.055), ≥ 0; null where it is agreed each time
    product: for which product, "" = for all
    until: the offer's last day
    """

    quota: Amount
    rate: Decimal | None = None
    product: OptionalKey = ""
    until: date | None = None

    def __post_init__(self) -> None:
        _not_below_nothing("quota", self.quota)
        require_decimal("rate", self.rate)
        if self.rate is not None and not 0 <= self.rate <= 1:
            cause = "catalogue.negative" if self.rate < 0 else "catalogue.share"
            text = f"rate is {self.rate}; write it as a part of 1, such as 0.055"
            raise Wrong(text, cause=cause, field="rate")


def _not_below_nothing(field: str, amount: Amount | None) -> None:
    if amount is not None and amount.amount < 0:
        raise Wrong(f"{field} is never below 0", cause="catalogue.negative", field=field)
