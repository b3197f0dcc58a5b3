"""Orders: what the buyer confirmed and nobody has shipped, invoiced or paid before lends (§2.2)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from core.catalogue.parts import PartyRef
from core.collateral.lien import Claim, Lien
from core.collateral.order_messages import OfferedOrder, OrderConfirmed, OrdersOffered
from core.hub.message import Message
from core.kernel.errors import Refused
from tests.core.collateral.pledges import money
from tests.core.collateral.receivables import BUYER, SELLER, base, given_back, invoice, owed, security, shut
from tests.core.collateral.test_prepayment import signed
from tests.core.custody.documents import measure
from tests.core.rooms import Rooms, at, ordered, told


def order(no: str, amount: str, when: datetime, status: str = "new", **rest: Any) -> Message:
    """Two lines, of which the first is a quarter of the amount."""
    lines = [
        {"line_no": "1", "sku": "A", "quantity": measure("10 H87"), "line_amount": "250"},
        {"line_no": "2", "sku": "B", "quantity": measure("30 H87"), "line_amount": "750"},
    ]
    body: dict[str, Any] = {
        "order_no": no,
        "status": status,
        "order_date": when.date(),
        "ordered_at": when,
        "currency": "CNY",
        "buyer": BUYER,
        "seller": SELLER,
        "payable": amount,
        "lines": lines,
    }
    return told("erp.order.v1", body | rest)


def shipment(no: str, of: str, goods: dict[str, str], when: datetime) -> Message:
    lines = [
        {"line_no": str(place), "sku": sku, "quantity": measure(much), "order_no": of}
        for place, (sku, much) in enumerate(goods.items(), 1)
    ]
    body = {"asn_no": no, "shipped_at": when, "seller": SELLER, "buyer": BUYER, "lines": lines}
    return told("erp.shipment.v1", body)


def offered(when: datetime, *numbers: str, contract_no: str = "F-1") -> Message:
    orders = tuple(OfferedOrder(buyer=PartyRef(**BUYER), order_no=each) for each in numbers)
    body = OrdersOffered(contract_no=contract_no, orders=orders)
    return ordered("collateral.orders_offered.v1", body, when)


def confirmed(no: str, amount: str, when: datetime, **rest: Any) -> Message:
    said: dict[str, Any] = {
        "buyer": PartyRef(**BUYER),
        "order_no": no,
        "confirmed": money(amount),
        "by": "Wu",
    }
    return ordered("collateral.order_confirmed.v1", OrderConfirmed(**(said | rest)), when)


def financed(**rest: Any) -> Rooms:
    """F-1 at 60 %: order PO-1 of 1,130.00 is offered and confirmed, the account controlled."""
    rooms = Rooms()
    rooms.receive(security(kind="order", rate_ppm=600_000, **rest))
    rooms.receive(order("PO-1", "1130", at(1)))
    rooms.receive(signed("account_control", at(1)))
    rooms.receive(offered(at(2), "PO-1"))
    rooms.receive(confirmed("PO-1", "1130", at(3)))
    return rooms


def lent(rooms: Rooms, when: datetime | None = None) -> str:
    return f"{base(rooms, when or at(9)).base_minor / 100:,.2f}"


def state(rooms: Rooms) -> str:
    [row] = rooms.rows(Lien)
    return row.state


def test_an_order_lends_once_its_buyer_has_confirmed_it_and_the_account_is_controlled() -> None:
    rooms = Rooms()
    rooms.receive(security(kind="order", rate_ppm=600_000))
    rooms.receive(order("PO-1", "1130", at(1)))
    assert shut(rooms) == [
        "confirmed: no order is offered",
        "controlled: no agreement on account control is signed",
    ]
    rooms.receive(offered(at(2), "PO-1"))
    assert shut(rooms)[0] == "confirmed: none of 1 orders is confirmed by its buyer"
    assert (state(rooms), lent(rooms)) == ("REGISTERED", "0.00")

    rooms.receive(confirmed("PO-1", "1130", at(3)))
    rooms.receive(signed("account_control", at(3)))
    rooms.receive(owed("678", at(4)))

    assert (state(rooms), lent(rooms), shut(rooms)) == ("FINANCED", "678.00", [])


def test_only_what_is_confirmed_and_not_paid_before_lends() -> None:
    rooms = financed()

    rooms.receive(confirmed("PO-1", "1000", at(4), prepaid=money("200")))

    assert lent(rooms) == "480.00"


def test_what_is_shipped_is_a_receivables_security_from_then_on() -> None:
    """5 of 10 of the quarter, then all of the rest: 141.25, then 988.75."""
    rooms = financed()
    rooms.receive(owed("678", at(4)))

    rooms.receive(shipment("S-1", "PO-1", {"A": "5 H87"}, at(5)))
    assert lent(rooms) == "593.25"
    assert "84.75 short; shipment S-1 is of order PO1" in rooms.alerts()["C04:F-1:SHORTFALL"]

    rooms.receive(shipment("S-2", "PO-1", {"A": "9 H87", "B": "30 H87"}, at(6)))
    assert lent(rooms) == "0.00"


def test_what_is_invoiced_counts_as_shipped_whichever_is_more() -> None:
    rooms = financed()
    rooms.receive(shipment("S-1", "PO-1", {"A": "10 H87"}, at(5)))
    refs = [{"kind": "order", "number": "PO-1"}]

    rooms.receive(invoice("INV-1", "282.50", at(6), refs=refs))
    assert lent(rooms) == "508.50"
    rooms.receive(invoice("INV-1", "282.50", at(7), refs=refs, due_date=date(2025, 9, 1)))
    assert lent(rooms) == "508.50"

    rooms.receive(invoice("INV-2", "847.50", at(8), refs=refs))
    assert lent(rooms) == "0.00"


def test_goods_that_fit_no_line_are_for_a_person() -> None:
    rooms = financed()

    rooms.receive(shipment("S-1", "PO-1", {"C": "5 H87"}, at(5)))

    assert lent(rooms) == "678.00"
    assert "line 1 of shipment S-1 fits no line of order PO1" in rooms.alerts()["C07:shipment/S-1/1"]


def test_an_order_that_is_cut_or_cancelled_calls() -> None:
    rooms = financed()
    rooms.receive(owed("678", at(4)))

    rooms.receive(order("PO-1", "1000", at(5), "changed"))
    assert "secures 600.00 CNY, 678.00 are owed" in rooms.alerts()["C04:F-1:SHORTFALL"]
    rooms.receive(order("PO-1", "0", at(6), "cancelled", lines=[]))
    assert "secures 0.00 CNY" in rooms.alerts()["C04:F-1:SHORTFALL"]


def test_an_order_raised_after_it_was_confirmed_lends_what_was_confirmed() -> None:
    rooms = financed()

    rooms.receive(order("PO-1", "5000", at(5), "changed"))

    assert lent(rooms) == "678.00"


def test_an_older_version_of_the_order_changes_nothing() -> None:
    rooms = financed()
    rooms.receive(order("PO-1", "1000", at(5), "changed", version=2))

    rooms.receive(order("PO-1", "1130", at(6), "changed", version=1))

    assert lent(rooms) == "600.00"


def test_an_order_delivered_too_late_lends_nothing() -> None:
    rooms = financed(overdue_days=15)
    rooms.receive(order("PO-1", "1130", at(5), "changed", due_date=date(2025, 6, 10)))

    assert (lent(rooms, at(days=23)), lent(rooms, at(days=24))) == ("678.00", "0.00")
    assert shut(rooms, at(days=24)) == ["confirmed: nothing confirmed is left to be shipped"]


def test_an_order_stands_for_one_contract_and_only_its_sellers() -> None:
    rooms = financed()
    rooms.receive(security(contract_no="F-2", kind="order", rate_ppm=600_000))
    rooms.receive(order("PO-2", "10", at(4), seller={"name": "Other"}))
    rooms.receive(order("PO-3", "10", at(4)))
    rooms.receive(order("PO-3", "0", at(5), "cancelled", lines=[]))

    rooms.receive(offered(at(6), "PO-1", "PO-2", "PO-3", "PO-4", contract_no="F-2"))

    said = [each.body.text for each in rooms.produced if each.type == "collateral.claim_refused.v1"]
    assert said == [
        "order PO1 stands for F-1",
        "order PO-2: its seller is another",
        "order PO-3: it was cancelled",
        "order PO-4: the buyer has told of no such order",
    ]
    assert [claim.claimant for claim in rooms.rows(Claim)] == ["F-2"]


def test_what_cannot_be_is_refused() -> None:
    rooms = financed()

    for step, text in (
        (offered(at(4), "PO-1", contract_no="F-9"), "contract F-9 takes no orders here"),
        (confirmed("PO-9", "1", at(4)), "no order PO-9 of this buyer is known"),
        (confirmed("PO-1", "1", at(4), by=""), "confirmed by a named person"),
        (confirmed("PO-1", "1", at(4), confirmed=money("1", "USD")), "1 USD of order PO-1, which is in CNY"),
        (signed("account_control", at(4), contract_no="F-9"), "contract F-9 is not open here"),
        (signed("account_control", at(4), by=""), "recorded by a named person"),
    ):
        with pytest.raises(Refused, match=text):
            rooms.receive(step)


def test_an_order_that_is_cancelled_before_money_was_lent_on_it_comes_free() -> None:
    """And it may be ordered again and stand for another contract."""
    rooms = financed()

    rooms.receive(order("PO-1", "1130", at(4), "cancelled"))

    assert (state(rooms), lent(rooms)) == ("RELEASED", "0.00")
    rooms.receive(order("PO-1", "1130", at(5), "changed"))
    rooms.receive(security(contract_no="F-2", kind="order", rate_ppm=600_000))
    rooms.receive(offered(at(6), "PO-1", contract_no="F-2"))
    [lien] = rooms.rows(Lien)
    assert (lien.contract_no, lien.state) == ("F-2", "PLEDGED")
    assert rooms.rows(Claim) == []


def test_an_order_that_money_was_lent_on_stands_though_cancelled_until_people_give_it_back() -> None:
    rooms = financed()
    rooms.receive(owed("678", at(4)))
    [lien] = rooms.rows(Lien)

    rooms.receive(order("PO-1", "1130", at(5), "cancelled"))
    assert (state(rooms), lent(rooms)) == ("FINANCED", "0.00")
    with pytest.raises(Refused, match="repay 67800 or add others first"):
        rooms.receive(given_back((lien.thing,), "released", at(6)))
    rooms.receive(owed("0", at(7)))
    rooms.receive(given_back((lien.thing,), "released", at(8)))

    assert state(rooms) == "RELEASED"
