"""R25 and R26 fed by contracts, orders, shipments, receipts and invoices."""

from __future__ import annotations

from typing import Any

import pytest

from core.hub.message import Message
from core.risk import Tally, TradeDocument
from tests.core.risk.wants import (
    DAY,
    TRADER,
    Wants,
    invoice,
    invoice_refs,
    line,
    order,
    outcome,
    receipt,
    shipment,
    trade_contract,
)

THIS = invoice_refs("10000001")


@pytest.fixture
def wants() -> Wants:
    return Wants()


MATCHED = [order(), shipment(), receipt(), invoice()]


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        (MATCHED, ("pass", "")),
        ([order(), shipment("S-1", "98"), receipt("G-1", "98"), invoice()], ("fail", "F")),  # 2.04 %
        ([order(), shipment("S-1", "102"), receipt("G-1", "102"), invoice()], ("fail", "F")),  # amount 1.96 %
        ([order(), shipment("S-1", "88"), receipt("G-1", "88"), invoice()], ("fail", "R")),
        ([order(), shipment(), receipt(), invoice(price="1050")], ("fail", "F")),  # the amount, not the price
        ([order(), shipment(), receipt(), invoice(price="1111")], ("fail", "R")),
        # More than was ordered, though all of it was sent and taken in.
        (
            [order(), shipment("S-1", "103"), receipt("G-1", "103"), invoice(quantity="103")],
            ("fail", "F"),
        ),
    ],
)
def test_r25_order_shipment_receipt_and_invoice_beside_each_other(
    wants: Wants, heard: list[Message], expected: tuple[str, str]
) -> None:
    assert outcome(wants.hears(*heard), "R25", refs=THIS) == expected


@pytest.mark.parametrize("missing", range(3))
def test_r25_is_not_judged_where_one_of_the_four_is_missing(wants: Wants, missing: int) -> None:
    wants.hears(*(each for at, each in enumerate(MATCHED) if at != missing))

    judged = wants.judged("R25", refs=THIS)
    assert judged.outcome == "not judged"
    assert "quantity_gap_pct" in judged.missing


def test_r25_is_not_judged_where_no_invoice_is_named_or_known(wants: Wants) -> None:
    wants.hears(*MATCHED)

    assert outcome(wants, "R25") == ("not judged", "")
    assert outcome(wants, "R25", refs=invoice_refs("10000001", "99999999")) == ("not judged", "")


def test_r25_deliveries_in_parts_fit_their_invoices_whatever_comes_after(wants: Wants) -> None:
    """Two deliveries of 60 and 40; the first invoice was issued between them, the second after (T12)."""
    wants.hears(
        order(),
        shipment("S-1", "60"),
        receipt("G-1", "60"),
        invoice("10000001", "60"),
        shipment("S-2", "40", ship_date="2025-04-20"),
        receipt("G-2", "40", receipt_date="2025-04-22"),
        invoice("10000002", "40", issue_date="2025-04-23"),
    )

    for number in ("10000001", "10000002"):
        inputs = wants.inputs("draw", refs=invoice_refs(number))
        assert (inputs["quantity_gap_pct"], inputs["amount_gap_pct"]) == (0, 0)


def test_r25_what_was_invoiced_twice_for_one_delivery_is_over(wants: Wants) -> None:
    wants.hears(*MATCHED, invoice("10000002", issue_date="2025-04-20"))

    assert outcome(wants, "R25", refs=invoice_refs("10000002")) == ("fail", "R")


def test_r25_tonnes_and_kilograms_are_the_same_goods(wants: Wants) -> None:
    """A receipt of 100,000 kg for an order of 100 t, at 1.00 a kilogram (T22)."""
    goods = {"line_no": "1", "sku": "HRC", "quantity_received": {"value": "100000", "unit": "KGM"}}
    kilograms = line("100", "1000", quantity={"value": "100000", "unit": "KGM"}, unit_price="1")
    wants.hears(order(), shipment(), receipt(lines=[goods]), invoice(lines=[kilograms]))

    inputs = wants.inputs("draw", refs=THIS)
    gaps = [inputs[f"{what}_gap_pct"] for what in ("quantity", "price", "amount")]
    assert gaps == [0, 0, 0]


def test_r25_lines_of_an_order_that_changed_are_those_it_has_now(wants: Wants) -> None:
    wants.hears(*MATCHED, order(status="changed", lines=[line("100", "900")], order_date="2025-04-05"))

    assert outcome(wants, "R25", refs=THIS) == ("fail", "R")
    assert wants.inputs("draw", refs=THIS)["order_to_ship_days"] == 8


