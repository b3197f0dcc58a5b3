"""An ERP tells a payment again: corrected, or as it was; it pays what it is said to be for, once."""

from __future__ import annotations

from tests.core.collateral.receivables import assigned, payment, row
from tests.core.rooms import Rooms, at


def paid(rooms: Rooms) -> tuple[int, int]:
    return row(rooms, "INV1").paid_minor, row(rooms, "INV2").paid_minor


def test_a_payment_that_is_corrected_to_another_invoice_pays_that_one_alone() -> None:
    rooms = assigned({"INV-1": "1000", "INV-2": "1000"})
    rooms.receive(payment("P-1", {"INV-1": "400"}, at(8)))
    assert paid(rooms) == (40_000, 0)

    rooms.receive(payment("P-1", {"INV-2": "400"}, at(9)))
    assert paid(rooms) == (0, 40_000)

    rooms.receive(payment("P-1", {"INV-1": "150", "INV-2": "250"}, at(10), amount="400"))
    assert paid(rooms) == (15_000, 25_000)


def test_a_payment_of_whole_invoices_told_again_pays_them_once_and_calls_nobody() -> None:
    rooms = assigned({"INV-1": "1000", "INV-2": "1000"})
    both = {"INV-1": "", "INV-2": ""}

    rooms.receive(payment("P-1", both, at(8), amount="2000"))
    rooms.receive(payment("P-1", both, at(9), amount="2000", purpose="once more"))

    assert paid(rooms) == (100_000, 100_000)
    assert not [made for made in rooms.produced if made.type == "alert.raised.v1" and made.body.code == "C07"]


def test_a_correction_that_does_not_say_what_is_for_each_leaves_what_was_said() -> None:
    rooms = assigned({"INV-1": "1000", "INV-2": "1000"})
    rooms.receive(payment("P-1", {"INV-1": "400"}, at(8)))

    rooms.receive(payment("P-1", {"INV-1": "", "INV-2": ""}, at(9), amount="400"))

    assert paid(rooms) == (40_000, 0)


def test_two_erps_that_say_otherwise_of_one_payment_pay_it_once() -> None:
    """Payer and payee, under one reference of the bank: who tells most of it counts."""
    rooms = assigned({"INV-1": "1000", "INV-2": "1000"})
    rooms.receive(payment("P-1", {"INV-1": "400"}, at(8), bank_ref="B-1"))

    rooms.receive(payment("R-1", {"INV-2": "400"}, at(9), bank_ref="B-1"))
    assert paid(rooms) == (40_000, 0)

    rooms.receive(payment("R-1", {"INV-1": "150", "INV-2": "300"}, at(10), amount="450", bank_ref="B-1"))
    assert paid(rooms) == (15_000, 30_000)
