"""One list of requests to every store and a model beside it: the same answers and balances (L10, L15-L18)."""

from __future__ import annotations

import random
import threading
from collections import Counter
from typing import Any

import msgspec
import pytest

from adapters.database.store import DatabaseStore
from adapters.memory.store import MemoryStore
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.hub.records import RECORDS
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Refused
from core.ledger import (
    Balance,
    Entry,
    HoldAnswered,
    HoldAsked,
    HoldFreed,
    HoldUsed,
    LedgerWork,
    LimitGranted,
    Line,
    Reservation,
    Reserving,
    VoucherLine,
)
from tests.contracts.stores import KINDS
from tests.core.hub.test_ledger_room import DAY, open_books
from tests.core.ledger.books import Books
from tests.hub_world import HubWorld
from tests.rebuild import assert_rebuilds

Request = LimitGranted | HoldAsked | HoldUsed | HoldFreed
TYPES = {
    LimitGranted: "ledger.limit_granted.v1",
    HoldAsked: "ledger.hold_asked.v1",
    HoldUsed: "ledger.hold_used.v1",
    HoldFreed: "ledger.hold_freed.v1",
}
OWNERS, SEEDS, REQUESTS = ("P1", "P2", "P3"), (1, 2, 3), 60


def requests(seed: int) -> list[Request]:
    """Grants first, then holds (some numbers twice, some asked for otherwise), uses and frees of them."""
    chance = random.Random(seed)
    said: list[Request] = [granted(owner, chance.randint(50, 150)) for owner in OWNERS]
    for _ in range(REQUESTS):
        number = f"D{chance.randint(1, 25)}"
        kind = chance.random()
        if kind < 0.6:
            said.append(asked(number, chance.choice(OWNERS), chance.choice((10, 20, 30))))
        elif kind < 0.85:
            minor = chance.choice((None, 5, 40))
            said.append(HoldUsed(book="limits", number=number, business_day=DAY, minor=minor))
        else:
            said.append(HoldFreed(book="limits", number=number, business_day=DAY))
    return said


def granted(owner: str, minor: int) -> LimitGranted:
    lines = (
        VoucherLine(account="granted", side="debit", currency="CNY", minor=minor),
        VoucherLine(account="borrower", side="credit", currency="CNY", minor=minor, party=owner),
    )
    return LimitGranted(
        book="limits", number=f"G{owner}", business_day=DAY, text="", approver="li", lines=lines
    )


def asked(number: str, owner: str, minor: int) -> HoldAsked:
    lines = (
        VoucherLine(account="borrower", side="debit", currency="CNY", minor=minor, party=owner),
        VoucherLine(account="used", side="credit", currency="CNY", minor=minor),
    )
    return HoldAsked(book="limits", number=number, business_day=DAY, text="", lines=lines)


class Model:
    """Three dictionaries: what was granted, what is held under which number, what was used."""

    def __init__(self) -> None:
        self.room: Counter[str] = Counter()
        self.held: dict[str, tuple[str, int, str]] = {}
        self.used: Counter[str] = Counter()
        self.answers: list[tuple[str, bool]] = []
        self.refused = 0

    def take(self, request: Request) -> None:
        if isinstance(request, LimitGranted):
            self.room[request.lines[1].party] += request.lines[1].minor
        elif isinstance(request, HoldAsked):
            self.ask(request.number, request.lines[0].party, request.lines[0].minor)
        else:
            owner, minor, state = self.held.get(request.number, ("", 0, ""))
            part = request.minor if isinstance(request, HoldUsed) else None
            if state != "open" or (part is not None and part > minor):
                self.refused += 1
                return
            self.held[request.number] = (owner, minor, "ended")
            self.used[owner] += 0 if isinstance(request, HoldFreed) else part or minor

    def ask(self, number: str, owner: str, minor: int) -> None:
        if number in self.held:
            before = self.held[number]
            if before[:2] != (owner, minor):
                self.refused += 1
                return
            self.answers.append((number, before[2] != "refused"))
            return
        fits = self.pending(owner) + self.used[owner] + minor <= self.room[owner]
        self.held[number] = (owner, minor, "open" if fits else "refused")
        self.answers.append((number, fits))

    def pending(self, owner: str) -> int:
        return sum(minor for who, minor, state in self.held.values() if (who, state) == (owner, "open"))


def send(world: HubWorld, said: list[Request], *, at_once: bool) -> None:
    """All in one unit of work, or one after another."""
    parts = [list(enumerate(said))] if at_once else [[one] for one in enumerate(said)]
    for part in parts:
        with world.store.unit() as unit:
            arriving = [
                internal(TYPES[type(body)], body, partner="hub", site="", key=f"{place}")
                for place, body in part
            ]
            store_arrivals(unit, world.blobs, arriving)
        world.work()


def answers(world: HubWorld) -> list[tuple[str, bool]]:
    found = [
        msgspec.json.decode(row.body, type=HoldAnswered) for row in world.documents("ledger.hold_answered.v1")
    ]
    return [(answer.number, answer.held) for answer in found]


