"""Everything that was written came in, at numbers without gaps, along chains without gaps."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from tests.faults.audit.case import Case, Paper
from tests.faults.audit.findings import Finding
from tests.faults.audit.tables import Row


def every_paper_came_in(case: Case) -> Iterator[Finding]:
    """Once; by an agent whose spool was lost it may have come again, for it was read again."""
    arrived = _by_content(case)
    again = {row["agent"] for row in case.tables.rows("SELECT agent FROM hub_epoch WHERE state <> 'open'")}
    keys = _first_under_key(case)
    for paper in case.papers:
        if paper.way == "handed_in" and keys[paper.who, paper.name] is not paper:
            continue
        found = arrived[paper.way, paper.who, paper.name, hashlib.sha256(paper.payload).hexdigest()]
        if not found:
            yield Finding("lost", f"{paper.who}'s {paper.name} never came in")
        elif found > 1 and paper.who not in again:
            yield Finding("doubled", f"{paper.who}'s {paper.name} came in {found} times")


def nothing_came_that_nobody_wrote(case: Case) -> Iterator[Finding]:
    """Also no second content under the key of another."""
    written = {
        (paper.way, paper.who, paper.name, hashlib.sha256(paper.payload).hexdigest())
        for paper in _first_under_key(case).values()
    }
    for key in _by_content(case):
        if key not in written:
            yield Finding("doubled", f"{key[1]}'s {key[2]} came in with a content that it may not have")


def files_were_taken(case: Case) -> Iterator[Finding]:
    """What lies in a watched folder still was not even seen."""
    agents = sorted({paper.who for paper in case.papers if paper.way == "dropped"})
    folders = {f"{agent}-{source}": agent for agent in agents for source in ("slips", "answers")}
    if any(paper.way == "put_outside" for paper in case.papers):
        folders["partner/outside"] = "the clock"
    for folder, taker in folders.items():
        for path in (case.folder / folder).iterdir():
            if path.is_file():
                yield Finding("lost", f"{path.name} still lies where {taker} should have taken it")


def numbers_are_contiguous(case: Case) -> Iterator[Finding]:
    rows = case.tables.rows(
        "SELECT partition, min(number) AS first, max(number) AS last, count(*) AS many,"
        " count(DISTINCT number) AS different FROM hub_arrival GROUP BY partition"
    )
    inlets = {
        row["id"]: row["next"] for row in case.tables.rows("SELECT id, next FROM hub_inlet WHERE id > 0")
    }
    for row in rows:
        place = row["partition"]
        if row["first"] != 1 or not row["last"] == row["many"] == row["different"] == inlets[place] - 1:
            yield Finding("lost", f"the numbers of partition {place} have gaps: {row}, next {inlets[place]}")
    for place in set(inlets) - {row["partition"] for row in rows}:
        if inlets[place] != 1:
            yield Finding("lost", f"partition {place} gave numbers and has no arrival")


def chains_are_whole(case: Case) -> Iterator[Finding]:
    """Frames without gaps, each after the one before; or the gap has a row, or its epoch was closed aloud."""
    taken: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in case.tables.rows("SELECT * FROM hub_taken_frame ORDER BY agent, epoch, number"):
        taken[row["agent"], row["epoch"]].append(row)
    gaps = case.tables.rows("SELECT * FROM hub_gap")
    for epoch in case.tables.rows("SELECT * FROM hub_epoch"):
        name = (epoch["agent"], epoch["epoch"])
        named = {
            n for g in gaps if (g["agent"], g["epoch"]) == name for n in range(g["first"], g["last"] + 1)
        }
        have = {row["number"] for row in taken[name]}
        missing = set(range(1, epoch["booked"] + 1)) - have
        if missing - named:
            yield Finding(
                "lost", f"frames {sorted(missing - named)} of {name} are missing and nobody says so"
            )
        if have & named:
            yield Finding("state", f"frames {sorted(have & named)} of {name} are there and told as a gap")
        for before, after in pairwise(taken[name]):
            if after["number"] == before["number"] + 1 and after["previous"] != before["hash"]:
                yield Finding("order", f"frame {after['number']} of {name} does not follow the one before it")


def one_epoch_is_open(case: Case) -> Iterator[Finding]:
    """An epoch that is over was closed, and it was said up to where it was heard."""
    count = Counter(
        row["agent"] for row in case.tables.rows("SELECT agent FROM hub_epoch WHERE state = 'open'")
    )
    for row in case.tables.rows("SELECT agent FROM hub_agent"):
        if count[row["agent"]] != 1:
            yield Finding("state", f"{row['agent']} has {count[row['agent']]} open epochs")
    for row in case.tables.rows("SELECT * FROM hub_epoch WHERE state <> 'open'"):
        if row["state"] != "closed" or "contiguous up to" not in row["text"]:
            yield Finding("state", f"an epoch of {row['agent']} is {row['state']}: {row['text']}")
    for row in case.tables.rows("SELECT agent, count(*) AS many FROM hub_held_frame GROUP BY agent"):
        yield Finding("state", f"{row['many']} frames of {row['agent']} are still held")


def _by_content(case: Case) -> Counter[tuple[str, str, str, str]]:
    """How often (way, who, name, hash) arrived."""
    found: Counter[tuple[str, str, str, str]] = Counter()
    for row in case.tables.rows(
        "SELECT partner, delivery, name, door, sha256 FROM hub_arrival WHERE kind = 'document'"
    ):
        content = bytes(row["sha256"]).hex()
        if row["door"] == "rest":
            found["handed_in", row["partner"], row["delivery"].split("/", 2)[2], content] += 1
        elif row["door"] == "pull":
            found["put_outside", row["partner"], row["name"], content] += 1
        else:
            found["dropped", row["delivery"].split("/", 1)[0], row["name"], content] += 1
    return found


def _first_under_key(case: Case) -> dict[tuple[str, str], Paper]:
    """What counts of all that was handed in under one key; files have names of their own."""
    first: dict[tuple[str, str], Paper] = {}
    for paper in case.papers:
        first.setdefault((paper.who, paper.name), paper)
    return first
