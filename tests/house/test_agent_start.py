"""The agent starts light: it loads none of the hub, and no connector before a source needs it."""

import json
import sys

import pytest

from tests.house.tree import TREE
from tests.programs import done

HEAVY = ("sqlalchemy", "zeep", "pydantic", "lxml", "fastapi", "kombu", "httpx")
HUB = ("core", "adapters", "gateway", "schedules", "certs")
LOADED = "import json, sys, front_end_agent.__main__; print(json.dumps(sorted(sys.modules)))"


@pytest.mark.skipif(
    not (TREE / "front_end_agent" / "__main__.py").exists(), reason="the agent has no program yet"
)
def test_the_agent_loads_neither_connectors_nor_the_hub() -> None:
    loaded = {name.partition(".")[0] for name in json.loads(done([sys.executable, "-c", LOADED]))}

    assert loaded.intersection(HEAVY + HUB) == set()
