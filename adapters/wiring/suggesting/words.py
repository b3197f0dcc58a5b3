"""What columns are called, in Chinese, English and German, and which canonical fields they are."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

# A line a meaning and its names, which are compared without case, blanks and signs between words.
_NAMES = Path(__file__).with_name("names.txt")
_SIGNS = re.compile(r"[\W_]+")
_REMARK = re.compile(r"[(（][^()（）]{1,8}[)）]$")
EXACT, WITHIN = 0.9, 0.6
# A word so short stands inside too many others.
_WITHIN_MIN = 2


class Word(NamedTuple):
    """A meaning a column's name has, and how surely."""

    meaning: str
    sureness: float


def plain(name: str) -> str:
    """A name without its path, its case and the signs between its words."""
    last = (
        name[name.rindex("'", 0, -1) :]
        if name.endswith("'") and name.count("'") > 1
        else name.rpartition("/")[2]
    )
    # What stands in brackets at the end is a unit or a remark: 数量（吨）.
    return _SIGNS.sub("", _REMARK.sub("", last.lstrip("@").strip("'")).lower()) or _SIGNS.sub(
        "", last.lower()
    )


@cache
def meanings() -> dict[str, list[str]]:
    """Every name with its meanings."""
    found: dict[str, list[str]] = {}
    for line in _NAMES.read_text(encoding="utf-8").splitlines():
        meaning, _, names = line.partition(": ")
        for name in names.split():
            found.setdefault(plain(name), []).append(meaning)
    return found


def meant_by(path: str) -> list[Word]:
    """What a column may mean by its name: the whole name, or with less certainty its end or beginning.

    Of a nested one the parent tells too (buyer/name is a buyer's, not the goods').
    """
    known = meanings()
    whole = plain(path)
    parent = plain(path.rpartition("/")[0])
    if parent and whole in _OF_PARTIES:
        kind = "" if whole == "name" else "_id"
        near = [Word(f"{one}{kind}", EXACT) for one in known.get(parent, ()) if one in _PARTIES]
        if near:
            return near
    if whole in known:
        return [Word(meaning, EXACT) for meaning in known[whole]]
    found: dict[str, float] = {}
    for name, each in known.items():
        if len(name) >= _WITHIN_MIN and (whole.endswith(name) or whole.startswith(name)):
            share = len(name) / len(whole)
            for meaning in each:
                found[meaning] = max(found.get(meaning, 0), WITHIN * share + 0.15)
    return sorted((Word(*one) for one in found.items()), key=lambda word: -word.sureness)[:4]


# What a party's own node calls its name and its numbers.
_OF_PARTIES = {"name", "id", "code", "no", "number", "taxno", "taxid", "gln", "nr", "nummer"}
_PARTIES = {"buyer", "seller", "owner", "receiver", "payer", "payee"}
