"""A supervisor stands in for what is pledged or let go: free goods become pledged ones, or the other way."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from core.catalogue import wms_pledge
from core.custody.answers import contract_answered, lots_answered
from core.custody.booking import Booking, Move
from core.custody.correct import alarm_pledged_twice
from core.custody.exchanging import count_pledged
from core.custody.handover import confirm_arrived, reject_arrived
from core.custody.late_order import explain
from core.custody.lot import Lot
from core.custody.pledge import Notice
from core.custody.quantities import lot_micro
from core.custody.settle import settled
from core.custody.site import Site
from core.custody.work import CustodyWork
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message
from core.hub.records import Key, Record
from core.kernel.errors import Refused
from core.kernel.quantity import Quantity

STATES = {"accept": "accepted", "partial": "partial", "reject": "rejected"}


def rows_of_confirm(message: Message) -> Iterator[tuple[type[Record], Key]]:
    """The site, the notice it answers, and each lot."""
    said = message.read(wms_pledge.PledgeConfirm)
    yield Site, (said.warehouse,)
    yield Notice, (said.warehouse, said.notice_no)
    for line in said.lots:
        yield Lot, (said.warehouse, line.lot_no)


@handles("wms.pledge_confirm.v1", touches=rows_of_confirm)
def confirm_pledge(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(wms_pledge.PledgeConfirm)
    if said.action == "floor":
        return []  # The floor is the collateral room's.
    booking = Booking(message, work)
    booking.check_clock(said.warehouse)
    contract_no = _answer_notice(booking, said)
    _give_back(booking, said)
    if said.action == "pledge" and said.result == "reject":
        _reject(booking, said)
    for lot_no, micro in _confirmed(booking, said).items():
        if said.action == "pledge":
            _pledge(booking, said, (lot_no, micro), contract_no)
        else:
            _unpledge(booking, said, (lot_no, micro), contract_no)
    return settled(booking)


def _answer_notice(booking: Booking, said: wms_pledge.PledgeConfirm) -> str:
    """Marks the notice as answered; the contract, which the confirmation or else the notice names."""
    site = said.warehouse
    notice = booking.work.notices.get(site, said.notice_no)
    contract_no = said.contract_no or (notice.contract_no if notice else contract_answered(booking, said))
    if not contract_no:
        raise Refused(
            f"{said.confirm_no} names no contract, and there is no notice {said.notice_no} at {site};"
            " send the contract number",
            cause="custody.pledge.no_contract",
        )
    if notice is None and contract_answered(booking, said):
        return contract_no
    if notice is None and said.result == "accept" and not said.lots:
        # The notice may come yet, as after a restore: then trying it again books what it names.
        raise Refused(
            f"{said.confirm_no} accepts all of notice {said.notice_no}, which is not known at {site}; have"
            " the pledgee hand the notice in and retry this, or send a confirmation that lists its lots",
            cause="custody.pledge.no_notice",
        )
    if notice is None:
        text = f"{said.confirm_no} answers notice {said.notice_no}, which nobody sent to {site}"
        _alarm(booking, said, said.notice_no, text)
    else:
        registry_no = said.registry_no or notice.registry_no
        booking.work.notices.put(replace(notice, state=STATES[said.result], registry_no=registry_no))
    return contract_no


def _reject(booking: Booking, said: wms_pledge.PledgeConfirm) -> None:
    """What arrived pledged and is rejected, by the number of its transfer or of a notice with it."""
    for lot_no in lots_answered(booking, said):
        reject_arrived(booking, said.warehouse, lot_no, said.reason)
    if booking.work.exchanges.get(said.warehouse, said.notice_no) is not None:
        why = f": {said.reason}" if said.reason else ""
        _alarm(booking, said, said.notice_no, f"{said.confirm_no} rejects exchange {said.notice_no}{why}")


def _give_back(booking: Booking, said: wms_pledge.PledgeConfirm) -> None:
    """What an unpledging notice kept reserved is free again, whatever the answer was."""
    work = booking.work
    for line in work.notice_lines.find(site=said.warehouse, notice_no=said.notice_no):
        lot = work.lots.get(line.site, line.lot_no)
        if lot is not None and line.reserved_micro:
            booking.change(lot, replace(lot, reserved_micro=lot.reserved_micro - line.reserved_micro))
            work.notice_lines.put(replace(line, reserved_micro=0))


def _confirmed(booking: Booking, said: wms_pledge.PledgeConfirm) -> dict[str, int]:
    """Millionths by lot: as the confirmation lists them, or the whole notice where it lists none."""
    work, site = booking.work, said.warehouse
    if not said.lots and said.result == "accept":
        return lots_answered(booking, said)
    found: dict[str, int] = {}
    for line in said.lots:
        lot = work.lots.get(site, line.lot_no)
        unit = lot.unit if lot is not None else line.quantity.unit
        found[line.lot_no] = found.get(line.lot_no, 0) + lot_micro(line.lot_no, [line.quantity], unit)
    return found


def _pledge(
    booking: Booking, said: wms_pledge.PledgeConfirm, asked: tuple[str, int], contract_no: str
) -> None:
    lot_no, micro = asked
    lot = booking.work.lots.get(said.warehouse, lot_no)
    if lot is None:
        text = f"{said.confirm_no} confirms lot {lot_no}, which the book of {said.warehouse} does not know"
        return _alarm(booking, said, lot_no, text)
    if lot.contract_no not in {"", contract_no}:
        return alarm_pledged_twice(booking, (lot.site, lot.lot_no), lot.contract_no, contract_no)
    arrived = confirm_arrived(booking, (lot.site, lot_no), contract_no, micro)
    lot = booking.work.lots.get(lot.site, lot_no) or lot
    micro -= arrived
    if arrived and not micro:
        return None
    # Less than arrived is no word of the free goods that lie beside it.
    taken = 0 if lot.unconfirmed else min(micro, max(0, lot.free_micro))
    if taken:
        booking.move(lot, Move("pledge", said.confirm_no, pledged=taken, contract_no=contract_no))
        _count_exchanged(booking, said, lot_no, taken)
    _compare(booking, said, lot, (micro, taken))
    return None


def _count_exchanged(booking: Booking, said: wms_pledge.PledgeConfirm, lot_no: str, micro: int) -> None:
    """Goods that come for an exchange: with the last of them the others may go, or went rightly before."""
    line = booking.work.exchange_ins.get(said.warehouse, said.notice_no, lot_no)
    covered = count_pledged(booking, line, micro) if line is not None else None
    order = booking.work.orders.get(covered.site, covered.order_no) if covered else None
    if order is not None:
        explain(booking, order)


def _unpledge(
    booking: Booking, said: wms_pledge.PledgeConfirm, asked: tuple[str, int], contract_no: str
) -> None:
    lot_no, micro = asked
    lot = booking.work.lots.get(said.warehouse, lot_no)
    if lot is None or lot.contract_no != contract_no:
        text = f"{said.confirm_no} lets go lot {lot_no}, which is not pledged under {contract_no}"
        return _alarm(booking, said, lot_no, text)
    taken = min(micro, max(0, lot.pledged_micro))
    if taken:
        booking.move(lot, Move("unpledge", said.confirm_no, pledged=-taken))
    _compare(booking, said, lot, (micro, taken))
    return None


def _compare(
    booking: Booking, said: wms_pledge.PledgeConfirm, lot: Lot, asked_taken: tuple[int, int]
) -> None:
    asked, taken = asked_taken
    now = booking.work.lots.get(lot.site, lot.lot_no) or lot
    if now.confirmed_off != (asked != taken):
        booking.change(now, replace(now, confirmed_off=asked != taken))
    if asked != taken:
        text = (
            f"{said.confirm_no} confirms to {said.action} {Quantity(asked, lot.unit)} of lot {lot.lot_no};"
            f" the book of {lot.site} has {Quantity(taken, lot.unit)} for that, which was booked"
        )
        _alarm(booking, said, f"{lot.lot_no}/pledge", text)
    elif now.confirmed_off:
        booking.calm("C07", f"{lot.site}/{lot.lot_no}/pledge", f"{said.confirm_no} agrees with the book")


def _alarm(booking: Booking, said: wms_pledge.PledgeConfirm, what: str, text: str) -> None:
    booking.alarm(
        AlertRaised(
            code="C07",
            severity="high",
            object=f"{said.warehouse}/{what}",
            site=said.warehouse,
            text=text,
            action="ask the supervisor and the warehouse which is right; count the lot",
        )
    )
