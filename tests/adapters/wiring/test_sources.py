"""A contract says where to look; what is unknown is refused before anything is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.memory.store import MemoryStore
from adapters.wiring.sources import ContractSources, discover
from core.kernel.clock import FixedClock
from core.kernel.errors import Refused, Unavailable
from tests.contracts.places import a_pull
from tests.contracts.stores import START


def sources(home: Path) -> ContractSources:
    return ContractSources(MemoryStore(FixedClock(START)), home)


def test_every_source_is_discovered() -> None:
    assert {"file"} <= {module.ADAPTER for module in discover()}


def test_an_unknown_adapter_is_refused_and_the_known_ones_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"no adapter 'pigeon' takes from anywhere; known are .*file"):
        sources(tmp_path).open("wms", a_pull("pigeon"))


def test_a_secret_is_a_name_and_is_waited_for(tmp_path: Path) -> None:
    address = f"file://{tmp_path}"
    with pytest.raises(Refused, match="not a path"):
        sources(tmp_path).open("wms", a_pull("file", address, secret_file="../keys/hub.key"))
    with pytest.raises(Unavailable, match="cannot be read"):
        sources(tmp_path).open("wms", a_pull("file", address, secret_file="theirs"))
