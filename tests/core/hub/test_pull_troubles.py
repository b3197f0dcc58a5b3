"""A place that is away, refuses us or keeps a thing from us is told of once; a restored hub looks again."""

from __future__ import annotations

import msgspec
import pytest

from adapters.memory.source import away, busy, unwilling
from core.hub.arrivals import Arrival
from core.hub.contracts import Cut, Feed
from core.hub.easing import Slowed
from core.hub.incarnations import Incarnation
from core.hub.pulls import DONE, LEFT, Pulled
from core.kernel.clock import FixedClock
from tests.contracts.stores import KINDS, START, open_store
from tests.core.hub.pulling import Dead, House, dying_at


@pytest.fixture(params=KINDS)
def house(request: pytest.FixtureRequest) -> House:
    clock = FixedClock(START)
    return House(open_store(request.param, request, clock), clock)


def test_what_lies_there_is_taken_in_with_its_source_site_and_path_and_put_away(house: House) -> None:
    house.place.put("out/a.csv", b"1\n")

    assert house.look() == 1

    [row] = house.store.rows(Arrival, limit=9)
    assert (row.partner, row.source, row.site, row.door, row.name) == ("wms", "slips", "W1", "pull", "a.csv")
    assert msgspec.json.decode(row.facts) == {"path": "out/a.csv", "modified": "1"}
    assert row.seen_at == START
    assert house.place.archived == {"out/a.csv": b"1\n"}
    assert house.journal() == {"out/a.csv": DONE}
    assert house.place.closed == 1


def test_a_look_that_dies_between_taking_and_putting_away_changes_nothing(house: House) -> None:
    house.place.put("a.csv", b"1\n")
    with dying_at("pull.taken"), pytest.raises(Dead):
        house.look()
    assert [name for name, _ in house.documents()] == ["a.csv"]
    assert sorted(house.place.lies) == ["a.csv"]

    # Nobody has said that the dead look is over: its place is free after a minute.
    assert house.look(after_s=59) == 0
    assert sorted(house.place.lies) == ["a.csv"]
    house.look(after_s=1)

    assert [name for name, _ in house.documents()] == ["a.csv"]
    assert house.place.archived == {"a.csv": b"1\n"}
    assert house.journal() == {"a.csv": DONE}


def test_a_look_that_dies_after_putting_away_is_brought_to_its_end(house: House) -> None:
    house.place.put("a.csv", b"1\n")
    with dying_at("pull.archived"), pytest.raises(Dead):
        house.look()

    house.look(after_s=60)

    assert [name for name, _ in house.documents()] == ["a.csv"]
    assert house.journal() == {"a.csv": DONE}


def test_a_place_that_is_away_is_asked_ever_later_and_alarmed_once_until_it_is_back(house: House) -> None:
    house.place.looking = away
    house.look()
    assert house.look(after_s=119) == 0
    assert house.state().failures == 1
    house.look(after_s=1)
    assert house.told() == []
    house.look(after_s=240)
    house.look(after_s=480)
    assert house.told() == ["raised H26:wms/in"]
    assert house.state().text == "nobody answers"

    house.place.looking = lambda found: None
    house.place.put("a.csv", b"1\n")

    assert house.look(after_s=900) == 1
    assert house.told() == ["raised H26:wms/in", "cleared H26:wms/in"]
    assert house.state().failures == 0


def test_a_place_that_refuses_us_is_alarmed_at_once(house: House) -> None:
    house.place.looking = unwilling

    house.look()

    assert house.told() == ["raised H26:wms/in"]


def test_one_thing_that_cannot_be_taken_holds_up_no_other(house: House) -> None:
    house.place.put("a.csv", b"1\n")
    house.place.put("b.csv", b"2\n")
    house.place.taking = lambda found: busy(found) if found and found.name == "a.csv" else None

    assert house.look() == 1
    house.look(after_s=60)
    assert house.told() == []
    house.look(after_s=60)
    assert house.told() == ["raised H26:wms/in"]

    house.place.taking = lambda found: None
    assert house.look(after_s=60) == 1
    assert house.told() == ["raised H26:wms/in", "cleared H26:wms/in"]


def test_what_is_too_large_is_left_there_and_told_once_until_it_is_smaller(house: House) -> None:
    house.place.put("a.csv", b"x" * 1_000_001)
    house.look()
    house.look(after_s=60)

    assert house.documents() == []
    assert house.journal() == {"a.csv": LEFT}
    assert sorted(house.place.lies) == ["a.csv"]
    assert house.told() == ["raised H26:wms/in/a.csv"]

    house.place.put("a.csv", b"small", modified="2")
    assert house.look(after_s=60) == 1
    assert house.told() == ["raised H26:wms/in/a.csv", "cleared H26:wms/in/a.csv"]


