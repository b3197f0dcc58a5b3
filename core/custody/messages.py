"""What custody tells the rooms above, and what people and the clock tell custody."""

from __future__ import annotations

import msgspec

from core.catalogue.fields import Key, Moment, OptionalKey
from core.hub.bodies import internal_body


class LotMoved(msgspec.Struct, frozen=True, kw_only=True):
    """What one lot secures of a contract before and after, in millionths of its unit.

    since: from when the change counts. without_leave: goods of it left unauthorised.
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
    device_due_s: int = 0
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
    """

    site: str
    lot_no: str
    approver: str
    approved: str = ""
    condition: OptionalKey = ""
    disputed: bool = False


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
