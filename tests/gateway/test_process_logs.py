"""Every process of the house says each event in one line of JSON where LIANQIAO_LOG_FORMAT asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.processes import House
from tests.patience import until
from tests.programs import done


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path, LIANQIAO_LOG_FORMAT="json")
    yield made
    made.close()


def lines(path: Path) -> list[dict[str, Any]]:
    """Each line as what it says; one that is no JSON is a failure."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_hub_clock_and_agent_write_nothing_but_lines_of_json(house: House) -> None:
    house.hub("partner", "publish")
    token = house.hub("agent", "invite", "agent-1", "--partner", "wms").strip()
    hub = house.start_hub()
    clock = house.start_module("schedules")
    home = house.folder / "agent"
    home.mkdir(mode=0o700)
    ca = house.folder / "home" / "certs" / "ca.pem"
    where = f"https://127.0.0.1:{house.agent_port}"
    (home / "agent.toml").write_text(f'[hub]\nurl = "{where}"\nca = "{ca}"\n')
    done(house.agent_command("enrol", "--token", token), environment=house.environment)
    agent = house.start(house.agent_command("run"), "agent")
    until(lambda: "runs with 0 sources" in agent.said, "the agent at work")
    until(lambda: "the clock runs" in clock.said, "the clock at work")

    for program in (agent, clock, hub):
        assert program.stop() == 0, program.last_words()

    assert {line["agent"] for line in lines(house.folder / "agent.log")} == {"agent-1"}
    assert any(line["text"].startswith("serving at") for line in lines(house.folder / "gateway-run.log"))
    assert all(line["time"] and line["level"] for line in lines(house.folder / "schedules.log"))


def test_a_port_that_is_taken_is_told_in_json_too(house: House) -> None:
    """That line is uvicorn's own."""
    house.start_hub()
    second = House(house.folder / "second", LIANQIAO_LOG_FORMAT="json")
    second.environment["LIANQIAO_AGENT_PORT"] = str(house.agent_port)
    try:
        ended = second.start_module("gateway", "run", may_die=True)
        assert ended.end() != 0
    finally:
        second.close()

    found = [json.loads(line) for line in ended.said.splitlines() if line.startswith("{")]
    assert any("address already in use" in line["text"] for line in found)


def test_a_form_nobody_knows_stops_the_start_and_says_which_are_known(house: House) -> None:
    house.environment["LIANQIAO_LOG_FORMAT"] = "xml"

    code, said = house.asked("partner", "list")

    assert code == 2
    assert "LIANQIAO_LOG_FORMAT='xml': one of text, json is wanted" in said
