"""What of a partner's envelopes is refused, what is passed over: one option for each, never all at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from adapters.formats.edi.segments import ELEMENTS_MAX, SEGMENTS_MAX
from adapters.formats.encoding import limit
from adapters.formats.options import choice

# What may be flagged in place of refused, and the causes that say so.
PASSABLE = {
    "count": "counts",
    "reference": "references",
    "envelope": "envelope",
    "duplicate": "duplicates",
    "trailing": "trailing",
    "width": "widths",
}
OPTIONS = frozenset(
    {*PASSABLE.values(), "broken", "structure", "line_breaks", "bytes_max", "segments_max", "elements_max"}
)


class Leniency(NamedTuple):
    """passed: the reasons that are flagged. marks: a broken message is a fault node and sinks no other.

    marks_interchanges: and so is an interchange whose envelope is broken.
    """

    passed: frozenset[str]
    marks: bool
    marks_interchanges: bool
    checks_structure: bool


def leniency(options: Mapping[str, str]) -> Leniency:
    """Unreadable for an option whose value makes no sense."""
    choice(options, "line_breaks", ("drop", "refuse", "keep"))
    limit(options, "segments_max", SEGMENTS_MAX)
    limit(options, "elements_max", ELEMENTS_MAX)
    broken = choice(options, "broken", ("refuse", "mark", "interchange"))
    passed = [
        reason
        for reason, name in PASSABLE.items()
        if choice(options, name, ("refuse", "flag")) == "flag"
    ]  # fmt: skip
    return Leniency(
        passed=frozenset(passed),
        marks=broken != "refuse",
        marks_interchanges=broken == "interchange",
        checks_structure=choice(options, "structure", ("check", "ignore")) == "check",
    )
