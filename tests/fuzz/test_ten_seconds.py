"""Each target for ten seconds, always with the same beginning: what fails here fails again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.__main__ import fuzzed
from tests.fuzz.targets import every

SECONDS = 10.0


@pytest.mark.parametrize("name", sorted(every()))
def test_broken_input_is_answered_in_declared_ways(name: str, tmp_path: Path) -> None:
    report, wrong = fuzzed(name, SECONDS, tmp_path)

    assert wrong == ""
    assert report.inputs > 0
