"""A deal whose money is out, under the post rules that ship; its rooms hear of days, prices and payments."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import msgspec

from adapters.calendar.china import ChinaHolidays
from adapters.wiring.risk_data import HOUSE, read_rule_set
from adapters.wiring.workflow_data import SHIPPED, read_chain
from core.hub.message import Message
from core.kernel.days import date_of, day_number
from core.loan import DayEnded, FacilityWatch, Finding, Product
from core.loan.slices import slice_of
from core.risk import Decision, RuleSet, RulesPublished, decided_of
from core.risk.values import Said
from core.workflow import ChainPublished, RoleHeld
from tests.core.collateral.pledges import quote
from tests.core.loan.deal_papers import BORROWER, rules_that_ask
from tests.core.loan.deals import DealRooms
from tests.core.loan.rooms import DAY
from tests.core.rooms import at


@cache
def rules_that_watch(*codes: str) -> RulesPublished:
    """The post rules that ship, or these of them, beside the few that draws are asked by."""
    house, asking = read_rule_set(HOUSE), rules_that_ask().rule_set
    rules = [each for each in house.rules if each.stage == "post" and (not codes or each.code in codes)]
    named = {each.name for each in asking.variables}
    more = [each for each in house.variables if each.name not in named]
    rule_set = RuleSet(
        variables=(*asking.variables, *more), parameters=house.parameters, rules=(*asking.rules, *rules)
    )
    return RulesPublished(name="house", version=2, publisher="chen", approver="li", rule_set=rule_set)


class PostRooms(DealRooms):
    """F-1 on 10,000 t at 1,000.00 with D-1 out under it, judged by the post rules; days end when told."""

    def __init__(self, product: Product, *codes: str, minor: str = "6000000") -> None:
        super().__init__(product)
        self.tell("risk.rules_published.v1", rules_that_watch(*codes))
        self.pledge()
        self.open_facility(signers=("house", BORROWER, "91310000MA1FL00D3D"))
        self.active_loan(minor, payee={"id": BORROWER}, term_months=1)
        self.ended = DAY - 1

    def open_desk(self, who: str) -> None:
        """The chain that ships for what the rules refer, and who looks at it."""
        chain = read_chain(SHIPPED / "post.yaml", ChinaHolidays(), this_year=2025)
        published = ChainPublished(chain=chain, publisher="li", approver="zhao")
        self.tell("workflow.chain_published.v1", published)
        held = RoleHeld(role="risk_officer", people=(who,), proposer="li", approver="zhao")
        self.tell("workflow.role_held.v1", held)

    def end_day(self, day: int) -> list[Message]:
        """The clock says half an hour after its midnight in China that the day is over."""
        hours = (date_of(day) - date_of(DAY)).days * 24 + 8.5
        made = self.tell("loan.day_ended.v1", DayEnded(business_day=day, slice=slice_of("D-1")), hours=hours)
        self.count = int(hours * 3600)
        return made

    def end_days(self, until: int, since: int = DAY) -> None:
        day: date = date_of(since)
        while day <= date_of(until):
            self.end_day(day_number(day))
            day += timedelta(days=1)

    def price(self, yuan: str, *, hours: float) -> list[Message]:
        self.count = int(hours * 3600)
        return self.receive(quote(yuan, at(hours)))

    def pays(self, yuan: str, ref: str, *, payer: str = BORROWER, account: str = "6222-01") -> list[Message]:
        """Money that names the loan, of the day after the last that was told."""
        day = (at(self.count / 3600) + timedelta(hours=8)).date()
        body: dict[str, Any] = {
            "payment_no": ref,
            "bank_ref": ref,
            "amount": {"amount": yuan, "currency": "CNY"},
            "value_date": day.isoformat(),
            "payer": {"id": payer},
            "payee_account": {"number": account},
            "purpose": "D-1",
        }
        return self.hear("erp.payment.v1", body, "shop")

    # What came of it.

    @property
    def watch(self) -> FacilityWatch:
        return self.row(FacilityWatch, "F-1")

    def standing(self) -> dict[str, str]:
        """The rules that stand against the facility, with their actions."""
        return {row.rule: row.action for row in self.rows(Finding, facility_no="F-1", stands=True)}

    def inputs(self) -> dict[str, Said]:
        """What the last decision was made of."""
        found = self.row(Decision, self.watch.decision)
        return msgspec.json.decode(found.inputs, type=dict[str, Said])

    def outcome(self, code: str) -> str:
        """What the last decision says of one rule."""
        decided = decided_of(self.row(Decision, self.watch.decision))
        [judged] = [each for each in decided.rules if each.code == code]
        return judged.outcome
