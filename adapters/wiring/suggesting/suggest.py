"""Three to twenty samples to a drafted mapping: what they are, how they are written, what nobody can know."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from adapters import formats
from adapters.wiring.recognizing.files import Files
from adapters.wiring.recognizing.given import Given, bytes_of
from adapters.wiring.suggesting.directions import cases, directions_of, goods_first
from adapters.wiring.suggesting.draft import Draft, Writing
from adapters.wiring.suggesting.matching import APART, Choice, choices
from adapters.wiring.suggesting.shapes import shapes_of
from core.hub.node import Node
from core.hub.redaction import redacted, secret_nodes
from core.kernel.errors import Refused, Unreadable

SAMPLES_MIN, SAMPLES_MAX = 3, 20
# Under it the likeliest type is hardly more than a word in common.
LIKELY_MIN = 0.3
_PASSABLE = {"csv.ragged": ("ragged", "mark"), "csv.stray_quote": ("stray_quotes", "keep")}
_READ_AS = {"table": "csv", "json": "json", "jsonlines": "jsonlines", "xml": "xml", "excel": "excel"}


class Suggestion(NamedTuple):
    """recognized: what the samples are, for a person. name: what the file may be called."""

    draft: Draft
    recognized: tuple[str, ...]
    name: str


def suggest(files: Sequence[Path], standards: Files, type_: str = "", *, site: str = "") -> Suggestion:
    """Refused where the samples are of several kinds or of one that nothing can be drafted for.

    site: what the samples are about; the one warehouse that they name is it.
    """
    chosen = list(files)[:SAMPLES_MAX]
    given = [Given(bytes_of(file), file.name, lenient=False) for file in chosen]
    told = [_told(given)]
    if len(files) > SAMPLES_MAX:
        told.append(f"only the first {SAMPLES_MAX} of {len(files)} samples were looked at")
    if len(files) < SAMPLES_MIN:
        told.append(f"{len(files)} samples say little; give {SAMPLES_MIN} or more, with all that may occur")
    standard = _standard(standards, given)
    if standard:
        told.append(f"they are of a standard: {standard} reads them")
        return Suggestion(_extending(standard, len(chosen)), tuple(told), Path(standard).stem)
    reads = _reads(given)
    trees = _trees(given, reads)
    found = goods_first(choices(shapes_of(trees), [one.name for one in given], type_))
    # Where a person says what they are, even a draft in which all is left to decide is a beginning.
    if not found or not (type_ or any(match.wanted.required for match in found[0].matches)):
        raise Refused(
            f"{told[0]}: no column is called anything known; say what they are with `--type`, and all of its"
            " fields stand there to be filled, or write the mapping by hand (docs/mappings.md)",
            cause="suggest.nothing",
        )
    best = found[0]
    draft, kinds = _drafted(found, Writing(best, reads, len(chosen), site))
    if best.shape.totals:
        told.append(f"{best.shape.totals} rows are totals of others and are left out: {best.shape.where}")
    if not type_ and best.rank < LIKELY_MIN:
        doubt = f"whether they are {kinds} at all: little is known; `--type` says what they are"
        draft = draft._replace(undecided=(doubt, *draft.undecided))
    told.append(f"each is {kinds}, {best.shape.units} units in all, sure {max(0, min(best.rank, 1)):.2f}")
    return Suggestion(draft, tuple(told), best.target.type.split(".")[1])


def _drafted(found: Sequence[Choice], writing: Writing) -> tuple[Draft, str]:
    """The best choice written, by the direction of the goods where a column says it; and what they are."""
    best = found[0]
    directions = directions_of(best)
    each = cases(best, found, directions) if directions is not None else []
    if directions is not None and each:
        return writing.draft_by(directions, each), " or ".join(one.target.type for one in each)
    others = (one for one in found[1:] if one.target.type != best.target.type)
    draft = writing.draft(next((one for one in others if best.rank - one.rank < APART), None))
    if directions is not None:
        says = " or ".join(directions.texts)
        doubt = f"{directions.column} says {says}, and it is drafted as {best.target.type}"
        draft = draft._replace(undecided=(doubt, *draft.undecided))
    return draft, best.target.type


def _told(given: Sequence[Given]) -> str:
    """One kind, or nothing is drafted."""
    kinds = {one.kind.name for one in given}
    if len(kinds) != 1:
        said = "; ".join(f"{one.name} is {one.kind.name}" for one in given)
        raise Refused(f"the samples are of several kinds, give those of one: {said}", cause="suggest.kinds")
    encodings = dict.fromkeys(one.kind.encoding for one in given if one.kind.encoding)
    grids = {one.kind.grid.delimiter for one in given if one.kind.grid}
    said = f"{len(given)} samples of {kinds.pop()}"
    said += f" in {', '.join(encodings)}" if encodings else ""
    return said + (f", parted by {', '.join(map(repr, sorted(grids)))}" if grids else "")


def _standard(files: Files, given: Sequence[Given]) -> str:
    """The mapping of a standard that takes every one of them, "" where none takes any."""
    found = {one.name: files.recognized_by(one) or "" for one in given}
    kinds = set(found.values())
    if len(kinds) > 1:
        said = "; ".join(f"{name} by {by or 'no standard'}" for name, by in found.items())
        raise Refused(f"they are not of one kind, give those of one: {said}", cause="suggest.kinds")
    return kinds.pop()


def _extending(standard: str, samples: int) -> Draft:
    text = (
        f"# Drafted from {samples} samples: all of them are what this mapping of a standard reads.\n"
        "# Below say only what this partner does otherwise: a word replaces its own, null takes it away.\n"
        f"extends: {standard}\n"
        "about: Drafted from samples; say here whose documents these are\n"
    )
    return Draft(text, (), ())


def _reads(given: Sequence[Given]) -> dict[str, str]:
    """The options of the reader, as the samples have them in common."""
    kind = given[0].kind
    if kind.name not in _READ_AS:
        raise Refused(
            f"nothing is drafted of {kind.name}: of tables, workbooks, JSON and XML it is",
            cause="suggest.kind",
        )
    reads = {"format": _READ_AS[kind.name]}
    encodings = {one.kind.encoding for one in given}
    if kind.name in {"table", "json", "jsonlines"} and encodings - {"utf-8"}:
        reads["encoding"] = encodings.pop() if len(encodings) == 1 else "detect"
    if kind.grid is not None:
        delimiters = {one.kind.grid.delimiter for one in given if one.kind.grid}
        if len(delimiters) > 1:
            raise Refused(
                "the samples part their cells by different signs; give those of one", cause="suggest.kinds"
            )
        if kind.grid.delimiter != ",":
            reads["delimiter"] = kind.grid.delimiter
        if not kind.grid.header:
            reads["header"] = "no"
    return reads


def _trees(given: Sequence[Given], reads: dict[str, str]) -> list[Node]:
    """All of them; where rows of a table are not as they should, by the option that passes them over."""
    for _ in range(len(_PASSABLE) + 1):
        try:
            return [_tree(one, reads) for one in given]
        except Unreadable as error:
            option = _PASSABLE.get(error.cause)
            if option is None or option[0] in reads:
                raise
            reads[option[0]] = option[1]
    raise Refused("the samples cannot be read", cause="suggest.unreadable")


def _tree(given: Given, reads: dict[str, str]) -> Node:
    """As the drafted mapping will have it read, without secrets."""
    options = {name: text for name, text in reads.items() if name != "format"}
    try:
        tree = formats.reader(reads["format"]).read(given.payload, options)
    except Unreadable as error:
        raise Unreadable(f"{given.name}: {error.text}", cause=error.cause, place=error.place) from error
    return redacted(tree, secret_nodes(tree))
