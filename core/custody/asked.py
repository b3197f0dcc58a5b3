"""What the clock asks custody: whether something that was to come by now has come."""

from __future__ import annotations

import msgspec

from core.catalogue.fields import Moment
from core.hub.bodies import internal_body


@internal_body("custody.receipt_check_due.v1")
class ReceiptCheckDue(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the warehouse has answered this release order by `at`."""

    site: str
    order_no: str
    at: Moment


@internal_body("custody.transfer_check_due.v1")
class TransferCheckDue(msgspec.Struct, frozen=True, kw_only=True):
    """Whether both legs of this lot's transfer, and its confirmation, were told by `at`."""

    transfer_no: str
    from_site: str
    lot_no: str
    at: Moment


@internal_body("custody.feed_silent.v1")
class FeedSilent(msgspec.Struct, frozen=True, kw_only=True):
    """A feed or an agent that speaks of this site fell silent; cause names it."""

    site: str
    cause: str
    since: Moment
    text: str


@internal_body("custody.feed_heard.v1")
class FeedHeard(msgspec.Struct, frozen=True, kw_only=True):
    """It speaks again, and has told what it had kept meanwhile."""

    site: str
    cause: str
    at: Moment


@internal_body("custody.exchange_check_due.v1")
class ExchangeCheckDue(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an exchange that was begun is done by `at`."""

    site: str
    order_no: str
    at: Moment


@internal_body("custody.watch_check_due.v1")
class WatchCheckDue(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a patrol, check or count that was due has come by `at`."""

    site: str
    kind: str
    at: Moment


@internal_body("custody.device_check_due.v1")
class DeviceCheckDue(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a device has spoken within its time by `at`."""

    site: str
    device_id: str
    at: Moment
