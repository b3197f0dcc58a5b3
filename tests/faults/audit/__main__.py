"""`python -m tests.faults.audit CASE.json`: one line for each thing that is wrong; 1 if there is any."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.faults.audit import chain, effects, handling, intake, sends
from tests.faults.audit.case import Case
from tests.faults.audit.findings import Check, Finding


def ready_in_time(case: Case) -> Iterator[Finding]:
    """After the last kill the hub was soon what it had been."""
    if case.ready_s > case.ready_s_max:
        text = f"it took {case.ready_s:.1f} s until the hub was ready, {case.ready_s_max:.0f} s are allowed"
        yield Finding("late", text)


CHECKS: tuple[Check, ...] = (
    intake.every_paper_came_in,
    intake.nothing_came_that_nobody_wrote,
    intake.files_were_taken,
    intake.numbers_are_contiguous,
    intake.chains_are_whole,
    intake.one_epoch_is_open,
    handling.partitions_are_done,
    handling.units_of_work_follow_each_other,
    handling.papers_arrive_in_their_order,
    handling.nothing_is_in_no_state,
    handling.no_job_is_left_running,
    effects.every_document_had_one_effect,
    effects.what_cannot_be_booked_failed,
    effects.every_movement_is_one,
    effects.the_books_add_up,
    effects.lots_are_the_sums_of_their_movements,
    sends.every_intent_is_there_once,
    sends.every_send_has_a_state,
    sends.what_is_called_sent_arrived,
    sends.nothing_arrived_twice_that_may_not,
    sends.never_was_called_once,
    chain.the_audit_is_whole,
    ready_in_time,
)


def audit(case: Case) -> list[Finding]:
    return [finding for check in CHECKS for finding in check(case)]


def main(path: Path) -> int:
    findings = audit(Case.read(path))
    for finding in findings:
        print(f"{finding.kind}: {finding.text}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
