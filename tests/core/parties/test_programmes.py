"""A core enterprise, its N members, and limits that always fit into the core's total."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.kernel.errors import Refused
from core.parties import (
    Member,
    Membership,
    Programme,
    ProgrammeFoundOver,
    members_of,
    programme_of,
    programmes_over,
)
from tests.core.parties.programme_house import CORE, ONE, OUT, TWO, House, refuses
from tests.core.rooms import at


@pytest.fixture
def house() -> House:
    """P1 of 10.00 CNY is open, with one member of 4.00."""
    made = House()
    made.open()
    made.admit()
    return made


def test_a_members_place_is_told_with_its_limit_and_the_cores_total(house: House) -> None:
    place = house.place()

    assert place == Membership(
        programme="P1",
        core=CORE,
        member=ONE,
        side="supplier",
        currency="CNY",
        total_minor=1_000,
        limit_minor=400,
        closed="",
    )
    assert house.place(TWO) is None
    assert programme_of(house.work(), ONE, CORE) is None


def test_limits_fit_into_the_total_each_and_together(house: House) -> None:
    refuses(
        house, lambda: house.admit(TWO, 601), r"6\.01 CNY is over what is left of programme P1: 6\.00 CNY"
    )
    house.admit(TWO, 600)
    refuses(house, lambda: house.admit(ONE, 401), r"what is left of programme P1: 4\.00 CNY")
    house.admit(ONE, 300)
    assert [(each.member, each.limit_minor) for each in members_of(house.work(), "P1")] == [
        (TWO, 600),
        (ONE, 300),
    ]


def test_a_house_may_promise_more_together_but_nobody_more_than_the_total() -> None:
    house = House()
    house.open(members_percent_max=150)
    house.admit(ONE, 1_000)
    refuses(house, lambda: house.admit(TWO, 501), r"left of programme P1: 5\.00 CNY")
    house.admit(TWO, 500)
    refuses(
        house, lambda: house.change(members_percent_max=149), r"were promised 15\.00 CNY, over 14\.90 CNY"
    )
    refuses(house, lambda: house.change(total_minor=999, members_percent_max=200), r"10\.00 CNY, over 9\.99")


def test_a_total_is_cut_no_further_than_members_were_promised(house: House) -> None:
    refuses(house, lambda: house.change(total_minor=399), r"were promised 4\.00 CNY, over 3\.99 CNY")
    house.change(total_minor=400)
    house.suspend(ended=True)
    house.change(total_minor=1)
    assert house.rooms.row(Programme, "P1").changes == 3


def test_a_suspended_member_keeps_its_limit_and_begins_nothing(
    house: House,
) -> None:
    house.suspend(reason="late three times")

    assert house.closed() == f"{ONE} is suspended in P1: late three times"
    refuses(house, lambda: house.admit(TWO, 601), r"left of programme P1: 6\.00 CNY")
    house.admit()
    assert house.closed() == ""


def test_who_ended_is_no_member_and_its_limit_is_free(house: House) -> None:
    house.suspend(ended=True)

    assert house.place() is None
    house.admit(TWO, 1_000)
    refuses(house, house.suspend, f"{ONE} is no member of P1")
    refuses(house, lambda: house.suspend(OUT), "is no member of P1")


def test_a_programme_that_stands_still_closes_every_place_and_an_ended_one_is_over(
    house: House,
) -> None:
    house.change(state="suspended", reason="core is in court")
    assert house.closed() == "programme P1 is suspended: core is in court"
    house.change()
    assert house.closed() == ""
    house.change(state="ended", reason="contract is over")
    assert house.place() is None
    for act in (house.change, house.admit, house.suspend):
        refuses(house, act, "programme P1 ended: contract is over")


def test_a_party_that_is_blocked_closes_the_place_whoever_it_is(house: House) -> None:
    for code in (CORE, ONE):
        house.classify(code, "blacklisted")
        assert house.closed() == f"公司{code[:4]} is blacklisted: fraud"
        house.classify(code, "")
    assert house.closed() == ""


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"approver": " li"}, "a second person approves"),
        ({"reason": " "}, "P2 changes without a reason"),
        ({"programme": "P1"}, "programme P1 was opened before"),
        ({"core": ONE}, "is no core enterprise but seller"),
        ({"core": OUT}, "not in the master"),
        ({"currency": "XXX"}, "'XXX' is no ISO 4217 currency"),
        ({"until": at(1)}, "P2 would have ended at"),
    ],
)
def test_a_programme_takes_two_people_a_reason_and_a_core(
    house: House, said: dict[str, Any], why: str
) -> None:
    refuses(house, lambda: house.open(**({"programme": "P2"} | said)), why)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"approver": "li"}, "a second person approves"),
        ({"reason": ""}, "P1 changes without a reason"),
        ({"programme": "P9"}, "there is no programme P9"),
        ({"member": CORE}, f"{CORE} is the core of P1"),
        ({"member": OUT}, "not in the master"),
        ({"until": at(1)}, "would have ended at"),
    ],
)
def test_a_member_takes_two_people_a_reason_and_a_party(house: House, said: dict[str, Any], why: str) -> None:
    refuses(house, lambda: house.admit(**({"member": TWO} | said)), why)


def test_changes_and_suspensions_take_two_people_and_a_reason(house: House) -> None:
    for act in (house.change, house.suspend):
        refuses(house, partial(act, approver="li"), "a second person approves")
        refuses(house, partial(act, reason=""), "P1 changes without a reason")


def test_nobody_who_is_blocked_is_admitted_or_opens_one() -> None:
    house = House()
    house.open()
    for code in (CORE, ONE):
        house.classify(code, "blacklisted")
    refuses(house, house.admit, f"programme P1 is not for {ONE}: .* is blacklisted")
    refuses(house, lambda: house.open(programme="P2"), f"a programme is not for {CORE}")


def test_a_member_is_in_one_programme_of_a_core_at_a_time(house: House) -> None:
    house.open(programme="P2")
    refuses(house, lambda: house.admit(programme="P2"), f"{ONE} is in programme P1 of {CORE} already")
    house.suspend(ended=True)
    house.admit(programme="P2")
    house.change(programme="P2", state="ended")
    house.admit()

    place = house.place()
    assert place is not None
    assert place.programme == "P1"


def test_the_clock_ends_a_place_and_a_programme_once_at_their_time() -> None:
    house = House()
    house.open(until=at(50))
    house.admit(until=at(20))
    house.admit(TWO, 500)
    assert house.closed(at=at(19)) == ""
    assert "was over at 2025-06-03T04:00:00" in house.closed(at=at(20))

    def over(hours: int) -> list[ProgrammeFoundOver]:
        rows = house.rooms
        found = programmes_over(rows.rows(Programme), rows.rows(Member), at(hours))
        return [ProgrammeFoundOver(programme=x.programme, member=x.member, until=x.until) for x in found]

    assert over(19) == []
    [place] = over(20)
    house.hours = 18
    house.tell("party.programme_over.v1", place)
    assert house.place() is not None, "the clock's word came too early"
    house.tell("party.programme_over.v1", place)
    assert (house.place(), over(20)) == (None, [])

    house.admit(until=at(45))
    house.tell("party.programme_over.v1", place)
    assert house.place() is not None, "its place was given again, and for longer"

    [whole] = [each for each in over(50) if not each.member]
    house.change(until=at(60))
    house.hours = 49
    house.tell("party.programme_over.v1", whole)
    assert house.place(TWO) is not None, "it was given longer meanwhile"
    house.hours = 59
    house.tell("party.programme_over.v1", next(each for each in over(60) if not each.member))
    assert house.place(TWO) is None
    before = house.rooms.books()
    house.tell("party.programme_over.v1", ProgrammeFoundOver(programme="P9", until=at(1)))
    assert house.rooms.books() == before


SAID = some.lists(
    some.tuples(
        some.sampled_from(["admit", "suspend", "end", "change"]),
        some.sampled_from([ONE, TWO]),
        some.integers(1, 1_200),
        some.sampled_from([100, 150]),
    ),
    max_size=12,
)


@given(SAID)
def test_whatever_is_said_the_members_never_hold_more_than_they_may(said: list[Any]) -> None:
    house = House()
    house.open()
    for verb, member, minor, percent in said:
        with suppress(Refused):
            if verb == "admit":
                house.admit(member, minor)
            elif verb == "change":
                house.change(total_minor=minor, members_percent_max=percent)
            else:
                house.suspend(member, ended=verb == "end")
        programme = house.rooms.row(Programme, "P1")
        limits = [each.limit_minor for each in members_of(house.work(), "P1")]
        assert sum(limits) * 100 <= programme.total_minor * programme.members_percent_max
        assert max(limits, default=0) <= programme.total_minor
