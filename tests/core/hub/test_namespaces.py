"""A rule of a contract takes every version of one message by how its namespace begins."""

from __future__ import annotations

import pytest

from core.hub.understanding import fits


@pytest.mark.parametrize(
    ("wanted", "namespace", "taken"),
    [
        ("", "urn:x:camt.053.001.08", True),
        ("urn:x:camt.053.001.08", "urn:x:camt.053.001.08", True),
        ("urn:x:camt.053.001.08", "urn:x:camt.053.001.02", False),
        ("urn:x:camt.053.*", "urn:x:camt.053.001.02", True),
        ("urn:x:camt.053.*", "urn:x:camt.054.001.02", False),
        ("urn:x:camt.053.*", "", False),
    ],
)
def test_a_namespace_is_any_the_one_named_or_all_that_begin_so(
    wanted: str, namespace: str, taken: bool
) -> None:
    assert fits(wanted, namespace) is taken
