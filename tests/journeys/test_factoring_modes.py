"""An invoice is bought, from the application to the close: with recourse to its seller, and without."""

from __future__ import annotations

from core.collateral import ContractClosed, Reassigned, Receivable
from tests.core.hub.conftest import world as world  # noqa: PLC0414
from tests.core.hub.from_inside import SELLER, documents_from_inside
from tests.core.loan.deal_papers import CORE
from tests.hub_world import HubWorld
from tests.journeys.deals import Journey, yuan
from tests.rebuild import assert_rebuilds


class OnInvoices(Journey):
    """A deal on one invoice of 1,130,000.00, due on 3 December."""

    def assign(self, rate_ppm: int) -> None:
        """Told, offered, verified, filed; the debtor was told, and has acknowledged it."""
        self.open_security("receivable", rate_ppm)
        self.invoice("INV-1", "1130000")
        self.offer("INV-1", "1130000")
        self.verify("INV-1")
        self.file("transfer")
        self._letter("notice", "N-1", [], about=["B-1"])
        self._letter("acknowledgement", "AK-1", [], about=["B-1"])

    def buy(self, amount: str) -> None:
        self.draw(amount, maturity="2026-12-03", trade_refs=[{"kind": "invoice", "number": "INV-1"}])
        self.pay_out()

    def debtor_pays(self, amount: str, ref: str) -> None:
        """To the factor's account, by the invoice's number."""
        shares = [{"number": "INV-1", "amount": yuan(amount)}]
        self.pays(amount, ref, payer=CORE, payee=SELLER, invoices=shares)

    def receivable(self) -> Receivable:
        [row] = self.world.store.rows(Receivable, limit=9)
        return row

    def close_security(self) -> None:
        self.file("transfer", "cancel")
        self.say("collateral.contract_closed.v1", ContractClosed(contract_no="SC-1", approver="li"))
        assert self.shut()[-1] == "frozen: it is closed"


def test_what_is_bought_without_recourse_stands_whole_with_the_sellers_part_beside_it(
    world: HubWorld,
) -> None:
    with documents_from_inside():
        deal = OnInvoices(world, "factoring_without_recourse")
        deal.approve()
        deal.assign(900_000)
        deal.sign("SC-1")
        deal.buy("1017000")
        assert deal.books("1305.02") == 113_000_000, "the whole invoice is ours"
        assert -deal.books("2241.01") == 11_300_000, "what was not lent on it is the seller's"
        assert deal.books("1305.01") == deal.books("1303.01") == 0
        assert deal.off() == {"assigned": 113_000_000}
        deal.go_on(10)

        deal.debtor_pays("1130000.00", "R-1")
        assert deal.loan().state == "SETTLED"
        assert deal.books("1305.02") == 0
        # Ten days of 1,017,000.00 at 8.5 % of 360: 2,401.25.
        assert deal.stands().reserve_minor == 11_300_000 - 240_125
        deal.act("pay_reserve")
        deal.close_security()
        deal.close()

        assert_rebuilds(world)


def test_an_invoice_credited_after_it_was_bought_calls_and_its_seller_buys_the_rest_back(
    world: HubWorld,
) -> None:
    """T11, P9."""
    with documents_from_inside():
        deal = OnInvoices(world, "factoring_recourse")
        deal.approve()
        deal.assign(800_000)
        deal.sign("SC-1")
        deal.buy("904000")
        assert (deal.books("1305.01"), deal.books("1305.02")) == (90_400_000, 0)
        deal.go_on(3)
        deal.assert_ties()

        refs = [{"kind": "invoice", "number": "INV-1"}]
        deal.invoice("CN-1", "230000", kind="credit_note", refs=refs)
        # A fifth of all that was invoiced is taken back: over 15 % of dilution nothing is lent.
        assert "C04" in deal.alarms()
        assert deal.off() == {"assigned": 90_000_000}
        assert deal.calls() == [("open", "904000.00")]
        deal.go_on(7)
        deal.debtor_pays("900000.00", "R-1")
        assert deal.loan().state != "SETTLED"
        assert "L05" in deal.alarms()
        deal.go_on(2)
        deal.act("demand_back", reason="paid short")
        assert deal.loan().state == "IN_DISPOSAL"
        deal.pay_all("R-2")
        deal.assert_ties()
        said = Reassigned(
            contract_no="SC-1", things=(deal.receivable().thing,), how="reassigned", approver="li"
        )
        deal.say("collateral.reassigned.v1", said)
        deal.close_security()
        deal.close()

        assert_rebuilds(world)
