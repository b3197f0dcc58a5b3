"""Frames of several agents in any order, doubled, altered, withheld, in new epochs, and deliveries."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.hub import deliveries, frame_intake
from core.hub.agents import Agent, Epoch
from core.hub.arrivals import Arrival
from core.hub.chain import ChainRun
from core.hub.deliveries import DeliveryConflict
from core.hub.frames import Frame
from tests.properties.chains import Chain, number_of
from tests.properties.worlds import ON_EACH_STORE, Worlds, must_find, run

AGENTS = some.sampled_from(["a1", "a2"])
COUNT = count()
ANY = some.integers(0, 10_000)


class Intake(RuleBasedStateMachine):
    """Whatever comes however often, each record arrives once, in its chain's order, as it was sealed."""

    def __init__(self, worlds: Worlds) -> None:
        super().__init__()
        self.world = worlds.new()
        self.chains = {name: Chain(self.world, name, seed) for name, seed in (("a1", 1), ("a2", 101))}
        self.kept: dict[str, tuple[bytes, int]] = {}
        self.went_on = False

    @rule(agent=AGENTS, records=some.integers(1, 3))
    def seal(self, agent: str, records: int) -> None:
        self.chains[agent].seal(records)

    @rule(agent=AGENTS)
    def change_key(self, agent: str) -> None:
        self.chains[agent].change_key()

    @rule(agent=AGENTS)
    def begin_anew(self, agent: str) -> None:
        self.chains[agent].begin_anew()

    @rule(picks=some.lists(some.tuples(AGENTS, ANY), min_size=1, max_size=6))
    def frames_come(self, picks: list[tuple[str, int]]) -> None:
        """Any frames ever sealed, in any order, some of them twice."""
        self._take([raw for agent, pick in picks for raw in self.chains[agent].pick(pick)])

    @rule(agent=AGENTS, pick=ANY, at=ANY, bit=some.integers(0, 7))
    def an_altered_frame_comes(self, agent: str, pick: int, at: int, bit: int) -> None:
        *before, whole = self.chains[agent].pick(pick)
        raw = bytearray(whole)
        raw[at % len(raw)] ^= 1 << bit
        self._take([*before, bytes(raw)])

    @rule()
    def nobody_waits_any_longer(self) -> None:
        self.world.clock.move(6)
        self.went_on |= self.world.frames.go_on_without(waited_s=lambda _partner: 5) > 0

    @rule(agent=AGENTS)
    def a_frame_is_lost_and_given_up(self, agent: str) -> None:
        """What chance brings together too seldom: a gap, the end of its wait, a receipt after."""
        chain = self.chains[agent]
        chain.seal(1)
        chain.seal(1)
        self._take(chain.pick(-1))
        self.nobody_waits_any_longer()
        chain.seal(1)
        self._take(chain.pick(-1))

    @rule(key=some.sampled_from("kl"), payload=some.sampled_from([b"1", b"2"]))
    def deliver(self, key: str, payload: bytes) -> None:
        said, number = self.kept.get(key, (payload, 0))
        if said != payload:
            with pytest.raises(DeliveryConflict):
                self.world.deliver(payload, key)
            return
        answer = self.world.deliver(payload, key)
        assert answer.again == (number > 0)
        assert number in (0, answer.number)
        self.kept[key] = (payload, answer.number)

    @invariant()
    def each_record_arrived_once_and_as_it_was_sealed(self) -> None:
        said = {place: payload for chain in self.chains.values() for place, payload in chain.records.items()}
        said |= {f"wms/rest/{key}": payload for key, (payload, _) in self.kept.items()}
        arrivals = self._arrivals()
        places = [one.delivery for one in arrivals]
        assert len(places) == len(set(places)), "a record arrived twice"
        for one in arrivals:
            assert one.body == said[one.delivery]

    @invariant()
    def numbers_have_no_gap(self) -> None:
        rows = self._all()
        for partition in {one.partition for one in rows}:
            numbers = [one.number for one in rows if one.partition == partition]
            assert sorted(numbers) == list(range(1, len(numbers) + 1))

    @invariant()
    def each_chain_came_in_its_order(self) -> None:
        for chain in self.chains.values():
            for epoch in chain.epochs:
                mine = [
                    one
                    for one in self._arrivals()
                    if one.delivery.startswith(f"{chain.agent}/{epoch.epoch}/")
                ]
                came = [
                    number_of(one.delivery)
                    for one in sorted(mine, key=lambda one: one.number)
                    if not one.late
                ]
                assert came == sorted(came), f"{chain.agent} was not booked in its order: {came}"

    def teardown(self) -> None:
        """All that the agents still have goes again, as they send it until there is a receipt."""
        for chain in self.chains.values():
            for _ in range(2):
                self._take(list(chain.maker.frames.values()))
            assert chain.receipted[chain.maker.epoch] == chain.maker.number, f"{chain.agent} waits for ever"
        self.each_record_arrived_once_and_as_it_was_sealed()
        self.each_chain_came_in_its_order()

    def _take(self, raws: list[bytes]) -> None:
        for receipt in self.world.frames.take(raws):
            chain = self.chains.get(receipt.agent)
            if chain is not None and receipt.epoch in [epoch.epoch for epoch in chain.epochs]:
                self._believe(chain, receipt.epoch, receipt.contiguous)

    def _believe(self, chain: Chain, epoch: str, contiguous: int) -> None:
        before = chain.receipted.get(epoch, 0)
        assert contiguous >= before, f"a receipt of {chain.agent} went back from {before} to {contiguous}"
        chain.receipted[epoch] = contiguous
        [maker] = [one for one in chain.epochs if one.epoch == epoch]
        came = {one.delivery for one in self._arrivals()}
        missing = chain.places(maker, up_to=contiguous) - came
        assert not missing, f"the receipt speaks of what never arrived: {missing}"

    def _arrivals(self) -> list[Arrival]:
        return [one for one in self._all() if one.kind == "document"]

    def _all(self) -> list[Arrival]:
        return self.world.store.rows(Arrival, limit=10_000)


@ON_EACH_STORE
def test_frames_in_any_order_arrive_once_each_and_in_their_chains_order(worlds: Worlds) -> None:
    run(lambda: Intake(worlds))


def test_a_receipt_that_speaks_over_gaps_is_found(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame_intake, "contiguous", lambda _unit, epoch: epoch.booked)

    must_find(lambda: Intake(worlds), "what never arrived")


def test_frames_that_are_taken_without_a_look_at_what_was_taken_are_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful(run: ChainRun, frame: Frame, agent: Agent, epoch: Epoch) -> None:
        records = run._readable(frame, agent, epoch, late=True)
        run._take_records(frame, agent, epoch, records or [], late=True)

    monkeypatch.setattr(ChainRun, "_again", forgetful)

    must_find(lambda: Intake(worlds), "a record arrived twice")


def test_delivery_keys_that_take_any_payload_are_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "delivery_identity", lambda *said: repr((said, next(COUNT))).encode())

    must_find(lambda: Intake(worlds))
