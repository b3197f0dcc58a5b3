"""The page of one message: its way, the original beside what was understood, and what came of it."""

from __future__ import annotations

import re

import pytest

from core.hub.contracts import Partner
from tests.gateway.console.conftest import Operator, text_of
from tests.gateway.console.seed import RECEIPT, open_pledge, row
from tests.gone import let_go


def test_the_way_of_a_booked_message_and_what_it_moved(operator: Operator) -> None:
    operator.world.slips("rk-1.csv", row("入库", "RK-1", "DH-L1", "120"))
    operator.world.work()

    text = text_of(operator.page("/messages/1/1"))

    assert "RK-1 Done" in text
    assert "Seen at the partner 10:29:58 slips" in text
    assert re.search(r"Taken in 10:30:00 \+2.0 s rest · \d+ B · rk-1.csv", text)
    assert "Understood 10:30:00 +0 ms 1 × wms.inbound.v1 · in/slips.yaml" in text
    assert "custody lot.in WH-DH-01 DH-L1: in 120 TNE by RK-1" in text
    assert "Nobody asked to be told." in text


def test_the_page_shows_the_trace_and_the_search_box_finds_it(operator: Operator) -> None:
    operator.world.slips("rk-1.csv", row("入库", "RK-1", "DH-L1", "120"))
    operator.world.work()

    found = re.search(r"Trace ([0-9a-f]{32})", text_of(operator.page("/messages/1/1")))

    assert found is not None
    assert "RK-1" in text_of(operator.page(f"/messages?q={found[1]}"))
    assert "RK-1" not in text_of(operator.page(f"/messages?q={'f' * 32}"))


def test_each_field_names_its_cell_and_the_cell_is_marked(operator: Operator) -> None:
    operator.world.slips("rk-1.csv", row("入库", "RK-1", "DH-L1", "120"))
    operator.world.work()

    page = operator.page("/messages/1/1/beside?document=0")

    mark = re.search(r'data-marks="(\d+)"[^>]*>\s*<th>lot_no</th><td>DH-L1</td>', page)
    assert mark is not None
    assert f'<td data-marks="{mark[1]}">DH-L1</td>' in page
    assert "row 2 column 批次" in page


def test_xml_is_shown_as_sent_with_the_marked_values(operator: Operator) -> None:
    payload = RECEIPT.encode()
    operator.world.deliver("yangshan", "receipts", "ys.xml", payload, media="application/xml")
    operator.world.work()

    page = operator.page("/messages/1/1/beside?document=0")

    assert "&lt;?xml version=" in page
    marked = re.findall(r'<mark data-marks="\d+" >([^<]*)</mark>', page)
    assert marked == [
        "YS-RK-7781", "2026-11-23T08:40:00+08:00", "宁波港联贸易 &amp;amp; Co",
        "YS-L1", "电解铜 1#", "24.350", "YS-L2", "电解铜 1#", "25.100",
    ]  # fmt: skip


def test_json_is_shown_as_sent_with_the_marked_values(operator: Operator) -> None:
    operator.world.quotes("q.json", ("Q-1", "2026-11-20", "3812.00"))
    operator.world.work()

    page = operator.page("/messages/1/1/beside?document=0")

    marked = re.findall(r'<mark data-marks="\d+" >([^<]*)</mark>', page)
    assert "&#34;Q-1&#34;" in marked or "Q-1" in marked
    assert any("3812.00" in one for one in marked)


def test_bytes_that_are_no_text_are_shown_in_hex(operator: Operator) -> None:
    operator.world.deliver("donghai", "slips", "photo.bin", bytes(range(256)))
    operator.world.work()

    page = operator.page("/messages/1/1/beside")

    assert "00000010" in page
    assert "10 11 12 13" in page
    assert "no text in any encoding" in page
    assert "Nothing could be understood" in page


def test_totals_that_do_not_add_up_stand_on_the_page(operator: Operator) -> None:
    payload = RECEIPT.replace("49.950", "50.950").replace("24.350", "24.850").encode()
    operator.world.deliver("yangshan", "receipts", "ys.xml", payload, media="application/xml")
    operator.world.work()

    text = text_of(operator.page("/messages/1/1"))

    assert "Remarks on what was read" in text
    assert "the lines add up to the total" in text
    assert "50.950 49.950" in text


def test_a_failure_tells_cause_place_tries_and_what_can_be_done(operator: Operator) -> None:
    operator.world.slips("bad.csv", row("出库", "CK-9", "DH-L1", "abc"))
    operator.world.work()

    page = operator.page("/messages/1/1")
    text = text_of(page)

    assert "Unreadable To mend Its group" in text
    assert "map.decimal@donghai/in/slips.yaml:24" in text
    assert "Place row 2 column 数量" in text
    assert "Make a plan for 1" in text
    assert 'class="wrong">abc</td>' in operator.page("/messages/1/1/beside")


