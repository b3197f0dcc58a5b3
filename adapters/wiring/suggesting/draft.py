"""A choice written as a mapping that a person finishes: a line a field, why, and what is left to decide."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from textwrap import indent
from typing import NamedTuple

from adapters.wiring.suggesting.directions import Directions
from adapters.wiring.suggesting.matching import Choice, Column, Match, called
from adapters.wiring.suggesting.measures import code_of, in_cells, unit_in_name
from adapters.wiring.suggesting.tables import sites_in, units_in, written
from adapters.wiring.suggesting.targets import BY_ITSELF, Wanted
from adapters.wiring.suggesting.totals import one_of
from adapters.wiring.suggesting.values import NOTHING, Values, points_in_doubt, values_of
from adapters.wiring.suggesting.yaml_text import UNDECIDED, examples, is_plain, listed, one_line, quoted

_AMOUNTS = frozenset({"money", "decimal", "quantity", "per"})
# What the reader was told so that it could read the samples at all.
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

    def __init__(self, choice: Choice, reads: dict[str, str], samples: int, site: str = "") -> None:
        self.choice = choice
        self.reads = reads
        self.samples = samples
        self.undecided: list[str] = [text for name, text in _PASSED.items() if name in reads]
        self.is_table = choice.shape.lines == "."
        self.site = site
        self.sites = sites_in(choice, site)
        self.group = self._group()
        columns = (*choice.shape.head.values(), *choice.shape.line.values())
        self.commas = any(values_of(texts).style.get("decimal sign") == "," for texts in columns)
        self.row = choice.shape.unit.rpartition("/")[2]

    def draft(self, other: Choice | None) -> Draft:
        """other: the next best type, where nobody can tell it from this one."""
        if other is not None:
            self.undecided.append(
                f"whether it is {self.choice.target.type} or {other.target.type}: `--type` drafts the other"
            )
        unit, rule = self._unit_of_work(), self.rule()
        parts = f"{unit}\n{rule}" if unit else rule
        return self._draft(f"  - {indent(parts, '    ').lstrip()}")

    def draft_by(self, said: Directions, cases: Sequence[Choice]) -> Draft:
        """One rule for each direction of the goods; a word that means neither refuses its document."""
        path = f"{self.row}/{said.column}"
        self.group = tuple(dict.fromkeys((said.column, *self.group)))
        text = f"  - {indent(self._unit_of_work(), '    ').lstrip()}\n    choose:\n"
        for one in cases:
            case = Writing(one, self.reads, self.samples, self.site)
            case.group = self.group
            when = json.dumps(one_of(path, said.texts[one.target.type]), ensure_ascii=False)
            lines = f"when: {when}\n{case.rule()}"
            text += f"      - {indent(lines, '        ').lstrip()}\n"
            self.undecided += [doubt for doubt in case.undecided if doubt not in self.undecided]
        self.undecided += [
            f"what {one_line(said.column)} {word!r} means: say it in a `when`; until then it is refused"
            for word in said.unknown
        ]
        return self._draft(text.rstrip("\n"))

    def _draft(self, documents: str) -> Draft:
        text = f"{self._head()}documents:\n{documents}\n"
        sure = tuple((match.wanted.path, match.column.path, match.sureness) for match in self.choice.matches)
        return Draft(text, sure, tuple(self.undecided))

    def _unit_of_work(self) -> str:
        """What parts one document from the next."""
        target, shape = self.choice.target, self.choice.shape
        alone = self.is_table and not target.lines
        lines = []
        if shape.unit and (self.group or alone or not self.is_table):
            lines.append(f"split: {quoted(shape.unit)}")
            lines += [f"where: {json.dumps(shape.where, ensure_ascii=False)}"] * bool(shape.where)
        if self.group:
            lines.append(f"group by: {listed(self.group)}")
        return "\n".join(lines)

    def rule(self) -> str:
        """Type, identity and body."""
        target, shape = self.choice.target, self.choice.shape
        body = [*self._fields(False), *self._lines()]
        if not target.lines or not shape.lines:
            body.append('      extensions: {rest: "."}')
        identity = f"{{number: {target.number}, content: true}}" if target.number else self._identity()
        fields = "\n".join(line.removeprefix("    ") for line in body)
        return f"type: {target.type}\nidentity: {identity}\nbody:\n{fields}"

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
        text, left = written(units_in(self.choice), self.sites)
        self.undecided += left
        return text

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
        named = [
            one for one in self.choice.matches if one.wanted.required and one.wanted.kind not in _AMOUNTS
        ]
        paths = [self._path(match.column) for match in named][:3]
        said = ", '/', ".join(f"text('{path}')" for path in paths if "'" not in path) or "fact('name')"
        return f"{{number: {{expr: \"concat({said}, '')\"}}, content: true}}"

    def _lines(self) -> Iterator[str]:
        target, shape = self.choice.target, self.choice.shape
        if not target.lines or not shape.lines:
            return
        each = self.row or "row" if self.is_table else shape.lines
        yield f"      {target.lines}:"
        yield f"        each: {quoted(each)}"
        if shape.where and not self.group:
            yield f"        where: {json.dumps(shape.where, ensure_ascii=False)}"
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
        for path in columns:
            if path not in taken and called(wanted, path):
                said = examples(path, columns[path], 3)
                return f"{one_line(path)} is called so, but no {wanted.kind} is {said}"
        left = [path for path in columns if path not in taken][:8]
        return f"no column is called so; left are {one_line(', '.join(left)) or 'none'}"

    def _field(self, match: Match) -> str:
        wanted, column = match.wanted, match.column
        words = [f"from: {quoted(self._path(column))}", *self._kind(match)]
        if wanted.kind == "party":
            parts = [f"name: {quoted(self._path(column))}"]
            if match.beside is not None:
                parts.insert(0, f"id: {quoted(self._path(match.beside))}")
            text = f"{{fields: {{{', '.join(parts)}}}}}"
        elif wanted.kind == "per":
            unit = f"{{from: {quoted(self._path(column))}, table: units}}"
            text = f'{{value: "1", as: quantity, unit: {unit}}}'
        else:
            words += ["table: sites"] * (wanted.path == "warehouse" and bool(self.sites))
            text = f"{{{', '.join([*words, *(['required: true'] if wanted.required else [])])}}}"
        before = len(self.undecided)
        said = one_line(column.path)
        reasons = list(column.values.doubts)
        if self.commas and wanted.kind in _AMOUNTS and points_in_doubt(column.texts, column.values):
            reasons.append(
                "a point may part thousands here: elsewhere in the samples a comma is the decimal sign"
            )
        if reasons:
            self.undecided.append(f"{wanted.path} from {said}: {'; '.join(reasons)}")
        self._no_time(match)
        doubts = "".join(f"; {UNDECIDED}: {doubt}" for doubt in self.undecided[before:])
        return f"{text}  # {match.sureness:.2f}, such as {examples(column.path, column.texts, 1)}{doubts}"

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
        style = dict(values.style)
        path = self._path(match.column)
        if values.units and is_plain(path):
            strip, unit = in_cells(path, values.units)
            self.undecided += [
                f"the code of the unit {one!r}: write it into the expression of {wanted.path}"
                for one in values.units
                if not code_of(one)
            ]
            style["strip"] = style.get("strip", "") + strip
        yield from (f"{name}: {quoted(text) if text != 'true' else text}" for name, text in style.items())
        if values.units and is_plain(path):
            yield f"unit: {unit}"
        elif wanted.kind == "quantity":
            yield f"unit: {self._unit(match)}"
        if wanted.kind == "money":
            yield f"currency: {self._currency(match)}"

    def _moment(self, wanted: Wanted, values: Values) -> Iterator[str]:
        forms = list(values.formats or (values.format,))
        if wanted.kind == "date" and values.kind == "datetime":
            mark = "T" if any("T" in form or not form for form in forms) else " "
            yield f"before: {quoted(mark)}"
            forms = list(dict.fromkeys(form.partition(mark)[0] for form in forms))
        if len(forms) > 1:
            yield f"format: [{', '.join(json.dumps(form, ensure_ascii=False) for form in forms)}]"
        elif forms[0] and (forms[0] != "YYYY-MM-DD" or wanted.kind == "datetime"):
            yield f"format: {json.dumps(forms[0], ensure_ascii=False)}"
        if wanted.kind == "datetime" and (values.kind == "date" or values.formats):
            yield 'clock: "00:00:00"'

    def _unit(self, match: Match) -> str:
        if match.beside is not None:
            return f"{{from: {quoted(self._path(match.beside))}, table: units}}"
        code = code_of(unit_in_name(match.column.path))
        if code:
            return f"{{value: {code}}}"
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
        row = self.choice.shape.unit if not self.group else self.row
        return column.path if of_line else f"{row}/{column.path}"
