"""The loan room in a hub: from the application to the running loan by every store, rebuilt byte for byte."""

from __future__ import annotations

import msgspec

from core.catalogue.finance_status import FinanceStatus
from core.catalogue.funder_drawdown_request import FunderDrawdownRequest
from core.hub.outbox import Outgoing
from core.loan import AnswerOverdue, Due, Standing
from core.loan.modes import Mode
from tests.core.hub.financing import Financing
from tests.core.hub.from_inside import documents_from_inside
from tests.core.loan.deal_papers import BORROWER
from tests.core.loan.rooms import a_product
from tests.core.loan.test_factoring_draws import a_factoring
from tests.hub_world import HubWorld
from tests.rebuild import assert_rebuilds

# What the borrower hears of the first deal.
TOLD = [
    ("application", "SUBMITTED"),
    ("application", "ACCEPTED"),
    ("application", "INVESTIGATING"),
    ("application", "RATED"),
    ("application", "IN_REVIEW"),
    ("application", "APPROVED"),
    ("facility", "SIGNED"),
    ("facility", "EFFECTIVE"),
    ("drawdown", "PRE_OCCUPIED"),
    ("drawdown", "APPROVED"),
    ("drawdown", "ROUTED"),
    ("drawdown", "DISBURSING"),
    ("drawdown", "UNKNOWN"),
    ("drawdown", "ACTIVE"),
]


def outbox(world: HubWorld) -> dict[str, list[Outgoing]]:
    rows = sorted(world.store.rows(Outgoing, limit=999), key=lambda row: row.place)
    found: dict[str, list[Outgoing]] = {}
    for row in rows:
        found.setdefault(row.endpoint, []).append(row)
    return found


def test_goods_are_lent_on_from_the_application_to_the_running_loan(world: HubWorld) -> None:
    with documents_from_inside():
        deal = Financing(world, a_product(Mode.GOODS, "static"))
        deal.pledge_goods()
        deal.apply()
        deal.sign("PC-1")
        deal.draw("1000000")
        deal.act_on_draw("approve")
        deal.act_on_draw("route")
        deal.act_on_draw("disburse", "zhao")
        deal.say("loan.answer_overdue.v1", AnswerOverdue(loan_no="D-1"))
        world.clock.move(3600)
        deal.say("loan.answer_overdue.v1", AnswerOverdue(loan_no="D-1"))
        assert deal.loan().state == "UNKNOWN"
        deal.paid()
        deal.paid()

        assert not world.failures()
        assert deal.loan().state == "ACTIVE"
        assert len(world.store.rows(Due, limit=99, loan_no="D-1")) == 3
        out = outbox(world)
        asked = [row for row in out["bank/out"] if row.type == FunderDrawdownRequest.TYPE]
        assert len(asked) == 1, "it is asked for once, whatever becomes of the answer"
        assert msgspec.json.decode(asked[0].body, type=FunderDrawdownRequest).idempotency_key == "D-1/1"
        assert [row.type for row in out["bank/out"]][1:] == ["loan.status_asked.v1"]
        told = [msgspec.json.decode(row.body, type=FinanceStatus) for row in out["shop/out"]]
        assert [(each.about, each.state) for each in told] == TOLD
        assert_rebuilds(world)


def test_an_invoice_is_bought_from_the_application_to_the_running_loan(world: HubWorld) -> None:
    with documents_from_inside():
        deal = Financing(world, a_factoring("without_recourse"))
        deal.assign_invoice()
        deal.apply()
        deal.sign("SC-1", rate="0.08", advance_ppm=800_000, signers=("house", BORROWER), supervisor="")
        deal.draw("904000", maturity="2027-02-21", trade_refs=[{"kind": "invoice", "number": "INV-1"}])
        deal.act_on_draw("approve")
        deal.act_on_draw("route")
        deal.act_on_draw("disburse", "zhao")
        deal.paid()

        assert not world.failures()
        loan = deal.loan()
        assert (loan.state, loan.cash_minor, loan.reserve_minor) == ("ACTIVE", 88_027_000, 22_600_000)
        standing = world.store.get(Standing, "D-1")
        assert standing is not None
        assert standing.deferred_minor == 1_705_660
        assert_rebuilds(world)
