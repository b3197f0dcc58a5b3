"""What one message does to the book of lots: the only way a lot is changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from core.custody.lot import Lot
from core.custody.movement import Movement, day_number
from core.custody.work import CustodyWork
from core.hub.alerts import AlertCleared, AlertRaised, clear_alert, raise_alert
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.quantity import Quantity

LotKey = tuple[str, str]
SECOND = timedelta(seconds=1)
ALERTS_MAX = 400
# So that sums over very many lots still fit a column of 64 bits.
LOT_MICRO_MAX = 10**16
SEVERITIES = ("critical", "high", "medium", "low")


class Move(NamedTuple):
    """By how much a lot changes, in millionths of its unit, and what told it.

    counts_from: None is the message's own time. key: tells two moves of one kind on one lot apart.
    """

    kind: str
    document_no: str
    on_hand: int = 0
    pledged: int = 0
    under_way: int = 0
    order_no: str = ""
    contract_no: str = ""
    counts_from: datetime | None = None
    reverses: Movement | None = None
    key: str = ""


class Booking:
    """One message being booked: it moves lots, raises alarms, and gathers what is to be answered."""

    def __init__(self, message: Message, work: CustodyWork) -> None:
        self.message = message
        self.work = work
        self.counts_from = min(message.event_time, message.record_time)
        self.answers: list[Message] = []
        self.before: dict[LotKey, Lot] = {}
        self.moved: list[Movement] = []
        self.since: dict[LotKey, datetime] = {}
        self.without_leave: set[LotKey] = set()
        self.closed: dict[str, list[str]] = {}
        self.crowded: set[str] = set()
        self.short_at: set[str] = set()
        self._alerts: dict[tuple[str, str], Message] = {}

    def move(self, lot: Lot, move: Move) -> Lot:
        """Writes the movement and the lot as it is after it."""
        message, counts_from = self.message, move.counts_from or self.counts_from
        movement = Movement(
            record_time=message.record_time,
            movement_id=self.work.unit.effect(
                message,
                kind=f"lot.{move.kind}",
                key=f"{lot.site}/{lot.lot_no}{move.key}",
                text=_said(lot, move),
            ),
            site=lot.site,
            lot_no=lot.lot_no,
            kind=move.kind,
            unit=lot.unit,
            event_time=message.event_time if move.counts_from is None else move.counts_from,
            counts_from=counts_from,
            event_day=day_number(counts_from),
            on_hand_delta=move.on_hand,
            pledged_delta=move.pledged,
            under_way_delta=move.under_way,
            contract_no=move.contract_no or lot.contract_no,
            document_type=message.type,
            document_no=move.document_no,
            order_no=move.order_no,
            message_id=message.message_id,
            partner=message.partner,
            reverses=None if move.reverses is None else move.reverses.movement_id,
        )
        self.work.movements.add(movement)
        self.moved.append(movement)
        key = (lot.site, lot.lot_no)
        self.since[key] = min(self.since.get(key, counts_from), counts_from)
        return self.change(lot, _after(lot, move, message.event_time))

    def change(self, before: Lot, after: Lot) -> Lot:
        """Writes the lot, remembering how it was when this message began."""
        self.before.setdefault((before.site, before.lot_no), before)
        self.work.lots.put(after)
        return after

    def alarm(self, alert: AlertRaised) -> None:
        """Raises the alert; of several about one object in one message the last counts."""
        if alert.code == "C02":
            self.short_at.add(alert.site)
        self._alerts[alert.code, alert.object] = raise_alert(self.message, alert)

    def calm(self, code: str, object_: str, text: str) -> None:
        """Clears the alert; of several about one object in one message the last counts."""
        self._alerts[code, object_] = clear_alert(
            self.message, AlertCleared(code=code, object=object_, text=text)
        )

    def answer(self, type_name: str, *, key: str, body: object) -> None:
        self.answers.append(self.message.reply(type_name, key=key, body=body))

    def all_answers(self) -> list[Message]:
        """Everything to answer; of very many alerts the rest are told together, to keep one message small."""
        alerts = list(self._alerts.values())
        rest = [each.body for each in alerts[ALERTS_MAX:] if isinstance(each.body, AlertRaised)]
        if rest:
            worst = min(rest, key=lambda alert: SEVERITIES.index(alert.severity))
            text = f"and {len(rest)} more alerts of {self.message.key}, such as: {worst.text}"
            together = replace(worst, object=f"{worst.site}/{self.message.key}", text=text)
            clears = [each for each in alerts[ALERTS_MAX:] if not isinstance(each.body, AlertRaised)]
            alerts = [*alerts[:ALERTS_MAX], *clears, raise_alert(self.message, together)]
        return [*self.answers, *alerts]

    def check_clock(self, site: str) -> None:
        """C15 where the source's clock runs ahead of ours; what it tells is booked all the same."""
        ahead = self.message.event_time - self.message.record_time
        if ahead > timedelta(0) and ahead > timedelta(seconds=self.work.site(site).skew_s):
            self.alarm(
                AlertRaised(
                    code="C15",
                    severity="medium",
                    object=site,
                    site=site,
                    text=f"{site} tells of {self.message.event_time:%Y-%m-%d %H:%M:%SZ}, "
                    f"{ahead // SECOND} s after it was received; {self.work.site(site).skew_s} s are allowed",
                    action="set the clock of the source; check what it told since the last good message",
                )
            )


def _after(lot: Lot, move: Move, at: datetime) -> Lot:
    on_hand = lot.on_hand_micro + move.on_hand
    pledged = lot.pledged_micro + move.pledged
    under_way = lot.under_way_micro + move.under_way
    if max(abs(on_hand), abs(pledged), abs(under_way)) > LOT_MICRO_MAX:
        raise Refused(
            f"lot {lot.lot_no} would hold {Quantity(on_hand, lot.unit)}; no lot has more than"
            f" {Quantity(LOT_MICRO_MAX, lot.unit)}",
            cause="custody.lot.too_large",
        )
    held = pledged != 0 or under_way != 0
    return replace(
        lot,
        on_hand_micro=on_hand,
        pledged_micro=pledged,
        under_way_micro=under_way,
        contract_no=(move.contract_no or lot.contract_no) if held else "",
        in_stock=on_hand != 0,
        moved_at=max(lot.moved_at, at),
    )


def _said(lot: Lot, move: Move) -> str:
    amount = move.on_hand or move.pledged or move.under_way
    return f"{lot.site} {lot.lot_no}: {move.kind} {Quantity(amount, lot.unit)} by {move.document_no}"
