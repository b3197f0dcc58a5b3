"""Pages find messages, groups and counts by index, page by page, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from adapters.database.store import DatabaseStore
from adapters.database.views import DatabaseViews
from core.hub.arrivals import Arrival
from core.hub.documents import StoredDocument
from core.hub.outbox import Outgoing
from core.hub.views import Cursor, MessagePage, Place, Wanted
from core.kernel.clock import FixedClock
from tests.contracts.stores import open_store
from tests.hub_world import START, HubWorld, slip


class Found(HubWorld):
    """A hub on a database, and its read side."""

    views: DatabaseViews

    def messages(self, limit: int = 50, before: Cursor | None = None, **wanted: object) -> MessagePage:
        return self.views.messages(Wanted(**wanted), before=before, limit=limit)  # type: ignore[arg-type]

    def keys(self, **wanted: object) -> list[str]:
        return [row.key or row.name for row in self.messages(**wanted).rows]  # type: ignore[arg-type]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.servers)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Found:
    clock = FixedClock(START)
    store = open_store(request.param, request, clock)
    assert isinstance(store, DatabaseStore)
    made = Found(store, clock, tmp_path / "mappings")
    made.views = DatabaseViews(store.engine)
    made.publish()
    return made


def arrive(world: Found, *numbers: str) -> None:
    """One inbound a second."""
    for number in numbers:
        world.deliver(slip("in", number, (f"L-{number}", "1")), number)
        world.clock.move(1)
    world.work()


def test_messages_come_newest_first_with_their_outcome(world: Found) -> None:
    arrive(world, "A", "B")
    world.deliver(b"no json", "bad.json")
    world.work()

    rows = world.messages().rows

    assert [(row.key or row.name, row.state) for row in rows] == [
        ("bad.json", "unreadable"), ("B", "done"), ("A", "done"),
    ]  # fmt: skip
    assert rows[1].type == "wms.inbound.v1"
    assert "it is no JSON" in rows[0].reason


def test_pages_follow_each_other_without_gap_or_repeat(world: Found) -> None:
    arrive(world, *[f"N{number:02d}" for number in range(7)])

    seen: list[str] = []
    before: Cursor | None = None
    for _ in range(4):
        page = world.messages(limit=2, before=before)
        seen += [row.key for row in page.rows]
        before = page.before
        if before is None:
            break

    assert seen == [f"N{number:02d}" for number in reversed(range(7))]


def test_messages_of_one_moment_are_paged_too(world: Found) -> None:
    for number in range(5):
        world.deliver(slip("in", f"S{number}", ("L", "1")), f"S{number}")
    world.work()

    first = world.messages(limit=3)
    second = world.messages(limit=3, before=first.before)

    keys = [row.key for row in (*first.rows, *second.rows)]
    assert sorted(keys) == ["S0", "S1", "S2", "S3", "S4"]
    assert second.before is None


def test_filters_choose_by_partner_source_type_state_and_time(world: Found) -> None:
    arrive(world, "A", "B", "C")
    world.deliver(slip("out", "D", ("L-UNKNOWN", "1")), "D")
    world.deliver(b"no json", "bad.json")
    world.work()

    assert world.keys(partner="wms") == world.keys()
    assert world.keys(partner="nobody") == []
    assert world.keys(source="slips") == world.keys()
    assert world.keys(source="other") == []
    assert world.keys(type="wms.outbound.v1") == ["D"]
    assert world.keys(type="wms.outbound.v1", partner="nobody") == []
    assert world.keys(type="alert.raised.v1") == ["D"]
    assert world.keys(state="failing") == ["bad.json"]
    assert world.keys(state="unreadable", source="slips") == ["bad.json"]
    assert world.keys(state="conflict") == []
    assert world.keys(state="done", type="wms.inbound.v1") == ["C", "B", "A"]
    second = START + timedelta(seconds=1)
    assert world.keys(since=second, until=second + timedelta(seconds=1)) == ["B"]


def test_the_hubs_own_messages_are_shown_only_when_asked_for(world: Found) -> None:
    arrive(world, "A")
    world.publish(contract="partner: wms\nname: Another\nparties: [wms]\nsites: [{id: W1}]\n"
                  "feeds: [{source: slips, rules: [{mapping: in/slips.yaml}]}]\n")  # fmt: skip

    assert len(world.messages().rows) == 1
    assert {row.kind for row in world.messages(own=True).rows} == {"document", "publication"}


def test_what_waits_its_turn_is_found_until_it_is_handled(world: Found) -> None:
    arrive(world, "A")
    world.deliver(slip("in", "B", ("L", "1")), "B")

    assert [row.name for row in world.messages(state="taken").rows] == ["B"]
    oldest = world.views.oldest_waiting()
    assert oldest is not None
    assert oldest.name == "B"
    [outlet] = [one for one in world.views.outlets() if one.waiting]
    assert outlet.waiting == 1

    world.work()

    assert world.messages(state="taken").rows == ()
    assert world.views.oldest_waiting() is None


def test_one_box_finds_by_key_lot_file_place_message_id_and_send(world: Found) -> None:
    arrive(world, "RK-77")
    world.deliver(b"no json", "lost file.csv")
    world.work()
    [document] = world.documents("wms.inbound.v1")
    place = f"{document.partition}/{document.number}"
    with world.store.unit() as unit:
        unit.shelf(Outgoing).put(an_outgoing("ab" * 16, document))

    for text in ("RK-77", "L-RK-77", place, f"{place}/0", str(document.message_id), "AB" * 16, " RK-77 "):
        assert world.keys(text=text) == ["RK-77"], text
    assert world.keys(text="lost file.csv") == ["lost file.csv"]
    assert world.views.places("RK-77", limit=5) == [Place(document.partition, document.number)]


def test_the_beginning_of_a_key_is_enough_where_nothing_has_exactly_it(world: Found) -> None:
    arrive(world, "PO-100", "PO-101", "PX-1")

    page = world.messages(text="PO-1")

    assert {row.key for row in page.rows} == {"PO-100", "PO-101"}
    assert page.prefix
    assert not world.messages(text="PO-100").prefix
    assert world.keys(text="PO") == []
    assert world.keys(text="%") == []


def test_a_text_is_searched_together_with_the_filters(world: Found) -> None:
    arrive(world, "A")
    world.deliver(slip("out", "B", ("L-A", "1")), "B")
    world.work()

    assert world.keys(text="L-A") == ["B", "A"]
    assert world.keys(text="L-A", type="wms.outbound.v1") == ["B"]
    assert world.keys(text="L-A", state="failing") == []


def an_outgoing(send_id: str, document: StoredDocument) -> Outgoing:
    return Outgoing(
        send_id=send_id,
        endpoint="x/y",
        key="",
        place=1,
        partition=document.partition,
        number=document.number,
        ordinal=0,
        message_id=str(document.message_id),
        type=document.type,
        body=msgspec.json.encode({}),
        contract="",
        state="sent",
        tries=0,
        intent_at=START,
        due_at=None,
        text="",
    )


def test_the_search_finds_a_message_by_its_trace_and_by_one_that_a_partner_gave(world: Found) -> None:
    given = "4bf92f3577b34da6a3ce929d0e0e4736"
    world.deliver(slip("in", "A", ("L1", "1")), "A", trace=bytes.fromhex(given))
    arrive(world, "B")
    arrival = next(row for row in world.store.rows(Arrival, limit=9) if row.name == "B")
    assert arrival.trace is not None

    assert world.keys(text=given) == ["A"]
    assert world.keys(text=arrival.trace.hex()) == ["B"]
    assert world.keys(text="f" * 32) == []
