"""The clock asks about money nobody answered for: when the wait is over, then less and less often."""

from __future__ import annotations

import pytest

from core.hub.documents import StoredDocument
from core.loan import Loan, ProductPublished, ProductVersion
from tests.core.loan.rooms import a_product
from tests.schedules.ticking import Ticking


def sent(ticking: Ticking) -> None:
    """A product, and a draw of it whose money was asked for now."""
    product = a_product(answer_s=120)
    said = ProductPublished(product=product, version=1, from_day=2026_01_01, maker="chen", approver="li")
    ticking.tell("loan.product_published.v1", said)
    assert ticking.hub.store.get(ProductVersion, product.code, 1) is not None
    loan = Loan(
        loan_no="D-1",
        version=5,
        state="DISBURSING",
        facility_no="F-1",
        contract_no="PC-1",
        borrower="B",
        product=product.code,
        product_version=1,
        currency="CNY",
        principal_minor=100,
        rate="0.05",
        term_months=3,
        partner="shop",
        site="",
        slice=1,
        requested_at=ticking.hub.clock.now(),
        payee="B",
        pay_to="{}",
        maker="shop",
        idempotency_key="D-1/1",
        sent_at=ticking.hub.clock.now(),
    )
    with ticking.hub.store.unit() as unit:
        unit.shelf(Loan).put(loan)


def asked(ticking: Ticking) -> list[str]:
    rows = ticking.hub.store.rows(StoredDocument, limit=1_000)
    return sorted(row.key for row in rows if row.type == "loan.answer_overdue.v1")


def test_a_payer_is_asked_about_after_its_time_and_again_after_twice_as_long(ticking: Ticking) -> None:
    sent(ticking)
    ticking.run("doubt_disbursements", after_s=60)
    assert asked(ticking) == []

    ticking.run("doubt_disbursements", after_s=60)
    ticking.run("doubt_disbursements", after_s=60)
    assert asked(ticking) == ["D-1/1/1"]
    loan = ticking.hub.store.get(Loan, "D-1")
    assert loan is not None
    assert loan.state == "UNKNOWN"

    ticking.run("doubt_disbursements", after_s=60)
    ticking.run("doubt_disbursements", after_s=240)
    assert asked(ticking) == ["D-1/1/1", "D-1/1/2", "D-1/1/3"]


@pytest.mark.parametrize("after_s", [120, 10_000_000])
def test_however_late_it_is_a_run_asks_once(ticking: Ticking, after_s: float) -> None:
    sent(ticking)
    ticking.run("doubt_disbursements", after_s=after_s)
    ticking.run("doubt_disbursements", after_s=1)
    assert len(asked(ticking)) == 1
