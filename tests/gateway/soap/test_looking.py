"""How what was handed in stands: by id, by key, and all of it page by page."""

from __future__ import annotations

import msgspec

from adapters.wiring.hub import Hub
from core.hub.deliveries import Delivery, keep_delivery
from gateway.worker import Worker
from tests.gateway.soap.asking import Answered, Speaker
from tests.gone import let_go
from tests.hub_world import slip


def _handed_in(hub: Hub, count: int) -> None:
    """By any door, for two sites in turn; the last of them cannot be read."""
    for number in range(count):
        payload = slip("in", f"IN-{number}", ("L1", "1" if number < count - 1 else "one"))
        one = Delivery(
            partner="wms", door="rest", key=f"k/{number}", source="slips", site=f"W{number % 2 + 1}",
            name=f"n{number}", media="application/json", payload=payload,
        )  # fmt: skip
        keep_delivery(hub.store, hub.blobs, one)
        keep_delivery(hub.store, hub.blobs, msgspec.structs.replace(one, partner="other", key=f"o{number}"))


def _pages(door: Speaker, most: int) -> list[Answered]:
    pages = [door.ask("FetchAnswers", f"<most>{most}</most>")]
    while pages[-1].text("more") == "true":
        after = pages[-1].text("next")
        pages.append(door.ask("FetchAnswers", f"<after>{after}</after><most>{most}</most>"))
    return pages


def test_status_is_asked_by_id_or_by_the_key_of_this_door(door: Speaker, hub: Hub) -> None:
    door.submit(slip("in", "IN-1", ("L1", "ten")), "离库/1")
    Worker(hub, "test", partitions_max=8).drain()

    by_id = door.ask("QueryStatus", "<id>1/1</id>")
    by_key = door.ask("QueryStatus", "<idempotencyKey>离库/1</idempotencyKey>")
    unknown = door.ask("QueryStatus", "<idempotencyKey>k9</idempotencyKey>")
    far = door.ask("QueryStatus", "<id>999999999999999999/999999999999999999</id>")

    assert (by_id.status, by_id.state, by_key.state) == (200, "unreadable", "unreadable")
    assert by_id.text("standing/problem/place") != ""
    assert (unknown.status, unknown.text("problem/code"), far.status) == (404, "soap.unknown", 404)


def test_answers_come_page_by_page_each_once_and_only_ours(door: Speaker, hub: Hub) -> None:
    _handed_in(hub, 7)
    nothing_yet = door.ask("FetchAnswers", "")
    Worker(hub, "test", partitions_max=8).drain()

    pages = _pages(door, 3)

    assert nothing_yet.texts("answer/name") == []
    names = [name for page in pages for name in page.texts("answer/name")]
    assert names == ["n0", "n2", "n4", "n6", "n1", "n3", "n5"]
    assert [len(page.texts("answer/name")) for page in pages] == [3, 3, 1]
    states = [state for page in pages for state in page.texts("answer/standing/state")]
    assert states == ["done"] * 3 + ["unreadable"] + ["done"] * 3
    assert pages[0].texts("answer/idempotencyKey")[0] == "k/0"
    assert pages[0].texts("answer/site")[0] == "W1"


def test_who_goes_on_later_gets_only_what_came_since(door: Speaker, hub: Hub) -> None:
    _handed_in(hub, 3)
    Worker(hub, "test", partitions_max=8).drain()
    after = _pages(door, 50)[-1].text("next")

    still = door.ask("FetchAnswers", f"<after>{after}</after>")
    door.submit(slip("in", "IN-9", ("L1", "1")), "k9")
    Worker(hub, "test", partitions_max=8).drain()
    later = door.ask("FetchAnswers", f"<after>{still.text('next')}</after>")

    assert (still.texts("answer/name"), still.text("more")) == ([], "false")
    assert later.texts("answer/idempotencyKey") == ["k9"]


def test_a_place_that_is_none_of_ours_is_refused(door: Speaker) -> None:
    for after in ("1", "1.2.3", "a.b", "1.1-", "9" * 40 + ".1"):
        answer = door.ask("FetchAnswers", f"<after>{after}</after>")
        assert (answer.status, answer.text("problem/code")) == (400, "answers.after"), after


def test_what_was_let_go_after_its_time_is_told_so(door: Speaker, hub: Hub) -> None:
    door.submit(slip("in", "IN-1", ("L1", "1")))
    Worker(hub, "test", partitions_max=8).drain()
    let_go(hub)

    assert door.ask("QueryStatus", "<id>1/1</id>").state == "let_go"
    assert door.ask("QueryStatus", "<idempotencyKey>k1</idempotencyKey>").state == "let_go"
    assert door.ask("FetchAnswers", "").texts("answer/name") == []
