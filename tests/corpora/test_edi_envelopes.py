"""Interchanges nobody here wrote: each envelope is judged as its key says; what is good is written back."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from adapters.formats import reader, writer
from core.hub.node import Node
from core.kernel.errors import Unreadable
from tests.adapters.formats.edi_samples import Shape, shape
from tests.programs import ROOT

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
KEY = CORPORA / "_oracle" / "edi.csv"
if not KEY.is_file():
    pytest.skip("../shared/corpora is not here", allow_module_level=True)
FIGURES = ROOT / "test-output" / "edi-envelopes.txt"
# TRADACOMS and flat IDocs are other formats.
FORMATS = {"edifact": "edifact", "x12": "x12", "x12-fragment": "x12"}
# Where we and the key differ, and why.
SAME_REFERENCE = "two messages of one interchange bear one reference; the key does not look at that"
WRAPPED = "a width wrapped it, also inside a segment's tag; the key does not join its lines"
DIFFERENT = {
    "invoic01.edi of xml_enveloping": SAME_REFERENCE,
    "DuplicateMessage.txt of EDIFACT": SAME_REFERENCE,
    "DuplicateMessage.txt of X12": SAME_REFERENCE,
    "wrapped_invoic_d97b_una.edi of issue128": WRAPPED,
    "ts210_80char.edi of issue128": WRAPPED,
}
# What each problem of the key is passed over by.
LENIENT = dict.fromkeys(("counts", "references", "envelope", "duplicates", "trailing"), "flag")
# What a writer counts anew; one sender fills its counts with zeros.
FEET = {"UNT", "UNE", "UNZ", "SE", "GE", "IEA"}


class Case(NamedTuple):
    """A row of the key."""

    file: str
    format: str
    good: bool
    problems: str
    interchanges: int
    messages: int
    segments: int

    @property
    def payload(self) -> bytes:
        return (CORPORA / self.file).read_bytes()

    @property
    def difference(self) -> str:
        """Why the key is not followed, "" where it is."""
        path = Path(self.file)
        found = [
            why
            for name, why in DIFFERENT.items()
            if name.partition(" of ")[0] == path.name and name.partition(" of ")[2] in path.parts
        ]
        return found[0] if found else ""


def cases() -> Iterator[Case]:
    with KEY.open(newline="") as key:
        for row in csv.DictReader(key):
            if row["kind"] in FORMATS:
                counts = [int(row[name]) for name in ("interchanges", "messages", "segments")]
                good = row["envelope"] == "ok"
                yield Case(row["file"], FORMATS[row["kind"]], good, row["problems"], *counts)


ALL = list(cases())
GOOD = [case for case in ALL if case.good and not case.difference]
BAD = [case for case in ALL if not case.good and not case.difference]


def named(case: Case) -> str:
    return case.file[-60:]


def counted(tree: Node) -> tuple[int, int, int]:
    """Interchanges, messages and segments."""
    found = Counter[str]()
    for node in walked(tree):
        found["message" if node.name == "message" else "group" if node.name == "group" else "segment"] += 1
        found["interchange"] += node.name in {"UNB", "ISA"}
    return found["interchange"], found["message"], found["segment"]


def walked(tree: Node) -> Iterator[Node]:
    for node in tree.children:
        if not node.name.startswith("@"):
            yield node
        if node.name in {"message", "group"}:
            yield from walked(node)


def said(tree: Node) -> list[Shape]:
    """Every segment in order."""
    return [shape(one) for one in walked(tree) if one.name not in FEET and not one.name.islower()]


def refusal(case: Case, **options: str) -> Unreadable | None:
    try:
        reader(case.format).read(case.payload, options)
    except Unreadable as error:
        return error
    return None


@pytest.mark.parametrize("case", GOOD, ids=named)
def test_a_good_envelope_is_read_whole(case: Case) -> None:
    tree = reader(case.format).read(case.payload, {})

    assert counted(tree) == (case.interchanges, case.messages, case.segments)


@pytest.mark.parametrize("case", BAD, ids=named)
def test_a_bad_envelope_is_refused_with_its_segment_and_byte(case: Case) -> None:
    error = refusal(case)

    assert error is not None, case.problems
    assert error.place.startswith("segment ")
    assert " (byte " in error.place
    assert error.cause.startswith(f"{case.format}.")


@pytest.mark.parametrize("case", GOOD, ids=named)
def test_what_is_read_is_written_and_read_again_the_same(case: Case) -> None:
    tree = reader(case.format).read(case.payload, {})

    written = writer(case.format).write(tree, {})

    assert said(reader(case.format).read(written, {})) == said(tree)


def test_where_the_key_is_not_followed_there_is_a_reason_and_it_still_holds() -> None:
    found = [case for case in ALL if case.difference]

    assert len(found) == len(DIFFERENT)
    for case in found:
        error = refusal(case)
        if case.difference == SAME_REFERENCE:
            assert error is not None
            assert error.cause.endswith(".duplicate")
            assert refusal(case, duplicates="flag") is None
        else:
            assert error is None


@pytest.mark.parametrize("case", BAD, ids=named)
def test_by_configuration_alone_a_partner_s_envelopes_are_read_and_flagged(case: Case) -> None:
    """All but those whose first segment does not even say what parts them, and what belongs to no message."""
    options = {**LENIENT, "structure": "ignore", **({"widths": "flag"} if case.format == "x12" else {})}

    error = refusal(case, **options)

    if error is None:
        tree = reader(case.format).read(case.payload, options)
        assert [node for node in walked(tree) if node.name == "flag"]
    else:
        assert error.cause in {"x12.signs", "x12.envelope", "x12.empty"}


@pytest.mark.parametrize("case", [case for case in GOOD if case.messages > 1], ids=named)
def test_one_bad_message_sinks_no_other(case: Case) -> None:
    foot = "\nUNT+" if case.format == "edifact" else "\nSE*"
    tree = reader(case.format).read(case.payload, {})
    parts = writer(case.format).write(tree, {"newline": "lf"}).decode("latin-1").split(foot)
    parts[len(parts) // 2] = "9" + parts[len(parts) // 2]
    broken = foot.join(parts).encode("latin-1")

    marked = reader(case.format).read(broken, {"broken": "mark"})

    faults = [node for node in walked(marked) if node.kind == "fault"]
    assert len(faults) == 1
    assert "(byte " in faults[0].place
    assert counted(marked)[1] == case.messages


def test_the_table_of_what_was_read_and_refused_is_written() -> None:
    table = Counter[tuple[str, str]]()
    for case in ALL:
        error = refusal(case)
        verdict = (
            "open" if (error is None) is not case.good else "passed" if case.good else "refused as expected"
        )
        table[case.format, "differs from its key for a reason" if case.difference else verdict] += 1
    FIGURES.parent.mkdir(exist_ok=True)
    lines = [f"{name:8} {verdict:34} {count:4}" for (name, verdict), count in sorted(table.items())]
    FIGURES.write_text("\n".join(lines) + "\n")

    assert not [key for key in table if key[1] == "open"]
