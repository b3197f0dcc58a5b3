"""Circles and clusters are found as a slow search over everything finds them."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as some

from core.parties import Tie, clusters, cycles

NAMES = "abcdef"
TIES = some.lists(
    some.builds(
        Tie, some.sampled_from(["holds", "trades"]), some.sampled_from(NAMES), some.sampled_from(NAMES)
    ),
    max_size=14,
)


def reached(ties: list[Tie]) -> set[tuple[str, str]]:
    """Who reaches whom along the ties, closed step by step."""
    pairs = {(tie.begin, tie.end) for tie in ties}
    while more := {(a, d) for (a, b), (c, d) in product(pairs, pairs) if b == c} - pairs:
        pairs |= more
    return pairs


@given(TIES)
def test_a_circle_is_everyone_who_reaches_himself_and_the_others(ties: list[Tie]) -> None:
    pairs = reached([tie for tie in ties if tie.kind == "holds"])
    groups = {
        tuple(sorted({b for b in NAMES if {(a, b), (b, a)} <= pairs} | {a})) for a in NAMES if (a, a) in pairs
    }

    assert cycles(ties, kinds=["holds"]) == sorted(map(list, groups))


@given(TIES)
def test_a_cluster_is_all_that_hangs_together_by_anything(ties: list[Tie]) -> None:
    both = [*ties, *(Tie(tie.kind, tie.end, tie.begin) for tie in ties)]
    pairs = reached(both)
    groups = {tuple(sorted({b for b in NAMES if (a, b) in pairs} | {a})) for a in NAMES}

    assert clusters(ties, parties=NAMES) == sorted(list(group) for group in groups if len(group) > 1)


def test_parties_hang_together_by_what_they_share() -> None:
    ties = [Tie("account", "A", "account:1"), Tie("account", "B", "account:1"), Tie("phone", "C", "phone:2")]

    assert clusters(ties, parties=["A", "B", "C"]) == [["A", "B"]]


def test_a_chain_of_very_many_holdings_is_walked_without_an_end_of_the_stack() -> None:
    chain = [Tie("holds", f"{n:06}", f"{n + 1:06}") for n in range(20_000)]

    assert cycles(chain, kinds=["holds"]) == []
    [circle] = cycles([*chain, Tie("holds", "020000", "000000")], kinds=["holds"])
    assert len(circle) == 20_001
