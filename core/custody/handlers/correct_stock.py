"""What was told before was wrong: compensating movements, by a named approver, never an edit (T6)."""

from __future__ import annotations

from msgspec.structs import replace

from core.catalogue.parts import Ref
from core.catalogue.wms_correction import Correction, CorrectionLine
from core.custody.booking import Booking, Move
from core.custody.correct import undo, undo_corrected, undo_leg
from core.custody.movement import Movement
from core.custody.quantities import lot_micro
from core.custody.retract import declare
from core.custody.settle import settled
from core.custody.short import short_alert
from core.custody.standing import original, standing
from core.custody.work import CustodyWork
from core.hub.corrections import takes_corrections
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.quantity import Quantity

REVERSIBLE = {"wms.inbound.v1", "wms.outbound.v1", "wms.correction.v1"}
COUNT, TRANSFER = "wms.stock_count.v1", "wms.transfer.v1"


@handles("wms.correction.v1")
@takes_corrections
def correct_stock(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(Correction)
    if said.kind != "declared" and not said.approver.strip():
        raise Refused(
            f"correction {said.correction_no} names no approver; have one sign it",
            cause="custody.correction.no_approver",
        )
    booking = Booking(message, work)
    booking.check_clock(said.warehouse)
    undo_corrected(booking, said.warehouse, said.correction_no)
    if said.kind == "declared":
        declare(booking, said)
    elif said.kind == "void" and said.corrects is not None:
        _void(booking, said, said.corrects)
    else:
        _adjust(booking, said)
    return settled(booking)


def _void(booking: Booking, said: Correction, told: Ref) -> None:
    """Takes back what the named document booked at this site; Refused where nothing of it stands."""
    if told.kind == TRANSFER:
        undone = undo_leg(booking, said.warehouse, told.number, said.correction_no)
    elif told.kind in REVERSIBLE:
        undone = standing(booking, said.warehouse, told.kind, told.number)
        _require_no_transfer(booking, said, undone)
        undo(booking, undone, said.correction_no)
    else:
        raise Refused(
            f"{told.kind} {told.number} moved no goods or is taken back otherwise; only"
            f" {', '.join(sorted(REVERSIBLE | {TRANSFER}))} can be voided",
            cause="custody.correction.kind",
        )
    if not undone:
        raise Refused(
            f"nothing that {told.kind} {told.number} booked at {said.warehouse} still stands",
            cause="custody.correction.nothing_stands",
        )


def _require_no_transfer(booking: Booking, said: Correction, undone: list[Movement]) -> None:
    """Two legs hang together: a transfer that was taken back wrongly is told again, leg by leg."""
    for each in undone:
        gone = original(booking, each) if each.reverses else None
        if gone is not None and gone.document_type == TRANSFER:
            raise Refused(
                f"{said.correction_no} would let transfer {gone.document_no} stand again;"
                " tell its legs again",
                cause="custody.correction.transfer",
            )


def _adjust(booking: Booking, said: Correction) -> None:
    lines: dict[str, list[CorrectionLine]] = {}
    for line in said.lines:
        lines.setdefault(line.lot_no, []).append(line)
    for lot_no, mine in lines.items():
        lot = booking.work.lots.get(said.warehouse, lot_no)
        if lot is None:
            raise Refused(
                f"lot {lot_no} is not in the book of {said.warehouse}; book its inbound instead",
                cause="custody.correction.unknown_lot",
            )
        delta = lot_micro(lot_no, (line.delta for line in mine), lot.unit)
        after = booking.move(lot, Move("adjust", said.correction_no, on_hand=delta))
        if after.pledged_micro > after.on_hand_micro and lot.pledged_micro <= lot.on_hand_micro:
            text = (
                f"lot {lot_no} at {lot.site}: {Quantity(after.on_hand_micro, lot.unit)} are there,"
                f" {Quantity(after.pledged_micro, lot.unit)} are pledged under {lot.contract_no}"
            )
            booking.alarm(short_alert(lot.site, lot_no, text))
        if said.corrects is not None and said.corrects.kind == COUNT:
            _settle_variance(booking, (said.warehouse, said.corrects.number, lot_no), delta)


def _settle_variance(booking: Booking, key: tuple[str, str, str], delta: int) -> None:
    """The case of a count is closed when the corrections in its name add up to the difference found."""
    case = booking.work.variances.get(*key)
    if case is None or not case.open:
        raise Refused(
            f"there is no open case of count {key[1]} for lot {key[2]} at {key[0]}",
            cause="custody.correction.no_case",
        )
    rest = case.rest_micro - delta
    closed = f"settled by {booking.message.key}" if rest == 0 else ""
    booking.work.variances.put(replace(case, rest_micro=rest, open=rest != 0, closed=closed))
    if rest == 0:
        booking.calm("C02", f"{case.site}/{case.lot_no}/count", closed)
        booking.calm("C07", f"{case.site}/{case.lot_no}/count", closed)
