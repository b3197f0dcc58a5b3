"""What the loan room tells itself and the desks of money that is out: to judge, to look at a finding."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from core.catalogue.fields import Currency, Key, Moment, OptionalKey, Text
from core.hub.bodies import internal_body
from core.loan.messages import Day, Minor

TOGETHER_MAX = 100


class FacilityDue(msgspec.Struct, frozen=True, kw_only=True):
    """One facility to be judged; given: inputs that only who asks knows, such as who paid just now."""

    facility_no: Key
    given: dict[Key, bool | int | Text | None] = {}


@internal_body("loan.judgement_due.v1")
class JudgementDue(msgspec.Struct, frozen=True, kw_only=True):
    """These facilities are judged at stage post. at: as of what; because: what made it due, in words."""

    business_day: Day
    at: Moment
    because: Text
    facilities: Annotated[tuple[FacilityDue, ...], Meta(max_length=TOGETHER_MAX)]


@internal_body("loan.finding_referred.v1")
class FindingReferred(msgspec.Struct, frozen=True, kw_only=True):
    """A finding is for people to look at, or (stands: false) is gone, so that nobody needs to any more."""

    number: Key
    stands: bool
    facility_no: Key
    chain: OptionalKey
    maker: Key
    currency: Currency
    minor: Minor
    text: Text
