"""Texts that name or find a document have a bound that every store holds, and one over it hears where."""

from __future__ import annotations

import random

import msgspec
import pytest

from core.catalogue.price_quote import SERIES_LENGTH_MAX
from core.collateral.messages import PriceCheckDue
from core.collateral.series import Series
from core.hub.alert_book import Alert
from core.hub.documents import BusinessKey
from tests.core.hub.pledged import QUOTES
from tests.hub_world import SLIPS, HubWorld, slip

# The number and the revision are read from fields that no canonical type bounds; a note is searched by.
_IDENTITY = 'identity: {number: inbound_no, revision: {from: rev, default: "1"}}'
_LOOSE = """identity: {number: {first of: [{from: long}, {from: no}]}, revision: {from: rev, default: "1"}}
        keys: [keeper]"""
LOOSE = SLIPS.replace(_IDENTITY, _LOOSE).replace(
    "          inbound_no: {", "          keeper: note\n          inbound_no: {"
)


def chinese(length: int, seed: int = 1) -> str:
    """A text no index makes smaller: three bytes a character, none like the other."""
    letters = random.Random(seed)
    return "".join(chr(letters.randrange(0x4E00, 0x9FA5)) for _ in range(length))


def _bytes(place: str) -> slice:
    first, _, last = place.removeprefix("bytes ").partition("-")
    return slice(int(first), int(last))


@pytest.mark.parametrize("word", ["long", "rev", "note"])
def test_a_text_too_long_to_be_found_by_is_unreadable_and_its_place_is_said(
    world: HubWorld, word: str
) -> None:
    world.publish(LOOSE)
    text = chinese(4_000)
    sent = slip("in", "IN-1", ("L1", "1"), **{word: text})
    kept = world.deliver(sent, "k1")
    after = world.deliver(slip("in", "IN-2", ("L1", "1")), "k2")

    world.work()

    status = world.status(kept)
    assert status.state == "unreadable"
    [fault] = status.faults
    assert "4000 characters" in fault.text
    assert "at most 200" in fault.text
    assert sent[_bytes(fault.place)].decode() == text
    assert fault.cause.startswith("map.too_long@wms/in/slips.yaml")
    assert world.status(after).state == "done"


@pytest.mark.parametrize("word", ["long", "rev", "note"])
def test_the_longest_text_that_is_taken_is_booked_and_found_on_every_store(
    world: HubWorld, word: str
) -> None:
    world.publish(LOOSE)
    text = chinese(200)
    kept = world.deliver(slip("in", "IN-1", ("L1", "1"), **{word: text}), "k1")
    world.work()

    assert world.status(kept).state == "done"
    found = [row.value for row in world.store.rows(BusinessKey, limit=100)]
    assert (text in found) == (word == "note")


def test_two_long_identities_in_conflict_are_alarmed_on_every_store(world: HubWorld) -> None:
    world.publish(LOOSE)
    said = {"long": chinese(200, 1), "rev": chinese(200, 2)}
    world.deliver(slip("in", "IN-1", ("L1", "1"), **said), "k1")
    other = world.deliver(slip("in", "IN-1", ("L1", "2"), **said), "k2")

    world.work()

    assert world.status(other).state == "conflict"
    [alert] = world.store.rows(Alert, limit=10)
    assert alert.code == "H03"
    assert said["long"] in alert.object


def _quoted(world: HubWorld, key: str, **names: str) -> str:
    said = {"price": "3500", "day": "2026-11-23", "at": "2026-11-23T15:00:00+08:00", **names}
    kept = world.deliver(msgspec.json.encode(said), key)
    world.work()
    return world.status(kept).state


def test_a_series_is_named_by_what_every_store_holds(world: HubWorld) -> None:
    world.publish(QUOTES)
    most = SERIES_LENGTH_MAX - len("||||close") - 60

    longest = _quoted(world, "k1", code=chinese(30), market=chinese(30, 2), spec=chinese(most, 3))
    over = _quoted(world, "k2", code=chinese(31), market=chinese(30, 2), spec=chinese(most, 3))

    assert (longest, over) == ("done", "unreadable")
    [failure] = world.failures()
    assert failure.place == "$.commodity_code"
    assert "at most 200" in failure.text
    [series] = world.store.rows(Series, limit=9)
    assert len(series.series) == SERIES_LENGTH_MAX
    check = PriceCheckDue(series=series.series, at=world.clock.now())
    assert msgspec.json.decode(msgspec.json.encode(check), type=PriceCheckDue) == check


def test_a_condition_is_a_word_that_every_store_can_add_up_by(world: HubWorld) -> None:
    world.publish(SLIPS.replace("lot_no: {", "condition: state\n              lot_no: {"))
    lot = {"lot": "L1", "qty": "1", "state": chinese(201)}
    kept = world.deliver(slip("in", "IN-1")[:-3] + b"[" + msgspec.json.encode(lot) + b"]}", "k1")

    world.work()

    assert world.status(kept).state == "unreadable"
    [failure] = world.failures()
    assert failure.place == "$.lots[0].condition"
