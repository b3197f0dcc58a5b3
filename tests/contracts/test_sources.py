"""Every source against a place that is really there: what it promises whoever polls, it must show here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from core.hub.pulls import Found, NotNow
from core.kernel.errors import Unavailable
from tests.contracts.places import KINDS, OLD, Place, open_place

LARGE = bytes(range(256)) * 8_000


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    with open_place(request.param, request) as one:
        yield one


def look(place: Place) -> list[Found]:
    with closing(place.open()) as source:
        return list(source.look(""))


def take(place: Place, found: Found) -> bytes:
    with closing(place.open()) as source:
        return b"".join(source.take(found))


def archive(place: Place, found: Found) -> None:
    with closing(place.open()) as source:
        source.archive(found)


def test_what_lies_there_is_told_with_its_version(place: Place) -> None:
    assert look(place) == []

    place.put("a.csv", b"1\n")
    place.put("b.csv", b"22\n", modified=OLD + 5)

    assert [(found.name, found.size, found.modified) for found in look(place)] == [
        ("a.csv", 2, str(OLD)), ("b.csv", 3, str(OLD + 5)),
    ]  # fmt: skip


@pytest.mark.parametrize("payload", [b"", b"x", LARGE], ids=["nothing", "little", "much"])
def test_it_is_taken_byte_for_byte_in_pieces_and_lies_there_still(place: Place, payload: bytes) -> None:
    place.put("a.csv", payload)
    [found] = look(place)

    with closing(place.open()) as source:
        pieces = list(source.take(found))

    assert b"".join(pieces) == payload
    assert max(map(len, pieces), default=0) <= 1024 * 1024
    assert place.lying() == ["a.csv"]


def test_what_is_put_away_is_kept_there_and_told_no_more(place: Place) -> None:
    place.put("a.csv", b"1\n")
    [found] = look(place)

    archive(place, found)

    assert place.put_away() == {"a.csv": b"1\n"}
    assert look(place) == []


def test_what_was_put_away_can_be_taken_again(place: Place) -> None:
    place.put("a.csv", b"1\n")
    archive(place, *look(place))
    place.put("b.csv", b"2\n")

    with closing(place.open()) as source:
        found = list(source.look("", again=True))

    assert [(one.name, one.put_away, take(place, one)) for one in found] == [
        ("a.csv", True, b"1\n"), ("b.csv", False, b"2\n"),
    ]  # fmt: skip
    archive(place, found[0])
    assert place.put_away() == {"a.csv": b"1\n"}


def test_putting_away_twice_does_nothing(place: Place) -> None:
    place.put("a.csv", b"1\n")
    [found] = look(place)

    archive(place, found)
    archive(place, found)

    assert place.put_away() == {"a.csv": b"1\n"}


def test_what_changed_is_neither_taken_as_what_it_was_nor_put_away(place: Place) -> None:
    place.put("a.csv", b"1\n")
    [found] = look(place)
    place.put("a.csv", b"1\n2\n", modified=OLD + 9)

    with pytest.raises(NotNow):
        take(place, found)
    archive(place, found)

    assert place.lying() == ["a.csv"]
    assert place.put_away() == {}


def test_what_is_gone_alone_is_not_now(place: Place) -> None:
    place.put("a.csv", b"1\n")
    [found] = look(place)
    archive(place, found)

    with pytest.raises(NotNow):
        take(place, found)


def test_a_place_that_is_away_is_unavailable(place: Place) -> None:
    place.leave()

    with pytest.raises(Unavailable) as raised:
        look(place)

    assert not isinstance(raised.value, NotNow)
