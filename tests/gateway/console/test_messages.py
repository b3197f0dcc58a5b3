"""The list of messages: what came in with its outcome, found by anything people call it."""

from __future__ import annotations

import pytest

from tests.gateway.console.conftest import Operator, text_of
from tests.gateway.console.seed import RECEIPT, row


@pytest.fixture
def seeded(operator: Operator) -> Operator:
    world = operator.world
    world.slips("rk-1.csv", row("入库", "RK-1", "DH-L1", "120"))
    world.deliver("yangshan", "receipts", "ys.xml", RECEIPT.encode(), media="application/xml")
    world.slips("bad.csv", row("出库", "CK-9", "DH-L1", "abc"))
    world.work()
    return operator


def test_every_message_stands_in_the_list_with_its_outcome(seeded: Operator) -> None:
    text = text_of(seeded.page("/messages"))

    assert "Done RK-1 wms.inbound.v1 donghai / slips WH-DH-01" in text
    assert "Done YS-RK-7781 wms.inbound.v1 yangshan / receipts WH-YS-02" in text
    assert "Unreadable bad.csv" in text
    assert "lots.quantity.value is &#39;abc&#39;" in text


@pytest.mark.parametrize("text", ["RK-1", "DH-L1", "rk-1.csv"])
def test_one_box_finds_it(seeded: Operator, text: str) -> None:
    page = seeded.page(f"/messages?q={text}")

    assert ">RK-1</a>" in page
    assert "YS-RK-7781" not in page
    assert f'value="{text}"' in page


def test_a_place_in_the_box_opens_the_message_itself(seeded: Operator) -> None:
    answer = seeded.get("/messages?q=1/1", follow_redirects=False)

    assert answer.headers["location"] == "/console/messages/1/1"


def test_what_is_not_known_says_what_to_try(seeded: Operator) -> None:
    text = text_of(seeded.page("/messages?q=NO-SUCH"))

    assert "Nothing is known by “NO-SUCH”" in text
    assert "a place such as 3/120" in text


def test_the_beginning_of_a_key_says_that_it_is_one(seeded: Operator) -> None:
    text = text_of(seeded.page("/messages?q=YS-RK"))

    assert "YS-RK-7781" in text
    assert "nothing has exactly this key" in text


def test_filters_stand_in_the_address(seeded: Operator) -> None:
    page = seeded.page("/messages?state=failing&partner=donghai")

    assert "bad.csv" in page
    assert ">RK-1</a>" not in page
    assert '<option value="failing" selected>' in page
    assert "<option selected>donghai</option>" in page


def test_times_are_meant_in_the_readers_zone(seeded: Operator) -> None:
    seeded.client.cookies.set("lianqiao_zone", "Asia/Shanghai", path="/console")

    before = seeded.page("/messages?until=2026-11-23T10:30")
    after = seeded.page("/messages?since=2026-11-23T10:30")

    assert "No message fits these filters" in before
    assert ">RK-1</a>" in after


def test_nonsense_in_the_address_is_no_fault(seeded: Operator) -> None:
    for query in ("since=soon", "until=2026-13-45T99:99", "before=x-y-z", "before=1-2", "state=odd", "q=%00"):
        assert seeded.get(f"/messages?{query}").status_code == 200, query


def test_an_empty_hub_says_what_will_come(operator: Operator) -> None:
    assert "Nothing has arrived yet" in operator.page("/messages")


def test_older_messages_follow_on_the_next_page(operator: Operator) -> None:
    for number in range(53):
        operator.world.slips(f"{number}.csv", row("入库", f"RK-{number:02d}", "DH-L1", "1"))
    operator.world.work()

    page = operator.page("/messages")
    older = page.split('data-older href="/console')[1].split('"')[0].replace("&amp;", "&")
    second = operator.page(older)

    assert page.count("<tr id=") == 50
    assert second.count("<tr id=") == 3
    assert "data-older" not in second


def test_the_page_asks_only_for_the_rows_again(seeded: Operator) -> None:
    part = seeded.part("/messages")

    assert "<html" not in part
    assert ">RK-1</a>" in part


def test_what_a_partner_writes_is_shown_and_never_run(operator: Operator) -> None:
    operator.world.slips("<img src=x onerror=alert(1)>.csv", row("入库", "<b>RK</b>", "DH-L1", "1"))
    operator.world.work()

    for path in ("/messages", "/messages?q=%3Cb%3ERK%3C/b%3E", "/messages/1/1", "/messages/1/1/beside"):
        page = operator.page(path)
        assert "<img" not in page, path
        assert "<b>RK" not in page, path
