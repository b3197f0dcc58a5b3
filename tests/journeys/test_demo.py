"""The demo's story told to its end by itself: every message, effect and alert is there, in both columns."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TIMEOUT_S = 400


@pytest.mark.timeout(TIMEOUT_S)
@pytest.mark.parametrize(
    "column",
    ["embedded", pytest.param("--production", marks=pytest.mark.servers)],
    ids=lambda name: name.strip("-"),
)
def test_the_story_ends_as_expected(column: str) -> None:
    words = [column] if column.startswith("--") else []

    done = subprocess.run(
        [sys.executable, "-m", "gateway", "demo", "--check", *words],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "FAIL" not in done.stdout
    held = re.search(r"(\d+) of (\d+) as expected", done.stdout)
    assert held is not None
    assert held[1] == held[2]
