"""A small year on every run, a whole one when there is time: books, limits and goods agree on every day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.memory.store import MemoryStore
from core.collateral import off_balance
from core.hub.rebuild import Rebuild, compare
from core.loan import Loan, Standing, paying, settling, spreading
from tests.core.hub.from_inside import documents_from_inside
from tests.properties.year.quick import QuickStore
from tests.properties.year.simulator import KINDS, Year, YearFailed
from tests.properties.year.story import LINES_MAX

# What borrowers and people of the year ask for and may not have: more than is covered, lent, or claimed.
NO = {
    "collateral.cover.called",
    "collateral.cover.floor",
    "loan.act.amount",
    "loan.gate_closed",
    "loan.state.extend",
    "loan.unknown_year",
}
SPRING = date(2026, 4, 30)


@pytest.fixture(scope="module")
def year() -> Year:
    """Every mode and variant once, over a whole year."""
    return Year(seed=1, deals=len(KINDS)).run()


def assert_rebuilds(year: Year) -> None:
    """The message store, read into empty books, gives the same books."""
    world = year.house.world
    books = QuickStore(world.clock)
    with documents_from_inside():
        done = Rebuild(world.store, books, world.normalizer, world.library, world.rooms).run()
    assert done > 0
    assert compare(world.store, books) == []


def test_a_year_holds_every_day_and_says_no_to_nothing_but_errors(year: Year) -> None:
    assert year.ties.checked > 10_000
    assert len(year.kinds) == len(KINDS)
    loans = year.house.store.rows(Loan, limit=999)
    assert sum(loan.state == "CLOSED" for loan in loans) >= len(KINDS) // 2
    assert sum(year.post.faults.values()) > year.post.faults["none"], "the post errs"
    assert year.house.came, "money came"
    refused = {row.cause for _, row in year.house.refusals if row.outcome == "refused"}
    assert refused <= NO


def test_a_year_told_again_from_the_message_store_gives_the_same_books(year: Year) -> None:
    assert_rebuilds(year)


def test_the_same_seed_is_the_same_year_byte_for_byte_whatever_store_it_is_kept_in() -> None:
    once = Year(7, 4, until=SPRING).run().dump()
    again = Year(7, 4, until=SPRING, store=MemoryStore).run().dump()
    other = Year(8, 4, until=SPRING).run().dump()

    assert [name for name in once if once[name] != again.get(name)] == []
    assert once.keys() == again.keys()
    assert once != other, "another seed is another year"


def test_a_cent_that_is_lost_stops_the_year_and_the_story_of_its_deal_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    right = spreading.after

    def wrong(standing: Standing, said: Any, sign: int = 1) -> Standing:
        found = right(standing, said, sign)
        return replace(found, interest_paid_minor=found.interest_paid_minor + sign)

    monkeypatch.setattr(paying, "after", wrong)

    with pytest.raises(YearFailed) as failed:
        Year(3, 4).run()

    lines = str(failed.value).splitlines()
    assert len(lines) <= LINES_MAX
    deal = lines[0].split("deal ")[1][:3]
    assert lines[0].startswith(f"seed 3, deal {deal}: 2026-")
    assert f"1132 of D-{deal}-1" in lines[0]
    assert all(deal in line for line in lines if "D-" in line or "R-" in line), "it is of this deal alone"
    assert "finance.application.v1" in lines[1]
    day = lines[0].split(": ")[1]
    assert lines[-1].startswith(day[5:]), "what was told last was told on that day"


def test_a_limit_that_is_not_given_back_stops_the_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "come_back", lambda *_: None)

    with pytest.raises(YearFailed, match="used of"):
        Year(3, 4).run()


def test_goods_that_leave_and_stay_off_the_balance_stop_the_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(off_balance, "holding", lambda lien, micro: replace(lien, booked_micro=micro))

    with pytest.raises(YearFailed, match="which is over"):
        Year(1, len(KINDS), until=SPRING).run()


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_a_year_of_two_hundred_deals_holds_and_rebuilds(seed: int) -> None:
    assert_rebuilds(Year(seed, 200).run())
