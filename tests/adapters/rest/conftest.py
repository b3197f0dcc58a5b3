"""The partner's ERP, started as a program of its own and ended with the test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.patience import PATIENCE_S, until
from tests.programs import Program


class Partner:
    """The program, as a test sees it."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._http = httpx.Client(base_url=self.url, timeout=PATIENCE_S)

    def mood(self, **mood: Any) -> None:
        """What it does from now on; what it was asked before is forgotten."""
        self._http.post("/mood", json=mood).raise_for_status()

    def asked(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._http.get("/asked").json()
        return found


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Partner]:
    log = tmp_path_factory.mktemp("erp") / "erp.log"
    running = Program([sys.executable, str(Path(__file__).parent / "erp.py")], log)
    try:
        until(lambda: running.said.endswith("\n"), "the partner's program")
        yield Partner(int(running.said.split()[0]))
    finally:
        running.kill()


@pytest.fixture
def erp(program: Partner) -> Partner:
    """The program, calm."""
    program.mood()
    return program
