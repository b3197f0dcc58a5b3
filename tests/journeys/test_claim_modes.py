"""What others owe secures a loan, from the application to the close: a pledged claim, an insured sale."""

from __future__ import annotations

from typing import Any

from core.collateral import ContractClosed, Reassigned, Receivable
from core.loan import LoanStep, Receipt
from tests.core.hub.conftest import world as world  # noqa: PLC0414
from tests.core.hub.financing import BUYER
from tests.core.hub.from_inside import SELLER, documents_from_inside
from tests.core.loan.deal_papers import SUPERVISOR
from tests.hub_world import HubWorld
from tests.journeys.deals import HOUSE, Journey, yuan
from tests.rebuild import assert_rebuilds


class OnClaims(Journey):
    """A deal on one invoice of 1,000,000.00 that stays its seller's."""

    def insurer_tells(self, kind: str, status: str = "live", **rest: Any) -> None:
        body: dict[str, Any] = {
            "kind": kind,
            "policy_no": "POL-1",
            "insurer": {"name": "PICC"},
            "insured": SELLER,
            "status": status,
            "told_at": self.now.isoformat(),
        }
        self.fact("insurance.cover.v1", body | rest)

    def release(self) -> None:
        """The claim is its seller's again, without anybody's right on it."""
        [row] = self.world.store.rows(Receivable, limit=9)
        said = Reassigned(contract_no="SC-1", things=(row.thing,), how="released", approver="li")
        self.say("collateral.reassigned.v1", said)

    def close_security(self) -> None:
        self.say("collateral.contract_closed.v1", ContractClosed(contract_no="SC-1", approver="li"))


def test_a_pledged_claim_stays_its_sellers_who_repays_though_its_debtor_paid_nothing(
    world: HubWorld,
) -> None:
    with documents_from_inside():
        deal = OnClaims(world, "receivable_single")
        deal.approve()
        deal.open_security("pledged_receivable", 750_000)
        deal.invoice("INV-1", "1000000")
        deal.offer("INV-1", "1000000")
        deal.verify("INV-1")
        deal.sign("SC-1")
        why = deal.refused(lambda: deal.draw("750000", draw_no="D-0", maturity="2026-12-03"))
        assert "registered: " in why, "a pledge of claims is made by its filing"
        deal.file("pledge")
        deal._letter("notice", "N-1", [], about=["B-1"])
        deal._letter("acknowledgement", "AK-1", [], about=["B-1"])
        deal.draw("750000", maturity="2026-12-03")
        deal.pay_out()
        assert (deal.books("1303.01"), deal.books("1305.01"), deal.books("1305.02")) == (75_000_000, 0, 0)
        deal.go_on(10)
        deal.assert_ties()

        assert deal.off() == {"collateral": 100_000_000}
        deal.pay_all("R-1")
        [row] = world.store.rows(Receivable, limit=9)
        assert row.open_minor == 100_000_000, "the debtor owes its seller as before"
        deal.release()
        deal.file("pledge", "cancel")
        deal.close_security()
        deal.close()

        assert_rebuilds(world)


def test_an_insured_sale_opens_on_the_insurers_word_and_its_money_pays_what_the_buyer_did_not(
    world: HubWorld,
) -> None:
    with documents_from_inside():
        deal = OnClaims(world, "policy_insured")
        deal.approve()
        deal.open_security("policy", 800_000, policies=("POL-1",))
        days: dict[str, Any] = {"valid_from": "2026-01-01", "valid_until": "2027-12-31"}
        cover: dict[str, Any] = {"amount": yuan("5000000"), "rate": "0.9"}
        deal.insurer_tells("policy", loss_payee=HOUSE, **cover, **days)
        deal.insurer_tells("limit", limit_no="L-1", buyer=BUYER, amount=yuan("1500000"), rate="0.9", **days)
        deal.invoice("INV-1", "1000000")
        deal.offer("INV-1", "1000000")
        deal.verify("INV-1")
        deal.insurer_tells("shipment", "accepted", declare_no="SH-1", invoice_no="INV-1")
        deal.sign("SC-1", insurer=SUPERVISOR)
        why = deal.refused(lambda: deal.draw("800000", draw_no="D-0", maturity="2026-12-03"))
        assert "insured: no notice of cover under policy POL-1" in why
        deal.insurer_tells("cover_notice", "accepted", invoice_no="INV-1")
        deal.draw("800000", maturity="2026-12-03")
        deal.pay_out()
        deal.go_on(12)
        assert (deal.loan().state, deal.off()) == ("OVERDUE", {}), "an insured sale has no P2"
        deal.assert_ties()

        deal.act("file_claim", number="CL-1", reason="the buyer did not pay")
        deal.insurer_tells("claim", "accepted", claim_no="CL-1", amount=yuan("900000"))
        deal.go_on(1)
        deal.pays(deal.owed(), "R-1", payer=SUPERVISOR, purpose="CL-1 D-1")
        assert deal.loan().state == "SETTLED"
        [receipt] = world.store.rows(Receipt, limit=9)
        assert (receipt.payer, receipt.kind, receipt.state) == (SUPERVISOR, "claim", "applied")
        steps = world.store.rows(LoanStep, limit=99, subject_kind="loan", subject="D-1")
        assert {"file_claim", "pay_claim", "settle"} <= {row.event for row in steps}
        deal.assert_ties()
        deal.release()
        deal.close_security()
        deal.close()

        assert_rebuilds(world)
