"""What lies outside is taken in once and put away, whoever looks, dies or is overtaken."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import pytest

from adapters.memory.source import bare, busy
from core.hub.arrivals import INLINE_BYTES_MAX, Arrival
from core.hub.puller import Due
from core.hub.pulls import Found
from core.kernel.clock import FixedClock
from tests.contracts.places import a_pull
from tests.contracts.stores import KINDS, START, open_store
from tests.core.hub.pulling import PULL, House


@pytest.fixture(params=KINDS)
def house(request: pytest.FixtureRequest) -> House:
    clock = FixedClock(START)
    return House(open_store(request.param, request, clock), clock)


def test_it_is_looked_at_again_when_its_time_has_come_and_not_before(house: House) -> None:
    house.look()
    house.place.put("a.csv", b"1\n")

    assert house.look(after_s=59) == 0
    assert house.look(after_s=1) == 1


def test_what_is_large_goes_to_the_blobs_while_it_comes(house: House) -> None:
    large = b"x" * (INLINE_BYTES_MAX + 1)
    house.place.put("a.csv", large)

    house.look()

    [row] = house.store.rows(Arrival, limit=9)
    assert (row.body, row.size) == (None, len(large))
    assert house.documents() == [("a.csv", large)]


def test_two_workers_never_take_one_thing(house: House) -> None:
    """The second finds the look taken; one that was overtaken while it took commits nothing."""
    house.place.put("a.csv", b"1\n")
    other, take = house.another("two"), house.place.take
    seconds: list[int] = []

    def stalling(found: Found) -> object:
        house.place.take = take  # type: ignore[method-assign]
        pieces = list(take(found))
        seconds.append(other.run(Due(partner="wms", pull=PULL)))
        house.clock.move(61)
        seconds.append(other.run(Due(partner="wms", pull=PULL)))
        return pieces

    house.place.take = stalling  # type: ignore[method-assign, assignment]

    assert house.look() == 0
    assert seconds == [0, 1]
    assert [name for name, _ in house.documents()] == ["a.csv"]
    assert house.told() == []


def test_a_look_that_takes_long_stays_ours_while_bytes_come(house: House) -> None:
    house.library.pulls = (a_pull(bytes_max=10**9),)
    house.place.put("a.csv", b"x" * 3_000_000)
    place, take = house.place, house.place.take
    other = house.another("two")

    def slowly(found: Found) -> object:
        for piece in take(found):
            house.clock.move(6)
            assert other.run(Due(partner="wms", pull=PULL)) == 0
            yield piece

    place.take = slowly  # type: ignore[method-assign, assignment]

    assert house.look() == 1


def test_the_same_name_with_another_version_is_taken_in_too(house: House) -> None:
    house.place.put("stock.csv", b"1\n")
    house.look()
    house.place.put("stock.csv", b"2\n", modified="2")

    assert house.look(after_s=60) == 1
    assert [body for _, body in house.documents()] == [b"1\n", b"2\n"]


def test_what_has_no_version_is_taken_in_once_as_long_as_its_bytes_are_the_same(house: House) -> None:
    house.place.archiving = lambda found: None
    found = house.place.put("prices", b"1\n")
    house.place.lies["prices"] = (bare(found), b"1\n")
    house.look()
    house.place.lies["prices"] = (bare(found), b"1\n")
    assert house.look(after_s=60) == 0
    house.place.lies["prices"] = (bare(found), b"2\n")

    assert house.look(after_s=60) == 1
    assert [body for _, body in house.documents()] == [b"1\n", b"2\n"]


def test_what_must_stand_still_is_taken_when_its_version_has_stood_so_long(house: House) -> None:
    house.place.put("a.csv", b"1", settles_s=90)
    assert house.look() == 0

    house.place.put("a.csv", b"1\n2", modified="2", settles_s=90)
    assert house.look(after_s=60) == 0
    assert house.look(after_s=60) == 0
    assert house.look(after_s=60) == 1

    assert house.documents() == [("a.csv", b"1\n2")]


def test_a_mark_stays_before_what_was_passed_over(house: House) -> None:
    for name in "abc":
        found = bare(house.place.put(name, name.encode()))
        house.place.lies[name] = (msgspec.structs.replace(found, mark=f"after {name}"), name.encode())

    def taking(found: Found | None) -> None:
        if found is not None and found.name == "b":
            busy(found)

    house.place.taking = taking

    assert house.look() == 2
    assert house.state().mark == "after a"

    house.place.taking = lambda _: None
    assert house.look(after_s=3600) == 1
    assert house.state().mark == "after b"


def test_a_source_goes_on_behind_its_mark(house: House) -> None:
    marks: list[str] = []
    look = house.place.look

    def marked(mark: str, *, again: bool = False) -> Iterable[Found]:
        marks.append(mark)
        return look(mark, again=again)

    house.place.look = marked  # type: ignore[method-assign]
    found = house.place.put("a", b"1")
    house.place.lies["a"] = (msgspec.structs.replace(found, mark="after a"), b"1")
    house.look()
    house.look(after_s=60)

    assert marks == ["", "after a"]
