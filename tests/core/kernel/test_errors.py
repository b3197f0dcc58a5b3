"""A failure says its group and its place, or its kind where it has no group."""

from __future__ import annotations

import pytest

from core.kernel.errors import Broken, HubError, Refused, Unavailable, Unreadable


@pytest.mark.parametrize("kind", [Refused, Unreadable, Unavailable, Broken])
def test_a_failure_without_a_group_is_grouped_by_its_kind(kind: type[HubError]) -> None:
    error = kind("no")

    assert (error.cause, error.place, str(error)) == (kind.__name__.lower(), "", "no")


def test_a_failure_keeps_what_it_was_told() -> None:
    error = Unreadable("unit 捆 is unknown", cause="map.unit@a.yaml:4", place="row 4 column unit")

    assert (error.text, error.cause, error.place) == (
        "unit 捆 is unknown",
        "map.unit@a.yaml:4",
        "row 4 column unit",
    )
