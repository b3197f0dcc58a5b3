"""The funder pays a serial number once, tells it once, and its day adds up."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.outside.funder import Funder
from tests.outside.silence import Ear, ask

DAY = "2026-11-27"


def draw(number: str, amount: str = "1000000.00", serial: str = "") -> dict[str, Any]:
    return {
        "serialNo": serial or f"SN-{number}",
        "drawNo": number,
        "facilityNo": "SX-1",
        "amount": amount,
        "currency": "CNY",
        "valueDate": DAY,
    }


def test_a_drawdown_is_paid_and_told_a_single_time() -> None:
    ear = Ear()
    funder = Funder(ear)

    assert ask(funder, "/drawdowns", draw("DD-1"), key="k1")["code"] == "0000"

    [result] = ear.told(1, "results")
    assert (result["status"], result["paidAmount"], result["loanNo"]) == ("SUCCESS", "1000000.00", "JJ-DD-1")
    ear.told(1, "plans")
    assert sorted(ear.tries)[0] == 1, "no second try, whatever the hub answers"
    assert funder.look("/drawdowns/DD-1").said["status"] == "SUCCESS"
    assert funder.look("/drawdowns/DD-2").status == 404


def test_a_serial_number_is_paid_once_whatever_key_it_comes_under() -> None:
    ear = Ear()
    funder = Funder(ear)
    ask(funder, "/drawdowns", draw("DD-1"), key="k1")

    again = ask(funder, "/drawdowns", draw("DD-1b", serial="SN-DD-1"), key="k2")

    assert again["code"] == "1004"
    assert len(ear.told(1, "results")) == 1


def test_a_facility_has_an_end() -> None:
    ear = Ear()
    funder = Funder(ear)
    ask(funder, "/facilities", {"facilityNo": "SX-1", "amount": "1500000.00"})
    ask(funder, "/drawdowns", draw("DD-1"), key="k1")
    ear.told(1, "results")

    ask(funder, "/drawdowns", draw("DD-2"), key="k2")

    _, second = ear.told(2, "results")
    assert (second["status"], second["code"], second["text"]) == ("FAIL", "4031", "额度余额 500000.00")


def test_a_plan_repays_what_was_paid_to_the_cent() -> None:
    ear = Ear()

    ask(Funder(ear), "/drawdowns", draw("DD-1", "1000000.00"), key="k1")

    [plan] = ear.told(1, "plans")
    assert [term["principal"] for term in plan["terms"]] == ["333333.33", "333333.33", "333333.34"]
    assert [term["interest"] for term in plan["terms"]] == ["6000.00", "4000.00", "2000.00"]


def test_the_file_of_a_day_counts_and_adds_what_was_paid_and_repaid_on_it() -> None:
    ear = Ear()
    funder = Funder(ear)
    for number in ("DD-1", "DD-2"):
        ask(funder, "/drawdowns", draw(number), key=number)
    ask(funder, "/repayments", {"repayNo": "HK-1", "amount": "5.00", "valueDate": DAY})
    for kind, day in (("DISBURSEMENT", DAY), ("REPAYMENT", DAY), ("DISBURSEMENT", "2026-11-26")):
        ask(funder, "/recon", {"day": day, "kind": kind})

    files = {(one["kind"], one["day"]): (one["count"], one["sum"]) for one in ear.told(3, "recon")}
    assert files == {
        ("DISBURSEMENT", DAY): (2, "2000000.00"),
        ("REPAYMENT", DAY): (1, "5.00"),
        ("DISBURSEMENT", "2026-11-26"): (0, "0.00"),
    }


def test_in_a_wrong_mood_the_file_counts_a_row_it_does_not_have() -> None:
    ear = Ear()
    funder = Funder(ear)
    funder.mood = msgspec.structs.replace(funder.mood, kind="wrong")

    ask(funder, "/recon", {"day": DAY, "kind": "DISBURSEMENT"})

    [file] = ear.told(1, "recon")
    assert (file["count"], file["rows"]) == (1, [])
