"""The house's own matters in a hub, told by messages: people in roles, chains, and decisions on their way."""

from __future__ import annotations

from typing import Any

import msgspec

from adapters.calendar.china import ChinaHolidays
from adapters.wiring.workflow_data import SHIPPED, read_chain
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.workflow import ChainPublished, Instance, RoleHeld, WorkflowActed, WorkflowStarted
from tests.gateway.console.seed import World

DECISION, SMALL = "SQ-2026-0117", "SQ-2026-0118"
MAKER = "chen"
# The operator sits at the first desk, so that the console's own person has something to decide.
ROLES = {
    "reviewer": ("operator", "zhao"),
    "deputy_reviewer": ("sun", "qian"),
    "risk_officer": ("wang", "operator"),
    "chief_risk_officer": ("feng",),
    "deputy_risk_officer": ("sun",),
    "manager": ("li", "zhou"),
    "deputy_manager": ("sun",),
    "general_manager": ("wu",),
    "committee": ("li", "zhou", "wu"),
}


Said = tuple[str, msgspec.Struct, str]


def tell(world: World, *said: Said) -> None:
    """Messages of the house's own (type, body, key), handled at once."""
    arriving = [internal(name, body, partner="hub", site="", key=key) for name, body, key in said]
    with world.hub.store.unit() as unit:
        store_arrivals(unit, world.hub.blobs, arriving)
    world.work()


def chains(world: World) -> None:
    """The chains that ship, and who holds their roles."""
    said: list[Said] = []
    for path in sorted(SHIPPED.glob("*.yaml")):
        chain = read_chain(path, ChinaHolidays(), this_year=2026)
        published = ChainPublished(chain=chain, publisher="li", approver="wang")
        said.append(("workflow.chain_published.v1", published, f"{chain.chain}/1"))
    for role, people in ROLES.items():
        held = RoleHeld(role=role, people=people, proposer="li", approver="wang")
        said.append(("workflow.role_held.v1", held, role))
    tell(world, *said)


def decision(world: World, number: str = DECISION, *, minor: int = 350_000_000, maker: str = MAKER) -> None:
    """An application of 3,500,000.00 yuan unless said, at the desk of the reviewers."""
    said = WorkflowStarted(
        number=number,
        chain="application",
        subject_kind="application",
        subject=f"APP-{number[-4:]}",
        maker=maker,
        currency="CNY",
        minor=minor,
    )
    tell(world, ("workflow.started.v1", said, number))


def act(world: World, by: str, verb: str, to: str = "", **more: Any) -> None:
    """Somebody acts on the decision as it stands."""
    number = more.pop("number", DECISION)
    found = world.hub.store.get(Instance, number)
    assert found is not None
    said = WorkflowActed(
        number=number, version=found.version, verb=verb, by=by, to=to, **({"reason": "为此"} | more)
    )
    tell(world, ("workflow.acted.v1", said, f"{number}/{found.version}/{verb}"))


def a_house_at_work(world: World) -> None:
    """Something to see on every page of the money rooms."""
    chains(world)
    decision(world)
    decision(world, SMALL, minor=80_000_000)