def dated(**days: str) -> list[Message]:
    return [
        trade_contract(sign_date=days.get("contract", "2025-04-01")),
        order(order_date=days.get("order", "2025-04-02")),
        shipment(ship_date=days.get("ship", "2025-04-10")),
        receipt(receipt_date=days.get("receipt", "2025-04-12")),
        invoice(issue_date=days.get("invoice", "2025-04-14"), due_date=days.get("due", "2025-06-13")),
    ]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({}, ("pass", "")),
        ({"contract": "2025-04-02"}, ("pass", "")),
        ({"contract": "2025-04-03"}, ("fail", "R")),
        ({"ship": "2025-04-01"}, ("fail", "R")),
        ({"receipt": "2025-04-09"}, ("fail", "R")),
        ({"invoice": "2025-05-12"}, ("pass", "")),
        ({"invoice": "2025-05-13"}, ("fail", "R")),
        ({"invoice": "2025-03-13"}, ("pass", "")),
        ({"invoice": "2025-03-12"}, ("fail", "R")),
        ({"due": "2025-04-13"}, ("fail", "R")),
    ],
)
def test_r26_contract_order_shipment_receipt_invoice_and_due_day_in_their_order(
    wants: Wants, days: dict[str, str], expected: tuple[str, str]
) -> None:
    assert outcome(wants.hears(*dated(**days)), "R26", refs=THIS) == expected


def test_r26_is_not_judged_without_the_contract_and_names_what_is_missing(wants: Wants) -> None:
    wants.hears(*dated()[1:])

    judged = wants.judged("R26", refs=THIS)
    assert (judged.outcome, judged.missing) == ("not judged", ("contract_to_order_days",))


def test_a_document_told_again_counts_once_and_as_it_is_told_last(wants: Wants) -> None:
    once = Wants().hears(trade_contract(), order(), shipment(), receipt(), invoice(quantity="50"))
    wants.hears(trade_contract(), order(), shipment(), receipt(), invoice(), invoice(quantity="50"))

    mine, theirs = wants.rooms.books(), once.rooms.books()
    assert {name: rows for name, rows in mine.items() if name.startswith("risk_tr")} == {
        name: rows for name, rows in theirs.items() if name.startswith("risk_tr")
    }


def test_a_shipment_before_its_order_finds_it(wants: Wants) -> None:
    wants.hears(*reversed(MATCHED))

    assert outcome(wants, "R25", refs=THIS) == ("pass", "")


def test_what_is_decided_is_counted_though_nobody_gave_an_input(wants: Wants) -> None:
    wants.want("draw")

    assert [row.month for row in wants.rooms.rows(Tally)] == [DAY // 100]


def test_an_invoice_of_more_lines_than_are_kept_matches_nothing(wants: Wants) -> None:
    long = [line("1", "1000") for _ in range(1_001)]
    wants.hears(order(), shipment(), receipt(), invoice(lines=long))

    [kept] = wants.rooms.rows(TradeDocument, kind="invoice")
    assert len(kept.lines) < 100
    assert outcome(wants, "R25", refs=THIS) == ("not judged", "")


def test_a_moment_counts_on_the_day_of_the_house_and_not_of_greenwich(wants: Wants) -> None:
    """Sent at half past midnight of the day of the order, which is the evening before in UTC."""
    early = shipment(ship_date=None, shipped_at="2025-04-01T16:30:00Z")

    assert (
        wants.hears(order(), early, receipt(), invoice()).inputs("draw", refs=THIS)["order_to_ship_days"] == 0
    )


def test_numbers_that_two_buyers_or_sellers_both_use_are_two_things(wants: Wants) -> None:
    others: dict[str, Any] = {"buyer": {"id": TRADER}, "seller": {"id": TRADER}}
    wants.hears(*MATCHED, trade_contract())
    wants.hears(
        order(order_date="2025-05-30", lines=[line("1", "7")], **others),
        receipt(quantity="5", buyer={"id": TRADER}),
        invoice(quantity="5", issue_date="2025-04-13", **others),
        trade_contract("1", sign_date="2025-05-30", **others),
    )

    assert outcome(wants, "R25", refs=THIS) == ("pass", "")
    assert outcome(wants, "R26", refs=THIS) == ("pass", "")
    assert outcome(wants, "R28", refs=THIS) == ("pass", "")


def test_an_amount_beyond_reason_is_counted_nowhere_and_stops_nobody(wants: Wants) -> None:
    wants.hears(order(), *(invoice(f"9{at:07}", payable="9" * 16, totals=None) for at in range(3)))

    assert outcome(wants, "R15") == ("not judged", "")
