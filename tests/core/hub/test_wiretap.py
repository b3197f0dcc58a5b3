"""An operator listens in for a while; the messages go their way as if nobody did."""

from __future__ import annotations

import pytest

from core.hub.wiretap import BODY_BYTES_MAX, Wanted, WireTaps
from core.kernel.errors import Refused
from tests.hub_world import HubWorld, slip
from tests.rebuild import assert_rebuilds

pytestmark = pytest.mark.parametrize("world", ["memory", "sqlite"], indirect=True)


@pytest.fixture
def taps(world: HubWorld) -> WireTaps:
    return WireTaps(world.store)


def inbound(world: HubWorld, no: str, lot: str = "L1") -> None:
    world.deliver(slip("in", no, (lot, "1")), no)
    world.work()


def heard(taps: WireTaps, tap: str) -> list[str]:
    """Keys of the copies, oldest first."""
    return [copy.key for copy in reversed(taps.copies(tap))]


def test_what_is_handled_while_the_tap_is_open_is_copied_once(world: HubWorld, taps: WireTaps) -> None:
    inbound(world, "IN-0")
    tap = taps.open(Wanted(type="wms."), who="li")
    inbound(world, "IN-1")
    inbound(world, "IN-2")

    assert taps.copy_due() == 2
    assert taps.copy_due() == 0

    assert heard(taps, tap.tap) == ["IN-1", "IN-2"]
    [newest, _] = taps.copies(tap.tap)
    assert (newest.partner, newest.type, newest.outcome, newest.cut) == (
        "wms",
        "wms.inbound.v1",
        "done",
        False,
    )
    assert b"IN-2" in newest.body


def test_a_tap_hears_only_the_partner_and_type_it_was_opened_for(world: HubWorld, taps: WireTaps) -> None:
    out = taps.open(Wanted(type="wms.outbound"), who="li")
    other = taps.open(Wanted(partner="somebody else"), who="li")
    inbound(world, "IN-1")
    world.deliver(slip("out", "OUT-1", ("L1", "1")), "o1")
    world.work()

    taps.copy_due()

    assert heard(taps, out.tap) == ["OUT-1"]
    assert heard(taps, other.tap) == []


def test_the_ring_keeps_the_newest_and_no_more(world: HubWorld, taps: WireTaps) -> None:
    tap = taps.open(Wanted(type="wms.", size=3), who="li")
    for number in range(5):
        inbound(world, f"IN-{number}")
        taps.copy_due()
    for number in range(5, 9):
        inbound(world, f"IN-{number}")
    taps.copy_due()

    assert heard(taps, tap.tap) == ["IN-6", "IN-7", "IN-8"]
    assert taps.copy_due() == 0


def test_when_its_minutes_are_over_it_hears_nothing_more(world: HubWorld, taps: WireTaps) -> None:
    tap = taps.open(Wanted(type="wms.", minutes=1), who="li")
    inbound(world, "IN-1")
    world.clock.move(61)
    inbound(world, "IN-2")

    taps.copy_due()

    assert heard(taps, tap.tap) == ["IN-1"]
    world.clock.move(3600)
    assert taps.copy_due() == 0


def test_what_was_refused_is_heard_too(world: HubWorld, taps: WireTaps) -> None:
    inbound(world, "IN-1")
    tap = taps.open(Wanted(type="wms."), who="li")
    world.deliver(slip("in", "IN-1", ("L1", "2")), "k2")
    world.work()

    taps.copy_due()

    [copy] = taps.copies(tap.tap)
    assert copy.outcome == "refused"
    assert "another content" in copy.reason


def test_a_large_body_is_cut_and_says_so(world: HubWorld, taps: WireTaps) -> None:
    tap = taps.open(Wanted(type="wms."), who="li")
    world.deliver(slip("in", "IN-1", *[(f"LOT-{number:06}", "1") for number in range(2000)]), "k1")
    world.work()

    taps.copy_due()

    [copy] = taps.copies(tap.tap)
    assert (len(copy.body), copy.cut) == (BODY_BYTES_MAX, True)


def test_the_flow_does_not_feel_it(world: HubWorld, taps: WireTaps) -> None:
    taps.open(Wanted(), who="li")
    inbound(world, "IN-1")
    taps.copy_due()
    inbound(world, "IN-2")

    assert_rebuilds(world)


def test_a_closed_tap_is_gone_and_an_old_one_is_thrown_away(world: HubWorld, taps: WireTaps) -> None:
    first = taps.open(Wanted(minutes=1), who="li")
    second = taps.open(Wanted(minutes=60), who="li")
    third = taps.open(Wanted(minutes=1), who="wang")
    inbound(world, "IN-1")
    taps.copy_due()

    taps.close(first.tap)
    taps.close(first.tap)
    world.clock.move(600)

    assert taps.throw_away(older_than_s=300) == 1
    assert [tap.tap for tap in taps.taps()] == [second.tap]
    assert taps.copies(third.tap) == []


@pytest.mark.parametrize(
    "wanted", [Wanted(minutes=0), Wanted(minutes=1441), Wanted(size=0), Wanted(size=1001)]
)
def test_a_tap_without_limits_is_refused(taps: WireTaps, wanted: Wanted) -> None:
    with pytest.raises(Refused, match="1 to 1440 minutes"):
        taps.open(wanted, who="li")


def test_only_so_many_are_open_at_once(taps: WireTaps) -> None:
    for _ in range(20):
        taps.open(Wanted(), who="li")

    with pytest.raises(Refused, match="close one first"):
        taps.open(Wanted(), who="li")
