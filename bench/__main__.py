"""`python -m bench`: every figure of every module here that has `measure()`, as ratios of one run."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
from pathlib import Path
from typing import Any

import bench

COLUMNS = ("name", "ours", "other", "other_name", "unit", "ratio", "target", "met")


def main() -> None:
    """Prints the table and, with --out, writes the same rows as a JSON list."""
    parser = argparse.ArgumentParser(prog="bench", description="Figures as ratios of one run.")
    parser.add_argument("--out", type=Path, help="write the rows there as JSON")
    parser.add_argument("only", nargs="*", help="modules to measure; all if none is named")
    asked = parser.parse_args()
    rows = [row for name in _modules(asked.only) for row in _measure(name)]
    if asked.out:
        asked.out.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for row in rows:
        said = "met" if row["met"] else "MISSED"
        print(
            f"{row['name']:44} {row['ours']:>12,.0f} {row['unit']:12} {row['ratio']:6.2f} x"
            f" {row['other_name']} ({row['other']:,.0f}); target {row['target']}: {said}"
        )


def _modules(only: list[str]) -> list[str]:
    found = [info.name for info in pkgutil.iter_modules(bench.__path__) if not info.name.startswith("_")]
    return [name for name in found if not only or name in only]


def _measure(name: str) -> list[dict[str, Any]]:
    module = importlib.import_module(f"bench.{name}")
    if not hasattr(module, "measure"):
        return []
    print(f"measuring {name} …", flush=True)
    rows: list[dict[str, Any]] = module.measure()
    return [{column: row[column] for column in COLUMNS} for row in rows]


if __name__ == "__main__":
    main()
