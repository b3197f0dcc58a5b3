"""What comes for pledged goods is as good, worth as much at the contract's own marks, and covers the loan."""

from __future__ import annotations

from typing import Any

import pytest

from core.collateral.messages import ContractOpened
from core.custody.messages import LotAssessed
from core.kernel.errors import Refused
from tests.core.collateral.pledges import contract, contract_opened, exposure, golden, item, values
from tests.core.custody.documents import exchange, measure, outbound, pledge_confirm
from tests.core.rooms import Rooms, at, ordered, told

OUT = {"L1": "600 TNE"}


def came(rooms: Rooms, lot_no: str, amount: str, **rest: Any) -> None:
    line = {"lot_no": lot_no, "quantity": measure(amount), "sku": "HRC"} | rest
    body = {"inbound_no": f"IN-{lot_no}", "event_time": at(5), "warehouse": "WH1", "lots": [line]}
    rooms.receive(told("wms.inbound.v1", body))


def test_as_much_for_as_much_is_exchanged_and_the_value_never_falls_in_between() -> None:
    rooms = golden()
    came(rooms, "N1", "600 TNE")

    rooms.receive(exchange("EX-1", OUT, {"N1": "600 TNE"}, at(6)))
    rooms.receive(pledge_confirm("PCF-2", "EX-1", {}, at(7)))
    rooms.receive(outbound("OUT-1", OUT, at(8), order="EX-1"))

    assert [value // 100 for hour, value in values(rooms) if hour >= 4] == [
        10_600_000,
        11_200_000,
        10_600_000,
    ]
    assert contract(rooms).level == "NORMAL"


def test_less_for_more_is_refused_to_the_cent() -> None:
    rooms = golden()
    came(rooms, "N1", "599.999 TNE")

    said = (
        "the goods that come are worth 59999900 minor units of CNY, those that go 60000000: 100 are missing"
    )
    with pytest.raises(Refused, match=said):
        rooms.receive(exchange("EX-1", OUT, {"N1": "599.999 TNE"}, at(6)))


def test_of_what_comes_only_what_the_pledgee_accepts_counts() -> None:
    rooms = golden()
    came(rooms, "N1", "700 TNE")
    body = LotAssessed(site="WH1", lot_no="N1", approver="Li", approved="500")
    rooms.receive(ordered("custody.lot_assessed.v1", body, at(5.5)))

    with pytest.raises(Refused, match="those that go 60000000: 10000000 are missing"):
        rooms.receive(exchange("EX-1", OUT, {"N1": "700 TNE"}, at(6)))


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ({"sku": "CRC"}, "lot N1 at WH1 cannot come for what goes: PC-1 has no terms for CRC"),
        ({"condition": "damaged"}, "its condition is 'damaged', which is worth less than what goes"),
        ({"spec": "Q195"}, "it is Q195// (spec/brand/grade), // goes"),
        ({"made_on": "2025-06-01"}, "its age counts from 2025-06-01, that of what goes from 2025-06-02"),
    ],
)
def test_worse_goods_are_no_exchange_however_many(rest: dict[str, str], said: str) -> None:
    rooms = golden()
    came(rooms, "N1", "900 TNE", **rest)

    with pytest.raises(Refused) as refused:
        rooms.receive(exchange("EX-1", OUT, {"N1": "900 TNE"}, at(6)))

    assert said in refused.value.text


def test_another_kind_comes_at_its_own_price_and_must_secure_as_much_at_its_own_rate() -> None:
    poor = item("CRC", rate_ppm=500_000)
    rooms = golden(items=(item(), poor))
    came(rooms, "N1", "1000 TNE", sku="CRC")

    # Without a quote CRC counts at 1,000.00 less 10 %: 700 t are worth more, and secure less.
    with pytest.raises(Refused, match=r"the goods that come secure 31500000 .* those that go 42000000"):
        rooms.receive(exchange("EX-1", OUT, {"N1": "700 TNE"}, at(6)))

    rooms.receive(exchange("EX-2", OUT, {"N1": "934 TNE"}, at(6)))


def test_a_called_contract_exchanges_nothing() -> None:
    rooms = golden()
    came(rooms, "N1", "600 TNE")
    rooms.receive(exposure("9000000", at(5.5)))

    with pytest.raises(Refused, match="exchange EX-1: PC-1 is at CALL since"):
        rooms.receive(exchange("EX-1", OUT, {"N1": "600 TNE"}, at(6)))


def test_goods_of_a_contract_nobody_opened_are_not_exchanged() -> None:
    rooms = Rooms()
    assert isinstance(contract_opened().body, ContractOpened)
    came(rooms, "L1", "10 TNE")
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "10 TNE"}, at(6)))
    came(rooms, "N1", "10 TNE")

    with pytest.raises(Refused, match="exchange EX-1 is of PC-1, which is not open here"):
        rooms.receive(exchange("EX-1", {"L1": "1 TNE"}, {"N1": "1 TNE"}, at(7)))
