"""The records of a run: what the partners write, drawn from the seed, at an even pace while faults happen."""

from __future__ import annotations

import random
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta

from tests.faults import papers
from tests.faults.hands import Hands
from tests.faults.pace import now_s, pause
from tests.faults.partners import BANK, OTHER_SITE, SITE, WAREHOUSE
from tests.faults.world import AGENTS, World

API = (WAREHOUSE, "api", OTHER_SITE)
API_HERE = (WAREHOUSE, "api", SITE)
ORDERS = (BANK, "orders", SITE)
AT_ONCE = 8
# Of 1,000 records so many are of this kind.
MIX = {
    "in_there": 460, "out_there": 250, "in_here": 130, "twice": 40, "unreadable": 25, "by_door": 30,
    "key_again": 10, "other_under_key": 10, "pledge": 12, "release": 12, "cancel": 6, "large": 5,
    "pulled": 10,
    "large_by_door": 3,
}  # fmt: skip


class Flow:
    """Feeds `count` source documents over about `seconds`; partners' conversations go on beside it."""

    def __init__(self, world: World, *, seed: int, count: int, seconds: float) -> None:
        self.hands = Hands(world)
        self.world, self.count = world, count
        self._each_s = seconds / max(1, count)
        self._chance = random.Random(f"flow {seed}")
        self._base = papers.now() - timedelta(hours=2)
        self._number = 0
        self._there: list[tuple[str, int]] = []
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="partner")
        self._talks: list[Future[None]] = []
        self._thread = threading.Thread(target=self._feed, name="flow", daemon=True)
        self.failed = ""

    def start(self) -> None:
        self._thread.start()

    def ends_after(self, more: int) -> None:
        """Goes on at its pace until so many more were written from now on, and no longer."""
        self.count = self.world.book.count + more

    def one(self, kind: str) -> None:
        """One more record of this kind, or one more conversation, now."""
        getattr(self, f"_{kind}")()

    @property
    def is_feeding(self) -> bool:
        return self._thread.is_alive()

    def join(self) -> None:
        """Waits until all was dropped and every conversation has come to its end."""
        if self.is_feeding:
            self._thread.join()
        for talk in self._talks:
            talk.result()
        if self.failed:
            raise AssertionError(self.failed)

    def give_up(self) -> None:
        self.hands.over.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _feed(self) -> None:
        began, book = now_s(), self.world.book
        try:
            while book.count < self.count and not self.hands.over.is_set():
                [kind] = self._chance.choices(list(MIX), weights=list(MIX.values()))
                self.one(kind)
                pause(began + self._each_s * book.count - now_s(), self.hands.over)
        except Exception as error:
            self.failed = f"the flow ended: {type(error).__name__}: {error}"

    def _next(self, kind: str) -> tuple[str, str]:
        """(number of a document, number of a lot) that nobody had before."""
        self._number += 1
        return f"{kind}-{self._number:05d}", f"LOT-{self._number:05d}"

    def _at(self) -> datetime:
        return self._base + timedelta(seconds=self._number)

    def _quantity(self, most: int = 90_000) -> int:
        """Thousandths of a tonne."""
        return self._chance.randint(1_000, most)

    # -- single documents --------------------------------------------------------------------------------

    def _in_there(self) -> None:
        number, lot = self._next("RK")
        quantity = self._quantity()
        self._there.append((lot, quantity))
        self._slip("wh-2", papers.slip("入库", number, lot, _tonnes(quantity), at=self._at()), number)

    def _out_there(self) -> None:
        if not self._there:
            return self._in_there()
        lot, quantity = self._there.pop(self._chance.randrange(len(self._there)))
        number, _ = self._next("CK")
        some = _tonnes(self._quantity(quantity))
        self._slip("wh-2", papers.slip("出库", number, lot, some, at=self._at()), number)
        return None

    def _in_here(self) -> None:
        number, lot = self._next("RK")
        self._slip("wh-1", papers.slip("入库", number, lot, _tonnes(self._quantity()), at=self._at()), number)

    def _unreadable(self) -> None:
        """Not where orders are given: behind what cannot be read a site is uncertain, and they would wait."""
        number, lot = self._next("RK")
        self._slip("wh-2", papers.slip("入库", number, lot, "1", at=self._at(), unit="捆"), number)

    def _large(self) -> None:
        number, lot = self._next("RK")
        agent = self._chance.choice(list(AGENTS))
        self._slip(agent, papers.large_slip(number, lot, _tonnes(self._quantity()), at=self._at()), number)

    def _large_by_door(self) -> None:
        number, lot = self._next("RK")
        payload = papers.large(papers.said("in", number, lot, _tonnes(self._quantity()), at=self._at()))
        self._talk(lambda: self._hand_in(API, f"api-{number}", payload, 200))

    def _pulled(self) -> None:
        """In a place of the warehouse's where the hub itself looks."""
        number, lot = self._next("RK")
        payload = papers.slip("入库", number, lot, _tonnes(self._quantity()), at=self._at())
        self.hands.put_outside(f"{number}.csv", payload)

    def _twice(self) -> None:
        """The same slip by the agent and by the door: whoever comes first moves the goods."""
        number, lot = self._next("RK")
        quantity, at = _tonnes(self._quantity()), self._at()
        self._slip("wh-2", papers.slip("入库", number, lot, quantity, at=at), number)
        payload = papers.said("in", number, lot, quantity, at=at)
        self._talk(lambda: self._hand_in(API, f"api-{number}", payload, 200))

    def _by_door(self) -> None:
        number, lot = self._next("RK")
        payload = papers.said("in", number, lot, _tonnes(self._quantity()), at=self._at())
        self._talk(lambda: self._hand_in(API, f"api-{number}", payload, 200))

    def _key_again(self) -> None:
        number, lot = self._next("RK")
        payload = papers.said("in", number, lot, _tonnes(self._quantity()), at=self._at())

        def talk() -> None:
            self._hand_in(API, f"api-{number}", payload, 200)
            self._hand_in(API, f"api-{number}", payload, 200)

        self._talk(talk)

    def _other_under_key(self) -> None:
        """A machine that counts its deliveries wrongly: another slip under a number it has used."""
        number, lot = self._next("RK")
        first = papers.said("in", number, lot, "5", at=self._at())
        other = papers.said("in", f"{number}-B", f"{lot}-B", "7", at=self._at())

        def talk() -> None:
            self._hand_in(API, f"api-{number}", first, 200)
            self._hand_in(API, f"api-{number}", other, 409)

        self._talk(talk)

    # -- conversations of several partners ---------------------------------------------------------------

    def _pledge(self) -> None:
        number, lot = self._next("PN")
        quantity = self._quantity()

        def talk() -> None:
            self._bring_in(number, lot, quantity)
            some = _tonnes(quantity // 2)
            self._hand_in(ORDERS, number, papers.notice(number, lot, some), 200)
            self.hands.file_came(number)
            answer = papers.answer(f"PC-{number}", number)
            self.hands.drop("wh-1", "answers", f"PC-{number}.json", answer)

        self._talk(talk)

    def _release(self, *, cancelled: bool = False) -> None:
        number, lot = self._next("RO")
        quantity = self._quantity()

        def talk() -> None:
            self._bring_in(number, lot, quantity)
            at, most = papers.now(), _tonnes(quantity // 2)
            self._hand_in(ORDERS, number, papers.release(number, lot, most, at=at), 200)
            if cancelled:
                payload = papers.release(number, lot, most, at=at, cancelled=True)
                self._hand_in(ORDERS, f"{number}-cancel", payload, 200)
                return
            self.hands.file_came(number)
            some = _tonnes(quantity // 3)
            left = papers.slip("出库", f"CK-{number}", lot, some, at=papers.now(), order=number)
            self._slip("wh-1", left, f"CK-{number}")

        self._talk(talk)

    def _cancel(self) -> None:
        self._release(cancelled=True)

    def _bring_in(self, number: str, lot: str, quantity: int) -> None:
        payload = papers.said("in", f"RK-{number}", lot, _tonnes(quantity), at=papers.now())
        self._hand_in(API_HERE, f"api-{number}", payload, 200)

    def _slip(self, agent: str, payload: bytes, number: str) -> None:
        self.hands.drop(agent, "slips", f"{number}.csv", payload)

    def _talk(self, talk: object) -> None:
        self._talks.append(self._pool.submit(talk))  # type: ignore[arg-type]

    def _hand_in(self, who: tuple[str, str, str], key: str, payload: bytes, expected: int) -> None:
        status = self.hands.hand_in(who, key, payload)
        assert status == expected, f"{key} was answered {status}, expected was {expected}"


def _tonnes(thousandths: int) -> str:
    return f"{thousandths // 1000}.{thousandths % 1000:03d}"
