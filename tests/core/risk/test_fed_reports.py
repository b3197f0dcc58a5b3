"""R06 to R08, R19, R23, R24, R49, R50 and R57 fed by bureaus, the tax office and the registry."""

from __future__ import annotations

from typing import Any

import pytest

from core.hub.message import Message
from tests.core.risk.firms import report, reported, statements
from tests.core.risk.wants import BUYER, SELLER, Wants, invoice, invoice_refs, outcome
from tests.core.rooms import at, told

NOT_JUDGED, PASS = ("not judged", ""), ("pass", "")
THIS = invoice_refs("10000001")
BUREAU = {"bureau_overdue": "0", "bureau_npl_count": "0", "bureau_overdue_times_24m": "3"}


@pytest.fixture
def wants() -> Wants:
    return Wants()


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (BUREAU, PASS),
        (BUREAU | {"bureau_overdue": "0.01"}, ("fail", "R")),
        (BUREAU | {"bureau_npl_count": "1"}, ("fail", "R")),
        (BUREAU | {"bureau_overdue_times_24m": "4"}, ("fail", "F")),
        ({}, NOT_JUDGED),
        (BUREAU | {"bureau_npl_count": "some"}, NOT_JUDGED),
    ],
)
def test_r06_the_bureau(wants: Wants, facts: dict[str, str], expected: tuple[str, str]) -> None:
    assert outcome(wants.hears(report(**facts)), "R06") == expected


@pytest.mark.parametrize(("queries", "expected"), [("6", PASS), ("7", ("fail", "F")), ("", NOT_JUDGED)])
def test_r07_queries_by_lenders(wants: Wants, queries: str, expected: tuple[str, str]) -> None:
    assert outcome(wants.hears(report(lender_queries_3m=queries)), "R07") == expected


@pytest.mark.parametrize(
    ("sued", "expected"),
    [
        ("400000", PASS),
        ("400000.01", ("fail", "F")),
        ("1200000.01", ("fail", "R")),
        ("unknown", NOT_JUDGED),
    ],
)
def test_r08_sued_for_of_net_assets(wants: Wants, sued: str, expected: tuple[str, str]) -> None:
    """Net assets are 4,000 thousand (T25)."""
    assert outcome(wants.hears(*statements(), report(litigation_amount=sued)), "R08") == expected


def test_r08_of_net_assets_that_are_gone_no_share_can_be_told(wants: Wants) -> None:
    gone = {"total_liabilities": 10_000, "current_liabilities": 8_000, "total_equity": 0}
    wants.hears(*statements(**gone), report(litigation_amount="1"))

    assert outcome(wants, "R08") == NOT_JUDGED


def test_a_newer_report_counts_and_an_older_one_changes_nothing(wants: Wants) -> None:
    wants.hears(report(lender_queries_3m="7", obtained=at(-48)), report(lender_queries_3m="6"))
    wants.hears(report(lender_queries_3m="9", obtained=at(-72)))

    assert outcome(wants, "R07") == PASS


@pytest.mark.parametrize(
    "rest", [{"expires_at": at(24)}, {"status": "pending"}, {"status": "not_found"}, {"status": "refused"}]
)
def test_a_report_that_is_over_or_none_feeds_nothing(wants: Wants, rest: dict[str, Any]) -> None:
    wants.hears(reported({"id": SELLER}, {"lender_queries_3m": "1"}, **rest))

    assert outcome(wants, "R07") == NOT_JUDGED


def test_what_is_reported_of_one_party_says_nothing_of_another(wants: Wants) -> None:
    wants.hears(report(BUYER, lender_queries_3m="1"))

    assert outcome(wants, "R07") == NOT_JUDGED


WATCHED: dict[str, Any] = {"parties": {"borrower": SELLER, "supervisor": "SV-1"}}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"supervisor_score": "60", "supervised_value_pct": "100"}, PASS),
        ({"supervisor_score": "59.9", "supervised_value_pct": "100"}, ("fail", "R")),
        ({"supervisor_score": "60", "supervised_value_pct": "100.1"}, ("fail", "R")),
        ({"supervisor_score": "60"}, NOT_JUDGED),
    ],
)
def test_r19_the_supervisor(wants: Wants, facts: dict[str, str], expected: tuple[str, str]) -> None:
    assert outcome(wants.hears(report("SV-1", **facts)), "R19", **WATCHED) == expected


# --- R23 ---


def verified(result: str = "match", days: float = 0, **rest: Any) -> Message:
    body: dict[str, Any] = {
        "request_no": f"V-{result}-{days}",
        "invoice_no": "10000001",
        "result": result,
        "verified_at": at(24, days=-days),
        "source": "tax",
    }
    return told("invoice.verification.v1", body | rest)


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ([verified(days=30)], PASS),
        ([verified(days=30.01)], ("fail", "B")),
        ([verified("mismatch")], ("fail", "R")),
        ([verified("not_found")], ("fail", "R")),
        ([verified("void")], ("fail", "R")),
        ([verified("red")], ("fail", "R")),
        # Void by its seller's own books since it was verified.
        ([invoice(status="void"), verified()], ("fail", "R")),
        # The office answered nothing: what it said before stands.
        ([verified(days=2), verified("too_many_today")], PASS),
        ([verified("pending")], NOT_JUDGED),
        ([verified("void", days=3), verified(days=2)], PASS),
        ([verified(days=2), verified("void", days=3)], PASS),
        ([verified(invoice_code="1100")], NOT_JUDGED),
        ([], NOT_JUDGED),
    ],
)
def test_r23_the_tax_offices_last_word(wants: Wants, heard: list[Message], expected: tuple[str, str]) -> None:
    assert outcome(wants.hears(*heard), "R23", refs=THIS) == expected