def test_nothing_is_taken_from_a_partner_whose_messages_pile_up(house: House) -> None:
    house.place.put("a.csv", b"1\n")
    with house.store.unit() as unit:
        unit.shelf(Slowed).put(
            Slowed(
                partner="wms", since=START, at=START, until=START.replace(hour=9), waiting=30_000, handled=0,
                empty_in_s=-1, told_at=START,
            )
        )  # fmt: skip

    assert house.look() == 0
    assert house.look(after_s=3600) == 1


def test_a_clock_set_back_does_not_keep_a_place_from_being_looked_at(house: House) -> None:
    house.look(after_s=86_400)
    house.clock.move(-86_400)
    house.place.put("a.csv", b"1\n")

    assert house.look() == 1


def test_a_restored_hub_takes_again_what_was_put_away_after_its_backup(house: House) -> None:
    house.place.put("a.csv", b"1\n")
    house.look()
    house.place.put("b.csv", b"2\n")
    house.look(after_s=60)
    with house.store.unit() as unit:
        # The backup knew of the first alone.
        unit.shelf(Pulled).remove("wms", "in", "b.csv")
        life = Incarnation(number=7, complete_to=START, restored_at=START, by="li", why="the disk died")
        unit.shelf(Incarnation).add(life)

    house.look(after_s=60)
    house.look(after_s=60)

    assert house.journal() == {"a.csv": DONE, "b.csv": DONE}
    # This store lost nothing, so the delivery was known: told again, taken in once.
    assert house.documents() == [("a.csv", b"1\n"), ("b.csv", b"2\n")]
    assert house.state().life == 7


def test_what_lay_put_away_before_the_first_look_is_not_ours(house: House) -> None:
    house.place.archive(house.place.put("old.csv", b"0\n"))

    house.look()

    assert house.documents() == []


def test_a_file_that_cannot_be_cut_is_kept_whole_and_says_why(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.hub.cutting.LINE_BYTES_MAX", 100_000)
    house.library.feeds = (Feed(source="slips", rules=(), cut=Cut(bytes=64 * 1024)),)
    payload = b'"' + b"x\n" * 200_000
    house.place.put("a.csv", payload)

    assert house.look() == 1

    [row] = house.store.rows(Arrival, limit=9)
    assert house.documents() == [("a.csv", payload)]
    assert b"line 1 does not end within 100000 bytes" in row.facts


def test_a_file_whose_quotes_cannot_be_read_is_kept_whole_and_no_part_of_it_comes(house: House) -> None:
    house.library.feeds = (Feed(source="slips", rules=(), cut=Cut(head=1, bytes=64 * 1024)),)
    good = b"lot,quantity\n" + b"L-1,1\n" * 40_000
    house.place.put("a.csv", good + b'"5" pipe, two\nmetres",1\n' + b"L-1,1\n" * 40_000)

    assert house.look() == 1

    [row] = house.store.rows(Arrival, limit=9)
    assert b"line 40002 has a quote in a quoted cell" in row.facts


def test_a_name_that_is_no_text_holds_up_nothing_that_lies_beside_it(house: House) -> None:
    house.place.put("\udcb5\udca5.csv", b"1\n")
    house.place.put("b.csv", b"2\n")

    assert house.look() == 1

    assert [name for name, _ in house.documents()] == ["b.csv"]
    assert sorted(house.place.lies) == ["\udcb5\udca5.csv"]
    house.look(after_s=60)
    house.look(after_s=60)
    assert house.told() == ["raised H26:wms/in"]
    assert "UTF-8" in house.state().text


def test_a_place_whose_adapter_breaks_is_told_of_as_one_that_is_away(house: House) -> None:
    def broken(_found: object) -> None:
        raise UnicodeDecodeError("utf-8", b"\xb5", 0, 1, "invalid start byte")

    house.place.looking = broken

    assert [house.look(), house.look(after_s=3600), house.look(after_s=3600)] == [0, 0, 0]
    assert house.told() == ["raised H26:wms/in"]
    assert "UnicodeDecodeError" in house.state().text


def test_what_can_neither_be_cut_nor_taken_whole_is_left_and_what_is_behind_it_comes(house: House) -> None:
    house.library.feeds = (Feed(source="slips", rules=(), cut=Cut(head=1, bytes=65_536)),)
    house.place.put("a.csv", b"h\n" + b"x" * 1_500_000)
    house.place.put("b.csv", b"h\n2\n")

    house.look()

    assert house.journal() == {"a.csv": LEFT, "b.csv": DONE}
