"""PostgreSQL's arrays as text: the driver looks at every item for itself, and a run has hundreds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def array_of(values: Sequence[Any]) -> str:
    """The literal of an array of one kind: bytes, texts, whole numbers or truths; none is NULL."""
    first = values[0]
    if isinstance(first, bytes):
        return '{"\\\\x' + '","\\\\x'.join([value.hex() for value in values]) + '"}'
    if isinstance(first, str):
        # One look over all of them: almost never is there anything to quote.
        together = "".join(values)
        if "\\" in together or '"' in together:
            values = [_quoted(value) for value in values]
        return '{"' + '","'.join(values) + '"}'
    return "{" + ",".join([str(value) for value in values]) + "}"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
