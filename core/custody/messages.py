"""What custody tells the rooms above, and what people and the clock tell custody."""

from __future__ import annotations

from typing import Literal

import msgspec

from core.catalogue.fields import Key, Moment, OptionalKey
from core.hub.bodies import internal_body


class LotMoved(msgspec.Struct, frozen=True, kw_only=True):
    """What one lot secures of a contract before and after, in millionths of its unit.

    since: from when the change counts. without_leave: goods of it left unauthorised. again: nothing of it was
    newly pledged: where it secures more, that was taken back, or is accepted again.
    """

    site: str
    lot_no: str
    sku: str
    unit: str
    condition_before: str
    condition_after: str
    eligible_before_micro: int
    eligible_after_micro: int
    since: Moment
    without_leave: bool
    again: bool = False


@internal_body("custody.lots_moved.v1")
class LotsMoved(msgspec.Struct, frozen=True, kw_only=True):
    """One message changed these lots, pledged under this contract."""

    contract_no: str
    lots: tuple[LotMoved, ...]


@internal_body("custody.breaches_closed.v1")
class BreachesClosed(msgspec.Struct, frozen=True, kw_only=True):
    """So many unauthorised releases of a contract's goods were explained, undone or answered for."""

    contract_no: str
    count: int
    reason: str


@internal_body("custody.site_ruled.v1")
class SiteRuled(msgspec.Struct, frozen=True, kw_only=True):
    """The rules a site is watched by from now on; the meaning of each stands at `Site` and `SiteWatch`."""

    site: Key
    approver: str
    skew_s: int = 120
    lookback_days: int = 30
    count_tolerance_ppm: int = 0
    snapshot_tolerance_ppm: int = 0
    order_required: bool = False
    snapshot_due_s: int = 0
    supervisor: str = ""
    identify: bool = False
    weigh_ppm: dict[str, int] = {}
    receipt_due_s: int = 0
    transit_due_s: int = 0
    confirm_due_s: int = 0
    exchange_due_s: int = 0
    night: str = ""


@internal_body("custody.site_reopened.v1")
class SiteReopened(msgspec.Struct, frozen=True, kw_only=True):
    """A person answers for the open breaches of a site: releases may go on."""

    site: str
    approver: str
    reason: str


@internal_body("custody.site_approved.v1")
class SiteApproved(msgspec.Struct, frozen=True, kw_only=True):
    """Goods pledged under this contract may lie at this site."""

    contract_no: Key
    site: Key


@internal_body("custody.lot_assessed.v1")
class LotAssessed(msgspec.Struct, frozen=True, kw_only=True):
    """The pledgee's judgement of a lot: how much it accepts 核定, in which condition, free of dispute or not.

    approved: decimal string in the lot's unit, "" lifts the cap. condition: "" leaves it as it is.
    valid_until: from then on nothing of it counts until it is judged again; None for ever.
    """

    site: str
    lot_no: str
    approver: str
    approved: str = ""
    condition: OptionalKey = ""
    disputed: bool = False
    valid_until: Moment | None = None


@internal_body("custody.release_order_expired.v1")
class ReleaseOrderExpired(msgspec.Struct, frozen=True, kw_only=True):
    """The clock says that an order's time is over: its reserve goes back."""

    site: str
    order_no: str
    at: Moment


@internal_body("custody.feed_check_due.v1")
class FeedCheckDue(msgspec.Struct, frozen=True, kw_only=True):
    """The clock asks whether a site's snapshot is overdue at `at`."""

    site: str
    at: Moment


@internal_body("custody.watch_planned.v1")
class WatchPlanned(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody looks at a site every so often from `first_due` on; the meaning of each stands at `WatchPlan`.

    every_s: 0 ends the plan.
    """

    site: Key
    kind: Literal["patrol", "check", "count"]
    every_s: int
    first_due: Moment
    approver: str
    grace_s: int = 0
    owner: str = ""


@internal_body("custody.device_ruled.v1")
class DeviceRuled(msgspec.Struct, frozen=True, kw_only=True):
    """A device watches a site: what it watches, and how long it may be silent; 0 for as long as it likes."""

    site: Key
    device_id: Key
    approver: str
    silent_after_s: int = 0
    zone: str = ""
    lot_no: str = ""


@internal_body("custody.lot_aged.v1")
class LotAged(msgspec.Struct, frozen=True, kw_only=True):
    """A lot is older at `at` than its contract allows for such goods."""

    site: str
    lot_no: str
    age_days: int
    at: Moment


@internal_body("custody.assessment_over.v1")
class AssessmentOver(msgspec.Struct, frozen=True, kw_only=True):
    """The time for which a pledgee had judged a lot is over at `at`."""

    site: str
    lot_no: str
    at: Moment
