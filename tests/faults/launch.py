"""Starts a program of the house with a fault in its future: `launch.py [WHAT …] -- MODULE [WORD …]`.

WHAT is `die=STEP:NTH` (killed as by a power cut when it passes that declared step for the NTH time, with all
its children), `stop=STEP:NTH` (SIGSTOP there), `clock=FILE` (its clock is off by the seconds in that file) or
`revert=NAME` (one rule of the house is taken back, tests/faults/reverts.py). The program knows nothing of it.
"""

from __future__ import annotations

import itertools
import os
import runpy
import signal
import sys
from collections.abc import Callable

from tests.faults.off_clock import put_in_place, set_clock_off
from tests.faults.reverts import revert


def main(words: list[str]) -> None:
    split = words.index("--")
    module, *arguments = words[split + 1 :]
    for word in words[:split]:
        what, _, said = word.partition("=")
        WHATS[what](module, said)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _die(module: str, said: str) -> None:
    _at(module, said, lambda: os.killpg(os.getpgid(0), signal.SIGKILL))


def _stop(module: str, said: str) -> None:
    _at(module, said, lambda: os.kill(os.getpid(), signal.SIGSTOP))


def _at(module: str, said: str, does: Callable[[], None]) -> None:
    name, _, nth = said.rpartition(":")
    count = itertools.count(1)

    def passed(step: str) -> None:
        if step == name and next(count) == int(nth):
            print(f"at the step {step} for the {nth}. time", flush=True)
            does()

    if module == "front_end_agent":
        # The agent's house has no listeners: whoever asks for its step from now on finds ours.
        from front_end_agent import steps as agent_steps

        put_in_place(agent_steps, "step", passed)
    else:
        from core.kernel import steps

        steps.listen(passed)


WHATS: dict[str, Callable[[str, str], None]] = {
    "die": _die,
    "stop": _stop,
    "clock": set_clock_off,
    "revert": revert,
}

if __name__ == "__main__":
    main(sys.argv[1:])
