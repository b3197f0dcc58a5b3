"""A choice written as a mapping that a person finishes: a line a field, why, and what is left to decide."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from adapters.wiring.suggesting.matching import Choice, Column, Match
from adapters.wiring.suggesting.targets import BY_ITSELF, Wanted
from adapters.wiring.suggesting.values import NOTHING, UNITS, Values
from core.hub.redaction import is_secret_name

EXAMPLE_MAX = 24
UNDECIDED = "UNDECIDED"
# Two or three capitals or digits are a code of Recommendation 20 already.
_CODE = re.compile(r"[A-Z0-9]{2,3}")
_BARE = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff./-]*")


_PASSED = {
    "ragged": "rows of another number of cells are left out one by one (`ragged: mark`); or refuse the file",
    "stray_quotes": "quotes stand in cells that are not quoted, and are kept (`stray_quotes: keep`)",
}


class Draft(NamedTuple):
    """yaml: the mapping. sure: (field, column, sureness) of what was matched. undecided: what is left."""

    yaml: str
    sure: tuple[tuple[str, str, float], ...]
    undecided: tuple[str, ...]


class Writing:
    """One choice on its way to a text."""

    def __init__(self, choice: Choice, reads: dict[str, str], samples: int) -> None:
        self.choice = choice
        self.reads = reads
        self.samples = samples
        self.undecided: list[str] = [text for name, text in _PASSED.items() if name in reads]
        self.is_table = choice.shape.lines == "."
        self.group = self._group()

    def draft(self, other: Choice | None) -> Draft:
        """other: the next best type, where nobody can tell it from this one."""
        target, shape = self.choice.target, self.choice.shape
        if other is not None:
            self.undecided.append(
                f"whether it is {target.type} or {other.target.type}: `--type` drafts the other"
            )
        body = [*self._fields(False), *self._lines()]
        if not target.lines or not shape.lines:
            body.append('      extensions: {rest: "."}')
        split = (
            f"    split: {quoted(shape.unit)}\n" if shape.unit and (self.group or not self.is_table) else ""
        )
        group = f"    group by: {_listed(self.group)}\n" if self.group else ""
        number = target.number
        identity = f"{{number: {number}, content: true}}" if number else self._identity()
        head = f"  - type: {target.type}\n{split}{group}    identity: {identity}\n    body:\n"
        text = f"{self._head()}documents:\n{head}" + "\n".join(body) + "\n"
        sure = tuple((match.wanted.path, match.column.path, match.sureness) for match in self.choice.matches)
        return Draft(text, sure, tuple(self.undecided))

    def _head(self) -> str:
        options = ", ".join(f"{name}: {quoted(text)}" for name, text in self.reads.items())
        return (
            f"# Drafted from {self.samples} samples: look at every line, and at what is {UNDECIDED}.\n"
            "# The number behind a field says how sure its column is (1: its name and values say so).\n"
            "mapping: 1\n"
            f"about: Drafted from samples; say here what these documents are, and of whom\n"
            f"reads: {{{options}}}\n{self._tables()}{self._nulls()}unit: document\n"
        )

    def _nulls(self) -> str:
        columns = (*self.choice.shape.head.values(), *self.choice.shape.line.values())
        found = sorted({text.strip() for texts in columns for text in texts} & NOTHING)
        return f"nulls: [{', '.join(map(json.dumps, found))}]\n" if found else ""

    def _tables(self) -> str:
        """What units are called, with their codes where they are known."""
        columns = [
            match.beside for match in self.choice.matches if match.wanted.kind == "quantity" and match.beside
        ]
        said = dict.fromkeys(text.strip() for column in columns for text in column.texts if text.strip())
        known = {text: UNITS.get(text.lower(), text if _CODE.fullmatch(text) else "") for text in said}
        if not known:
            return ""
        lines = [f"    {quoted(text)}: {code}\n" for text, code in known.items() if code]
        for text in (text for text, code in known.items() if not code):
            self.undecided.append(f"the code of the unit {text!r}: write it into the table `units`")
            lines.append(f"    # {quoted(text)}: {UNDECIDED}\n")
        return "tables:\n  units:\n" + "".join(lines) + ("" if any(known.values()) else '    "-": H87\n')

    def _group(self) -> tuple[str, ...]:
        """Of a table the columns that tell one document from the next."""
        if not self.is_table or not self.choice.target.lines:
            return ()
        needed = [
            match for match in self.choice.matches if match.wanted.required and not match.wanted.of_line
        ]
        number = [match.column.path for match in needed if match.wanted.path == self.choice.target.number]
        return tuple(number or [match.column.path for match in needed if match.column.repeats])

    def _identity(self) -> str:
        """What has no number of its own is named by what it is about."""
        paths = [self._path(match.column) for match in self.choice.matches if match.wanted.required][:3]
        said = ", '/', ".join(f"text('{path}')" for path in paths if "'" not in path) or "fact('name')"
        return f"{{number: {{expr: \"concat({said}, '')\"}}, content: true}}"

    def _lines(self) -> Iterator[str]:
        target, shape = self.choice.target, self.choice.shape
        if not target.lines or not shape.lines:
            return
        each = shape.unit.rpartition("/")[2] or "row" if self.is_table else shape.lines
        yield f"      {target.lines}:"
        yield f"        each: {quoted(each)}"
        yield "        fields:"
        yield from (f"    {line}" for line in self._fields(True))
        yield '          extensions: {rest: "."}'

    def _fields(self, of_line: bool) -> Iterator[str]:
        matches = {match.wanted: match for match in self.choice.matches}
        for wanted in self.choice.target.fields:
            if wanted.of_line != of_line:
                continue
            match = matches.get(wanted)
            fixed = BY_ITSELF.get((self.choice.target.type, wanted.path))
            if match is not None:
                yield f"      {wanted.path}: {self._field(match)}"
            elif fixed is not None:
                yield f"      {wanted.path}: {fixed}  # no column: known from the delivery, or the plain case"
            elif wanted.required:
                near = self._near(wanted)
                self.undecided.append(f"{wanted.path}, which {self.choice.target.type} needs: {near}")
                yield f"      # {wanted.path}: {UNDECIDED}, and needed: {near}"

    def _near(self, wanted: Wanted) -> str:
        """The columns that might be it, for whoever decides."""
        taken = {match.column.path for match in self.choice.matches}
        columns = self.choice.shape.line if wanted.of_line and not self.is_table else self.choice.shape.head
        left = [path for path in columns if path not in taken][:8]
        return f"no column is called so; left are {', '.join(left) or 'none'}"

    def _field(self, match: Match) -> str:
        wanted, column = match.wanted, match.column
        words = [f"from: {quoted(self._path(column))}", *self._kind(match)]
        if wanted.kind == "party":
            parts = [f"name: {quoted(self._path(column))}"]
            if match.beside is not None:
                parts.insert(0, f"id: {quoted(self._path(match.beside))}")
            text = f"{{fields: {{{', '.join(parts)}}}}}"
        else:
            text = f"{{{', '.join([*words, *(['required: true'] if wanted.required else [])])}}}"
        before = len(self.undecided)
        self.undecided += [f"{wanted.path} from {column.path}: {doubt}" for doubt in column.values.doubts]
        self._no_time(match)
        doubts = "".join(f"; {UNDECIDED}: {doubt}" for doubt in self.undecided[before:])
        return f"{text}  # {match.sureness:.2f}, such as {_example(column)}{doubts}"

    def _no_time(self, match: Match) -> None:
        if match.wanted.kind == "datetime" and match.column.values.kind == "date":
            self.undecided.append(f"{match.wanted.path}: a day without a time; 00:00:00 is written in")

    def _kind(self, match: Match) -> Iterator[str]:
        wanted, values = match.wanted, match.column.values
        if wanted.kind in {"text", "party"}:
            return
        yield f"as: {wanted.kind}"
        if wanted.kind in {"date", "datetime"}:
            yield from self._moment(wanted, values)
            return
        yield from (
            f"{name}: {quoted(text) if text != 'true' else text}" for name, text in values.style.items()
        )
        if wanted.kind == "quantity":
            yield f"unit: {self._unit(match)}"
        if wanted.kind == "money":
            yield f"currency: {self._currency(match)}"

    def _moment(self, wanted: Wanted, values: Values) -> Iterator[str]:
        form = values.format
        if wanted.kind == "date" and values.kind == "datetime":
            mark = "T" if not form or "T" in form else " "
            yield f"before: {quoted(mark)}"
            form = form.partition(mark)[0]
        if form and (form != "YYYY-MM-DD" or wanted.kind == "datetime"):
            yield f"format: {json.dumps(form, ensure_ascii=False)}"
        if wanted.kind == "datetime" and values.kind == "date":
            self.undecided.append(
                f"{wanted.path}: the samples have a day and no time; 00:00:00 is written in"
            )
            yield 'clock: "00:00:00"'

    def _unit(self, match: Match) -> str:
        if match.beside is not None:
            return f"{{from: {quoted(self._path(match.beside))}, table: units}}"
        self.undecided.append(
            f"the unit of {match.wanted.path}: no column says it; write its code (TNE, KGM, H87)"
        )
        return f"{{value: {UNDECIDED}}}"

    def _currency(self, match: Match) -> str:
        if match.beside is not None:
            return f"{{from: {quoted(self._path(match.beside))}}}"
        self.undecided.append(
            f"the currency of {match.wanted.path}: no column says it; write its code (CNY, USD)"
        )
        return f"{{value: {UNDECIDED}}}"

    def _path(self, column: Column) -> str:
        """From where the field stands: the head of grouped rows reads through a row."""
        if not self.is_table or not self.choice.target.lines:
            return column.path
        of_line = any(match.wanted.of_line for match in self.choice.matches if match.column is column)
        of_line = of_line or any(
            match.beside is column and match.wanted.of_line for match in self.choice.matches
        )
        row = self.choice.shape.unit if not self.group else self.choice.shape.unit.rpartition("/")[2]
        return column.path if of_line else f"{row}/{column.path}"


def quoted(text: str) -> str:
    """A text as YAML takes it for a text."""
    if _BARE.fullmatch(text) and text.lower() not in {"true", "false", "null", "yes", "no", "on", "off"}:
        return text
    return json.dumps(text, ensure_ascii=False)


def _listed(names: Sequence[str]) -> str:
    return quoted(names[0]) if len(names) == 1 else f"[{', '.join(map(quoted, names))}]"


def _example(column: Column) -> str:
    if is_secret_name(column.path.rpartition("/")[2]):
        return "a secret"
    text = next((text.strip() for text in column.texts if text.strip()), "")
    return json.dumps(text[:EXAMPLE_MAX], ensure_ascii=False)
