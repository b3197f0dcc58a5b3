"""`hub map diff` and `rollback`: what a new mapping would have made of what arrived, and the way back."""

from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from adapters.wiring.mapping_diffs import KeptDiff, Wanted
from core.hub import diff_mappings
from core.hub.audit import AuditEntry
from core.hub.audit_desk import noted_of
from core.hub.deliveries import Delivery, keep_delivery
from core.hub.diff_counts import MappingDiff
from core.kernel.clock import FixedClock
from core.kernel.errors import Refused
from tests.gateway.cli.conftest import Office, make_office
from tests.hub_world import SLIPS, START

# Kilograms were meant where the slips say tonnes, and a slip needs its order from now on.
NEW = SLIPS.replace("{from: unit, default: TNE}", "{from: unit, default: KGM}").replace(
    "release_order_no: order", "release_order_no: {from: order, required: true}"
)


def slip(number: int, **said: object) -> bytes:
    body = {
        "kind": "out",
        "no": f"CK-{number}",
        "at": "2026-11-23T08:00:00",
        "order": "RO-1",
        "lots": [{"lot": f"L-{number}", "qty": "2.5"}],
    }
    return msgspec.json.encode({**body, **said})


@pytest.fixture
def history(office: Office) -> Office:
    """Five slips: three plain ones, one that names its unit, one without an order; one is broken."""
    for number in range(3):
        office.deliver(slip(number), f"k{number}")
    office.deliver(slip(3, lots=[{"lot": "L-3", "qty": "1", "unit": "KGM"}]), "k3")
    office.deliver(slip(4, order=None), "k4")
    office.deliver(b"{", "k5")
    return office


def new_mapping(office: Office, text: str = NEW) -> Path:
    file = office.home / "new" / "slips.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    return file


def diff_of(office: Office, *words: str, text: str = NEW) -> MappingDiff:
    said = office.done("map", "diff", "wms", "--mapping", str(new_mapping(office, text)), "--json", *words)
    return msgspec.json.decode(said, type=MappingDiff)


def test_what_differs_is_counted_by_field_with_examples(history: Office) -> None:
    found = diff_of(history)

    assert (found.looked, found.same, found.changed, found.refused_by_both) == (6, 1, 4, 1)
    units = found.fields["wms.outbound.v1 lots[].quantity.unit"]
    assert units.count == 3
    assert units.examples[0][1:] == ("TNE", "KGM")
    assert set(found.fields) == {"wms.outbound.v1 lots[].quantity.unit"}


def test_what_is_newly_refused_is_told_with_its_reason_and_is_missing_from_the_goods(history: Office) -> None:
    found = diff_of(history)

    [(code, refusals)] = found.newly_refused.items()
    assert code.startswith("map.")
    assert refusals.count == 1
    assert found.gone == 1
    tonnes = [one for name, one in found.goods.items() if name.endswith(" TNE")]
    assert (sum(one.before for one in tonnes), sum(one.after for one in tonnes)) == (Decimal("10.0"), 0)
    kilograms = [one for name, one in found.goods.items() if name.endswith(" KGM")]
    assert (sum(one.before for one in kilograms), sum(one.after for one in kilograms)) == (0, Decimal("7.5"))


def test_the_same_mapping_differs_in_nothing_and_another_way_round_accepts(history: Office) -> None:
    same = diff_of(history, text=SLIPS + "# a comment\n")
    history.publish(slips=NEW)
    back = diff_of(history, text=SLIPS)

    assert (same.same, same.changed, same.fields, same.money, same.goods) == (5, 0, {}, {}, {})
    assert sum(one.count for one in back.newly_accepted.values()) == 1
    assert back.added == 1


def test_it_is_shown_to_people_with_sums(history: Office) -> None:
    said = history.done("map", "diff", "wms", "--mapping", f"in/slips.yaml={new_mapping(history)}")

    assert "6 messages: 1 the same, 4 differ, 1 refused by both" in said
    assert "wms.outbound.v1 lots[].quantity L-0 TNE: 2.5 -> 0 (-2.5)" in said
    assert "money: no difference" in said


