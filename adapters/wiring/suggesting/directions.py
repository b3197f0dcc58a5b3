"""A table in which goods come and go: the column that says which, so that neither is drafted as the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from adapters.wiring.suggesting.matching import Choice
from adapters.wiring.suggesting.words import meant_by
from adapters.wiring.suggesting.yaml_text import is_plain

IN, OUT = "wms.inbound.v1", "wms.outbound.v1"
_WITHIN = ((IN, ("入库", "收货")), (OUT, ("出库", "发货", "提货")))
_WHOLE = {
    IN: frozenset(["入", "进", "in", "inbound", "receipt", "receiving", "gr"]),
    OUT: frozenset(["出", "out", "outbound", "issue", "shipping", "gi"]),
}
_TEXTS_MAX, _LENGTH_MAX = 20, 20


class Directions(NamedTuple):
    """column: its path. texts: by the type of document they mean. unknown: those that mean neither."""

    column: str
    texts: dict[str, list[str]]
    unknown: list[str]


def directions_of(choice: Choice) -> Directions | None:
    """None where the samples are not of goods that come or go, or no column says which."""
    if choice.target.type not in (IN, OUT) or choice.shape.lines != ".":
        return None
    found = list(_columns(choice))
    by_name = [one for one in found if _is_kind(one.column)]
    return next(iter((*by_name, *found)), None)


def goods_first(found: Sequence[Choice]) -> list[Choice]:
    """The choices with those first that a column of kinds speaks for: what comes and goes is no order."""
    return sorted(found, key=lambda one: not _is_told(one))


def _is_told(choice: Choice) -> bool:
    said = directions_of(choice)
    return said is not None and choice.target.type in said.texts and _is_kind(said.column)


def _is_kind(column: str) -> bool:
    return any(word.meaning == "kind" for word in meant_by(column))


def _columns(choice: Choice) -> Iterator[Directions]:
    """The columns of few short texts, most of which say that goods come or go."""
    taken = {match.column.path for match in choice.matches}
    for path, cells in choice.shape.head.items():
        said = list(dict.fromkeys(text.strip() for text in cells if text.strip()))
        if path in taken or not is_plain(path) or not 0 < len(said) <= _TEXTS_MAX:
            continue
        if any(len(text) > _LENGTH_MAX or not is_plain(text) for text in said):
            continue
        texts = {type_: [text for text in said if _means(text) == type_] for type_ in (IN, OUT)}
        unknown = [text for text in said if not _means(text)]
        if len(unknown) * 2 < len(said):
            yield Directions(path, {type_: each for type_, each in texts.items() if each}, unknown)


def _means(text: str) -> str:
    """The type that a word means, "" where it means neither or both."""
    found = [
        type_
        for type_, words in _WITHIN
        if text.lower() in _WHOLE[type_] or any(word in text for word in words)
    ]
    return found[0] if len(found) == 1 else ""


def cases(chosen: Choice, found: Sequence[Choice], said: Directions) -> list[Choice]:
    """For each type that the column names the best choice in the same shape, the one chosen first."""
    best = {chosen.target.type: chosen}
    for one in found:
        if one.shape is chosen.shape:
            best.setdefault(one.target.type, one)
    return [one for type_, one in best.items() if type_ in said.texts]
