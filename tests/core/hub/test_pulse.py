"""A loop is well if it came round well lately; whatever else its process does."""

from __future__ import annotations

from core.hub.pulse import LoopPulse, Pulse, judge


def judged(**loops: LoopPulse) -> list[tuple[bool, str]]:
    """At second 100, where 45 s of silence are allowed."""
    pulse = Pulse(role="worker", host="m", pid=7, began="", loops=loops)
    return [(finding.well, finding.text) for finding in judge(pulse, now_s=100.0, within_s=45.0)]


def test_a_loop_that_came_round_a_moment_ago_is_well() -> None:
    assert judged(worker=LoopPulse(turned_s=99.5, well_s=99.5)) == [
        (True, "worker 7 worker: it came round 0.5 s ago")
    ]


def test_a_loop_that_hangs_is_not_well_though_its_neighbour_goes_on() -> None:
    hangs, goes_on = LoopPulse(turned_s=50.0, well_s=50.0), LoopPulse(turned_s=99.9, well_s=99.9)

    assert [well for well, _ in judged(worker=hangs, sending=goes_on)] == [False, True]


def test_a_loop_that_goes_round_in_vain_is_not_well_after_its_time() -> None:
    away = "the database did not answer"

    assert judged(worker=LoopPulse(turned_s=99.0, well_s=40.0, text=away)) == [
        (False, f"worker 7 worker: nothing went well for 60 s: {away}")
    ]
    [(well, text)] = judged(worker=LoopPulse(turned_s=99.0, well_s=80.0, text=away))
    assert well
    assert f"with trouble for 20 s: {away}" in text


def test_what_was_said_before_the_machine_was_started_anew_counts_for_nothing() -> None:
    assert [well for well, _ in judged(worker=LoopPulse(turned_s=5000.0, well_s=5000.0))] == [False]
