"""`python -m schedules`: the clock as its own process, by itself or, where there is a broker, by celery."""

from __future__ import annotations

import argparse
import faulthandler
import logging
import sys
import threading

from adapters.file.pulses import PulseFile
from adapters.wiring.logs import log_to_stderr
from adapters.wiring.stopping import stop_on_signals
from core.kernel.errors import HubError
from schedules.clock import ClockLoop
from schedules.job import discover
from schedules.runner import Runner
from schedules.settings import Settings, read_settings
from schedules.timed_hub import TimedHub, hub_of

LOG = logging.getLogger("lianqiao.schedules")


def main() -> None:
    """Runs until SIGINT or SIGTERM; an error of ours is one line on stderr and exit code 2."""
    faulthandler.enable()
    alone = _alone(sys.argv[1:])
    settings = read_settings()
    try:
        log_to_stderr()
        if settings.broker_url and not alone:
            from schedules.celery_app import run_celery

            run_celery(settings)
        else:
            run_alone(settings)
    except HubError as error:
        print(f"schedules: {error.text}", file=sys.stderr)
        sys.exit(2)


def _alone(words: list[str]) -> bool:
    """Whether the jobs run here though there is a broker; a word nobody knows starts nothing."""
    parser = argparse.ArgumentParser(prog="schedules", description="The clock: asks for every timed job.")
    parser.add_argument(
        "--alone", action="store_true", help="run the jobs here, also where there is a broker"
    )
    return bool(parser.parse_args(words).alone)


def run_alone(settings: Settings) -> None:
    """The poll loop: nothing but this process and the store."""
    stop = threading.Event()
    stop_on_signals(stop)
    timed = TimedHub.of(hub_of(settings), months_kept=settings.months_kept)
    runner = Runner(timed, discover(), settings.owner)
    LOG.info("the clock runs: %s", ", ".join(runner.names))
    pulse = PulseFile(settings.home, "clock")
    pulse.begin(["clock"])
    ClockLoop(runner, turned=pulse.loop("clock")).run(stop)
    pulse.end()
    LOG.info("the clock stopped")


if __name__ == "__main__":
    main()
