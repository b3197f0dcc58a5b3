"""The registry judges nothing, and shows what anybody filed before on the same property of the same owner."""

from __future__ import annotations

from typing import Any

from tests.outside.registry import Registry
from tests.outside.silence import Ear, ask

OTHER_BANK = {"name": "另一家银行"}
OWNER = {"code": "91310000MA1FL0AQ0T", "name": "演示钢贸有限公司"}


def filing(number: str, op: str = "INIT", **more: Any) -> dict[str, Any]:
    return {
        "requestId": number,
        "contractNo": f"C-{number}",
        "op": op,
        "regType": "TRANSFER",
        "debtor": OWNER,
        "creditor": {"name": "演示资金方"},
        "collateral": f"应收账款 {number}",
        "items": ["INV-1"],
        **more,
    }


def test_a_second_filing_of_one_receivable_is_taken_and_shows_the_first() -> None:
    ear = Ear()
    registry = Registry(ear)
    ask(registry, "/counter", filing("1", creditor=OTHER_BANK))

    ask(registry, "/filings", filing("2"), key="k2")

    [answer] = ear.told(1)
    assert answer["result"] == "REGISTERED"
    [hit] = answer["found"]
    assert (hit["secured"], hit["items"]) == (OTHER_BANK, ["INV-1"])


def test_another_owner_or_another_receivable_is_no_hit_and_what_was_cancelled_neither() -> None:
    ear = Ear()
    registry = Registry(ear)
    number = ask(registry, "/counter", filing("1"))["regNo"]
    ask(registry, "/counter", filing("2", items=["INV-2"]))
    ask(registry, "/counter", filing("3", debtor={"code": "OTHER", "name": "别家"}))

    ask(registry, "/filings", filing("4", "QUERY"), key="k4")
    ask(registry, "/counter", filing("1", "CANCEL", regNo=number))
    ask(registry, "/filings", filing("5", "QUERY"), key="k5")

    before, after = (answer["found"] for answer in ear.told(2))
    assert [hit["regNo"] for hit in before] == [number]
    assert after == []


def test_what_is_not_filed_cannot_be_changed() -> None:
    ear = Ear()
    registry = Registry(ear)

    ask(registry, "/filings", filing("1", "EXTEND", regNo="ZD-0"), key="k1")

    [answer] = ear.told(1)
    assert (answer["result"], answer["why"][0]["code"]) == ("REFUSED", "D09")


def test_one_request_however_often_it_is_tried_is_one_filing() -> None:
    ear = Ear()
    registry = Registry(ear)

    first = ask(registry, "/filings", filing("1"), key="k1")
    again = ask(registry, "/filings", filing("1"), key="k1")

    assert first == again
    number = ear.told(1)[0]["regNo"]
    assert registry.look(f"/filings/{number}").status == 200
    assert registry.look(f"/filings/{number[:-1]}2").status == 404
    assert [one["key"] for one in registry.heard] == ["k1", "k1"]


def test_nonsense_is_answered_as_that() -> None:
    assert "LEND at /filings" in ask(Registry(Ear()), "/filings", filing("1", "LEND"), key="k")["text"]