def test_only_the_days_that_were_asked_for_are_looked_at(home: Path) -> None:
    clock = FixedClock(START)
    office = make_office(home, clock)
    office.publish()
    for day in range(4):
        office.deliver(slip(day), f"k{day}")
        clock.move(timedelta(days=1).total_seconds())
    wanted = Wanted("wms", 2, new_mapping(office))

    *_, found = KeptDiff(office.hub, wanted, home / "mappings").run()

    assert found.looked == 2
    office.hub.store.engine.dispose()


def test_stopped_it_goes_on_where_it_was(history: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diff_mappings, "PAGE", 2)
    wanted = Wanted("wms", 7, new_mapping(history))
    mappings = history.home / "mappings"

    stopped = KeptDiff(history.hub, wanted, mappings)
    [*_] = itertools.islice(stopped.run(), 2)
    begun = KeptDiff(history.hub, wanted, mappings).begun()
    assert begun is not None
    assert 0 < begun.looked < 6
    *_, found = KeptDiff(history.hub, wanted, mappings).run()

    assert (found.looked, found.same, found.changed, found.ended) == (6, 1, 4, True)
    assert KeptDiff(history.hub, wanted, mappings).begun() is None


def test_the_audit_says_who_compared(history: Office) -> None:
    diff_of(history, "--by", "li")

    entries = [one for one in history.hub.store.rows(AuditEntry, limit=1000) if one.kind == "look"]
    assert [(noted_of(one).by, noted_of(one).what) for one in entries] == [("li", "mapping.compared")]


def test_what_cannot_be_compared_is_refused_with_what_to_do(history: Office) -> None:
    other = history.home / "new" / "other.yaml"
    other.parent.mkdir(exist_ok=True)
    other.write_text(NEW)

    which = history.told("map", "diff", "wms", "--mapping", str(other))
    nobody = history.told("map", "diff", "nobody", "--mapping", str(other))

    assert isinstance(which.exception, Refused)
    assert "--mapping NAME=FILE" in which.exception.text
    assert isinstance(nobody.exception, Refused)


def test_one_command_goes_back_and_the_next_message_is_read_as_before(history: Office) -> None:
    history.publish(slips=NEW)
    history.work()

    said = history.done("map", "rollback", "wms", "--why", "slips without order were refused", "--by", "li")
    kept = history.deliver(slip(7, order=None), "k7")

    assert "is in force again" in said
    [document] = [one for one in history.hub.store.rows(AuditEntry, limit=1000) if one.kind == "act"][-1:]
    assert noted_of(document).what == "contract.rolled_back"
    assert noted_of(document).why == "slips without order were refused"
    assert "TNE" in history.done("explain", f"{kept.partition}/{kept.number}")


def test_what_came_before_the_way_back_is_read_by_what_was_in_force(history: Office) -> None:
    """The switch is a message of the stream: what arrived before it is not read by what comes after."""
    history.publish(slips=NEW)
    waiting = Delivery(
        partner="wms", door="rest", key="k8", source="slips", site="W1", name="k8",
        media="application/json", payload=slip(8),
    )  # fmt: skip
    kept = keep_delivery(history.hub.store, history.hub.blobs, waiting)
    history.done("map", "rollback", "wms", "--why", "back")
    after = history.deliver(slip(9), "k9")

    assert "KGM" in history.done("explain", f"{kept.partition}/{kept.number}")
    assert "TNE" in history.done("explain", f"{after.partition}/{after.number}")


def test_there_is_no_way_back_from_the_first_and_none_without_a_reason(office: Office) -> None:
    first = office.told("map", "rollback", "wms", "--why", "no reason")
    office.publish(slips=NEW)
    silent = office.told("map", "rollback", "wms", "--why", " ")

    assert isinstance(first.exception, Refused)
    assert "say one by its hash" in first.exception.text
    assert isinstance(silent.exception, Refused)
