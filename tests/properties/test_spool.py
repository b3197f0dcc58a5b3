"""An agent's spool and sender through everything that can happen to them: nothing lost, nothing twice."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from front_end_agent.batch import discard
from front_end_agent.errors import AgentError, SpoolFull
from front_end_agent.spool import Spool
from tests.front_end_agent.sending import Sending
from tests.properties.arrivals import Arrived
from tests.properties.power import Power, PowerCut
from tests.properties.spooling import Homes, ManyEpochs, Source
from tests.properties.worlds import run

BYTES_MAX = 8 * 1024 * 1024
CHUNK = 512 * 1024
EVERYTHING = 1 << 40
SOURCES = some.sampled_from(["wms", "erp"])
ROUNDS_MAX = 80


class Spooling(RuleBasedStateMachine):
    """Each thing that a source handed over reaches the hub once in an epoch, whole and in its order."""

    def __init__(self, homes: Homes, *, broker: bool = False) -> None:
        super().__init__()
        self.home = homes.new()
        self.hub = ManyEpochs()
        self.sending = Sending(self.home, broker=broker, settings=f"bytes_max = {BYTES_MAX}", book=self.hub)
        self.power = Power(self.home)
        self.power.watch(self.spool)
        self.sources = {name: Source(name) for name in ("wms", "erp")}
        self.arrived = Arrived(self.hub, self.sources)
        self.believed = ("", 0)
        self.runs = True
        self.commands = count(1)

    @property
    def spool(self) -> Spool:
        return self.sending.spool

    # -- what a site does --------------------------------------------------------------------------------

    @rule(name=SOURCES, things=some.sampled_from([1, 2, 3, 20]), size=some.sampled_from([1, 1000, 250_000]))
    def things_happen(self, name: str, things: int, size: int) -> None:
        source = self.sources[name]
        source.grow(source.reached(self.spool) + things, size=size)
        self._hand_over(source, things)

    @rule(name=SOURCES, chunks=some.integers(1, 3))
    def a_large_file_comes(self, name: str, chunks: int) -> None:
        source = self.sources[name]
        source.grow(len(source.contents) + 1, size=chunks * CHUNK - 7)
        self._hand_over(source, 3)

    @rule(seconds=some.sampled_from([1.0, 70.0, 700.0, 8 * 86_400.0]))
    def time_passes(self, seconds: float) -> None:
        self.sending.clock.pass_s(seconds)

    @rule(points=some.integers(1, 16), forgets=some.booleans())
    def the_power_goes_while_things_are_kept(self, points: int, forgets: bool) -> None:
        with self._power_for(points, forgets):
            self.things_happen("wms", 2, 1000)

    @rule(points=some.integers(1, 30), forgets=some.booleans())
    def the_power_goes_while_it_sends(self, points: int, forgets: bool) -> None:
        with self._power_for(points, forgets):
            self.the_sender_works(6)

    @rule(points=some.integers(1, 30), forgets=some.booleans())
    def the_power_goes_inside_a_large_file(self, points: int, forgets: bool) -> None:
        self.a_large_file_comes("erp", 1)
        self.the_power_goes_while_it_sends(points, forgets)

    @rule(points=some.integers(1, 5), forgets=some.booleans())
    def the_power_goes_while_the_key_changes(self, points: int, forgets: bool) -> None:
        with self._power_for(points, forgets):
            self.the_key_changes()

    @precondition(lambda self: self.hub.reached(self.spool.epoch))
    @rule(points=some.integers(1, 16), forgets=some.booleans())
    def the_power_goes_while_an_epoch_opens(self, points: int, forgets: bool) -> None:
        with self._power_for(points, forgets):
            self.a_person_opens_a_new_epoch()

    @rule(forgets=some.booleans())
    def the_power_goes(self, forgets: bool) -> None:
        self.power.now(forgets=forgets)
        self._power_is_back()

    @rule()
    def the_key_changes(self) -> None:
        """As the agent does when its key has served its days and the hub knows of the last change."""
        if int(self.spool.meta("key_number", "0")) <= self.spool.receipted:
            with self._until_the_power_goes():
                self.spool.change_key()

    @precondition(lambda self: self.hub.reached(self.spool.epoch))
    @rule()
    def a_person_opens_a_new_epoch(self) -> None:
        with self._until_the_power_goes():
            self.spool.new_epoch()
            self.sending.start(self.spool)

    # -- what the sender and the wire do -----------------------------------------------------------------

    @rule(steps=some.integers(1, 6))
    def the_sender_works(self, steps: int) -> None:
        with self._until_the_power_goes():
            for _ in range(steps):
                self.sending.sender.step()

    @rule(seconds=some.sampled_from([0.0, 3.0, 70.0]))
    def the_sender_is_left_alone(self, seconds: float) -> None:
        self.sending.work(seconds=seconds)

    @rule(https=some.sampled_from(["", "", "503"]), amqp=some.sampled_from(["", "", "closed"]))
    def ways_are_shut_and_open(self, https: str, amqp: str) -> None:
        self.sending.https.away, self.sending.amqp.away = https, amqp

    @rule(ahead=some.integers(1, 4))
    def a_frame_will_be_lost(self, ahead: int) -> None:
        for way in (self.sending.https, self.sending.amqp):
            way.loses.add(self.spool.sealed + ahead)

    @rule(keeps=some.booleans(), silent=some.booleans(), returned=some.sets(some.integers(1, 20), max_size=2))
    def the_broker_is_unwell(self, keeps: bool, silent: bool, returned: set[int]) -> None:
        broker = self.sending.amqp
        broker.keeps, broker.silent, broker.returns = keeps, silent, returned

    # -- what the hub does -------------------------------------------------------------------------------

    @rule()
    def a_receipt_comes_down(self) -> None:
        self.sending.https.tell_receipt()
        self.sending.amqp.tell_receipt()

    @precondition(lambda self: self.hub.told)
    @rule(back=some.integers(0, 6))
    def an_older_receipt_comes(self, back: int) -> None:
        """It lay in a queue; what the hub has said since may have overtaken it."""
        told = self.hub.told
        self.sending.downlink.take(json.dumps(told[-1 - back % len(told)]).encode())
        self.the_sender_works(1)

    @rule(more=some.integers(1, 3))
    def an_altered_receipt_comes(self, more: int) -> None:
        receipt = dict(self.hub.receipt())
        said = json.loads(str(receipt["signed"]))
        receipt["signed"] = json.dumps({**said, "contiguous": said["contiguous"] + more, "hash": ""})
        self.sending.downlink.take(json.dumps(receipt).encode())
        self.the_sender_works(1)

    @rule(start=some.integers(1, 20))
    def the_hub_asks_again(self, start: int) -> None:
        self.sending.command(next(self.commands), "resend", {"from": start})

    # -- what must hold ----------------------------------------------------------------------------------

    @invariant()
    def each_thing_came_once_whole_and_in_order(self) -> None:
        self.arrived.read()

    @invariant()
    def what_has_no_receipt_is_still_here(self) -> None:
        spool = self.spool
        here = spool.frames(spool.receipted + 1, count_max=10_000, bytes_max=EVERYTHING)
        wanted = list(range(spool.receipted + 1, spool.sealed + 1))
        assert [number for number, _ in here] == wanted, "a frame without a receipt was forgotten"

    @invariant()
    def a_receipt_is_never_more_than_the_hub_has(self) -> None:
        epoch, receipted = self.spool.epoch, self.spool.receipted
        assert receipted <= self.hub.reached(epoch), "it believes what the hub does not have"
        before, reached = self.believed
        assert before != epoch or receipted >= reached, "a receipt was taken back"
        self.believed = (epoch, receipted)

    @invariant()
    def what_was_taken_stays_taken(self) -> None:
        for source in self.sources.values():
            assert source.reached(self.spool) >= source.kept, "it said it had it, and has it no more"

    @invariant()
    def the_bound_is_kept_and_nothing_is_doubted(self) -> None:
        assert self.spool.used_bytes() <= BYTES_MAX, "the spool is over its bound"
        assert self.spool.meta("doubted") == "", "it takes itself for an older copy"
        assert self.sending.sender.stopped == ""

    def teardown(self) -> None:
        """The power stays, the ways are open, and time passes until all that happened is at the hub."""
        if not self.runs:
            return
        self.ways_are_shut_and_open("", "")
        self.the_broker_is_unwell(keeps=True, silent=False, returned=set())
        for _ in range(ROUNDS_MAX):
            for source in self.sources.values():
                self._hand_over(source, 20)
            self.sending.work()
            self.a_receipt_comes_down()
            self.sending.work()
            if self._is_settled():
                break
            self.time_passes(70.0)
        self.arrived.read()
        assert not any(self.arrived.missing().values()), f"it never came: {self.arrived.missing()}"
        assert self._is_settled(), f"it waits for ever: {self.sending.sender.trouble}"

    def _is_settled(self) -> bool:
        spool = self.spool
        handed = all(one.reached(spool) == len(one.contents) for one in self.sources.values())
        return handed and spool.receipted == spool.sealed and not spool.files.waiting()

    def _hand_over(self, source: Source, things: int) -> None:
        """A batch without room stays where it is; when the power goes its source looks what was kept."""
        with self._until_the_power_goes():
            batch = source.batch(self.spool, things)
            try:
                self.spool.put(batch)
            except SpoolFull:
                discard(batch)
            source.kept = source.reached(self.spool)

    @contextlib.contextmanager
    def _power_for(self, points: int, forgets: bool) -> Iterator[None]:
        self.power.goes_after(points, forgets=forgets)
        yield
        self.power.stays()

    @contextlib.contextmanager
    def _until_the_power_goes(self) -> Iterator[None]:
        try:
            yield
        except PowerCut:
            self._power_is_back()

    def _power_is_back(self) -> None:
        self.spool.close()
        self.power.back()
        try:
            spool = self.home.spool(self.sending.clock)
        except AgentError as error:
            self.runs = False
            raise AssertionError(f"it does not start again: {error}") from error
        self.believed = (spool.epoch, 0)
        self.power.watch(spool)
        self.sending.start(spool)


@pytest.mark.parametrize("broker", [False, True], ids=["https", "broker"])
def test_what_was_handed_over_reaches_the_hub_once_whatever_happens(homes: Homes, broker: bool) -> None:
    run(lambda: Spooling(homes, broker=broker))
