"""Which canonical document the samples are, and which column which of its fields, and how surely."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from adapters.wiring.suggesting.shapes import Shape
from adapters.wiring.suggesting.targets import BY_ITSELF, Target, Wanted, targets
from adapters.wiring.suggesting.values import UNITS, Values, values_of
from adapters.wiring.suggesting.words import EXACT, Word, meant_by, plain

# A column under it is left to people.
SURE_MIN = 0.5
# Of two types closer than this nobody but a person can tell.
APART = 0.1
_FITS = {
    "decimal": {"integer", "decimal"},
    "quantity": {"integer", "decimal", "measured"},
    "money": {"integer", "decimal"},
    "integer": {"integer"},
    "date": {"date", "datetime"},
    "datetime": {"date", "datetime"},
}
# What may be told by its head alone.
_LINES_OPTIONAL = {"erp.invoice.v1", "erp.order.v1"}
_NAMED_BY_FILE = 0.15


class Column(NamedTuple):
    """A column of the samples; of_line: whether it is one of the lines'."""

    path: str
    values: Values
    texts: Sequence[str]
    of_line: bool

    @property
    def repeats(self) -> bool:
        """Whether its values stand in several rows, as the number of a document of many lines does."""
        return len(set(self.texts)) < len(self.texts)


class Match(NamedTuple):
    """A field and its column, how sure, and the column of the unit or the currency beside it."""

    wanted: Wanted
    column: Column
    sureness: float
    beside: Column | None = None


class Choice(NamedTuple):
    """One type in one shape, with what was matched; rank: how well, beside the others."""

    target: Target
    shape: Shape
    matches: tuple[Match, ...]
    rank: float


def choices(shapes: Sequence[Shape], names: Iterable[str], type_: str = "") -> list[Choice]:
    """Every type in every shape, the best first; names: of the files, which may say what they hold."""
    said = plain(" ".join(names))
    listed = {shape.unit for shape in shapes if shape.lines}
    found = [
        _choice(target, shape, said)
        for target in targets()
        if type_ in ("", target.type)
        for shape in shapes
        if bool(target.lines) == bool(shape.lines)
        or (shape.lines == "." and not target.lines)
        or (shape.unit not in listed and target.type in _LINES_OPTIONAL)
    ]
    return sorted(found, key=lambda choice: -choice.rank)


def _choice(target: Target, shape: Shape, said: str) -> Choice:
    head = [Column(path, values_of(texts), texts, False) for path, texts in shape.head.items()]
    line = [Column(path, values_of(texts), texts, True) for path, texts in shape.line.items()]
    if shape.lines == ".":
        line = []
    matches: list[Match] = []
    taken: set[tuple[str, bool]] = set()
    for wanted, column, sureness in _by_sureness(target, head, line, shape):
        key = (column.path, column.of_line)
        if key in taken or any(match.wanted is wanted for match in matches):
            continue
        taken.add(key)
        matches.append(Match(wanted, column, sureness, _beside(wanted, column, head, line)))
    choice = Choice(target, shape, tuple(matches), 0.0)
    return choice._replace(rank=_rank(choice, said))


def _by_sureness(
    target: Target, head: list[Column], line: list[Column], shape: Shape
) -> list[tuple[Wanted, Column, float]]:
    """Every field with every column that may be it, the surest first; what is needed before the rest."""
    found = []
    for wanted in target.fields:
        if wanted.of_line and not shape.lines:
            continue
        columns = line if wanted.of_line and shape.lines != "." else head
        for column in columns:
            sureness = sureness_of(wanted, column)
            if sureness >= SURE_MIN:
                found.append((wanted, column, sureness))
    order = {id(wanted): place for place, wanted in enumerate(target.fields)}
    return sorted(found, key=lambda one: (-one[2], not one[0].required, order[id(one[0])]))


def called(wanted: Wanted, path: str) -> bool:
    """Whether a column is called what the field is, whatever stands in it."""
    return any(word.meaning in wanted.meanings and word.sureness >= SURE_MIN for word in meant_by(path))


def sureness_of(wanted: Wanted, column: Column) -> float:
    """By name, then less where the values do not fit what the field is."""
    words = meant_by(column.path)
    found = 0.0
    for place, meaning in enumerate(wanted.meanings):
        for word in words:
            if word.meaning == meaning:
                found = max(found, word.sureness - 0.08 * place)
    if not found or column.values.kind == "empty":
        return 0.0
    fits = _FITS.get(wanted.kind)
    if fits is None:
        return found
    return min(found + 0.05, 0.99) if column.values.kind in fits else 0.0


def _beside(wanted: Wanted, column: Column, head: list[Column], line: list[Column]) -> Column | None:
    """The column of the unit of a quantity, of the currency of money, of the id of a party."""
    meaning = {"quantity": "unit", "money": "currency"}.get(wanted.kind, "")
    if wanted.kind == "party":
        meaning = f"{wanted.meanings[0]}_id"
    for one in (*line, *head) if column.of_line else head:
        if meaning and any(word == (meaning, EXACT) for word in meant_by(one.path)):
            return one
    return _of_units(line or head) if wanted.kind == "quantity" else None


def _of_units(columns: list[Column]) -> Column | None:
    """A column that holds nothing but units, whatever it is called."""
    for column in columns:
        said = {text.strip().lower() for text in column.texts if text.strip()}
        if said and said <= UNITS.keys() and not any(text.isdigit() for text in said):
            return column
    return None


def _rank(choice: Choice, said: str) -> float:
    """How much of what is needed was found, and how much of what is there that explains.

    A number that is called as only this document calls its own tells most, then the name of a file.
    """
    target, shape = choice.target, choice.shape
    fields = [one for one in target.fields if shape.lines or not one.of_line]
    needed = [one for one in fields if one.required and (target.type, one.path) not in BY_ITSELF]
    got = sum(match.sureness for match in choice.matches if match.wanted in needed) / max(len(needed), 1)
    columns = len(shape.head) + (len(shape.line) if shape.lines != "." else 0)
    explained = sum(match.sureness for match in choice.matches) / max(min(columns, 15), 1)
    by_number = any(
        match.wanted.path == target.number and Word(target.number, EXACT) in meant_by(match.column.path)
        for match in choice.matches
    )
    by_file = any(plain(name) in said for name in target.names)
    return 0.5 * got + 0.3 * min(explained, 1) + 0.2 * by_number + _NAMED_BY_FILE * by_file
