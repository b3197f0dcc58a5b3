"""Every document had its effect exactly once, and the books say what the papers add up to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.faults.audit.case import Case
from tests.faults.audit.findings import Finding
from tests.faults.audit.papers import Model, model_of, read

MOVING = {"wms.inbound.v1": "in", "wms.outbound.v1": "out", "wms.pledge_confirm.v1": "pledge"}


def every_document_had_one_effect(case: Case) -> Iterator[Finding]:
    """One document of each identity was booked; each saying it again is noted, and moves nothing."""
    done: Counter[tuple[str, str, str]] = Counter()
    from_outside = (
        "SELECT type, identity, outcome FROM hub_document WHERE type LIKE 'wms.%' AND identity <> ''"
    )
    for row in case.tables.rows(from_outside):
        _, type_, number, revision = row["identity"].split("|")
        done[type_, number, revision] += row["outcome"] == "done"
    model = model_of(case)
    for key in model.documents:
        if done[key] != 1:
            kind = "doubled" if done[key] else "lost"
            yield Finding("doubled" if kind == "doubled" else "lost", f"{key} was booked {done[key]} times")
    for key in done:
        if done[key] and key not in model.documents:
            yield Finding("doubled", f"{key} was booked, and may not have been")


def what_cannot_be_booked_failed(case: Case) -> Iterator[Finding]:
    """A paper nobody can read left a failure that names it."""
    failed = {
        row["name"]
        for row in case.tables.rows(
            "SELECT arrival.name FROM hub_arrival arrival JOIN hub_failure failure"
            " ON failure.partition = arrival.partition AND failure.number = arrival.number"
        )
    }
    for paper in case.papers:
        said = read(paper)
        if said.bad and paper.name not in failed:
            yield Finding("state", f"{paper.name} ({said.bad}) is not among the failures")


def every_movement_is_one(case: Case) -> Iterator[Finding]:
    """Of each lot of each document one movement, as large as its paper says."""
    moved: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row in case.tables.rows("SELECT * FROM custody_movement"):
        delta = row["pledged_delta"] if row["kind"] == "pledge" else row["on_hand_delta"]
        moved[row["kind"], row["document_no"], row["lot_no"]].append(abs(delta))
    expected = {
        (MOVING[said.type], said.number, lot): [micro]
        for said in model_of(case).documents.values()
        if said.type in MOVING
        for lot, micro in said.lots
    }
    for key, micro in expected.items():
        if moved.get(key) != micro:
            kind = "doubled" if len(moved.get(key, [])) > 1 else "lost"
            yield Finding(
                "doubled" if kind == "doubled" else "lost", f"movement {key}: {moved.get(key)}, not {micro}"
            )
    for key in set(moved) - set(expected):
        if key[0] in ("in", "out"):
            yield Finding("doubled", f"movement {key} is on no paper")


def the_books_add_up(case: Case) -> Iterator[Finding]:
    """On hand, pledged and reserved of every lot, computed from the papers alone."""
    model = model_of(case)
    lots = {(row["site"], row["lot_no"]): row for row in case.tables.rows("SELECT * FROM custody_lot")}
    for name in _names(model):
        row = lots.pop(name, None)
        has = (
            (0, 0, 0) if row is None else (row["on_hand_micro"], row["pledged_micro"], row["reserved_micro"])
        )
        must = (model.on_hand[name], model.pledged[name], model.reserved[name])
        if has != must:
            text = f"lot {name}: on hand, pledged, reserved are {has}, the papers add up to {must}"
            yield Finding("books", text)
    for name in lots:
        yield Finding("books", f"lot {name} is on no paper")


def lots_are_the_sums_of_their_movements(case: Case) -> Iterator[Finding]:
    """The book's own sums: two ways to the same figure."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in case.tables.rows("SELECT site, lot_no, on_hand_delta, pledged_delta FROM custody_movement"):
        sums[row["site"], row["lot_no"]][0] += row["on_hand_delta"]
        sums[row["site"], row["lot_no"]][1] += row["pledged_delta"]
    for row in case.tables.rows("SELECT * FROM custody_lot"):
        has = [row["on_hand_micro"], row["pledged_micro"]]
        if has != sums[row["site"], row["lot_no"]]:
            yield Finding("books", f"lot {row['lot_no']} is {has}, its movements add up to something else")


def _names(model: Model) -> set[tuple[str, str]]:
    return {*model.on_hand, *model.pledged, *model.reserved}
