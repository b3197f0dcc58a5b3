"""The demo's story told to its end by itself: every message, effect and alert is there, in both columns."""

from __future__ import annotations

import re
import sys

import pytest

from tests.programs import run

# Real servers, a hub, two workers, celery and three agents are started for it.
LIMIT_S = 900.0


@pytest.mark.timeout(LIMIT_S + 60)
@pytest.mark.parametrize(
    "column",
    ["embedded", pytest.param("--production", marks=pytest.mark.servers)],
    ids=lambda name: name.strip("-"),
)
def test_the_story_ends_as_expected(column: str) -> None:
    words = [column] if column.startswith("--") else []

    done = run([sys.executable, "-m", "gateway", "demo", "--check", *words], limit_s=LIMIT_S)

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "FAIL" not in done.stdout
    held = re.search(r"(\d+) of (\d+) as expected", done.stdout)
    assert held is not None
    assert held[1] == held[2]
