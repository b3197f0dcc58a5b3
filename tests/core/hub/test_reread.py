"""Reading again what was booked: equal changes nothing, different books the difference, once, by name."""

from __future__ import annotations

import pytest

from core.hub import failures
from core.hub.arrivals import Arrival
from core.hub.dismissals import dismiss
from core.hub.documents import StoredDocument
from core.hub.failures import Uncertain
from core.hub.plan_records import Plan, Selection
from core.hub.plans import Plans
from core.kernel.errors import Refused
from tests.core.hub.planning import ALL, KILOS, finish, plans_of, stock
from tests.core.hub.planning import correctable as correctable  # noqa: PLC0414
from tests.core.hub.planning import not_correctable as not_correctable  # noqa: PLC0414
from tests.core.hub.planning import plans as plans  # noqa: PLC0414
from tests.hub_world import CONTRACT, SLIPS, HubWorld, slip
from tests.rebuild import assert_rebuilds


def read_again(world: HubWorld, selection: Selection = ALL) -> Plan:
    plans = plans_of(world)
    plan = plans.create(selection, kind="reread", who="li", reason="the unit was wrong")
    plans.start(plan.plan_id, "wang")
    return finish(world, plan)


def corrections_of(world: HubWorld, message_type: str) -> list[StoredDocument]:
    """Documents of the type that a re-read made."""
    return [row for row in world.documents(message_type) if row.cause != -1]


def test_what_says_the_same_is_not_even_told(world: HubWorld) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    before = len(world.store.rows(Arrival, limit=99))

    ended = read_again(world)

    assert (ended.state, ended.same, ended.mended) == ("done", 1, 0)
    assert len(world.store.rows(Arrival, limit=99)) == before
    assert stock(world) == {"L1": 10_000_000}


@pytest.mark.usefixtures("correctable")
def test_what_says_something_else_books_the_difference_and_names_the_original(world: HubWorld) -> None:
    world.publish(KILOS)
    kept = world.deliver(
        slip(
            "in",
            "IN-1",
            ("L1", "10"),
            (
                "L2",
                "7",
            ),
        ),
        "k1",
    )
    world.work()
    world.deliver(slip("out", "OUT-1", ("L2", "1")), "k2")
    world.work()
    world.publish(SLIPS)
    world.work()

    ended = read_again(world, Selection(key="IN-1"))

    assert (ended.state, ended.mended) == ("done", 1)
    assert stock(world) == {"L1": 10_000 * 1_000_000, "L2": 6_999 * 1_000_000}
    [correction] = corrections_of(world, "wms.inbound.v1")
    [told] = world.documents("document.reread.v1")
    assert correction.cause == told.ordinal
    assert [one.text for one in world.effects() if one.kind == "document.corrected"] == [
        f"wms.inbound.v1 IN-1 of {kept.partition}/{kept.number}/0 was corrected by plan {ended.plan_id}"
        " (wang: the unit was wrong)"
    ]
    assert_rebuilds(world)


@pytest.mark.usefixtures("correctable")
def test_a_preview_shows_both_documents_side_by_side(world: HubWorld, plans: Plans) -> None:
    world.publish(KILOS)
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    before = stock(world)
    world.publish(SLIPS)
    world.work()
    plan = plans.create(ALL, kind="reread", who="li", reason="unit")

    [look] = plans.preview(plan.plan_id)

    assert look.trial.would == "books"
    [side] = look.trial.documents
    assert side.seen == "changed"
    assert [(one.path, one.before, one.after) for one in side.changes] == [
        ("lots[0].quantity.unit", "KGM", "TNE")
    ]
    assert any("document.corrected" in line for line in look.trial.effects)
    assert stock(world) == before
    assert world.documents("document.reread.v1") == []


@pytest.mark.usefixtures("correctable")
def test_reading_again_twice_corrects_once(world: HubWorld) -> None:
    world.publish(KILOS)
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    world.publish(SLIPS)
    world.work()
    read_again(world)
    once = stock(world)

    again = read_again(world)

    assert (again.same, again.mended, again.failed) == (1, 0, 0)
    assert stock(world) == once
    assert_rebuilds(world)


@pytest.mark.usefixtures("not_correctable")
def test_a_type_whose_room_takes_no_corrections_is_refused_with_the_way_out(
    world: HubWorld, plans: Plans
) -> None:
    world.publish(KILOS)
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    before = stock(world)
    world.publish(SLIPS)
    world.work()

    ended = read_again(world)

    assert ended.failed == 1
    [item] = plans.items(ended.plan_id, "failed")
    assert "cannot take a correction" in item.text
    assert item.again == "reread.no_correction@wms.inbound.v1"
    assert stock(world) == before
    assert_rebuilds(world)


def test_what_had_no_effect_so_far_is_booked_now(world: HubWorld) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    world.publish(SLIPS.replace("default: TNE", "default: MTR"))
    world.work()
    world.deliver(slip("in", "IN-2", ("L1", "5")), "k2")
    world.work()
    [failure] = world.failures()
    assert failure.outcome == "refused"
    world.publish(SLIPS)
    world.work()

    ended = read_again(world, Selection(cause=failure.cause))

    assert (ended.state, ended.mended) == ("done", 1)
    assert stock(world) == {"L1": 15_000_000}
    [failure] = world.failures()
    assert failure.state == failures.MENDED
    assert_rebuilds(world)


