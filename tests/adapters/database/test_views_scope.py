"""Within a scope the store is as if nobody else were in it: no row, no count, no hint that there is more."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from adapters.wiring.folders import read_folder
from core.hub.documents import Handled
from core.hub.rights import EVERYBODY, Scope
from core.hub.views import GroupKey
from tests.adapters.database.test_views import Found
from tests.adapters.database.test_views import world as world  # noqa: PLC0414
from tests.hub_world import CONTRACT, SLIPS, slip

OURS, THEIRS = Scope(frozenset(("wms",))), Scope(frozenset(("other",)))
BOTH = Scope(frozenset(("wms", "other", "a third")))


@pytest.fixture
def two(world: Found, tmp_path: Path) -> Found:
    """Two partners who send the same numbers; the other one's last file cannot be read."""
    folder = tmp_path / "mappings" / "other"
    (folder / "in").mkdir(parents=True)
    (folder / "partner.yaml").write_text(CONTRACT.replace("wms", "other").replace("W1", "W2"))
    (folder / "in" / "slips.yaml").write_text(SLIPS)
    read = read_folder(folder)
    from core.hub.publish import publish

    with world.store.unit() as unit:
        publish(unit, world.blobs, read.contract, read.mappings)
    world.deliver(slip("in", "S1", ("L1", "1")), "a-1")
    for key, payload in (
        ("b-1", slip("in", "S1", ("L1", "1"))),
        ("b-bad", b"no json"),
        ("b-2", slip("in", "S12", ("L2", "1"))),
    ):
        world.clock.move(1)
        world.deliver(payload, key, partner="other", site="W2")
    world.work()
    return world


def within(world: Found, scope: Scope) -> Found:
    world.views = world.views.within(scope)
    return world


def test_lists_and_filters_leave_out_what_is_anothers(two: Found) -> None:
    assert len(two.messages().rows) == 4
    ours = within(two, OURS)

    assert {row.partner for row in ours.messages().rows} == {"wms"}
    for wanted in (
        {"partner": "other"},
        {"state": "failing"},
        {"type": "wms.inbound.v1", "partner": "other"},
    ):
        assert ours.messages(**wanted).rows == ()  # type: ignore[arg-type]
    assert [row.key for row in ours.messages(type="wms.inbound.v1").rows] == ["S1"]


@pytest.mark.parametrize("text", ["S1", "b-1", "2/1", "b-bad"])
def test_a_search_finds_nothing_of_anothers(two: Found, text: str) -> None:
    assert two.messages(text=text).rows

    assert {row.partner for row in within(two, OURS).messages(text=text).rows} <= {"wms"}


def test_that_another_has_a_key_is_not_told_by_what_is_found_instead(two: Found) -> None:
    """S12 is the other's whole key; to us it is none, and a beginning is looked for as for any text."""
    ours = within(two, OURS)

    assert ours.messages(text="S12") == ours.messages(text="S99")
    assert [row.partner for row in ours.views.with_key("S1", limit=9)] == ["wms"]


def test_groups_counts_and_charts_are_of_those_in_scope(two: Found) -> None:
    [group] = two.views.groups("open", limit=9)
    key: GroupKey = group.key
    whole, ours, theirs = two.views, two.views.within(OURS), two.views.within(THEIRS)

    assert (ours.groups("open", limit=9), ours.group(key), ours.members(key, before=None, limit=9)) == (
        [],
        None,
        [],
    )
    assert theirs.group(key) == group
    assert (whole.counts().open, ours.counts().open, theirs.counts().open) == (1, 0, 1)
    assert [len(one.outlets()) for one in (whole, ours, theirs)] == [2, 1, 1]
    runs = [{run.partition for run in one.newest(Handled, limit=99)} for one in (ours, theirs)]
    assert runs[0].isdisjoint(runs[1])
    assert ours.oldest_waiting() is None


def test_a_glance_is_the_sum_of_its_parts_and_of_nobody_is_nothing(two: Found) -> None:
    whole, ours, theirs = (two.views.within(scope).glance(alerts=9) for scope in (EVERYBODY, OURS, THEIRS))
    nobody = two.views.within(Scope(frozenset())).glance(alerts=9)

    assert whole.taken == ours.taken + theirs.taken
    assert whole.failing == ours.failing + theirs.failing
    assert set(msgspec.structs.astuple(nobody)) == {0, ()}


def test_a_scope_of_all_there_are_sees_what_all_see(two: Found) -> None:
    everything = two.messages()

    assert within(two, BOTH).messages().rows == everything.rows
