"""`make fuzz SECONDS=n TARGET=name`: each target in a process of its own; 1 if anything was found."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import msgspec

from tests.fuzz.loop import GROWTH_BYTES_MAX, Report, Run
from tests.fuzz.targets import every
from tests.programs import ROOT, run

# Beyond its seconds: to start, to try the seeds, to make what was found smaller.
MORE_S = 240.0
KEPT = ROOT / "test-output" / "fuzz"


def fuzzed(name: str, seconds: float, kept: Path = KEPT) -> tuple[Report, str]:
    """One target in its own process; what was wrong with it, "" if nothing."""
    folder = kept / name
    command = [sys.executable, "-m", "tests.fuzz", "--one", "--target", name, "--seconds", str(seconds)]
    ended = run([*command, "--kept", str(kept)], limit_s=seconds + MORE_S)
    if ended.returncode != 0:
        current = folder / "current"
        given = current.read_bytes() if current.exists() else b""
        return Report(target=name), _died(name, given, ended.stderr[-4000:])
    report = msgspec.json.decode(ended.stdout.splitlines()[-1], type=Report)
    wrong = [
        f"{one}\n  again: make fuzz TARGET={name} FILE={folder / 'found'}/{one[:20]}" for one in report.found
    ]
    if report.growth > GROWTH_BYTES_MAX:
        wrong.append(f"it grew by {report.growth >> 20} MiB after it was warm")
    return report, "\n".join(wrong)


def _died(name: str, given: bytes, said: str) -> str:
    return f"{name}: the process hung or died of\n  {given[:2000].hex()}\n{said}"


def _one(name: str, seconds: float, kept: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="fuzz-", ignore_cleanup_errors=True) as work:
        report = Run(every()[name], kept / name, Path(work)).go(seconds)
    print(msgspec.json.encode(report).decode(), flush=True)
    # Targets that hold threads must not keep a run that is over from ending.
    os._exit(0)


def _again(name: str, file: Path) -> None:
    """One input once more, with its whole traceback."""
    with tempfile.TemporaryDirectory(prefix="fuzz-", ignore_cleanup_errors=True) as work:
        print(every()[name].open(Path(work))(file.read_bytes()))


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--target", default="", help="one of them (docs/fuzz.md); without it all")
    parser.add_argument("--seconds", type=float, default=10.0, help="for each target")
    parser.add_argument("--kept", type=Path, default=KEPT, help="the folder of inputs that were kept")
    parser.add_argument("--file", type=Path, help="this input once again, at --target")
    parser.add_argument("--one", action="store_true", help="in this very process, as make fuzz starts it")
    given = parser.parse_args()
    if given.file:
        _again(given.target, given.file)
        return 0
    if given.one:
        _one(given.target, given.seconds, given.kept)
        return 0
    return _all([given.target] if given.target else sorted(every()), given.seconds, given.kept)


def _all(names: list[str], seconds: float, kept: Path) -> int:
    bad = 0
    for name in names:
        report, wrong = fuzzed(name, seconds, kept)
        bad += bool(wrong)
        print(
            f"{name}: {report.inputs} inputs, {report.kept} kept, {len(report.found)} found, "
            f"RSS {report.rss_warm >> 20} to {report.rss_end >> 20} MiB\n{wrong}".rstrip(),
            flush=True,
        )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
