"""The seller answers an order (M04): what he does not accept lends nothing, and his word alone neither."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from core.hub.message import Message
from core.kernel.errors import Refused
from tests.core.collateral.receivables import BUYER, SELLER, owed, security
from tests.core.collateral.test_orders import confirmed, financed, lent, offered, order
from tests.core.collateral.test_prepayment import signed
from tests.core.custody.documents import measure
from tests.core.rooms import Rooms, at, told


def answer(result: str, when: datetime, goods: dict[str, str] | None = None, **rest: Any) -> Message:
    """By the lines of the order, of which the first is a quarter."""
    lines = [
        {"line_no": str(place), "order_line_no": no, "quantity": measure(much)}
        for place, (no, much) in enumerate((goods or {}).items(), 7)
    ]
    body: dict[str, Any] = {
        "confirmation_no": f"OC-{when:%d%H%M}",
        "order_no": "PO-1",
        "result": result,
        "signed_at": when,
        "currency": "CNY",
        "buyer": BUYER,
        "seller": SELLER,
        "lines": lines,
    }
    return told("erp.order_confirmation.v1", body | rest)


def test_what_the_seller_does_not_accept_lends_nothing_and_calls() -> None:
    """5 of 10 of the quarter and all of the rest are 141.25 and 847.50."""
    rooms = financed()
    rooms.receive(owed("678", at(4)))

    rooms.receive(answer("partial", at(5), {"1": "5 H87", "2": "40 H87"}))
    assert lent(rooms) == "593.25", "more than was ordered is worth no more"
    assert "secures 593.25 CNY, 678.00 are owed" in rooms.alerts()["C04:F-1:SHORTFALL"]
    rooms.receive(answer("reject", at(6)))
    assert lent(rooms) == "0.00"


def test_he_accepts_after_all_and_no_more_than_the_buyer_confirmed() -> None:
    rooms = financed()
    rooms.receive(answer("reject", at(5)))
    rooms.receive(confirmed("PO-1", "1000", at(6)))

    rooms.receive(answer("accept", at(7)))

    assert lent(rooms) == "600.00"


def test_his_word_alone_lends_nothing() -> None:
    rooms = Rooms()
    rooms.receive(security(kind="order", rate_ppm=600_000))
    rooms.receive(order("PO-1", "1130", at(1)))
    rooms.receive(signed("account_control", at(1)))
    rooms.receive(offered(at(2), "PO-1"))

    rooms.receive(answer("accept", at(3)))

    assert lent(rooms) == "0.00"


@pytest.mark.parametrize("goods", [None, {"9": "5 H87"}, {"1": "5 KGM"}, {"1": "5 H87", "9": "1 H87"}])
def test_a_part_whose_lines_are_not_the_orders_is_for_a_person(goods: dict[str, str] | None) -> None:
    rooms = financed()

    rooms.receive(answer("partial", at(5), goods))

    assert lent(rooms) == "678.00"
    [alert] = [text for key, text in rooms.alerts().items() if key.startswith("C07:order/")]
    assert "accepts a part of order PO1, and its lines are none of the order's" in alert


def test_an_answer_is_to_the_order_as_it_was_then() -> None:
    """A change is not answered yet: what was said of the order before holds no more, and comes too late."""
    rooms = financed()
    rooms.receive(answer("reject", at(5)))

    rooms.receive(order("PO-1", "1000", at(6), "changed"))
    assert lent(rooms) == "600.00"
    rooms.receive(answer("reject", at(5.5)))
    assert lent(rooms) == "600.00"


def test_an_answer_names_the_version_it_is_to() -> None:
    rooms = financed()
    rooms.receive(order("PO-1", "1000", at(4), "changed", version=2))

    rooms.receive(answer("reject", at(5), order_version=1))
    assert lent(rooms) == "600.00"
    with pytest.raises(Refused, match=r"answers version 3 of order PO1, known is version 2; retry it"):
        rooms.receive(answer("reject", at(6), order_version=3))
    rooms.receive(answer("reject", at(7), order_version=2))
    assert lent(rooms) == "0.00"
    rooms.receive(order("PO-1", "1000", at(8), "changed", version=2, reason="told again"))
    assert lent(rooms) == "0.00", "the same order is answered"


def test_an_answer_to_an_order_that_nobody_told_moves_nothing() -> None:
    rooms = financed()

    rooms.receive(answer("reject", at(5), order_no="PO-9"))

    assert lent(rooms) == "678.00"
