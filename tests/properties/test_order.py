"""The same facts in any order of two sources' streams give the same stock; what comes late is judged anew."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.custody import settle
from core.custody.lot import Lot
from core.custody.movement import Movement
from core.hub.message import Message
from tests.core.custody.documents import inbound, outbound, snapshot, transfer
from tests.core.rooms import Rooms, at

LATE_HOURS = 24
EXAMPLES = 50
TWO_STREAMS = (
    (
        inbound("IN-1", {"L1": "100 TNE", "L2": "7 TNE"}, at(), received=at(LATE_HOURS)),
        outbound("OUT-1", {"L1": "30 TNE"}, at(2), received=at(LATE_HOURS)),
        transfer("TR-1", {"L1": "20 TNE"}, "depart", at(3), received=at(LATE_HOURS)),
        outbound("OUT-2", {"L1": "5 TNE"}, at(5), received=at(LATE_HOURS)),
        snapshot("S-1", {"L1": "14 TNE", "L3": "9 TNE"}, at(7), warehouse="WH2", received=at(LATE_HOURS)),
    ),
    (
        inbound("IN-2", {"L3": "9 TNE"}, at(1), site="WH2", received=at(LATE_HOURS)),
        transfer("TR-1", {"L1": "20 TNE"}, "arrive", at(4), received=at(LATE_HOURS)),
        outbound("OUT-3", {"L1": "6 TNE"}, at(6), site="WH2", received=at(LATE_HOURS)),
    ),
)


def interleaved(turns: list[bool]) -> list[Message]:
    """Both streams, each in its own order; the turns say whose message is next."""
    waiting = [list(stream) for stream in TWO_STREAMS]
    told = []
    for second in turns:
        stream = waiting[second] or waiting[not second]
        told.append(stream.pop(0))
    return told


def stock(told: list[Message]) -> tuple[object, ...]:
    """What lies where, what moved when, and the alerts that stand after these messages."""
    rooms = Rooms("custody")
    for message in told:
        rooms.receive(message)
    lots = sorted((row.site, row.lot_no, row.on_hand_micro, row.pledged_micro) for row in rooms.rows(Lot))
    moved = sorted((row.site, row.lot_no, row.counts_from, row.on_hand_delta) for row in rooms.rows(Movement))
    return lots, moved, sorted(rooms.alerts())


def is_the_same_in_any_order() -> None:
    expected = stock([message for stream in TWO_STREAMS for message in stream])
    count = sum(map(len, TWO_STREAMS))

    @settings(settings.get_profile("machines"), max_examples=EXAMPLES)
    @given(turns=some.lists(some.booleans(), min_size=count, max_size=count))
    def in_any_order(turns: list[bool]) -> None:
        assert stock(interleaved(turns)) == expected

    in_any_order()


def test_two_streams_of_facts_give_the_same_stock_however_they_mix() -> None:
    is_the_same_in_any_order()


def test_snapshots_that_are_not_judged_again_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settle, "look_behind", lambda _booking, _late: None)

    with pytest.raises(AssertionError):
        is_the_same_in_any_order()
