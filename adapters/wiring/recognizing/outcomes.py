"""How a file ends when it is tried: ok, flagged, refused or unreadable, and which failure is which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from adapters.wiring.samples import Fault, Made

Outcome = Literal["ok", "flagged", "refused", "unreadable"]
# Of no standard we know; a table, which says nothing of its meaning; a format nobody reads here.
UNKNOWN = "standard.unknown"
MORE_MAX = 100
NEEDS_MAPPING = "mapping.needed"
NOT_READ = "format.not_read"
EMPTY = "file.empty"
TOLD = frozenset(
    {UNKNOWN, NEEDS_MAPPING, NOT_READ, EMPTY, "file.no_file", "file.too_large", "file.not_opened"}
)
# Bytes that were understood, and a rule of their format says no; whatever else a reader says is unreadable.
_RULED = ("epcis.", "edifact.", "x12.", "idoc.", "iso20022.")
_RULES = {"xml.doctype", "json.duplicate_key"}
_NO_RULE = ("encoding", "unknown_encoding", "charset", "signs", "too_large", "too_many", "malformed", "empty")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What one file becomes. documents: also of a refused file those that stand by themselves.

    error: the first fault of a file that is refused or unreadable. more: those behind it, where there are.
    """

    file: str
    outcome: Outcome
    error: Fault | None
    documents: tuple[Made, ...] = ()
    more: tuple[Fault, ...] | msgspec.UnsetType = msgspec.UNSET


def in_json(line: Line) -> bytes:
    """The line as programs read it: file, outcome, error and documents, and nothing else."""
    return msgspec.json.encode(msgspec.structs.replace(line, more=msgspec.UNSET))


def failed(file: str, fault: Fault) -> Line:
    """A reader, or nobody, said no."""
    return Line(file=file, outcome="refused" if is_rule(fault.code) else "unreadable", error=fault)


def is_rule(code: str) -> bool:
    """Whether the failure is a rule of the format that does not hold, in bytes that were understood."""
    ruled = code.startswith(_RULED) and code.rpartition(".")[2] not in _NO_RULE
    return ruled or code in _RULES


def done(file: str, documents: Sequence[Made], refused: Sequence[Fault]) -> Line:
    """A mapping read it; one refused part refuses the file, though the other documents stand."""
    outcome: Outcome = "ok"
    if refused:
        outcome = "refused"
    elif any(one.flags for one in documents):
        outcome = "flagged"
    return Line(
        file=file,
        outcome=outcome,
        error=refused[0] if refused else None,
        documents=tuple(documents),
        more=tuple(refused[1:MORE_MAX]) or msgspec.UNSET,
    )
