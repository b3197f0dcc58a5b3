"""Plays the story: each step once, waited for until the hub has handled it; told again it goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from gateway.demo.stage import Stage
from gateway.demo.story import STORY, Step

_DONE = "done"


def play(stage: Stage, *, at_leisure: bool, say: Callable[[str], None], stop: threading.Event) -> None:
    """at_leisure: with pauses, for a person who looks on. Raises Unavailable where something stands still."""
    for step in steps_left(stage):
        if stop.is_set():
            return
        say(f"· {step.says}")
        sent = list(step.act(stage))
        stage.notes.put(f"step {step.name}", _DONE)
        stage.watch.handled(sent)
        if at_leisure:
            stop.wait(step.pause_s)


def steps_left(stage: Stage) -> Sequence[Step]:
    """The steps that no earlier run has played."""
    return [step for step in STORY if stage.notes.get(f"step {step.name}") != _DONE]
