"""Rows of a table that add others up: what they are told by, and the condition that leaves them out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from adapters.wiring.suggesting.yaml_text import is_plain
from core.hub.node import Node

_SIGNS = re.compile(r"[\s:：]+")
_CHINESE = ("合计", "总计", "小计", "共计", "累计", "本页合计", "本页小计")
_WORDS = frozenset((*_CHINESE, "total", "totals", "subtotal", "grandtotal", "sum", "summe", "gesamt"))


class Totals(NamedTuple):
    """The rows that are left, how many others there were, and the condition that leaves those out."""

    rows: list[Node]
    left_out: int
    where: str


def without_totals(rows: Sequence[Node]) -> Totals:
    """A row is a total where the first text in it is a word for one; a blank number is left for people."""
    said: dict[str, dict[str, None]] = {}
    left: list[Node] = []
    for row in rows:
        first = next((cell for cell in row.children if (cell.value or "").strip()), None)
        text = (first.value or "").strip() if first is not None else ""
        word = _SIGNS.sub("", text).lower()
        # A name with signs of paths in it would have to be quoted within a quoted path.
        if first is None or word not in _WORDS or not is_plain(first.name) or set(first.name) & set("/[]$ "):
            left.append(row)
        else:
            said.setdefault(first.name, {})[text] = None
    if not left:
        return Totals(list(rows), 0, "")
    where = " or ".join(one_of(name, list(texts)) for name, texts in said.items())
    return Totals(left, len(rows) - len(left), f"not ({where})" if where else "")


def one_of(path: str, texts: Sequence[str]) -> str:
    """The condition that one of the texts stands at the path; what is blank is none of them."""
    said = ", ".join(repr(text) for text in texts)
    return f"text('{path}') in ({said})" if len(texts) > 1 else f"text('{path}') == {said}"
