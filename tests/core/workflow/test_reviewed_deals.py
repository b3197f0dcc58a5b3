"""An application and its chain go together: what the chain decides moves it, and its end ends the chain."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.calendar.china import ChinaHolidays
from adapters.wiring.workflow_data import SHIPPED, read_chain
from core.loan import Application, Loan
from core.workflow import ChainPublished, Instance, RoleHeld, Step, Task, WorkflowActed
from tests.core.loan.deals import DealRooms
from tests.core.loan.rooms import a_product
from tests.core.rooms import at, told

PEOPLE = {
    "reviewer": ("sun", "wang"),
    "operations_officer": ("wu", "wang"),
    "risk_officer": ("qian",),
    "manager": ("zhou",),
}


class Reviewed(DealRooms):
    """A house where the chains that ship decide."""

    def __init__(self, **chains: Any) -> None:
        super().__init__(a_product(**(chains or {"application_chain": "application"})))
        for name in (chains or {"application_chain": "application"}).values():
            chain = read_chain(SHIPPED / f"{name}.yaml", ChinaHolidays(), this_year=2025)
            published = ChainPublished(chain=chain, publisher="li", approver="zhao")
            self.tell("workflow.chain_published.v1", published)
        for role, people in PEOPLE.items():
            held = RoleHeld(role=role, people=people, proposer="li", approver="zhao")
            self.tell("workflow.role_held.v1", held)

    def put_to_review(self) -> None:
        self.apply()
        self.act("accept")
        self.act("investigate")
        self.act("rate", second="zhao")
        self.act("review")

    def decide(self, by: str, verb: str = "approve") -> None:
        [row] = self.rows(Instance)
        said = WorkflowActed(number=row.number, version=row.version, verb=verb, by=by, reason="so")
        self.tell("workflow.acted.v1", said)

    @property
    def state(self) -> tuple[str, str]:
        """Where the application stands, and where its chain."""
        [row] = self.rows(Instance)
        return self.row(Application, "A-1").state, row.outcome or row.node

    def asked(self) -> set[str]:
        return {task.person for task in self.rows(Task, state="open")}


@pytest.fixture
def drawn() -> Reviewed:
    """D-1 of 1,000,000.00 lies at the chain for draws."""
    made = Reviewed(draw_chain="draw")
    made.pledge()
    made.open_facility()
    made.draw()
    return made


@pytest.fixture
def rooms() -> Reviewed:
    """A-1 of 8,000,000.00 lies at its chain."""
    made = Reviewed()
    made.put_to_review()
    return made


def test_who_put_it_to_review_is_its_maker_and_never_signs(rooms: Reviewed) -> None:
    assert rooms.state == ("IN_REVIEW", "review")
    assert rooms.asked() == {"sun"}


@pytest.mark.parametrize(("last", "state"), [("approve", "APPROVED"), ("reject", "REJECTED")])
def test_what_the_chain_decides_moves_the_application(rooms: Reviewed, last: str, state: str) -> None:
    rooms.decide("sun")
    rooms.decide("qian")
    rooms.decide("zhou", last)

    assert rooms.state == (state, "approved" if last == "approve" else "rejected")
    assert rooms.asked() == set()


@pytest.mark.parametrize("act", ["return", "withdraw"])
def test_an_application_that_goes_another_way_ends_its_chain(rooms: Reviewed, act: str) -> None:
    rooms.decide("sun")
    rooms.act(act, reason="the buyer is gone")

    assert rooms.state[1] == "withdrawn"
    assert rooms.asked() == set()
    step = max(rooms.rows(Step), key=lambda each: each.ordinal)
    assert (step.verb, step.by) == ("overtake", "house")
    assert step.reason.startswith("application A-1 is ")


def test_a_status_that_anybody_sends_ends_no_chain(rooms: Reviewed) -> None:
    for about in ("application", "facility"):
        body = {"about": about, "number": "A-1", "state": "WITHDRAWN", "at": at(2).isoformat()}
        rooms.receive(told("finance.status.v1", body))

    assert rooms.state == ("IN_REVIEW", "review")


@pytest.mark.parametrize(("verb", "state"), [("approve", "APPROVED"), ("reject", "CANCELLED")])
def test_a_draw_goes_on_or_ends_by_its_chain(drawn: Reviewed, verb: str, state: str) -> None:
    assert drawn.row(Loan, "D-1").state == "PRE_OCCUPIED"
    by = min(drawn.asked())
    drawn.decide(by, verb)

    assert drawn.row(Loan, "D-1").state == state
    assert drawn.asked() == set()


def test_a_draw_that_is_cancelled_ends_its_chain(drawn: Reviewed) -> None:
    drawn.act_on_draw("cancel", reason="not needed")

    [row] = drawn.rows(Instance)
    assert (row.subject, row.outcome, drawn.asked()) == ("D-1", "withdrawn", set())
