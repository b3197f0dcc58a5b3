"""The house's own JSON is told from any other by what its `type` says."""

from __future__ import annotations

import pytest

from adapters.formats.lianqiao import READER
from core.kernel.errors import Unreadable


def test_a_document_that_names_its_type_is_the_tree_of_its_json() -> None:
    root = READER.read(b'{"type": "finance.application.v1", "version": 1}', {})

    assert [(child.name, child.value, child.kind) for child in root.children] == [
        ("type", "finance.application.v1", "text"),
        ("version", "1", "number"),
    ]


@pytest.mark.parametrize(
    "payload",
    [
        b"[]",
        b'"finance.application.v1"',
        b"{}",
        b'{"type": "application"}',
        b'{"type": null}',
        b'{"type": 1}',
        b'{"type": "finance.application.v0"}',
        b'{"type": ["finance.application.v1"]}',
        b'{"document": {"type": "finance.application.v1"}}',
    ],
)
def test_what_names_none_is_somebody_elses(payload: bytes) -> None:
    with pytest.raises(Unreadable, match="that says in `type` which it is") as caught:
        READER.read(payload, {})

    assert caught.value.cause == "lianqiao.no_document"


def test_what_is_no_json_says_so_by_its_own_cause() -> None:
    with pytest.raises(Unreadable) as caught:
        READER.read(b'{"type": "finance.application.v1"', {})

    assert caught.value.cause.startswith("json.")
