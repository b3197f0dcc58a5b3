"""The clock ends what was held too long: the amount is free again."""

from __future__ import annotations

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.ledger.limits import OPEN
from core.ledger.messages import ReservationEnded
from core.ledger.reserving import Reserving
from core.ledger.touching import rows_of_reservation
from core.ledger.work import LedgerWork


@handles("ledger.reservation_ended.v1", touches=rows_of_reservation)
def end_reservation(message: Message, work: LedgerWork) -> list[Message]:
    said = message.read(ReservationEnded)
    held = work.reservations.get(said.book, said.number)
    if held is None:
        raise Refused(f"nothing is held under {said.number}", cause="ledger.reservation.unknown")
    if held.state != OPEN or held.expires_at != said.expires_at or message.event_time < said.expires_at:
        return []
    day = message.event_time
    Reserving(message, work).give_back(
        said.book, said.number, business_day=day.year * 10_000 + day.month * 100 + day.day
    )
    return []
