"""The demo's processes: one that dies is told with its last words, and none is left behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.kernel.errors import Unavailable
from gateway.demo.family import Family, run_once
from tests.patience import PATIENCE_S, until


def test_a_process_that_ends_by_itself_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    family = Family(tmp_path, dict(os.environ))
    family.start("broken", ["no_such_module_of_ours"])

    def told() -> str:
        try:
            family.check()
        except Unavailable as error:
            return error.text
        return ""

    text = until(told, "the end of the process")
    assert text.startswith("broken ended with 1")
    assert "no_such_module_of_ours" in text


def test_stopping_leaves_nothing_behind(tmp_path: Path) -> None:
    family = Family(tmp_path, dict(os.environ))
    family.start("server", ["http.server", "0", "--bind", "127.0.0.1", "--directory", str(tmp_path)])
    [child] = family.children()
    family.check()

    family.stop()

    assert child.poll() is not None
    assert family.children() == []


def test_a_command_that_fails_says_what_it_said() -> None:
    with pytest.raises(Unavailable, match="no_such_module_of_ours"):
        run_once(["no_such_module_of_ours"], dict(os.environ), timeout_s=PATIENCE_S)
