"""What secures contracts, off the balance (P2): in at its value when it is pledged, out as it was booked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from core.collateral.booked import booked_micro, booked_minor, holding, holds, known_micro, with_more
from core.collateral.contract import Contract
from core.collateral.lien import Lien
from core.collateral.prices import PresentPrices
from core.collateral.security import PLEDGED_RECEIVABLE, POOL, RECEIPT, RECEIVABLE, Security
from core.collateral.value import Item, Priced, is_priced, worth
from core.collateral.work import CollateralWork
from core.custody import Lot, LotMoved
from core.hub.message import Message
from core.kernel.days import day_number
from core.kernel.errors import Refused
from core.ledger import Event, Posting, post_together, rules_on

BOOK = "off_balance"
# An event of a pledge writes one line, and an entry takes a thousand.
EVENTS_MAX = 1_000
# Ten trillion yuan: what is said to be worth more is a mistake, and a thousand such lines would pass 2^63.
MINOR_MAX = 10**15
LOT = "lot"
GOODS = ("goods.pledged", "goods.released")
# An insured sale, an order and a prepayment have no such posting: what they come to is pledged by itself.
EVENTS: dict[str, tuple[str, str]] = {
    RECEIPT: GOODS,
    RECEIVABLE: ("receivables.assigned", "receivables.released"),
    PLEDGED_RECEIVABLE: ("receivables.pledged", "receivables.unpledged"),
    POOL: ("receivables.pledged", "receivables.unpledged"),
}


class Held(NamedTuple):
    """Goods under a lien, and what of them stands now.

    family: goods of one family hand their value on: a lot to itself at another site, a receipt to those split
    from it. again: nothing of them is newly pledged.
    """

    lien: Lien
    family: str
    item: Item
    again: bool = False


class Change(NamedTuple):
    """Where and when one contract's things are booked; events: what comes, what goes."""

    contract: Contract | Security
    at: datetime
    day: int
    events: tuple[str, str]


