"""Everything that came in was handled once, in its order, and stands in a state that somebody can read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.faults.audit.case import Case
from tests.faults.audit.findings import Finding
from tests.faults.audit.tables import Row

SMALL_BYTES = 256 * 1024
FAILURE_STATES = {"waiting", "open", "parked", "mended", "dismissed"}


def partitions_are_done(case: Case) -> Iterator[Finding]:
    """Every partition stands at its end, and none was stopped."""
    rows = case.tables.rows(
        "SELECT outlet.id, position, stopped, next FROM hub_outlet outlet"
        " JOIN hub_inlet inlet ON inlet.id = outlet.id"
    )
    for row in rows:
        if row["stopped"]:
            yield Finding("state", f"partition {row['id']} was stopped: {row['stopped']}")
        if row["position"] != row["next"] - 1:
            yield Finding(
                "lost", f"partition {row['id']} stands at {row['position']} of {row['next'] - 1} arrivals"
            )


def units_of_work_follow_each_other(case: Case) -> Iterator[Finding]:
    """Per partition, what was handled as new are ranges that neither overlap nor leave out a number."""
    last: dict[int, int] = defaultdict(int)
    rows = case.tables.rows("SELECT * FROM hub_handled WHERE why = 'new' ORDER BY handled, first")
    for row in rows:
        place = row["partition"]
        if row["first"] <= last[place]:
            yield Finding(
                "doubled", f"{place}/{row['first']} to {row['last']} were handled after {last[place]} was"
            )
        elif row["first"] != last[place] + 1:
            yield Finding("order", f"{place}/{last[place] + 1} to {row['first'] - 1} were passed over")
        last[place] = max(last[place], row["last"])


def papers_arrive_in_their_order(case: Case) -> Iterator[Finding]:
    """What one folder was given first has the lower number, unless it came late or was read again.

    A large file travels in pieces when nothing small waits (docs/wire.md): what is small overtakes it.
    """
    again = {row["agent"] for row in case.tables.rows("SELECT agent FROM hub_epoch WHERE state <> 'open'")}
    small = [paper for paper in case.papers if len(paper.payload) <= SMALL_BYTES]
    written = {(paper.who, paper.name): paper.place for paper in small}
    highest: dict[tuple[str, str], tuple[int, str]] = {}
    for row in case.tables.rows(
        "SELECT delivery, source, name, late FROM hub_arrival WHERE kind = 'document' AND door = 'agent'"
        " ORDER BY partition, number"
    ):
        agent = row["delivery"].split("/", 1)[0]
        if row["late"] or agent in again or (agent, row["name"]) not in written:
            continue
        place = written[agent, row["name"]]
        before = highest.get((agent, row["source"]), (-1, ""))
        if place < before[0]:
            yield Finding(
                "order", f"{agent}'s {row['name']} was dropped before {before[1]} and came after it"
            )
        highest[agent, row["source"]] = max(before, (place, row["name"]))


def nothing_is_in_no_state(case: Case) -> Iterator[Finding]:
    """Each arrival left documents with an outcome, or a failure with a reason, or waits with one."""
    documents = Counter(
        (row["partition"], row["number"])
        for row in case.tables.rows("SELECT partition, number FROM hub_document")
    )
    failures: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in case.tables.rows("SELECT * FROM hub_failure"):
        failures[row["partition"], row["number"]].append(row)
        if row["state"] not in FAILURE_STATES or not row["text"]:
            yield Finding("state", f"the failure of {row['partition']}/{row['number']} says nothing: {row}")
        if row["state"] == "waiting" and not row["due_at"]:
            yield Finding("state", f"{row['partition']}/{row['number']} waits for nothing")
    for row in case.tables.rows("SELECT partition, number, name FROM hub_arrival WHERE kind = 'document'"):
        place = (row["partition"], row["number"])
        if not documents[place] and not failures[place]:
            yield Finding("state", f"{place} ({row['name']}) is in no state: no document, no failure")


def no_job_is_left_running(case: Case) -> Iterator[Finding]:
    """A slot of the clock's that a dead process holds would hold up its job."""
    late = "SELECT job, slot, owner FROM hub_job_run WHERE state = 'failed'"
    for row in case.tables.rows(late):
        yield Finding("state", f"job {row['job']} failed at slot {row['slot']}")
