"""People at the desks do anything in any order beside a model: W1 to W7 hold, and the log tells all."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Refused
from core.workflow import State, Step
from tests.core.workflow.desks import PEOPLE, Desks, a_chain, a_node
from tests.properties.deciding import SPARE, WORDS, Decision, Said
from tests.properties.worlds import run

EVERYBODY = ("mia", "a1", "a2", "b1", "b2", "b3", "c1", "s1", "s2", "s3")
TO = some.sampled_from((*EVERYBODY, "maker", "first", "second", "third"))
MODES = some.sampled_from(("redo", "resume", "before", "after"))
SIGN = some.sampled_from(("any", "all", "50", "sequence"))
WHEN = some.sampled_from(("before", "after"))
HANDS = ("transfer", "delegate", "add_signer", "add_signer")
ALL = (*WORDS, "resubmit")
PICK = some.integers(0, 1_000)


class Deciding(RuleBasedStateMachine):
    """Decisions by two versions of a chain, and everything that people may try on them."""

    @initialize(first=SIGN, second=SIGN)
    def it_begins(self, first: str, second: str) -> None:
        nodes = [
            a_node("first", "second", **_signed(first)),
            a_node("second", "third", **_signed(second)),
            a_node("third"),
        ]
        self.desks = Desks(a_chain(*nodes))
        self.models: dict[str, Decision] = {}
        self.lines: dict[tuple[str, int], bytes] = {}
        names = [("first", first), ("second", second), ("third", "any")]
        self.begins("W1", names)
        # What is published now is for what is started now (W7).
        nodes = [
            a_node("second", "first", **_signed(second)),
            a_node("first", "third", **_signed(first)),
            a_node("third"),
        ]
        self.desks.publish(a_chain(*nodes, version=2))
        self.names = [names[1], names[0], names[2]]
        self.begins("W2", self.names)

    def begins(self, number: str, names: list[tuple[str, str]]) -> None:
        self.desks.start(number)
        self.models[number] = Decision([(name, sign, PEOPLE[name]) for name, sign in names])

    @rule()
    def another_begins(self) -> None:
        if all(model.end for model in self.models.values()):
            self.begins(f"W{len(self.models) + 1}", self.names)

    @rule(pick=PICK, verb=some.sampled_from(HANDS), to=some.sampled_from(SPARE), mode=WHEN)
    def work_is_handed_over(self, pick: int, verb: str, to: str, mode: str) -> None:
        self.tries(self.number(pick), Said(self.one(pick), verb, to, mode))

    @rule(pick=PICK)
    def one_takes_it_alone_or_gives_it_back(self, pick: int) -> None:
        number = self.number(pick)
        model = self.models[number]
        self.tries(number, Said(self.one(pick), "unclaim" if model.taken else "claim"))

    @rule(pick=PICK)
    def they_agree(self, pick: int) -> None:
        verb = "resubmit" if self.models[self.number(pick)].where == "maker" else "approve"
        self.tries(self.number(pick), Said(self.one(pick), verb))

    @rule(pick=PICK)
    def a_desk_is_through(self, pick: int) -> None:
        number = self.number(pick)
        model = self.models[number]
        for _ in range(len(model.seats)):
            if model.end or model.where == "maker" or not model.names():
                return
            at = model.where
            self.tries(number, Said(min(model.names()), "approve"))
            if model.where != at:
                return

    @rule(pick=PICK, to=some.sampled_from(("maker", "first", "second")))
    def it_is_returned(self, pick: int, to: str) -> None:
        self.tries(self.number(pick), Said(self.one(pick), "return", to, "resume" if pick % 3 else "redo"))

    @rule(pick=PICK)
    def an_added_one_is_taken_away(self, pick: int) -> None:
        number = self.number(pick)
        for seat in [seat for seat in self.models[number].seats if seat.by][:1]:
            self.tries(number, Said(seat.by, "remove_signer", seat.who))

    @rule(pick=PICK, by=some.sampled_from(EVERYBODY), verb=some.sampled_from(ALL), to=TO, mode=MODES)
    def anybody_tries_anything(self, pick: int, by: str, verb: str, to: str, mode: str) -> None:
        self.tries(self.number(pick), Said(by, verb, to, mode))

    @rule(pick=PICK, off=some.sampled_from((-1, 1)))
    def somebody_saw_another_version(self, pick: int, off: int) -> None:
        number = self.number(pick)
        seen = max(self.models[number].version + off, 1)
        if seen != self.models[number].version:
            self.is_refused(number, Said(self.one(pick), "approve"), version=seen)

    def number(self, pick: int) -> str:
        """One that runs, as long as there is one."""
        running = [number for number, model in self.models.items() if not model.end] or ["W1"]
        return running[pick % len(running)]

    def one(self, pick: int) -> str:
        """Somebody whose turn it is."""
        names = sorted(self.models[self.number(pick)].names()) or ["mia"]
        return names[pick // 2 % len(names)]

    def tries(self, number: str, said: Said) -> None:
        model = self.models[number]
        if not model.may(said):
            self.is_refused(number, said)
            return
        ended = self.desks.act(said.by, said.verb, said.to, number=number, mode=said.mode)
        model.do(said)
        assert [message.body.outcome for message in ended] == [model.end] * bool(model.end)

    def is_refused(self, number: str, said: Said, **more: Any) -> None:
        before = self.desks.rooms.books()
        try:
            self.desks.act(said.by, said.verb, said.to, number=number, mode=said.mode, **more)
        except Refused:
            assert self.desks.rooms.books() == before, "a refusal left something behind"
            return
        raise AssertionError(f"{said} should have been refused")

    @invariant()
    def each_stands_where_the_model_has_it(self) -> None:
        for number, model in self.models.items():
            instance = self.desks.instance(number)
            assert (self.desks.where(number), instance.version) == (model.where, model.version)
            assert self.desks.asked(number) == model.names()
            state = msgspec.json.decode(instance.state, type=State)
            assert state.claimed == model.taken or model.end
            assert [*state.promised] == [model.desks[at][0] for at in model.back]
            assert model.end or model.names(), "somebody can always go on"
            assert instance.chain_version == (1 if number == "W1" else 2)

    @invariant()
    def no_maker_checks(self) -> None:
        for number, model in self.models.items():
            assert model.where == "maker" or "mia" not in self.desks.asked(number)
        signed = [step.by for step in self.desks.rooms.rows(Step) if step.verb == "approve"]
        assert "mia" not in signed

    @invariant()
    def the_log_is_never_changed_and_tells_all(self) -> None:
        for step in self.desks.rooms.rows(Step):
            line = canonical_bytes(step)
            assert self.lines.setdefault((step.number, step.ordinal), line) == line
        for number in self.models:
            assert self.desks.replays(number)


def _signed(how: str) -> dict[str, Any]:
    return {"sign": "ratio", "ratio_percent": 50} if how == "50" else {"sign": how}


def test_decisions_hold_whatever_people_try() -> None:
    """W1 to W7."""
    run(Deciding, "light machines")
