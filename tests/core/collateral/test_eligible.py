"""What of each receivable lends (§2.5): every deduction by itself, then what is its debtor's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from core.collateral.eligible import Eligible, dilution_ppm, eligible, rate_after_dilution
from core.collateral.receivable import Receivable
from core.collateral.security import Security

NOW = datetime(2025, 6, 2, tzinfo=UTC)
TODAY = date(2025, 6, 2)


def contract(**rest: Any) -> Security:
    said: dict[str, Any] = {
        "contract_no": "F-1",
        "kind": "receivable",
        "currency": "CNY",
        "financier": "FACTOR",
        "provider": "SELLER",
        "provider_name": "",
        "debtor": "",
        "insurer": "",
        "related": "",
        "rate_ppm": 800_000,
        "gates": "default",
        "price_days": 1,
        "ageing_days": 90,
        "overdue_days": 60,
        "cross_ppm": 500_000,
        "concentration_ppm": 1_000_000,
        "dilution_from_ppm": 100_000,
        "dilution_stop_ppm": 150_000,
        "retention_ppm": 0,
        "verify_days": 30,
        "initial_ppm": 300_000,
        "release_rule": "R2",
        "cure_s": 0,
        "zone": "Asia/Shanghai",
        "opened_at": NOW,
    }
    return Security(**(said | rest))


def one(no: str = "1", gross: int = 1000, **rest: Any) -> Receivable:
    said: dict[str, Any] = {
        "thing": no,
        "seller": "SELLER",
        "buyer": "BUYER",
        "invoice_no": no,
        "currency": "CNY",
        "gross_minor": gross,
        "issue_day": 20250501,
        "due_day": 20250701,
        "known_at": NOW,
    }
    return Receivable(**(said | rest))


def found(security: Security, *rows: Receivable, contra: dict[str, int] | None = None) -> list[Eligible]:
    return eligible(security, rows, contra or {}, TODAY)


def minors(security: Security, *rows: Receivable, contra: dict[str, int] | None = None) -> list[int]:
    return [each.minor for each in found(security, *rows, contra=contra)]


def test_each_deduction_takes_its_own_part() -> None:
    [each] = found(
        contract(retention_ppm=50_000),
        one(paid_minor=100, credited_minor=50, disputed_minor=30, confirmed_minor=980),
    )

    assert each.minor == 1000 - 20 - 100 - 50 - 30 - 50
    assert each.why == "not confirmed 20, paid 100, credited 50, disputed 30, retained 50"


def test_more_taken_away_than_there_is_lends_nothing_and_never_less() -> None:
    assert minors(contract(), one(paid_minor=1200)) == [0]


def test_a_retention_that_does_not_divide_is_rounded_up() -> None:
    assert minors(contract(retention_ppm=50_000), one(gross=1001)) == [1001 - 51]


def test_invoices_too_old_or_too_long_past_due_lend_nothing() -> None:
    rows = (one("1", issue_day=20250304), one("2", issue_day=20250303), one("3", due_day=20250402))
    security = contract(cross_ppm=1_000_000)

    got = found(security, *rows)

    assert [each.minor for each in got] == [1000, 0, 0]
    assert [each.why for each in got[1:]] == ["91 days old, over 90", "61 days past due, over 60"]


def test_a_debtor_with_too_much_too_old_is_out_with_all_of_it() -> None:
    """Over 50 % of what BUYER owes is too old; OTHER is not touched. Half exactly is not over it."""
    old = one("1", gross=1001, issue_day=20250101)
    rows = (old, one("2"), one("3", buyer="OTHER"))

    assert minors(contract(), *rows) == [0, 0, 1000]
    assert found(contract(), *rows)[1].why == "1001 of the 2001 that its debtor owes is too old"
    assert minors(contract(), one("1", issue_day=20250101), one("2")) == [0, 1000]


def test_what_the_seller_owes_the_debtor_comes_off_the_latest_due_first() -> None:
    rows = (one("1", due_day=20250701), one("2", due_day=20250801), one("3", buyer="OTHER"))

    assert minors(contract(), *rows, contra={"BUYER": 1200}) == [800, 0, 1000]
    assert minors(contract(), *rows, contra={"BUYER": 5000}) == [0, 0, 1000]


def test_one_debtor_counts_for_no_more_than_its_share_of_the_pool() -> None:
    rows = (one("1", gross=700), one("2", gross=300, buyer="OTHER"))

    got = found(contract(concentration_ppm=500_000), *rows)

    assert [each.minor for each in got] == [500, 300]
    assert got[0].why == "over its debtor's share by 200"


def test_related_debtors_other_currencies_and_other_debtors_than_agreed_are_out() -> None:
    security = contract(related="BUYER\nTWIN", debtor="OTHER")
    rows = (one("1"), one("2", currency="USD"), one("3", buyer="THIRD"), one("4", buyer="OTHER"))

    got = found(security, *rows)

    assert [each.minor for each in got] == [0, 0, 0, 1000]
    assert [each.why for each in got[:3]] == [
        "its debtor hangs together with the provider",
        "in USD, the contract is in CNY",
        "of another debtor than the contract's",
    ]


def test_dilution_is_that_of_the_last_twelve_months_and_comes_off_the_rate() -> None:
    rows = [
        one("1", gross=10_000, credited_minor=1_200),
        one("2", gross=10_000, credited_minor=9_000, issue_day=20240501),
    ]

    assert dilution_ppm(rows, TODAY) == 120_000
    assert dilution_ppm([], TODAY) == 0
    assert rate_after_dilution(contract(), 80_000) == 800_000
    assert rate_after_dilution(contract(), 120_000) == 680_000
    assert rate_after_dilution(contract(), 150_001) == 0