def ledger_rows(world: HubWorld) -> dict[str, list[bytes]]:
    names = sorted(name for name in RECORDS if name.startswith("ledger_"))
    return {
        name: sorted(canonical_bytes(row) for row in world.store.rows(RECORDS[name], limit=9_999))
        for name in names
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_every_store_answers_as_the_model_and_holds_what_it_holds(world: HubWorld, seed: int) -> None:
    """L17; and of a list sent at once the same as one by one, by the model in between (L18)."""
    open_books(world)
    said, model = requests(seed), Model()
    for request in said:
        model.take(request)

    send(world, said, at_once=seed % 2 == 0)

    assert sorted(answers(world)) == sorted(model.answers)
    assert len(world.failures()) == model.refused
    rows = {row.owner: row for row in world.store.rows(Balance, limit=99) if row.account == "borrower"}
    for owner in OWNERS:
        row = rows[owner]
        assert (row.credits_posted, row.debits_posted, row.debits_pending) == (
            model.room[owner],
            model.used[owner],
            model.pending(owner),
        )
    sums = Counter[str]()
    for row in world.store.rows(Balance, limit=99):
        sums["posted"] += row.debits_posted - row.credits_posted
        sums["pending"] += row.debits_pending - row.credits_pending
    assert set(sums.values()) == {0}, "L1 and L2"
    assert_rebuilds(world)


@pytest.mark.parametrize("world", KINDS[:2], indirect=True)
def test_a_batch_of_many_is_many_batches_of_one_byte_for_byte(
    world: HubWorld,
) -> None:
    """L18 and L15: the second time the books are made from the first one's messages."""
    open_books(world)
    send(world, requests(7), at_once=True)
    at_once = ledger_rows(world)

    assert at_once["ledger_entry"]
    assert_rebuilds(world)
    single = HubWorld(MemoryStore(world.clock), world.clock, world._folder)
    single.publish()
    open_books(single)
    send(single, requests(7), at_once=False)
    assert ledger_rows(single) == at_once


@pytest.mark.parametrize("world", KINDS[1:], indirect=True)
@pytest.mark.parametrize("place", ["unit.before_flush", "unit.before_commit", "dispatch.handled"])
def test_a_unit_of_work_that_dies_leaves_nothing_and_is_done_again(
    world: HubWorld, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L16: what is there is a prefix, what was answered is there."""
    open_books(world)
    said = requests(5)
    send(world, said[:10], at_once=True)
    before = ledger_rows(world)
    dying = Dying(place)
    for module in ("adapters.database.store", "core.hub.dispatch"):
        monkeypatch.setattr(f"{module}.step", dying)
    with world.store.unit() as unit:
        arriving = [
            internal(TYPES[type(body)], body, partner="hub", site="", key=f"x{at}")
            for at, body in enumerate(said[10:])
        ]
        store_arrivals(unit, world.blobs, arriving)
    dying.armed = True

    with pytest.raises(Died):
        world.work()

    assert ledger_rows(world) == before
    world.work()
    model = Model()
    for one in said:
        model.take(one)
    assert sorted(answers(world)) == sorted(model.answers)
    held = {row.number for row in world.store.rows(Reservation, limit=999)}
    assert {number for number, _ in answers(world)} <= held
    assert_rebuilds(world)


class Died(BaseException):
    """The process is gone."""


class Dying:
    """Dies once at a step."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.armed = False

    def __call__(self, name: str) -> None:
        if self.armed and name == self.place:
            self.armed = False
            raise Died


@pytest.mark.parametrize("world", [KINDS[2]], indirect=True)
def test_of_two_that_use_one_reservation_at_once_one_does(world: HubWorld) -> None:
    """L10, L25, on the one store that lets two units of work go on at once."""
    assert isinstance(world.store, DatabaseStore)
    open_books(world)
    send(world, [granted("P1", 100), asked("D1", "P1", 60)], at_once=True)
    ended: list[str] = []
    both = threading.Barrier(2, timeout=20)

    def use(number: int) -> None:
        message = Books(charts=False).message("tests.used.v1", asked(f"{number}", "P1", 1))
        message = msgspec.structs.replace(message, message_id=message.message_id.__class__(int=number))
        both.wait()
        try:
            with world.store.unit() as unit:
                Reserving(message, LedgerWork(Effects(unit))).use("limits", "D1", business_day=DAY)
            ended.append("used")
        except Refused as refused:
            ended.append(refused.cause)

    threads = [threading.Thread(target=use, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(ended) == ["ledger.reservation.ended", "used"]
    [row] = [row for row in world.store.rows(Balance, limit=9) if row.owner == "P1"]
    assert (row.debits_posted, row.debits_pending) == (60, 0)
    numbers = [entry.number for entry in world.store.rows(Entry, limit=99)]
    assert len(set(numbers)) == len(numbers)
    assert all(lines_in_order(world, entry) for entry in world.store.rows(Entry, limit=99))


class Effects:
    """What a room sees of a unit of work, without the hub's record of effects."""

    def __init__(self, unit: Any) -> None:
        self.shelf = unit.shelf
        self.warm = unit.warm

    def effect(self, message: Any, *, kind: str, key: str, text: str) -> Any:
        return message.message_id.__class__(int=message.message_id.int + len(key) * 1_000)


def lines_in_order(world: HubWorld, entry: Entry) -> bool:
    """L25: numbered from one, none left out."""
    lines = world.store.rows(Line, limit=99, record_time=entry.record_time, entry_id=entry.entry_id)
    return [line.ordinal for line in lines] == list(range(1, entry.lines + 1))
