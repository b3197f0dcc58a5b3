"""The texts of a request with what they stand for in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

NAMES = ("page", "offset", "size", "cursor", "from", "to", "id")
_MARK = re.compile(r"\{(" + "|".join(NAMES) + r")\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """Each `{name}` that is known; other braces stay as they are, for a body has many."""
    return _MARK.sub(lambda mark: values.get(mark[1], ""), text)


def filled_body(text: str, values: Mapping[str, str], media: str) -> str:
    """The same, where a value stands inside a JSON text: what it says changes nothing around it."""
    if "json" not in media:
        return filled(text, values)
    return filled(text, {name: json.dumps(value)[1:-1] for name, value in values.items()})


def filled_all(texts: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """Parameters or headers; one that names something which this request has not, such as the cursor of a
    first page, is left out."""
    return {
        name: filled(text, values)
        for name, text in texts.items()
        if all(values.get(mark) for mark in _MARK.findall(text))
    }
