"""One deal by days in three lanes: documents, goods and money, the newest day first; what comes above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from core.hub.documents import REFUSED, BusinessKey, StoredDocument
from core.hub.ports import Store
from core.kernel.ids import message_id
from core.loan import Due, Loan, LoanStep, Standing
from gateway.console.days import today
from gateway.console.deal_goods import goods_items
from gateway.console.deal_items import GOODS, MONEY, PAPER, Head, Item, Items
from gateway.console.deal_money import Money, money_items
from gateway.console.deal_reading import Deal
from gateway.console.deal_texts import readable
from gateway.console.deal_watch import found_items
from gateway.console.deal_words import DOCUMENTS, STEPS
from gateway.console.desk import Desk
from gateway.console.guard import Visitor

# So much is read of one deal: its newest steps, messages and lines; a page shows so many days of it.
LOANS_MAX, STEPS_MAX, KEYS_MAX, DOCUMENTS_MAX = 12, 200, 60, 150
DAYS_SHOWN = 40
COMING_MAX = 4
HIDDEN = "•••"
# Behind everything that has a time of its own.
LAST, LAST_ID = datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1)
_OF_GOODS = ("wms.", "price.", "custody.")
_OF_MONEY = ("funder.", "erp.payment", "bank.", "receipt.")
_MONEY_STEPS = frozenset(
    {"disburse", "paid_out", "fail", "give_up", "time_out", "fall_due", "pay_due", "repay", "settle", "grace",
     "overdue", "accelerate", "pay_claim", "write_off", "reverse", "reopen"}
)  # fmt: skip
_TONES = {
    "bad": {
        "reject",
        "freeze",
        "cancel",
        "fail",
        "time_out",
        "overdue",
        "accelerate",
        "write_off",
        "give_up",
    },
    "warn": {"ask", "return", "fall_due", "grace", "demand_back", "dispose", "restructure", "expire"},
    "good": {"approve", "effect", "paid_out", "settle", "unfreeze", "pay_due", "close"},
}
_DECIDING = frozenset({"review", "approve", "reject", "return"})


class Day(NamedTuple):
    """One day: what stands in each lane, in the order it happened."""

    day: int
    paper: tuple[Item, ...]
    goods: tuple[Item, ...]
    money: tuple[Item, ...]

    @property
    def lanes(self) -> tuple[tuple[str, tuple[Item, ...]], ...]:
        return ((PAPER, self.paper), (GOODS, self.goods), (MONEY, self.money))


class Coming(NamedTuple):
    """An instalment that is not due yet, or not paid."""

    loan: Loan
    due: Due
    late: bool


class Timeline(NamedTuple):
    """before: the day behind which older ones stand, 0 where there are none. cut: not all of it was read."""

    days: tuple[Day, ...]
    coming: tuple[Coming, ...]
    before: int = 0
    cut: bool = False


def timeline_of(desk: Desk, who: Visitor, deal: Deal, before: int) -> Timeline:
    """The days behind `before`, 0: from the newest on."""
    reading = _Reading(desk, who, deal)
    items = Items()
    for item in reading.all():
        items.add(item)
    days: dict[int, list[Item]] = {}
    for item in items:
        days.setdefault(item.day, []).append(item)
    order = sorted((day for day in days if not before or day < before), reverse=True)
    shown = order[:DAYS_SHOWN]
    return Timeline(
        days=tuple(_day(desk.hub.store, day, days[day]) for day in shown),
        coming=() if before else _coming(desk, deal),
        before=shown[-1] if len(order) > DAYS_SHOWN else 0,
        cut=reading.cut,
    )


def _day(store: Store, day: int, items: list[Item]) -> Day:
    items.sort(key=lambda one: (one.at is None, one.at or LAST, one.message or LAST_ID))
    for item in items:
        item.resolved(store)
    lanes = [tuple(one for one in items if one.lane == lane) for lane in (PAPER, GOODS, MONEY)]
    return Day(day, *lanes)


def _coming(desk: Desk, deal: Deal) -> tuple[Coming, ...]:
    """The next open instalments of each running loan, oldest first."""
    found: list[Coming] = []
    day = today(desk.now())
    for loan in deal.loans[:LOANS_MAX]:
        standing = desk.hub.store.get(Standing, loan.loan_no)
        first = standing.first_open if standing is not None else 1
        for number in range(first, first + COMING_MAX):
            due = desk.hub.store.get(Due, loan.loan_no, loan.plan, number)
            if due is not None and not due.settled_day:
                found.append(Coming(loan, due, due.overdue_after < day))
    found.sort(key=lambda one: (one.due.due, one.loan.loan_no))
    return tuple(found[:COMING_MAX])


class _Reading:
    """What rooms and messages know of a deal, as items."""

    def __init__(self, desk: Desk, who: Visitor, deal: Deal) -> None:
        self._desk, self._store, self._who, self._deal = desk, desk.hub.store, who, deal
        self._loans = (*deal.loans, *deal.over)[:LOANS_MAX]
        self.cut = len(deal.loans) + len(deal.over) > LOANS_MAX

    def all(self) -> Iterator[Item]:
        """Steps first: they know the business day, and what a message is called."""
        money = Money(self._desk, self._deal, self._loans)
        receipts = money.receipts()
        for kind, subject, task in self._subjects():
            steps = self._desk.views.newest(LoanStep, limit=STEPS_MAX, subject_kind=kind, subject=subject)
            self.cut = self.cut or len(steps) == STEPS_MAX
            for step in reversed(steps):
                yield self._step(step, task, receipts.get(step.message_id, ""))
        yield from money_items(money)
        self.cut = self.cut or money.cut
        yield from goods_items(self._store, self._deal)
        if self._deal.facility is not None:
            yield from found_items(self._desk, self._deal.facility.facility_no)
        yield from self._documents()

    def _subjects(self) -> Sequence[tuple[str, str, str]]:
        application, facility = self._deal.application, self._deal.facility
        found = [("application", application.application_no, application.review)]
        if facility is not None:
            found.append(("facility", facility.facility_no, ""))
        return [*found, *(("loan", one.loan_no, one.review) for one in self._loans)]

    def _step(self, step: LoanStep, task: str, paid: str) -> Item:
        kind = step.subject_kind
        word = STEPS.get(f"{kind}:{step.event}", step.event)
        tone = next((tone for tone, events in _TONES.items() if step.event in events), "plain")
        # What stands in minor units in the log is said as money by the loan's own rows.
        said = (
            paid if step.event in ("repay", "settle") else self._money_of(step) or self._readable(step.text)
        )
        told = message_id(step.message_id, f"{kind}.{step.event}", f"{step.subject}/{step.ordinal}")
        text = " · ".join(word for word in (step.subject, said, step.by) if word)
        return Item(
            day=step.business_day,
            at=step.record_time,
            lane=MONEY if kind == "loan" and step.event in _MONEY_STEPS else PAPER,
            message=UUID(step.message_id),
            heads=[Head(word, text, tone)],
            effect=told,
            task=task if step.event in _DECIDING else "",
            loan=step.subject if kind == "loan" else "",
        )

    def _money_of(self, step: LoanStep) -> str:
        loan = next((one for one in self._loans if one.loan_no == step.subject), None)
        if step.subject_kind != "loan" or loan is None:
            return ""
        if step.event == "request":
            return Money.text(loan.principal_minor, loan.currency)
        paid = f"{Money.text(loan.cash_minor, loan.currency)} {loan.bank_ref}"
        return paid if step.event == "paid_out" else ""

    def _documents(self) -> Iterator[Item]:
        """Messages that bear a number of the deal as a business key; a refused one says why."""
        places: dict[tuple[int, int, int], str] = {}
        for value in self._numbers():
            for key in self._desk.views.newest(BusinessKey, limit=KEYS_MAX, value=value):
                places.setdefault((key.partition, key.number, key.ordinal), value)
        self.cut = self.cut or len(places) > DOCUMENTS_MAX
        for place in sorted(places, reverse=True)[:DOCUMENTS_MAX]:
            found = self._document(*place)
            if found is not None:
                yield self._item_of(found)

    def _numbers(self) -> list[str]:
        facility = self._deal.facility
        numbers = [self._deal.application.application_no, *(one.loan_no for one in self._loans)]
        return [*numbers, *([facility.facility_no, facility.contract_no] if facility is not None else [])]

    def _document(self, partition: int, number: int, ordinal: int) -> StoredDocument | None:
        here: dict[str, Any] = {"partition": partition, "number": number, "ordinal": ordinal}
        return next(iter(self._store.rows(StoredDocument, limit=1, **here)), None)

    def _item_of(self, found: StoredDocument) -> Item:
        lane = GOODS if found.type.startswith(_OF_GOODS) else PAPER
        lane = MONEY if found.type.startswith(_OF_MONEY) else lane
        refused = found.outcome == REFUSED
        why = f" · {self._reason(found)}" if refused else ""
        head = Head(DOCUMENTS.get(found.type, found.type), f"{found.key}{why}", "bad" if refused else "plain")
        return Item(
            day=today(found.event_time),
            at=found.event_time,
            lane=lane,
            message=found.message_id,
            heads=[head],
            search=found.key,
            weak=not refused,
        )

    def _reason(self, found: StoredDocument) -> str:
        """A reason may quote the message: it is for whoever may read that."""
        arrival = self._store.arrival(found.partition, found.number)
        seen = arrival is not None and self._who.sees_body_of(arrival.partner)
        return self._readable(found.reason) if seen else HIDDEN

    def _readable(self, text: str) -> str:
        return readable(text, self._deal.application.currency)
