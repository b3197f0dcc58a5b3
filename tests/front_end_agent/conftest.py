"""A hub's door, an agent's home, and a clock that passes when told."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from front_end_agent.spool import Spool
from tests.front_end_agent.homes import Home
from tests.front_end_agent.hub_door import HubDoor
from tests.front_end_agent.sending import Sending


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads change places as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def door() -> Iterator[HubDoor]:
    """A hub on 127.0.0.1."""
    opened = HubDoor()
    yield opened
    opened.close()


@pytest.fixture
def home(tmp_path: Path, door: HubDoor) -> Iterator[Home]:
    """An enrolled home with nothing configured but the hub; what it starts is ended with the test."""
    made = Home(tmp_path / "home", door=door)
    made.enrol()
    yield made
    made.end()


@pytest.fixture
def spool(home: Home) -> Spool:
    """New and empty."""
    home.configure()
    return home.spool()


@pytest.fixture
def sending(home: Home) -> Sending:
    """Over HTTPS alone."""
    return Sending(home)