def test_several_documents_of_one_file_are_chosen_by_key(operator: Operator) -> None:
    operator.world.slips("two.csv", row("入库", "RK-1", "DH-L1", "1"), row("入库", "RK-2", "DH-L2", "2"))
    operator.world.work()

    first, second = operator.page("/messages/1/1"), operator.page("/messages/1/1?document=1")

    assert "<h1>RK-1</h1>" in first
    assert "<h1>RK-2</h1>" in second
    assert "DH-L2" in operator.page("/messages/1/1/beside?document=1").split("What was understood")[-1]


def test_the_same_document_elsewhere_and_others_with_its_key_are_linked(operator: Operator) -> None:
    world = operator.world
    world.slips("rk-1.csv", row("入库", "RK-1", "DH-L1", "120"))
    world.slips("rk-1 again.csv", row("入库", "RK-1", "DH-L1", "120"))
    world.work()

    text = text_of(operator.page("/messages/1/2"))

    assert "1/1 it repeats or corrects this one" in text
    assert "1/1 Done" in text
    assert "Others with this key 1/1" in text


def test_what_a_message_led_to_and_who_was_alarmed(operator: Operator) -> None:
    open_pledge(operator.world)
    kept = operator.world.slips("ck-1.csv", row("出库", "CK-1", "DH-L1", "18.5"))
    operator.world.work()

    text = text_of(operator.page(f"/messages/{kept.partition}/{kept.number}"))

    assert "alert.raised.v1 C01:WH-DH-01/CK-1/DH-L1" in text


def test_a_message_made_by_an_older_mapping_is_traced_by_that_one(operator: Operator) -> None:
    world = operator.world
    world.slips("rk-1.csv", row("入库", "RK-1", "DH-L1", "120"))
    world.work()
    partner = world.hub.store.get(Partner, "donghai")
    assert partner is not None
    newer = world.renamed_column("donghai", "批次", "货号")
    assert newer != partner.contract
    world.work()

    page = operator.page("/messages/1/1/beside?document=0")

    assert "row 2 column 批次" in page


def test_the_original_is_handed_over_unchanged_and_never_run(operator: Operator) -> None:
    payload = b"<script>alert(1)</script>\xff\x00"
    operator.world.deliver("donghai", "slips", "odd.html", payload, media="text/html")
    operator.world.work()

    answer = operator.get("/messages/1/1/original")

    assert answer.content == payload
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == 'attachment; filename="1-1.bin"'


def test_the_same_story_is_there_as_text(operator: Operator) -> None:
    operator.world.slips("rk-1.csv", row("入库", "RK-1", "DH-L1", "120"))
    operator.world.work()

    answer = operator.get("/messages/1/1/explain")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith("message 1/1: done\n")


@pytest.mark.parametrize("path", ["/messages/0/1", "/messages/1/0", "/messages/9999999999999999999/1"])
def test_a_place_that_cannot_be_is_not_found(operator: Operator, path: str) -> None:
    assert operator.get(path).status_code == 404


def test_a_document_far_behind_in_a_large_file_is_shown_where_it_stands(operator: Operator) -> None:
    rows = [row("入库", f"RK-{number}", f"L{number}", "1") for number in range(400)]
    operator.world.slips("many.csv", *rows)
    operator.world.work()

    page = operator.page("/messages?q=RK-390")
    whole = operator.page("/messages/1/1?document=390")
    _, original, understood = operator.page("/messages/1/1/beside?document=390").split('<div class="panel">')

    assert 'href="/console/messages/1/1?document=390"' in page
    assert "<h1>RK-390</h1>" in whole
    assert "a part of it" in original
    assert ">RK-390</td>" in original
    assert ">RK-10</td>" not in original
    assert "L390" in understood


def test_what_comes_later_has_its_place_and_says_that_it_is_on_its_way(operator: Operator) -> None:
    operator.world.slips("rk-1.csv", row("入库", "RK-1", "DH-L1", "120"))
    operator.world.work()

    page = operator.page("/messages/1/1")

    waiting = re.search(r'<section id="beside"[^>]*aria-busy="true">(.*?)</section>', page, re.DOTALL)
    assert waiting is not None
    assert 'class="panel skeleton"' in waiting[1]
    assert "aria-busy" not in operator.page("/messages/1/1/beside?document=0")


def test_the_page_of_a_message_that_was_let_go_says_since_when(operator: Operator) -> None:
    operator.world.slips("rk-1.csv", row("入库", "RK-1", "DH-L1", "120"))
    operator.world.work()
    let_go(operator.world.hub)

    answer = operator.client.get("/console/messages/1/1")
    assert answer.status_code == 410
    assert "This message was let go after its time" in text_of(answer.text)
    assert "Gone since" in text_of(answer.text)
    chinese = operator.client.get("/console/messages/1/1", headers={"accept-language": "zh"})
    assert "这条消息已过保存期限，已清除" in chinese.text
    assert operator.client.get("/console/messages/1/7").status_code == 404
    assert operator.client.get("/console/messages").status_code == 200
