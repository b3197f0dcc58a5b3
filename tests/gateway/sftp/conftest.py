"""A hub whose SFTP door is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateway.sftp.homes import SftpHouse


@pytest.fixture
def house(tmp_path: Path) -> Iterator[SftpHouse]:
    made = SftpHouse(tmp_path)
    yield made
    made.close()
