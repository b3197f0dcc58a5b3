"""Whatever stands wherever: a document is read, or Unreadable says where; nothing else ever happens."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core import catalogue
from core.kernel.errors import Unreadable
from tests.core.catalogue.bodies import NAMES, full

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.decimals(),
    st.sampled_from(
        ["", " ", "\x00", "-1", "NaN", "1E+999999", "CNY", "TNE", "2026-13-01", "9999-12-31T23:59:59-01:00"]
    ),
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | st.integers(), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(item: Any) -> list[tuple[Any, Any]]:
    """Every container in the body with every key or index of it."""
    found = []
    for key in list(item) if isinstance(item, dict) else range(len(item)):
        found.append((item, key))
        if isinstance(item[key], dict | list):
            found += places(item[key])
    return found


@settings(max_examples=150)
@given(name=st.sampled_from(NAMES), pick=st.integers(0, 200), value=anything, drop=st.booleans())
def test_a_spoiled_document_is_read_or_unreadable(name: str, pick: int, value: Any, drop: bool) -> None:
    body = full(name)
    spots = places(body)
    holder, key = spots[pick % len(spots)]
    if drop:
        del holder[key]
    else:
        holder[key] = value

    for given_as in (body, json.dumps(body, default=str, ensure_ascii=True).encode()):
        fault = refused(name, given_as)
        assert fault is None or fault.cause.startswith("catalogue.")


@given(name=st.sampled_from(NAMES), body=st.binary(max_size=60))
def test_any_bytes_are_unreadable(name: str, body: bytes) -> None:
    assert refused(name, body) is not None


def refused(name: str, body: dict[str, Any] | bytes) -> Unreadable | None:
    """The fault, or None where the body is read and comes back equal."""
    try:
        document = catalogue.read(name, body)
        assert catalogue.read(name, catalogue.canonical(document)) == document
    except Unreadable as fault:
        return fault
    return None
