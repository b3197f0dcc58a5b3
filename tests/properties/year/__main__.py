"""`python -m tests.properties.year --seed 1 --deals 200`: a year, its figures, and what it took."""

from __future__ import annotations

import argparse
import sys
from time import perf_counter

from tests.properties.year.simulator import Year, YearFailed
from tests.properties.year.summary import summary


def main() -> int:
    """0 where everything held; else 1, and the story of the deal."""
    parser = argparse.ArgumentParser(prog="tests.properties.year", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--deals", type=int, default=200)
    asked = parser.parse_args()
    begun = perf_counter()
    try:
        year = Year(asked.seed, asked.deals).run()
    except YearFailed as error:
        print(error)
        return 1
    print(summary(year))
    print(f"{perf_counter() - begun:.1f} s")
    return 0


sys.exit(main())
