"""What the fuzzer once found stays answered by a declared error."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.loop import once
from tests.fuzz.targets import every

CASES = sorted((Path(__file__).parent / "cases").rglob("*.bin"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.stem}")
def test_what_was_found_once_is_answered(case: Path, tmp_path: Path) -> None:
    once(every()[case.parent.name].open(tmp_path), case.read_bytes())


@pytest.mark.parametrize("name", sorted(every()))
def test_every_target_has_something_to_begin_with(name: str) -> None:
    assert every()[name].seeds()
