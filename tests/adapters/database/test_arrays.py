"""What goes to PostgreSQL as an array of keys comes back as the same keys."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from adapters.database.arrays import array_of

# No text of ours has a NUL when it comes here, and none that UTF-8 cannot say.
TEXTS = some.text(some.characters(exclude_characters="\x00", codec="utf-8"))
KINDS = {
    "bytea": some.lists(some.binary(), min_size=1),
    "text": some.lists(TEXTS, min_size=1),
    "bigint": some.lists(some.integers(-(2**63), 2**63 - 1), min_size=1),
    "boolean": some.lists(some.booleans(), min_size=1),
}
AWKWARD: dict[str, list[Any]] = {
    "bytea": [b"", b"\\x00", b'"', bytes(range(256))],
    "text": ["", "NULL", "null", " ", "{", "}", ",", '"', "\\", '\\"', "a\nb", "链桥", "\t", "'"],
    "bigint": [0, -1, 2**63 - 1, -(2**63)],
    "boolean": [True, False],
}


@pytest.mark.servers
@pytest.mark.parametrize("kind", KINDS)
def test_every_key_comes_back_as_it_went(kind: str, database_url: str) -> None:
    with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as connection:

        def through(values: list[Any]) -> list[Any]:
            [[back]] = connection.execute(f"SELECT %s::{kind}[]", (array_of(values),)).fetchall()
            return list(back)

        assert through(AWKWARD[kind]) == AWKWARD[kind]

        @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(KINDS[kind])
        def check(values: list[Any]) -> None:
            assert through(values) == values

        check()
