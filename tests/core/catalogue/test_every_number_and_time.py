"""No field of any document holds a number that is none or a time that never was; few go below nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from core import catalogue
from core.kernel.errors import Unreadable
from tests.core.catalogue.bodies import NAMES, full, type_names, unreadable

# What can be below nothing: prices, differences, credited and red lines, totals, degrees, others' books.
MAY_BE_NEGATIVE = {
    "bank.payment_order.v1": {
        "control_sum",
        "batches[0].control_sum",
        "batches[0].payments[0].invoices[0].amount.amount",
    },
    "bank.statement.v1": {
        "totals.sum",
        "totals.net",
        "totals.credit_sum",
        "totals.debit_sum",
        "entries[0].payments[0].invoices[0].amount.amount",
    },
    "erp.receivable.v1": {"net.amount", "lines[0].balance.amount"},
    "credit.report.v1": {"score"},
    "factoring.assignment.v1": {"control_sum"},
    "invoice.verification.v1": {"amount.amount", "tax.amount", "total.amount"},
    "ledger.voucher.v1": {"lines[0].amount.amount", "lines[1].amount.amount"},
    "erp.inventory.v1": {"lines[0].quantity.value", "lines[0].unit_cost"},
    "price.quote.v1": {"price.amount", "change.amount"},
    "wms.correction.v1": {"lines[0].delta.value"},
    "wms.sensor_alarm.v1": {"value.value", "threshold.value"},
    "wms.stock_count.v1": {"lines[0].book.value"},
    "wms.stock_snapshot.v1": {"lines[0].on_hand.value", "quantity_sum"},
    "erp.financial_statement.v1": {f"items[{n}].amount" for n in range(3)},
    "erp.payment.v1": {"invoices[0].amount.amount"},
}
TRADE = re.compile(
    r"payable|totals\.\w+|taxes\[0\]\.(tax|taxable)|"
    r"lines\[0\]\.(unit_price|tax|line_amount|quantity\.value)"
)
BELOW_NOTHING = {"catalogue.negative", "catalogue.not_a_fraction", "catalogue.price_for_nothing"}


def leaves(item: Any, kind: type, path: str = "") -> Iterator[str]:
    """The paths in a document at which a value of the kind stands."""
    if isinstance(item, kind):
        yield path
    elif isinstance(item, tuple):
        for index, each in enumerate(item):
            yield from leaves(each, kind, f"{path}[{index}]")
    elif isinstance(item, msgspec.Struct):
        for field in msgspec.structs.fields(item):
            yield from leaves(getattr(item, field.name), kind, f"{path}.{field.name}".removeprefix("."))


def put(path: str, value: str) -> Callable[[dict[str, Any]], None]:
    def change(body: dict[str, Any]) -> None:
        here: Any = body
        *steps, last = re.findall(r"\w+", path)
        for step in steps:
            here = here[int(step) if step.isdigit() else step]
        here[last] = value

    return change


def paths(name: str, kind: type) -> list[str]:
    return list(leaves(catalogue.read(name, full(name)), kind))


@type_names
def test_nan_is_refused_wherever_a_number_stands(name: str) -> None:
    for path in paths(name, Decimal):
        fault = unreadable(name, put(path, "NaN"))

        assert (fault.cause, fault.place) == ("catalogue.not_a_number", f"$.{path}")


@type_names
def test_a_number_nobody_can_hold_is_refused_wherever_a_number_stands(name: str) -> None:
    for path in paths(name, Decimal):
        fault = unreadable(name, put(path, "1E+400"))

        assert (fault.cause, fault.place) == ("catalogue.number_out_of_bounds", f"$.{path}")


@type_names
def test_a_time_outside_the_calendar_is_refused_wherever_a_time_stands(name: str) -> None:
    for path in paths(name, datetime):
        fault = unreadable(name, put(path, "0001-01-01T00:00:00+08:00"))

        assert (fault.cause, fault.place) == ("catalogue.time_impossible", f"$.{path}")


@type_names
def test_what_may_be_below_nothing_is_known_and_the_rest_is_refused(name: str) -> None:
    taken = set()
    for path in paths(name, Decimal):
        body = full(name)
        put(path, "-1")(body)
        try:
            catalogue.read(name, body)
        except Unreadable as fault:
            if fault.cause in BELOW_NOTHING:
                continue
        taken.add(path)

    trade = {path for path in taken if name.startswith("erp.") and TRADE.fullmatch(path)}
    assert taken - trade == MAY_BE_NEGATIVE.get(name, set()) - trade


def test_the_numbers_and_times_of_the_samples_are_found_at_all() -> None:
    assert sum(len(paths(name, Decimal)) for name in NAMES) > 80
    assert sum(len(paths(name, datetime)) for name in NAMES) > 30
