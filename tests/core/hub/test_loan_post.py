"""Money that is out is judged in a hub on every store: by the day, by the price, by the payment; rebuilt."""

from __future__ import annotations

from core.hub.alert_book import CLOSED, Alert
from core.loan import FacilityWatch, Finding
from core.loan.modes import Mode
from core.risk import Decision
from tests.core.hub.from_inside import documents_from_inside, quote
from tests.core.hub.test_loan_back import Running
from tests.core.loan.deal_papers import STRANGER
from tests.core.loan.posts import rules_that_watch
from tests.core.loan.rooms import a_product
from tests.hub_world import HubWorld
from tests.rebuild import assert_rebuilds


def standing(world: HubWorld) -> dict[str, str]:
    rows = world.store.rows(Finding, limit=99, facility_no="F-1", stands=True)
    return {row.rule: row.action for row in rows}


def decisions(world: HubWorld) -> list[str]:
    return [row.number for row in world.store.rows(Decision, limit=999, subject="facility/F-1")]


def alerts(world: HubWorld) -> list[str]:
    return sorted(
        each.object for each in world.store.rows(Alert, limit=99, code="L11") if each.state != CLOSED
    )


def lent(world: HubWorld) -> Running:
    """6,000,000.00 out on goods worth 10,000,000.00, watched by three rules."""
    deal = Running(world, a_product(Mode.GOODS, "static"))
    deal.say("risk.rules_published.v1", rules_that_watch("R41", "R48", "R53"))
    deal.pledge_goods()
    deal.apply()
    deal.sign("PC-1")
    deal.lend("6000000", term_months="1")
    return deal


def test_a_loan_on_goods_is_watched_by_day_price_and_payment_until_nothing_stands(world: HubWorld) -> None:
    with documents_from_inside():
        deal = lent(world)
        deal.go_on(1)
        assert decisions(world) == ["post/F-1/1"], "its goods were priced before it was lent"
        assert standing(world) == {}

        for price in ("900", "800", "740"):
            deal.fact(
                "price.quote.v1",
                quote(deal.now.isoformat()) | {"price": {"amount": price, "currency": "CNY"}},
            )
        assert standing(world) == {"R41": "C"}
        assert alerts(world) == ["F-1/R41"]

        deal.pays("1000", "R-1", payer=STRANGER)
        assert standing(world) == {"R41": "C", "R48": "F"}
        deal.go_on(32)
        assert deal.loan().state == "OVERDUE"
        assert standing(world) == {"R41": "C", "R48": "F", "R53": "B"}
        rows = world.store.rows(Decision, limit=999, subject="facility/F-1")
        assert {row.business_day for row in rows} >= set(range(2026_12_01, 2026_12_25))
        begun = world.store.rows(Finding, limit=99, facility_no="F-1")
        assert [(row.rule, row.action, row.rows) for row in begun] == [
            ("R41", "W", "3"),
            ("R41", "C", "2 3"),
            ("R41", "C", "1 2 3"),
            ("R48", "F", "1"),
            ("R53", "B", "4"),
        ], "what stands is told again only where it became graver: a price too old counts less"

        deal.pays("7000000", "R-2")
        assert deal.loan().state == "SETTLED"
        assert standing(world) == {}
        assert alerts(world) == []
        watch = world.store.get(FacilityWatch, "F-1")
        assert watch is not None
        assert (watch.asked, watch.failed) == ("", "")
        assert_rebuilds(world)
