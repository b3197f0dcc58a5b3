"""Names, lists and examples as a drafted mapping writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from core.hub.redaction import is_secret_name

EXAMPLE_MAX = 24
UNDECIDED = "UNDECIDED"
_BARE = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff./-]*")
# What may stand between the quotes of an expression as it is.
_PLAIN = re.compile(r"[^'\"\\\x00-\x1f]*")


def is_plain(text: str) -> bool:
    """Whether an expression can name it; else a person writes it."""
    return _PLAIN.fullmatch(text) is not None


def quoted(text: str) -> str:
    """A text as YAML takes it for a text."""
    if _BARE.fullmatch(text) and text.lower() not in {"true", "false", "null", "yes", "no", "on", "off"}:
        return text
    return json.dumps(text, ensure_ascii=False)


def listed(names: Sequence[str]) -> str:
    return quoted(names[0]) if len(names) == 1 else f"[{', '.join(map(quoted, names))}]"


def one_line(text: str) -> str:
    """A column's name may hold line ends, and a comment may not."""
    return " ".join(text.split())


def examples(path: str, texts: Iterable[str], most: int) -> str:
    """The first that differ, shortened; nothing of a column that is called like a secret."""
    if is_secret_name(path.rpartition("/")[2]):
        return "a secret"
    said = list(dict.fromkeys(text.strip() for text in texts if text.strip()))[:most] or [""]
    return ", ".join(json.dumps(text[:EXAMPLE_MAX], ensure_ascii=False) for text in said)
