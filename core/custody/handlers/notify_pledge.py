"""A pledgee asks a warehouse to hold goods or to let them go; what is to go is reserved meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from core.catalogue import wms_pledge
from core.custody.blind import require_seen
from core.custody.booking import Booking
from core.custody.correct import alarm_pledged_twice
from core.custody.lot import Lot
from core.custody.pledge import Notice, NoticeLine
from core.custody.quantities import lot_micro
from core.custody.settle import settled
from core.custody.site import Site
from core.custody.work import CustodyWork
from core.hub.handling import handles
from core.hub.message import Message
from core.hub.records import Key, Record
from core.kernel.errors import Refused
from core.kernel.quantity import Quantity


def rows_of_notice(message: Message) -> Iterator[tuple[type[Record], Key]]:
    """The notice and each lot."""
    said = message.read(wms_pledge.PledgeNotice)
    yield Site, (said.warehouse,)
    yield Notice, (said.warehouse, said.notice_no)
    for line in said.lots:
        yield Lot, (said.warehouse, line.lot_no)


@handles("wms.pledge_notice.v1", touches=rows_of_notice, instruction=True)
def notify_pledge(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(wms_pledge.PledgeNotice)
    if said.action == "floor":
        return []  # The floor is the collateral room's.
    if work.notices.get(said.warehouse, said.notice_no) is not None:
        raise Refused(
            f"notice {said.notice_no} is known at {said.warehouse}; give a new notice a new number",
            cause="custody.pledge.known_notice",
        )
    if said.action == "unpledge":
        require_seen(work.site(said.warehouse), message.event_time, f"notice {said.notice_no}")
    booking = Booking(message, work)
    _write_notice(booking, said)
    for lot_no, lines in _by_lot(said).items():
        _write_line(booking, said, lot_no, lines)
    return settled(booking)


def _write_notice(booking: Booking, said: wms_pledge.PledgeNotice) -> None:
    booking.work.notices.put(
        Notice(
            site=said.warehouse,
            notice_no=said.notice_no,
            contract_no=said.contract_no,
            action=said.action,
            issued_at=booking.message.event_time,
            registry_no=said.registry_no,
        )
    )
    booking.work.unit.effect(
        booking.message,
        kind=f"notice.{said.action}",
        key=f"{said.warehouse}/{said.notice_no}",
        text=f"notice {said.notice_no} to {said.warehouse}: {said.action} {len(said.lots)} lots",
    )


def _by_lot(said: wms_pledge.PledgeNotice) -> dict[str, list[wms_pledge.PledgeLine]]:
    found: dict[str, list[wms_pledge.PledgeLine]] = {}
    for line in said.lots:
        found.setdefault(line.lot_no, []).append(line)
    return found


def _write_line(
    booking: Booking, said: wms_pledge.PledgeNotice, lot_no: str, lines: list[wms_pledge.PledgeLine]
) -> None:
    lot = booking.work.lots.get(said.warehouse, lot_no)
    unit = lot.unit if lot is not None else lines[0].quantity.unit
    micro = lot_micro(lot_no, (line.quantity for line in lines), unit)
    reserved = 0
    if said.action == "unpledge":
        reserved = _reserve(booking, lot, said, micro)
    elif lot is not None and lot.contract_no not in {"", said.contract_no}:
        alarm_pledged_twice(booking, (lot.site, lot.lot_no), lot.contract_no, said.contract_no)
    booking.work.notice_lines.put(
        NoticeLine(
            site=said.warehouse,
            notice_no=said.notice_no,
            lot_no=lot_no,
            unit=unit,
            micro=micro,
            reserved_micro=reserved,
        )
    )


def _reserve(booking: Booking, lot: Lot | None, said: wms_pledge.PledgeNotice, micro: int) -> int:
    if lot is None or lot.contract_no != said.contract_no or lot.disputed or lot.unconfirmed:
        raise Refused(
            f"a lot of notice {said.notice_no} is disputed, not confirmed since it arrived, or not pledged"
            f" under {said.contract_no} at {said.warehouse}",
            cause="custody.unpledge.not_yours",
        )
    bound = min(lot.pledged_micro, lot.on_hand_micro) - lot.reserved_micro
    if micro > bound:
        raise Refused(
            f"lot {lot.lot_no} can be unpledged up to {Quantity(bound, lot.unit)}, the notice asks for"
            f" {Quantity(micro, lot.unit)}",
            cause="custody.unpledge.not_enough",
        )
    booking.change(lot, replace(lot, reserved_micro=lot.reserved_micro + micro))
    return micro