class OffBalance:
    """What one message changes of what stands for contracts; posted at its end, an entry a contract.

    What stands is compared with what is booked, so a fact told twice books nothing, and what was pledged
    before anybody booked it is booked when its contract is next looked at. Where the book or its rules are
    not published nothing is booked, and no fact is refused for it.
    """

    def __init__(self, message: Message, work: CollateralWork) -> None:
        self._message = message
        self._work = work
        self._posting = Posting(message, work.ledger)
        self._days: dict[str, int] = {}
        self._events: dict[str, list[Event]] = {}
        self._priced: dict[tuple[str, datetime], Priced] = {}

    def lots(self, contract: Contract, moved: Sequence[LotMoved], at: datetime) -> None:
        """These lots moved."""
        change = self._change(contract, at, GOODS)
        if change is None:
            self._keep(contract, whole=False, at=at)
            return
        again = {(each.site, each.lot_no): each.again for each in moved}
        found = [self._work.liens.get(LOT, f"{site}|{lot_no}") for site, lot_no in again]
        liens = [each for each in found if each is not None and each.contract_no == contract.contract_no]
        lots = {f"{site}|{lot_no}": self._work.lots.get(site, lot_no) for site, lot_no in again}
        same = {f"{site}|{lot_no}" for (site, lot_no), same in again.items() if same}
        goods = [_held_lot(lien, lots[lien.thing], again=lien.thing in same) for lien in liens]
        whole = self._goods(change, goods)
        if not whole:
            self._keep(contract, whole=False, at=at)

    def whole(self, contract: Contract, at: datetime) -> None:
        """All lots of the contract."""
        change = self._change(contract, at, GOODS)
        if change is None:
            return
        name = contract.contract_no
        lots = {f"{lot.site}|{lot.lot_no}": lot for lot in self._work.lots.find(contract_no=name)}
        liens = [lien for lien in self._work.liens.find(contract_no=name) if lien.kind == LOT]
        whole = self._goods(change, [_held_lot(lien, lots.get(lien.thing)) for lien in liens])
        self._keep(contract, whole=whole, at=at)

    def security(self, security: Security) -> None:
        """All receivables or receipts of the contract; other kinds have no such posting."""
        change = self._change(security, self._message.event_time, EVENTS.get(security.kind, ()))
        if change is None:
            return
        liens = self._work.liens.find(contract_no=security.contract_no)
        if security.kind == RECEIPT:
            self._goods(change, self._papers(liens))
        else:
            self._receivables(change, security, liens)

    def post(self) -> None:
        """One entry for each contract, with a line for each thing; of very many things several."""
        for contract_no, events in self._events.items():
            number = f"pledge/{contract_no}/{self._message.message_id}"
            for start in range(0, len(events), EVENTS_MAX):
                part = f"/{start // EVENTS_MAX + 1}" if start else ""
                post_together(self._posting, number + part, events[start : start + EVENTS_MAX])
        self._events.clear()

    # Goods: what they were appraised at when they were pledged, and their share of it when they go.

    def _goods(self, change: Change, goods: Sequence[Held]) -> bool:
        """Whether all that stands is booked."""
        gone: dict[tuple[str, str], tuple[int, int]] = {}
        for held in goods:
            before = held.lien
            if held.item.micro < booked_micro(before):
                after = self._put(change, before, holding(before, held.item.micro))
                micro, minor = gone.get((held.family, held.item.unit), (0, 0))
                gone[held.family, held.item.unit] = (
                    micro + booked_micro(before) - booked_micro(after),
                    minor + booked_minor(before) - booked_minor(after),
                )
        open_ = [held for held in goods if not self._more(change, held, gone)]
        return not open_

    def _more(self, change: Change, held: Held, gone: dict[tuple[str, str], tuple[int, int]]) -> bool:
        """Books what stands and is not booked: handed on, come back, or new; False where it has no value."""
        before = lien = held.lien
        place, missing = (held.family, held.item.unit), held.item.micro - booked_micro(held.lien)
        if missing <= 0:
            return True
        micro, minor = gone.get(place, (0, 0))
        if micro:
            taken = min(missing, micro)
            share = minor * taken // micro
            gone[place] = (micro - taken, minor - share)
            lien, missing = with_more(lien, taken, share), missing - taken
        if held.again and known_micro(lien):
            back = min(missing, known_micro(lien))
            lien, missing = holding(lien, booked_micro(lien) + back), missing - back
        value = self._value(change, held.item._replace(micro=missing)) if missing else 0
        if value:
            lien, missing = with_more(lien, missing, value), 0
        if lien is not before:
            self._put(change, before, lien)
        return not missing

    def _value(self, change: Change, item: Item) -> int:
        """What it is appraised at, in minor units; 0 where it has no terms or no price."""
        terms = self._work.terms.get(change.contract.contract_no, item.sku)
        if terms is None:
            return 0
        asked = (terms.series, change.at)
        if asked not in self._priced:
            self._priced[asked] = PresentPrices(self._work).priced(*asked)
        priced, currency = self._priced[asked], change.contract.currency
        # An approved price less its haircut keeps goods from being worth nothing; it is nobody's appraisal.
        value = worth(item, terms, priced, currency).value_minor if is_priced(terms, priced, currency) else 0
        return value if value <= MINOR_MAX else 0

    def _papers(self, liens: Iterable[Lien]) -> list[Held]:
        found = []
        for lien in liens:
            row = self._work.receipts.get(lien.thing) if lien.kind == RECEIPT else None
            if row is not None:
                micro = row.left_micro if holds(lien) and not row.doubt else 0
                found.append(Held(lien, row.root, Item(row.sku, row.unit, "", micro)))
        return found

    # Receivables: what their debtors owe.

    def _receivables(self, change: Change, security: Security, liens: Iterable[Lien]) -> None:
        for lien in liens:
            row = self._work.receivables.get(lien.thing) if lien.kind == RECEIVABLE else None
            if row is None:
                continue
            counts = holds(lien) and not row.status and not row.doubt and row.currency == security.currency
            owed = row.open_minor if counts and row.open_minor <= MINOR_MAX else 0
            if owed != booked_minor(lien):
                self._put(change, lien, replace(lien, booked_minor=owed), debtor=row.buyer)

    # What is written.

    def _put(self, change: Change, before: Lien, after: Lien, *, debtor: str = "") -> Lien:
        self._work.liens.put(after)
        minor = booked_minor(after) - booked_minor(before)
        if minor:
            name, number = change.contract.contract_no, change.events[minor < 0]
            event = Event(
                name=number,
                number=f"{name}/{before.kind}/{before.thing}",
                business_day=change.day,
                text=f"{number} {name}: {before.kind} {before.number}",
                parts={
                    "currency": change.contract.currency,
                    "security": name,
                    "thing": before.number,
                    "debtor": debtor,
                },
                amounts={"value": abs(minor)},
            )
            self._events.setdefault(name, []).append(event)
        return after

    def _keep(self, contract: Contract, *, whole: bool, at: datetime) -> None:
        """Remembers whether all that stands for it is booked: if not, its next mark looks again."""
        row = self._work.contracts.get(contract.contract_no)
        if row is not None and whole != (row.booked_at is not None):
            self._work.contracts.put(replace(row, booked_at=at if whole else None))

    def _change(self, contract: Contract | Security, at: datetime, events: Sequence[str]) -> Change | None:
        """None where nothing of this can be booked."""
        if not events:
            return None
        heard = self._message.record_time
        at = max(min(at, heard), contract.opened_at)
        day = self._days.get(contract.contract_no, 0)
        for moment in (at, heard) if not day else ():
            day = day or self._bookable(day_number(contract.day_of(moment)), events[0])
        if not day:
            return None
        self._days[contract.contract_no] = day
        return Change(contract, at, day, (events[0], events[1]))

    def _bookable(self, day: int, event: str) -> int:
        """The day, or the book's first; 0 where no rule of it books this event."""
        book = self._work.ledger.books.get(BOOK)
        if book is None:
            return 0
        day = max(day, book.first_period * 100 + 1)
        return day if any(event == name for name in self._named(day)) else 0

    def _named(self, day: int) -> Iterator[str]:
        """Events that the rules of the day know."""
        try:
            rules = rules_on(self._posting, day)
        except Refused:
            return  # None are published for it: it is booked once they are.
        yield from (rule.event for rule in rules)


def _held_lot(lien: Lien, lot: Lot | None, *, again: bool = False) -> Held:
    """Nothing stands of a lot that is gone, or another's."""
    if lot is None:
        return Held(lien, lien.number, Item("", "", "", 0))
    stands = holds(lien) and lot.contract_no == lien.contract_no
    micro = lot.eligible_micro if stands else 0
    return Held(lien, lot.lot_no, Item(lot.sku, lot.unit, lot.condition, micro), again)