@pytest.mark.usefixtures("correctable")
def test_a_conflict_is_decided_for_the_later_one_by_reading_it_again(world: HubWorld) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.deliver(slip("in", "IN-1", ("L1", "12")), "k2")
    world.work()
    [failure] = world.failures()
    assert failure.outcome == "conflict"
    assert stock(world) == {"L1": 10_000_000}

    ended = read_again(world, Selection(cause=failure.cause))

    assert (ended.state, ended.mended) == ("done", 1)
    assert stock(world) == {"L1": 12_000_000}
    assert [row.state for row in world.failures()] == [failures.MENDED]
    assert_rebuilds(world)


@pytest.mark.usefixtures("correctable")
def test_reading_all_again_does_not_bring_back_what_a_person_decided_against(world: HubWorld) -> None:
    world.deliver(slip("in", "IN-0", ("L0", "1")), "k0")
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.deliver(slip("in", "IN-1", ("L1", "12")), "k2")
    world.work()
    [conflict] = world.failures()
    read_again(world, Selection(places=(f"{conflict.partition}/{conflict.number}",)))
    assert stock(world)["L1"] == 12_000_000

    read_again(world)

    assert stock(world)["L1"] == 12_000_000


@pytest.mark.usefixtures("correctable")
def test_a_correction_does_not_carry_goods_to_another_site(world: HubWorld, plans: Plans) -> None:
    two_sites = CONTRACT.replace("{id: W1, zone: Asia/Shanghai}", "{id: W1}, {id: W2}")
    world.publish(contract=two_sites)
    world.deliver(slip("in", "IN-1", ("L1", "10"), really="W2"), "k1")
    world.work()
    world.publish(SLIPS.replace("{from: warehouse}", "{from: really}"), contract=two_sites)
    world.work()

    ended = read_again(world)

    [item] = plans.items(ended.plan_id, "failed")
    assert "was booked at W1 and is read at W2 now" in item.text
    assert stock(world) == {"L1": 10_000_000}


def test_a_document_that_was_booked_and_is_not_read_any_more_needs_a_person(
    world: HubWorld, plans: Plans
) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    world.publish(SLIPS.replace("identity: {number: inbound_no", "identity: {number: {fact: name}"))
    world.work()

    ended = read_again(world)

    [item] = plans.items(ended.plan_id, "failed")
    assert "was booked and is not read any more" in item.text
    assert stock(world) == {"L1": 10_000_000}
    assert_rebuilds(world)


def test_a_message_that_says_nothing_any_more_needs_a_person_too(world: HubWorld, plans: Plans) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    nothing = SLIPS.replace("  - choose:", "  - where: kind == 'nothing'\n    choose:")
    world.publish(nothing.replace("documents:", "may be empty: true\ndocuments:"))
    world.work()

    ended = read_again(world)

    assert (ended.same, ended.failed) == (0, 1)
    [item] = plans.items(ended.plan_id, "failed")
    assert item.again == "reread.vanished@wms.inbound.v1"
    assert stock(world) == {"L1": 10_000_000}


def test_what_today_s_mapping_cannot_read_fails_and_leaves_the_books(world: HubWorld, plans: Plans) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    world.publish(SLIPS.replace("from: qty", "from: weight"))
    world.work()

    ended = read_again(world)

    [item] = plans.items(ended.plan_id, "failed")
    assert item.again.startswith("map.")
    assert stock(world) == {"L1": 10_000_000}


# -- dismissing ------------------------------------------------------------------------------------------


def test_a_dismissed_failure_is_over_and_what_it_made_uncertain_is_certain(world: HubWorld) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "ten")), "k1")
    world.work()
    assert world.store.rows(Uncertain, limit=9) != []

    assert dismiss(world.store, world.blobs, ALL, by="li", reason="sent in error, the source says") == 1
    world.work()

    [failure] = world.failures()
    assert failure.state == failures.DISMISSED
    assert "li: sent in error" in failure.text
    assert world.store.rows(Uncertain, limit=9) == []
    assert_rebuilds(world)


def test_a_dismissal_needs_a_reason_and_something_to_dismiss(world: HubWorld) -> None:
    with pytest.raises(Refused, match="no failure fits"):
        dismiss(world.store, world.blobs, ALL, by="li", reason="x")
    world.deliver(b"no json", "k1")
    world.work()
    with pytest.raises(Refused, match="why"):
        dismiss(world.store, world.blobs, ALL, by="li", reason="")


def test_dismissing_twice_changes_nothing_more(world: HubWorld) -> None:
    world.deliver(b"no json", "k1")
    world.work()
    dismiss(world.store, world.blobs, ALL, by="li", reason="noise")
    dismiss(world.store, world.blobs, ALL, by="wang", reason="noise too")
    world.work()

    [failure] = world.failures()
    assert failure.text.startswith("dismissed by li")
