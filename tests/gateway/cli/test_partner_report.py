"""`hub partner report`: a month counted from the store, in lines and as a page that stands alone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from core.hub.partner_report import Report
from tests.gateway.cli.conftest import Office
from tests.hub_world import CONTRACT, SLIPS, slip

RECEIPTS = """
      - type: wms.release_receipt.v1
        when: kind == 'receipt'
        identity: {number: receipt_no, revision: {from: rev, default: "1"}}
        body:
          receipt_no: {from: no, required: true}
          order_no: {from: order, required: true}
          result: {from: result, required: true}
          event_time: {from: at, as: datetime, required: true}
          warehouse: {fact: site}
"""
ANSWERED = """
calendar: {zone: Asia/Shanghai}
answers: [{to: wms.inbound.v1, by: wms.release_receipt.v1, within_s: 3600}]
"""


def month_with_some_trouble(office: Office) -> str:
    office.publish(contract=CONTRACT + "calendar: {zone: Asia/Shanghai}\n")
    office.deliver(slip("in", "IN-1", ("L1", "10.5"), ("L2", "4.5")), "k1")
    office.deliver(slip("in", "IN-1", ("L1", "10.5"), ("L2", "4.5")), "said again")
    office.deliver(slip("out", "OUT-1", ("L1", "3")), "k2")
    office.deliver(b"no JSON", "bad")
    return this_month()


def this_month() -> str:
    """Of the contract's zone."""
    return f"{datetime.now(ZoneInfo('Asia/Shanghai')):%Y-%m}"


def test_a_month_is_told_by_type_cause_time_goods_and_money(office: Office) -> None:
    month = month_with_some_trouble(office)

    said = office.done("partner", "report", "wms", "--month", month, "--json")
    report = msgspec.json.decode(said, type=Report)

    assert (report.arrivals, report.documents, report.doublings, report.open) == (4, 3, 1, 1)
    assert [(one.type, one.outcome, one.count) for one in report.messages] == [
        ("wms.inbound.v1", "done", 1),
        ("wms.inbound.v1", "noted", 1),
        ("wms.outbound.v1", "done", 1),
    ]
    assert [(one.type, one.unit, str(one.value)) for one in report.amounts] == [
        ("wms.inbound.v1", "TNE", "15.0"),
        ("wms.outbound.v1", "TNE", "3"),
    ]
    [cause] = report.causes
    assert (cause.count, cause.mended) == (1, 0)
    [hub] = report.answers
    assert (hub.who, hub.count) == ("hub", 3)


def test_it_is_printed_and_stands_alone_as_a_page_in_both_languages(office: Office) -> None:
    month = month_with_some_trouble(office)

    said = office.done("partner", "report", "wms", "--month", month)
    assert "4 deliveries" in said
    assert "wms.inbound.v1 goods: 15.0 TNE" in said
    for language, word in (("zh_CN", "拒收"), ("en", "Refusals by cause")):
        page = office.done("partner", "report", "wms", "--month", month, "--html", "--language", language)
        assert word in page
        assert "15.0" in page
        assert "http" not in page.replace("<!doctype html>", ""), "it needs nothing from elsewhere"


def test_what_is_no_month_or_no_partner_is_said(office: Office) -> None:
    office.publish()

    wrong = office.told("partner", "report", "wms", "--month", "October")
    assert "write it as 2026-10" in str(wrong.exception)
    assert "no partner 'acme' is published" in str(office.told("partner", "report", "acme").exception)


def test_how_long_a_partner_took_to_answer_is_told(office: Office) -> None:
    folder = office.home / "orders"
    folder.mkdir()
    send = f"{{name: out, adapter: file, address: 'file://{folder}', types: [wms.inbound.v1], repeat: ask}}"
    office.publish(slips=SLIPS.rstrip() + RECEIPTS, contract=f"{CONTRACT}{ANSWERED}sends: [{send}]\n")
    office.deliver(slip("in", "TD-1", ("L1", "10")), "k1")
    office.tick("relay_outbox")
    office.deliver(slip("receipt", "R-1", order="TD-1", result="accepted"), "k2")

    month = this_month()
    said = office.done("partner", "report", "wms", "--month", month, "--json")

    _hub, pair = msgspec.json.decode(said, type=Report).answers
    assert (pair.who, pair.count, pair.within) == ("wms.inbound.v1 → wms.release_receipt.v1", 1, 1)
    assert pair.p95_ms is not None