def test_r23_of_several_invoices_the_worst_counts_and_none_may_be_missing(wants: Wants) -> None:
    both = invoice_refs("10000001", "1100/10000002")
    wants.hears(verified())
    assert outcome(wants, "R23", refs=both) == NOT_JUDGED

    wants.hears(verified("mismatch", invoice_no="10000002", invoice_code="1100"))

    assert outcome(wants, "R23", refs=both) == ("fail", "R")


# --- R24 ---


def looked(*hits: tuple[str, tuple[str, ...]], hours: float = 1, **rest: Any) -> Message:
    found = [
        {
            "filing_no": no,
            "party": {"name": "Other Bank"},
            "text": "receivables",
            "date": "2025-01-01",
            "property_numbers": numbers,
        }
        for no, numbers in hits
    ]
    body: dict[str, Any] = {
        "kind": "transfer",
        "op": "query",
        "subject_no": "PC-1",
        "pledgor": {"id": SELLER},
        "property_text": "invoices",
        "status": "accepted",
        "told_at": at(hours),
        "property_numbers": ["10000001"],
        "hits": found,
    }
    return told("registry.filing.v1", body | rest)


OURS = looked(hours=2, op="init", filing_no="ZD-9", hits=[])


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ([looked()], PASS),
        ([looked(("ZD-1", ("10000001",)))], ("fail", "R")),
        ([looked(("ZD-1", ()))], ("fail", "R")),  # of anything of the pledgor's
        ([looked(("ZD-1", ("20000001",)))], PASS),  # of another invoice
        ([OURS, looked(("ZD-9", ("10000001",)), hours=3)], PASS),  # our own
        ([looked(("ZD-1", ("10000001",))), looked(hours=3)], PASS),  # it was cancelled since
        ([looked(status="pending")], NOT_JUDGED),
        ([], NOT_JUDGED),
    ],
)
def test_r24_somebody_else_claimed_it_before(
    wants: Wants, heard: list[Message], expected: tuple[str, str]
) -> None:
    assert outcome(wants.hears(*heard), "R24", refs=THIS) == expected


def test_r24_of_a_contract_the_look_for_all_of_it_counts(wants: Wants) -> None:
    wants.hears(looked(("ZD-1", ("20000001",))))

    assert outcome(wants, "R24", contract_no="PC-1") == ("fail", "R")
    assert outcome(wants, "R24", contract_no="PC-2") == NOT_JUDGED


def test_r24_what_was_not_looked_for_is_not_judged_unless_another_is_claimed(wants: Wants) -> None:
    both = invoice_refs("10000001", "10000002")
    wants.hears(looked())
    assert outcome(wants, "R24", refs=both) == NOT_JUDGED

    wants.hears(looked(("ZD-1", ()), hours=2))

    assert outcome(wants, "R24", refs=both) == ("fail", "R")


# --- 贷后 ---

NEWS = {"core_negative_news": "false", "core_downgraded": "false", "core_bill_default": "false"}
DROPS = {"tax_drop_pct": "30", "electricity_drop_pct": "30", "social_security_drop_pct": "30"}


@pytest.mark.parametrize("bad", NEWS)
def test_r49_bad_news_of_the_core_enterprise(wants: Wants, bad: str) -> None:
    assert outcome(wants, "R49") == NOT_JUDGED
    assert outcome(wants.hears(report(BUYER, **NEWS)), "R49") == PASS
    assert outcome(wants.hears(report(BUYER, obtained=at(), **{bad: "true"})), "R49") == ("fail", "B")


@pytest.mark.parametrize("bad", DROPS)
def test_r50_tax_electricity_and_social_security_that_drop(wants: Wants, bad: str) -> None:
    assert outcome(wants, "R50") == NOT_JUDGED
    assert outcome(wants.hears(report(**DROPS)), "R50") == PASS
    assert outcome(wants.hears(report(obtained=at(), **{bad: "30.01"})), "R50") == ("fail", "W")


def test_r57_bad_loans_of_the_funder_are_reported_and_its_quota_is_given(wants: Wants) -> None:
    funded: dict[str, Any] = {"parties": {"funder": "F-1"}, "given": {"funder_quota_used_pct": 89}}
    assert outcome(wants, "R57", **funded) == NOT_JUDGED

    assert outcome(wants.hears(report("F-1", funder_npl_pct="5")), "R57", **funded) == PASS

    wants.hears(report("F-1", obtained=at(), funder_npl_pct="5.01"))
    assert outcome(wants, "R57", **funded) == ("fail", "W")
    assert outcome(wants, "R57", given={"funder_quota_used_pct": 90}) == ("fail", "W")
