"""Who controls whom is found as a slow search over everything finds it, and groups are of one controller."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.kernel.errors import Refused
from core.parties import control
from core.parties.control import Holding, beneficial_owners, controlled_by, controllers, group

NAMES = ("a", "b", "c", "d", "person:p", "person:q")
HOLDINGS = some.lists(
    some.builds(
        Holding,
        some.sampled_from(NAMES),
        some.sampled_from(NAMES[:4]),
        some.sampled_from([100_000, 260_000, 300_000, 510_000]),
        some.sampled_from([False, False, False, True]),
    ),
    max_size=10,
    unique_by=lambda each: each[:2],
)


class Listed:
    """Holdings from a list."""

    def __init__(self, *holdings: Holding) -> None:
        self.holdings = holdings

    def of_owner(self, owner: str) -> Iterator[Holding]:
        return (each for each in self.holdings if each.owner == owner)

    def of_owned(self, owned: str) -> Iterator[Holding]:
        return (each for each in self.holdings if each.owned == owned)


def slowly(holdings: list[Holding], owner: str) -> set[str]:
    """Adds what the owner and all that were found hold together, until nothing more is found."""
    found: set[str] = set()
    while more := {name for name in NAMES if _falls(holdings, name, {owner, *found})} - {owner, *found}:
        found |= more
    return found


def _falls(holdings: list[Holding], name: str, owners: set[str]) -> bool:
    theirs = [each for each in holdings if each.owned == name and each.owner in owners]
    return sum(each.share_ppm for each in theirs) > 500_000 or any(each.controls for each in theirs)


@given(HOLDINGS)
def test_control_is_what_a_slow_search_finds(holdings: list[Holding]) -> None:
    for name in NAMES:
        assert controlled_by(Listed(*holdings), name) == slowly(holdings, name)


@given(HOLDINGS)
def test_controllers_are_those_above_whom_nobody_is(holdings: list[Holding]) -> None:
    reach = {name: slowly(holdings, name) for name in NAMES}
    for party in NAMES[:4]:
        over = {name for name in NAMES if party in reach[name]}
        tops = [x for x in over if not [y for y in over if x in reach[y] and y not in reach[x]]]

        assert controllers(Listed(*holdings), party) == tuple(sorted(tops))


@given(HOLDINGS)
def test_whoever_is_in_ones_group_has_one_in_ones_own(holdings: list[Holding]) -> None:
    listed = Listed(*holdings)
    for party in NAMES[:4]:
        members = group(listed, party)
        assert party in members
        assert all(not each.startswith("person:") for each in members)
        if len(controllers(listed, party)) <= 1 and all(len(controllers(listed, x)) <= 1 for x in members):
            assert all(group(listed, each) == members for each in members)


def test_half_is_no_control_and_one_more_part_is() -> None:
    assert controllers(Listed(Holding("a", "b", 500_000)), "b") == ()
    assert controllers(Listed(Holding("a", "b", 500_001)), "b") == ("a",)


def test_two_subsidiaries_whose_parts_are_small_control_together_for_their_parent() -> None:
    held = Listed(
        Holding("person:p", "a", 600_000),
        Holding("a", "b", 600_000),
        Holding("a", "d", 300_000),
        Holding("b", "d", 300_000),
    )

    assert controllers(held, "d") == ("person:p",)
    assert group(held, "d") == ("a", "b", "d")


def test_a_controller_by_word_counts_without_a_majority() -> None:
    held = Listed(Holding("person:p", "a", 100_000, True), Holding("person:p", "b", 700_000))

    assert group(held, "b") == ("a", "b")


def test_companies_that_hold_each_other_are_one_group_without_a_top() -> None:
    held = Listed(Holding("a", "b", 600_000), Holding("b", "a", 600_000), Holding("b", "c", 510_000))

    assert controllers(held, "c") == ("a", "b")
    assert group(held, "a") == group(held, "c") == ("a", "b", "c")


def test_who_is_behind_a_party_is_counted_along_all_paths_to_the_last_part() -> None:
    held = Listed(
        Holding("person:p", "a", 500_000),
        Holding("person:p", "b", 333_333),
        Holding("a", "c", 400_000),
        Holding("b", "c", 150_001),
        Holding("person:q", "c", 249_999),
        Holding("b", "a", 100_000),
    )

    [found] = beneficial_owners(held, "c")

    share = Fraction(1, 5) + Fraction(333_333 * 150_001, 10**12) + Fraction(333_333 * 40_000, 10**12)
    assert found == ("person:p", share, False)


def test_a_controller_with_a_small_part_is_a_beneficial_owner_too() -> None:
    held = Listed(Holding("person:p", "a", 510_000), Holding("a", "c", 100_000, True))

    assert [(each.name, each.controls) for each in beneficial_owners(held, "c")] == [("person:p", True)]


def test_too_much_to_walk_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "PARTIES_MAX", 2)
    monkeypatch.setattr(control, "PATHS_MAX", 2)
    held = Listed(*(Holding("a", name, 600_000) for name in "bcd"), *(Holding(n, "a", 1) for n in "xyz"))

    with pytest.raises(Refused, match="over 2 parties hang on a"):
        controlled_by(held, "a")
    with pytest.raises(Refused, match="over 2 paths of holdings lead to a"):
        beneficial_owners(held, "a")
    with pytest.raises(Refused, match="over 2 parties hang on b"):
        controllers(held, "b")
