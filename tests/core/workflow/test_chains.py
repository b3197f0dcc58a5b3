"""A chain is published by two, as a version that never changes, if every amount finds its way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from adapters.calendar.china import ChinaHolidays
from adapters.wiring.workflow_data import SHIPPED, read_chain
from core.kernel.errors import Refused, Unreadable
from core.workflow import Approvers, Chain, ChainVersion, Role, Way
from core.workflow.chain import route
from tests.core.workflow.desks import Desks, a_chain, a_node, three


def refused(desks: Desks, chain: Chain, **more: Any) -> str:
    """Why it is not published; nothing is kept."""
    before = desks.rooms.books()
    with pytest.raises(Refused) as caught:
        desks.publish(chain, **more)
    assert desks.rooms.books() == before
    return str(caught.value)


def test_versions_follow_each_other_and_are_never_written_again() -> None:
    desks = Desks(three())

    assert "the next is 2, not 1" in refused(desks, three(sign="all"))
    assert "the next is 2, not 3" in refused(desks, a_chain(a_node("first"), version=3))
    desks.publish(a_chain(a_node("first"), version=2))
    assert [row.version for row in desks.rooms.rows(ChainVersion)] == [1, 2]


def test_nobody_publishes_or_names_people_alone() -> None:
    desks = Desks()

    assert "a second person approves" in refused(desks, three(), approver="li")
    assert "a second person approves" in refused(desks, three(), approver=" li ")
    assert {row.approver for row in desks.rooms.rows(Role)} == {"wang"}


@pytest.mark.parametrize(
    ("chain", "why"),
    [
        (a_chain(a_node("first"), a_node("second")), "no amount ever reaches second"),
        (a_chain(a_node("first", "gone")), "leads to gone, which is no node"),
        (a_chain(a_node("first", "second"), a_node("second", "first")), "comes to first again"),
        (a_chain(a_node("first"), a_node("first")), "two of its nodes have one name"),
        (a_chain(a_node("maker")), "maker is no name for a node"),
        (a_chain(a_node("first", sign="ratio")), "ratio_percent is said with sign: ratio"),
        (a_chain(a_node("first", ratio_percent=5)), "ratio_percent is said with sign: ratio"),
        (a_chain(a_node("first", deputies=())), "add_signer, delegate, transfer asks for deputies"),
        (
            a_chain(a_node("first", approvers=(Approvers(roles=("first",), below_minor=100),))),
            "approvers for an amount of 100 minor units: 0, it takes one",
        ),
        (
            a_chain(a_node("first", approvers=(Approvers(roles=("first",), from_minor=1),))),
            "approvers for an amount of 0 minor units: 0",
        ),
        (
            a_chain(
                a_node(
                    "first",
                    approvers=(
                        Approvers(roles=("first",), below_minor=101),
                        Approvers(roles=("second",), from_minor=100),
                    ),
                )
            ),
            "approvers for an amount of 100 minor units: 2",
        ),
        (
            a_chain(a_node("first", next=(Way(to="end", below_minor=50), Way(to="end", from_minor=51)))),
            "ways for an amount of 50 minor units: 0",
        ),
        (
            a_chain(a_node("first", next=(Way(to="end", from_minor=5, below_minor=5), Way(to="end")))),
            "from 5 below 5 is nothing",
        ),
    ],
)
def test_a_chain_in_which_an_amount_gets_stuck_is_not_published(chain: Chain, why: str) -> None:
    assert why in refused(Desks(), chain)


def test_what_ships_can_be_published_and_asks_more_desks_for_more_money() -> None:
    desks = Desks()
    chains = [read_chain(path, ChinaHolidays(), this_year=2026) for path in sorted(SHIPPED.glob("*.yaml"))]
    for chain in chains:
        desks.publish(chain)

    application = chains[0]
    assert [[node.node for node in route(application, minor)] for minor in (0, 10**8, 2 * 10**9)] == [
        ["review", "risk"],
        ["review", "risk", "manager"],
        ["review", "risk", "manager", "committee"],
    ]
    assert application.hours.years == (2026,), "2027's notice is not out"
    assert any(day.day == date(2026, 10, 10) and day.works for day in application.hours.days)


def test_a_file_that_is_no_chain_is_named(tmp_path: Any) -> None:
    (tmp_path / "x.yaml").write_text("chain: x\nversion: 0\n")

    with pytest.raises(Unreadable, match=r"x\.yaml"):
        read_chain(tmp_path / "x.yaml", ChinaHolidays(), this_year=2026)
    with pytest.raises(Unreadable, match="no such file"):
        read_chain(tmp_path / "y.yaml", ChinaHolidays(), this_year=2026)
