"""`python -m tests.faults --runs N [--seed S] [--column C]`: runs, each a row in docs/faults.md."""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
from pathlib import Path

from tests.faults.columns import EMBEDDED, PRODUCTION, Column, embedded, production
from tests.faults.page import add_row
from tests.faults.run import Plan, run
from tests.servers.servers import Servers

RECORDS, SECONDS, FAULTS = 5_000, 180.0, 24


def main(words: list[str] | None = None) -> int:
    """0 if every run was clean."""
    chosen = _parser().parse_args(words)
    # Asked to stop, it leaves no process behind.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))
    clean = True
    with Servers() as servers:
        for number in range(chosen.runs):
            seed = random.SystemRandom().randrange(1_000_000) if chosen.seed is None else chosen.seed + number
            clean = _one(servers, chosen, seed) and clean
    return 0 if clean else 1


def _one(servers: Servers, chosen: argparse.Namespace, seed: int) -> bool:
    again = f"make faults RUNS=1 SEED={seed} COLUMN={chosen.column}"
    print(f"seed {seed}, {chosen.column}; the same again: {again}", flush=True)
    plan = Plan(seed=seed, records=chosen.records, seconds=chosen.seconds, faults=chosen.faults)
    with tempfile.TemporaryDirectory(prefix="lianqiao-faults-") as folder:
        Path(folder).chmod(0o755)
        result = run(Path(folder), column_of(servers, chosen.column, seed), plan)
    print(result.said or "the auditor found nothing\n", end="", flush=True)
    if not chosen.no_row:
        add_row(seed, chosen.column, result)
    return not result.said


def column_of(servers: Servers, name: str, seed: int) -> Column:
    """A place of this run's own on the servers."""
    if name == EMBEDDED:
        return embedded()
    place = f"faults_{seed}"
    servers.postgres.drop_database(place)
    servers.redis.empty(seed % 64)
    return production(
        servers,
        database_url=servers.postgres.add_database(place),
        broker_url=servers.rabbitmq.add_vhost(place),
        redis_url=servers.redis.url(seed % 64),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make faults")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--seed", type=int, help="the first run's; each next one's is one more")
    parser.add_argument("--column", choices=(PRODUCTION, EMBEDDED), default=PRODUCTION)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="over which the records flow")
    parser.add_argument("--faults", type=int, default=FAULTS)
    parser.add_argument("--no-row", action="store_true", help="leave docs/faults.md as it is")
    return parser


if __name__ == "__main__":
    sys.exit(main())
