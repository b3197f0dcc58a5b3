"""Four eyes on the pages: what waits says so, and another session of its maker is the same person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.wiring.again import make_plans
from adapters.wiring.folders import read_folder
from core.hub.four_eyes import FourEyes
from core.hub.plan_records import Plan
from core.hub.publications import Publication, propose
from core.hub.rights import Grant, every_role
from gateway.console.people_acts import Administration
from gateway.house_rules import HouseRules
from tests.gateway.console.conftest import Operator, text_of
from tests.gateway.console.seed import PARTNERS, row

EYES = FourEyes(on=True, mass_over=0)
WAITS = "Waits for a second person"


@pytest.fixture
def careful(operator: Operator) -> Operator:
    """The operator of a house with four eyes on, one failure, and a colleague."""
    desk = replace(
        operator.desk,
        rules=HouseRules(four_eyes=EYES),
        plans=make_plans(operator.world.hub, four_eyes=EYES),
    )
    operator.client.app.state.console.state.desk = desk  # type: ignore[attr-defined]
    operator.desk = desk
    operator.world.slips("bad.csv", row("出库", "CK-9", "DH-L1", "abc"))
    operator.world.work()
    return operator


def become(operator: Operator, name: str, *grants: Grant) -> None:
    """Another session; a new person if there is none of the name."""
    password = operator.password
    if name != "operator":
        password = Administration(operator.desk.people, by="chief").add(name, grants or every_role())
    entered = operator.desk.people.sign_in(name, password)
    operator.client.cookies.clear()
    operator.client.cookies.set("lianqiao_session", entered.token)


def test_a_plan_waits_and_neither_its_maker_nor_his_other_session_approves_it(careful: Operator) -> None:
    where = careful.post("/plans", reason="mended", kind="retry", partner="donghai").headers["location"]
    address = where.removeprefix("/console")

    for _ in range(2):
        page = text_of(careful.page(address))
        assert WAITS in page
        assert "another person approves it" in page
        assert "Approve as the second person" not in page
        assert careful.post(f"{address}/approve").status_code == 409
        assert careful.post(f"{address}/start").status_code == 409
        become(careful, "operator")

    become(careful, "wang")
    assert "Approve as the second person" in careful.page(address)
    assert careful.post(f"{address}/approve").status_code == 303
    assert "approved by wang" in text_of(careful.page(address))
    become(careful, "operator")
    assert careful.post(f"{address}/start").status_code == 303
    [plan] = careful.world.hub.store.rows(Plan, limit=9)
    assert plan.state == "running"


def test_who_may_move_plans_but_not_approve_is_no_second_person(careful: Operator) -> None:
    where = careful.post("/plans", reason="mended", kind="retry", partner="donghai").headers["location"]

    become(careful, "zhao", Grant("operator"))

    assert careful.post(f"{where.removeprefix('/console')}/approve").status_code == 403


def test_a_publication_is_looked_at_and_put_in_force_by_another(careful: Operator) -> None:
    folder = read_folder(PARTNERS / "donghai")
    name = next(iter(folder.mappings))
    changed = {
        **folder.mappings,
        name: folder.mappings[name].replace(b"mapping: 1", b"mapping: 1\\n# another line"),
    }
    with careful.world.hub.store.unit() as unit:
        made = propose(unit, folder.contract, changed, who="operator", why="a new column")
    address = f"/publications/{made.publication_id}"

    assert WAITS in careful.page("/publications")
    assert "+# another line" in careful.page(address)
    assert "Approve and put in force" not in careful.page(address)
    assert careful.post(f"{address}/approve").status_code == 409
    become(careful, "wang")
    assert careful.post(f"{address}/approve").status_code == 303

    kept = careful.world.hub.store.get(Publication, made.publication_id)
    assert kept is not None
    assert (kept.state, kept.decided_by) == ("published", "wang")
    assert "In force" in text_of(careful.page("/publications"))


@pytest.mark.parametrize("path", ["/plans", "/publications"])
def test_a_house_without_them_says_so(operator: Operator, path: str) -> None:
    assert "Four eyes are off here" in operator.page(path)
