"""A layout of fixed places: which code names a record, and where each of its fields stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.formats.encoding import EBCDIC, known
from adapters.formats.fixed.numbers import KINDS
from adapters.formats.options import choice
from core.kernel.errors import Unreadable

FIELDS_MAX = 2_000
_PLACE_MAX = 100_000
_BINARY = frozenset({"packed"})
ANY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """start counts bytes from 0; decimals are those behind a point that is not written."""

    name: str
    start: int
    length: int
    kind: str = "text"
    decimals: int = 0

    @property
    def end(self) -> int:
        return self.start + self.length


class Layout:
    """From the options of a mapping.

    fields: a line each, "CODE NAME START LENGTH", and if it is no text "number", "zoned" or "packed" and how
    many decimals: "D qty 13 9 zoned 2". Places count from 1, in bytes. A code * stands for every record.
    """

    def __init__(self, options: Mapping[str, str]) -> None:
        self.encoding = known(options.get("encoding", "utf-8"), "fixed")
        self.ebcdic = self.encoding in EBCDIC
        self.blank = b"\x40" if self.ebcdic else b" "
        self.records: dict[str, list[Field]] = {}
        lines = options.get("fields", "").split("\n")
        if not options.get("fields") or len(lines) > FIELDS_MAX:
            raise _bad(f'give `fields`, at most {FIELDS_MAX}: ["D qty 13 9 zoned 2"]')
        for line in lines:
            code, field = _field(line)
            self.records.setdefault(code, []).append(field)
        self.code = _code(options["record"]) if "record" in options else None
        if (self.code is None) != (set(self.records) == {ANY}):
            raise _bad("say with `record: START LENGTH` where the code stands, or call every record *")
        self.length = _whole(options["length"], "length") if "length" in options else 0
        self.short_is_fine = choice(options, "short", ("allow", "refuse")) == "allow"
        binary = any(field.kind in _BINARY for fields in self.records.values() for field in fields)
        if binary and not self.length:
            raise _bad("packed decimals may hold what looks like a line's end; give the `length` of a record")
        if self.encoding.startswith("utf-16") or self.encoding == "utf-32":
            raise _bad(f"places count bytes, which {self.encoding} does not go by")

    def fields_of(self, code: str) -> list[Field] | None:
        return self.records.get(code)


def _field(line: str) -> tuple[str, Field]:
    words = line.split()
    if not (len(words) == 4 or (len(words) in {5, 6} and words[4] in KINDS)):
        raise _bad(
            f"{line!r} is no field; write CODE NAME START LENGTH, then {', '.join(sorted(KINDS))}, decimals"
        )
    start, length = _whole(words[2], line), _whole(words[3], line)
    decimals = _whole(words[5], line, least=0) if len(words) == 6 else 0
    kind = words[4] if len(words) > 4 else "text"
    if decimals > 34:
        raise _bad(f"{line!r} has over 34 decimals")
    return words[0], Field(name=words[1], start=start - 1, length=length, kind=kind, decimals=decimals)


def _code(text: str) -> Field:
    words = text.split()
    if len(words) != 2:
        raise _bad(f"record is {text!r}; give the code's START and LENGTH: record: 1 2")
    return Field(name="code", start=_whole(words[0], text) - 1, length=_whole(words[1], text))


def _whole(text: str, where: str, least: int = 1) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7 and least <= int(text) <= _PLACE_MAX):
        raise _bad(f"{text!r} in {where!r} is no number from {least} to {_PLACE_MAX}")
    return int(text)


def _bad(text: str) -> Unreadable:
    return Unreadable(text, cause="format.option")
