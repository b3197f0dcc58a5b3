"""A payer's day in a hub on every store: the lost answer is made of it, what differs stands; rebuilt."""

from __future__ import annotations

from typing import Any

from core.hub.alert_book import CLOSED, Alert
from core.hub.documents import StoredDocument
from core.loan import AnswerOverdue, Break, BreakExplained, FunderFile, Receipt
from core.loan.modes import Mode
from tests.core.hub.from_inside import documents_from_inside
from tests.core.hub.test_loan_back import Running
from tests.core.loan.rooms import a_product
from tests.hub_world import HubWorld
from tests.rebuild import assert_rebuilds

DAY = "2026-11-23"
DAY_NO = 2026_11_23
PAYOUT = {
    "number": "FL-1",
    "our_number": "D-1",
    "amount": {"amount": "1000000.00", "currency": "CNY"},
    "date": DAY,
    "bank_ref": "REF-1",
    "status": "paid",
}


def asked_for(world: HubWorld) -> Running:
    """The bank was asked to pay D-1, and did not answer in its time."""
    deal = Running(world, a_product(Mode.GOODS, "static"))
    deal.pledge_goods()
    deal.apply()
    deal.sign("PC-1")
    deal.draw("1000000", term_months="3")
    for act, by in (("approve", "wang"), ("route", "wang"), ("disburse", "zhao")):
        deal.act_on_draw(act, by)
    world.clock.move(180)
    deal.say("loan.answer_overdue.v1", AnswerOverdue(loan_no="D-1"))
    return deal


def tell(deal: Running, file_no: str, kind: str, *rows: dict[str, Any], day: str = DAY) -> None:
    """The bank's file of a day, at its door."""
    total = sum(int(row["amount"]["amount"].replace(".", "")) for row in rows)
    amount = {"amount": f"{total // 100}.{total % 100:02}", "currency": "CNY"}
    body = {"file_no": file_no, "date": day, "kind": kind, "count": len(rows), "sum": amount}
    deal.send("bank", "funder.recon_file.v1", body | {"rows": list(rows)})


def alerts(world: HubWorld) -> list[str]:
    rows = world.store.rows(Alert, limit=99)
    return sorted(f"{each.code} {each.object}" for each in rows if each.state != CLOSED)


def breaks(world: HubWorld, state: str) -> list[tuple[str, str, str]]:
    rows = world.store.rows(Break, limit=99)
    return [(row.kind, row.what, row.about) for row in rows if row.state == state]


def test_an_answer_that_was_lost_is_made_of_the_day_s_file_once(world: HubWorld) -> None:
    with documents_from_inside():
        deal = asked_for(world)
        assert deal.loan().state == "UNKNOWN"
        assert alerts(world) == ["L01 D-1"]

        tell(deal, "F-1", "disbursement", PAYOUT)

        assert deal.loan().state == "ACTIVE"
        assert (deal.loan().bank_ref, deal.loan().funder_loan_no) == ("REF-1", "FL-1")
        assert breaks(world, "gone") == [("disbursement", "missing-here", "D-1")]
        assert alerts(world) == []
        answers = world.store.rows(StoredDocument, limit=9, type="funder.disbursement_result.v1")
        assert [row.key for row in answers] == ["D-1"]
        version = deal.loan().version
        deal.paid()
        tell(deal, "F-1", "disbursement", PAYOUT)
        assert deal.loan().version == version, "the answer came late, and the file again"
        assert alerts(world) == []
        deal.assert_ties()
        assert_rebuilds(world)


def test_what_differs_stands_until_a_message_a_file_or_people_end_it(world: HubWorld) -> None:
    with documents_from_inside():
        deal = asked_for(world)
        deal.paid()
        repaid = {"number": "RP-1", "amount": {"amount": "5000.00", "currency": "CNY"}, "date": DAY}
        tell(deal, "F-1", "disbursement", PAYOUT | {"date": "2026-11-22"})
        tell(deal, "F-2", "repayment", repaid)
        tell(deal, "F-3", "fee", repaid)
        assert breaks(world, "open") == [
            ("disbursement", "date", "D-1"),
            ("repayment", "missing-here", "RP-1"),
        ]
        assert alerts(world) == [f"L12 bank/disbursement/{DAY_NO}", f"L12 bank/repayment/{DAY_NO}"]
        assert [row.not_compared for row in world.store.rows(FunderFile, limit=9)] == [0, 0, 1]

        notice = {"repay_no": "RP-1", "loan_no": "FL-1", "kind": "early", "value_date": DAY}
        deal.send("bank", "funder.repayment.v1", notice | {"loan_no": "D-1", "amount": repaid["amount"]})
        assert [row.told_no for row in world.store.rows(Receipt, limit=9)] == ["RP-1"]
        assert breaks(world, "gone") == [("repayment", "missing-here", "RP-1")]
        said = BreakExplained(
            funder="bank",
            kind="disbursement",
            day=DAY_NO,
            what="date",
            about="D-1",
            by="wang",
            business_day=DAY_NO,
            reason="their cut-off",
        )
        deal.say("loan.break_explained.v1", said)
        assert breaks(world, "open") == []
        assert alerts(world) == []
        tell(deal, "F-4", "disbursement", PAYOUT)
        assert breaks(world, "explained") == []
        assert_rebuilds(world)
